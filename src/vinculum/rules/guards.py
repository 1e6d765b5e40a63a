"""
Judge by sharing whether the actor may write a record that is there.

Owns the rule that a note is guarded by its parent: who may not edit that one may not write it.
Never judges the profile; permissions.py does.
Next door: checks.py and deleting.py utter the refusals.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from vinculum.errors.refusal import Refusal
from vinculum.model.actor import Verb
from vinculum.model.record import JsonValue, Record, RecordRef
from vinculum.rules.batch import Batch
from vinculum.rules.composing import OpenRecord
from vinculum.rules.permissions import item_denial
from vinculum.rules.writing import Writing


def guard_ids(writing: Writing, records: Iterable[Record]) -> frozenset[int]:
    """The ids of the records that guard these."""
    guard = writing.family.guard
    if guard is None:
        return frozenset()
    named = (msgspec.json.decode(record.references, type=dict).get(guard) for record in records)
    return frozenset(guard_id for guard_id in named if isinstance(guard_id, int))


def refuse_unshared(batch: Batch, record: OpenRecord, verb: Verb) -> Refusal | None:
    """Refuse an item about a record that the actor may not write, with NO_PERMISSION_ITEM."""
    if is_shared(batch, record):
        return None
    return item_denial(batch.writing.module, record.id, verb)


def is_shared(batch: Batch, record: OpenRecord) -> bool:
    """Tell whether sharing lets the actor write a record, and edit the one that guards it."""
    guarding = find_guarding(batch, record.references)
    if guarding is not None and not guard_is_shared(batch, guarding):
        return False
    return batch.may_edit(batch.writing.module, record)


def guard_is_shared(batch: Batch, guarding: RecordRef) -> bool:
    """Tell whether sharing lets the actor edit a record that guards others."""
    return batch.may_edit(batch.writing.schema.module_of_id(guarding.module), guarding)


def find_guarding(
    batch: Batch, named: dict[str, int | list[int]] | dict[str, JsonValue]
) -> RecordRef | None:
    """Find the record that guards one with these references, if its family has a guard."""
    guard = batch.writing.family.guard
    guard_id = None if guard is None else named.get(guard)
    return batch.facts.refs.get(guard_id) if isinstance(guard_id, int) else None
