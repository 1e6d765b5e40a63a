"""
Decide which records are added.

Owns the order in which a new item is refused, and what it makes.
Never reads the store: needs go out, facts come in.
Next door: accepting.py for what comes before any fact, upserting.py for the other caller.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from vinculum.errors.refusal import Refusal
from vinculum.rules.batch import Batch, Facts, Needs
from vinculum.rules.checks import (
    Check,
    first_refusal,
    guard_is_editable,
    rows_are_known,
    tags_fit,
    targets_exist,
    values_are_free,
    values_fit,
)
from vinculum.rules.filling import blank_record, filled
from vinculum.rules.plan import Inserted, Plan
from vinculum.rules.proposing import Proposal, echo_of, targets_named, values_claimed
from vinculum.rules.writing import Writing

# Chosen: what is missing, then types in schema order (both in accepting.py), then records that
# are named, then values that another record holds, then tags.
INSERTING_ORDER: tuple[Check, ...] = (
    values_fit,
    targets_exist,
    guard_is_editable,
    rows_are_known,
    values_are_free,
    tags_fit,
)


def needs_of_inserting(writing: Writing, proposals: Sequence[Proposal]) -> Needs:
    """Name the records and the unique values that all items together depend on."""
    return Needs(refs=targets_named(proposals), unique=values_claimed(writing, proposals))


def plan_inserting(writing: Writing, proposals: Sequence[Proposal], facts: Facts) -> Plan:
    """
    Add each item, or refuse that item alone; outcomes keep the order of the request.

    Refuses with: what accept_item says, FIELD_VALUE, NO_PERMISSION_ITEM, DUPLICATE_VALUE,
    TAGS_TOO_MANY.
    """
    batch = Batch(writing, facts)
    outcomes = tuple(inserted(batch, proposal) for proposal in proposals)
    return Plan(changes=batch.changes(), outcomes=outcomes)


def inserted(batch: Batch, proposal: Proposal) -> Inserted | Refusal:
    """Add one item to the batch, or refuse it."""
    refusal = first_refusal(INSERTING_ORDER, batch, proposal, None)
    if refusal is not None:
        return refusal
    blank = replace(blank_record(batch.writing), approved=proposal.sent.approved)
    record = filled(batch.writing, blank, proposal.sent, batch.tags)
    batch.put(record)
    return Inserted(
        id=record.id,
        created=record.created,
        modified=record.modified,
        created_by=record.created_by,
        modified_by=record.modified_by,
        external=echo_of(proposal.key),
    )
