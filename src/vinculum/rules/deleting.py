"""
Decide which records go to the recycle bin, and what goes with them.

Owns the kinds of records that vanish with the one they belong to.
Never names a link: a deletion takes all of them with it, at the ends that it lists.
Next door: guards.py for the right to a single record.
"""

from __future__ import annotations

from collections.abc import Sequence

from vinculum.errors import catalogue
from vinculum.model.change import Change, DeleteRecord
from vinculum.model.field import POLYMORPHIC
from vinculum.model.record import Record
from vinculum.rules.batch import Batch, Facts, Needs
from vinculum.rules.commands import Key, text_of
from vinculum.rules.guards import guard_ids, refuse_unshared
from vinculum.rules.indexing import content_of, rows_of_record
from vinculum.rules.plan import Deleted, Outcome, Plan
from vinculum.rules.proposing import echo_of, id_of
from vinculum.rules.writing import Writing

# Module and lookup of the records that go with the one they name.
BELONGINGS = (("Notes", "Parent_Id"), ("DealHistory", "Deal"))


def needs_of_vanishing(writing: Writing, facts: Facts) -> Needs:
    """Name what goes with the records, and what guards them."""
    return Needs(
        refs=guard_ids(writing, facts.records.values()),
        children=(_belonging_fields(writing), frozenset(facts.records)),
    )


def plan_deleting(
    writing: Writing, keys: Sequence[Key], facts: Facts, parent_id: int | None = None
) -> Plan:
    """
    Delete each record with what belongs to it, or refuse that item alone.

    An id that is repeated fails the second time. With `parent_id`, records that are guarded
    by another record are refused as strangers.

    Refuses with: RECORD_NOT_DELETED, ITEM_ID_INVALID (a stranger), NO_PERMISSION_ITEM.
    """
    batch = Batch(writing, facts)
    deleted: dict[int, Record] = {}
    outcomes: list[Outcome] = []
    for key in keys:
        outcome = _judged(batch, key, deleted, parent_id)
        if isinstance(outcome, Deleted):
            deleted[outcome.id] = facts.records[outcome.id]
        outcomes.append(outcome)
    gone = (*deleted.values(), *_vanishing(writing, facts, frozenset(deleted)))
    return Plan(
        changes=tuple(_delete(writing, record) for record in gone), outcomes=tuple(outcomes)
    )


def _judged(batch: Batch, key: Key, deleted: dict[int, Record], parent_id: int | None) -> Outcome:
    record = batch.find(id_of(key, batch.facts))
    if record is None or record.id in deleted:
        return catalogue.RECORD_NOT_DELETED.refusal(id=text_of(key))
    guard = batch.writing.family.guard or ""
    if parent_id is not None and record.references.get(guard) != parent_id:
        return catalogue.ITEM_ID_INVALID.refusal(id=text_of(key))
    refusal = refuse_unshared(batch, record, "delete")
    return refusal or Deleted(id=record.id, external=echo_of(key))


def _delete(writing: Writing, record: Record) -> Change:
    module = writing.schema.module_of_id(record.module)
    return DeleteRecord(
        id=record.id,
        module=record.module,
        at=writing.stamp.now,
        by=writing.stamp.by,
        unindex=rows_of_record(module, record),
        links=writing.schema.ends_of(module),
    )


def _belonging_fields(writing: Writing) -> tuple[int, ...]:
    """The lookups by which records belong to records of this module."""
    ids: list[int] = []
    for name, lookup in BELONGINGS:
        owner = writing.schema.find_module(name)
        field = None if owner is None else writing.schema.find_field(owner, lookup)
        if field is None or name == writing.module.api_name:
            continue
        if field.lookup in {POLYMORPHIC, writing.module.api_name}:
            ids.append(field.id)
    return tuple(ids)


def _vanishing(writing: Writing, facts: Facts, deleted: frozenset[int]) -> Sequence[Record]:
    """Those of the children that belong to a record which is really deleted."""
    lookups = dict(BELONGINGS)
    return [
        child
        for child in facts.children
        if _parent_of(lookups[writing.schema.module_of_id(child.module).api_name], child) in deleted
    ]


def _parent_of(lookup: str, child: Record) -> object:
    return content_of(child).references.get(lookup)
