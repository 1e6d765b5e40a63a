"""
Gather, plan, apply: what every write of records does.

Owns the readings behind a decision's needs: one query for each kind, whatever the batch size.
Never decides anything.
Next door: records.py and notes.py for the callers, rules/batch.py for needs and facts.
"""

from __future__ import annotations

from msgspec.structs import replace

from vinculum.operations.results import Outcomes
from vinculum.ports.services import Call
from vinculum.rules.batch import Facts, Needs
from vinculum.rules.plan import Plan, Stamp
from vinculum.rules.writing import Writing


def stamp_of(call: Call) -> Stamp:
    """When and by whom the writes of a call happen, and where their ids come from."""
    return Stamp(now=call.now, by=call.actor.user.id, next_id=call.services.ids.next_id)


def gather(call: Call, writing: Writing, needs: Needs, facts: Facts) -> Facts:
    """Read what a decision needs, on top of what is known; nothing is read for no need."""
    work = call.work
    if needs.records:
        facts = replace(facts, records={**facts.records, **work.read_records(needs.records)})
    if needs.refs:
        facts = replace(facts, refs=work.read_refs(needs.refs))
    if needs.unique:
        facts = replace(facts, unique=work.read_unique(writing.module.id, needs.unique))
    fields, texts = needs.matches
    if fields and texts:
        facts = replace(facts, matches=work.read_matches(writing.module.id, fields, texts))
    fields, parents = needs.children
    if fields and parents:
        facts = replace(facts, children=work.read_children(fields, parents))
    return facts


def settle(call: Call, plan: Plan, *, upsert: bool = False) -> Outcomes:
    """Apply a plan and hand back its outcomes; the lane commits."""
    if plan.changes:
        call.work.apply(plan.changes)
    return Outcomes(outcomes=plan.outcomes, upsert=upsert)
