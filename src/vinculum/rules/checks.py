"""
Judge an item by the facts: may its record be changed, does what it names exist, is it free.

Owns the checks that inserting and updating share, one small function each.
Never changes anything, never looks at a value's type.
Next door: inserting.py and updating.py put these checks in their order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refusal
from vinculum.rules.batch import Batch
from vinculum.rules.commands import UNKNOWN_ID
from vinculum.rules.composing import OpenRecord
from vinculum.rules.filling import kept_tags
from vinculum.rules.guards import find_guarding, guard_is_shared, refuse_unshared
from vinculum.rules.lookups import refuse_targets
from vinculum.rules.permissions import item_denial
from vinculum.rules.proposing import Proposal
from vinculum.rules.subforms import refuse_rows
from vinculum.rules.uniqueness import refuse_duplicates

# The record is the one to change; None when the item makes a new one.
Check: TypeAlias = Callable[[Batch, Proposal, OpenRecord | None], "Refusal | None"]


def first_refusal(
    order: Iterable[Check], batch: Batch, proposal: Proposal, record: OpenRecord | None
) -> Refusal | None:
    """Walk an order of checks up to the first that refuses."""
    for check in order:
        refusal = check(batch, proposal, record)
        if refusal is not None:
            return refusal
    return None


def record_is_shared(
    batch: Batch, _proposal: Proposal, record: OpenRecord | None
) -> Refusal | None:
    """Refuse a record that sharing does not let the actor edit, with NO_PERMISSION_ITEM."""
    return None if record is None else refuse_unshared(batch, record, "update")


def record_is_open(_batch: Batch, _proposal: Proposal, record: OpenRecord | None) -> Refusal | None:
    """Refuse a converted lead, with RECORD_CONVERTED."""
    if record is None or not record.converted:
        return None
    return catalogue.RECORD_CONVERTED.refusal(id=str(record.id))


def values_fit(_batch: Batch, proposal: Proposal, _record: OpenRecord | None) -> Refusal | None:
    """Refuse values that were not accepted."""
    return proposal.unfit


def targets_exist(batch: Batch, proposal: Proposal, _record: OpenRecord | None) -> Refusal | None:
    """Refuse a lookup, or a row, that names no live record of its module, with FIELD_VALUE."""
    return refuse_targets(batch.writing, proposal.sent.targets, batch.facts.refs)


def guard_is_editable(
    batch: Batch, proposal: Proposal, _record: OpenRecord | None
) -> Refusal | None:
    """Refuse what is put below a record that the actor may not edit, with NO_PERMISSION_ITEM."""
    guarding = find_guarding(batch, proposal.sent.values)
    if guarding is None or guard_is_shared(batch, guarding):
        return None
    return item_denial(batch.writing.schema.module_of_id(guarding.module), guarding.id)


def rows_are_known(batch: Batch, proposal: Proposal, record: OpenRecord | None) -> Refusal | None:
    """Refuse the id of a row that the record does not have, with FIELD_VALUE."""
    had = {} if record is None else record.rows
    for field, _ in batch.writing.slots.rows:
        if field.api_name in proposal.sent.values:
            wanted = proposal.sent.values[field.api_name]
            refusal = refuse_rows(had.get(field.api_name), wanted)
            if refusal is not None:
                return refusal
    return None


def values_are_free(batch: Batch, proposal: Proposal, record: OpenRecord | None) -> Refusal | None:
    """Refuse a unique value that another record holds, with DUPLICATE_VALUE."""
    own_id = UNKNOWN_ID if record is None else record.id
    return refuse_duplicates(batch.writing.module, own_id, proposal.sent.values, batch.holders)


def tags_fit(batch: Batch, proposal: Proposal, record: OpenRecord | None) -> Refusal | None:
    """Refuse tags that are too many or name none, with TAGS_TOO_MANY or FIELD_VALUE."""
    for field, _ in batch.writing.slots.tags:
        wanted = proposal.sent.values.get(field.api_name)
        if isinstance(wanted, list):
            kept = [] if record is None else kept_tags(record, proposal.sent, field)
            refusal = batch.tags.refuse(field.api_name, kept, wanted)
            if refusal is not None:
                return refusal
    return None
