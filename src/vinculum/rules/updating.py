"""
Decide which records are changed.

Owns the order in which a change is refused, and what it makes of a record.
Never reads the store: needs go out, facts come in.
Next door: proposing.py for how an item names its record, upserting.py for the other caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refusal
from vinculum.rules.batch import Batch, Facts, Needs
from vinculum.rules.checks import (
    Check,
    first_refusal,
    record_is_open,
    record_is_shared,
    rows_are_known,
    tags_fit,
    targets_exist,
    values_are_free,
    values_fit,
)
from vinculum.rules.composing import OpenRecord
from vinculum.rules.filling import filled
from vinculum.rules.guards import guard_ids
from vinculum.rules.history import history_of
from vinculum.rules.plan import Outcome, Plan, Updated
from vinculum.rules.proposing import (
    Proposal,
    echo_of,
    id_of,
    targets_named,
    values_claimed,
)
from vinculum.rules.writing import Writing

# Chosen: the record first (named, there, shared, open), then what the item says of it.
UPDATING_ORDER: tuple[Check, ...] = (
    record_is_shared,
    record_is_open,
    values_fit,
    targets_exist,
    rows_are_known,
    values_are_free,
    tags_fit,
)


def needs_of_updating(writing: Writing, proposals: Sequence[Proposal], facts: Facts) -> Needs:
    """Name what the changes depend on, once the records to change are known."""
    return Needs(
        refs=targets_named(proposals) | guard_ids(writing, facts.records.values()),
        unique=values_claimed(writing, proposals),
        children=_history_needs(writing, proposals, facts),
    )


def plan_updating(writing: Writing, proposals: Sequence[Proposal], facts: Facts) -> Plan:
    """
    Change each record, or refuse that item alone; outcomes keep the order of the request.

    Only what an item sets changes. A record that is named twice is changed twice, in order:
    the second item sees the first, and the record is written once.

    Refuses with: FIELD_MANDATORY, FIELD_TYPE, EXTERNAL_FIELD_MISSING and ITEM_ID_INVALID for
    what names the record, NO_PERMISSION_ITEM, RECORD_CONVERTED, what accept_item says,
    FIELD_VALUE, DUPLICATE_VALUE, TAGS_TOO_MANY.
    """
    batch = Batch(writing, facts)
    outcomes = tuple(_updated(batch, proposal) for proposal in proposals)
    return Plan(changes=batch.changes(), outcomes=outcomes)


def named_record(batch: Batch, proposal: Proposal) -> OpenRecord | Refusal:
    """The record that an item names, or why it names none."""
    if proposal.key is None:
        wrong = proposal.unnamed or proposal.unfit
        return wrong or catalogue.ITEM_ID_INVALID.refusal(id=proposal.named)
    record = batch.find(id_of(proposal.key, batch.facts))
    return catalogue.ITEM_ID_INVALID.refusal(id=proposal.named) if record is None else record


def updated(
    batch: Batch, proposal: Proposal, record: OpenRecord, matched: str | None = None
) -> Outcome:
    """Change a record of the batch, or refuse it; `matched` names the field that found it."""
    refusal = first_refusal(UPDATING_ORDER, batch, proposal, record)
    if refusal is not None:
        return refusal
    changed = filled(batch.writing, record, proposal.sent, batch.tags)
    batch.put(changed)
    return Updated(
        id=changed.id,
        created=changed.created,
        modified=changed.modified,
        created_by=changed.created_by,
        modified_by=changed.modified_by,
        matched=matched,
        external=echo_of(proposal.key),
    )


def _updated(batch: Batch, proposal: Proposal) -> Outcome:
    record = named_record(batch, proposal)
    return record if isinstance(record, Refusal) else updated(batch, proposal, record)


def _history_needs(
    writing: Writing, proposals: Iterable[Proposal], facts: Facts
) -> tuple[tuple[int, ...], frozenset[int]]:
    """The rows of history that a new value of the field which has one may end."""
    history = history_of(writing.module)
    if history is None or not any(history.follows in each.sent.values for each in proposals):
        return (), frozenset()
    parent = writing.schema.find_field(writing.schema.module(history.module), history.parent)
    return (() if parent is None else (parent.id,)), frozenset(facts.records)
