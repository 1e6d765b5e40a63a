"""
Decide which items of an upsert change a record, and which add one.

Owns the order in which fields are asked for a record (records 3.3).
Never reads the store: needs go out, facts come in.
Next door: inserting.py and updating.py do what was found out here.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refusal, Refused
from vinculum.model.field import Field
from vinculum.model.module import Module
from vinculum.model.record import JsonValue, Values
from vinculum.rules.accepting import cleared, missing
from vinculum.rules.batch import Batch, Facts, Needs, match_key
from vinculum.rules.commands import ExternalValue
from vinculum.rules.composing import OpenRecord
from vinculum.rules.inserting import inserted
from vinculum.rules.permissions import item_denial, may
from vinculum.rules.plan import Outcome, Plan
from vinculum.rules.proposing import (
    Proposal,
    names_record,
    propose,
    propose_named,
    values_claimed,
)
from vinculum.rules.uniqueness import UniqueKey, key_of, unique_fields
from vinculum.rules.updating import named_record, needs_of_updating, updated
from vinculum.rules.writing import Writing

CHECK_FIELDS = "duplicate_check_fields"


def require_check_fields(module: Module, given: Sequence[str] | None) -> tuple[Field, ...]:
    """
    The fields that are asked for a record, in order.

    None given: the system's fields, then the unique ones. Some given: these, then the unique
    ones that are left; other fields of the system are skipped.

    Refuses with: BODY_VALUE_INVALID, for a field that is neither.
    """
    unique = {field.api_name: field for field in unique_fields(module)}
    system = {field.api_name: field for field in module.fields if field.duplicate_check}
    legal = system | unique
    if any(name not in legal for name in given or ()):
        raise Refused(catalogue.BODY_VALUE_INVALID.refusal(api_name=CHECK_FIELDS))
    return tuple(legal[name] for name in dict.fromkeys((*(given or system), *unique)))


def propose_upsert(writing: Writing, item: JsonValue, external: Field | None) -> Proposal:
    """Read an item: it may name its record, by id or by the value of an external field."""
    if external is None and not names_record(item):
        return propose(writing, item, cleared)
    return propose_named(writing, item, external, cleared)


def needs_of_matching(
    writing: Writing, proposals: Sequence[Proposal], fields: Sequence[Field]
) -> Needs:
    """Name the values by which records are found, and those that must not occur twice."""
    keys = [
        key
        for proposal in proposals
        for field in fields
        if field.duplicate_check and (key := _match_key(field, proposal.sent.values))
    ]
    return Needs(
        unique=values_claimed(writing, proposals),
        matches=(
            tuple(sorted({field_id for field_id, _ in keys})),
            frozenset(text for _, text in keys),
        ),
    )


def needs_of_matched(proposals: Sequence[Proposal], facts: Facts) -> Needs:
    """
    Name the records that were found by value, the oldest ones of each value.

    Each item of the batch may take the value away from one of them, hence as many and one.
    """
    most = len(proposals) + 1
    found = {record for records in facts.matches.values() for record in records[:most]}
    return Needs(records=frozenset(found | set(facts.unique.values())) - facts.records.keys())


def needs_of_upserting(writing: Writing, proposals: Sequence[Proposal], facts: Facts) -> Needs:
    """Name what is left to know; unique values were asked for when records were looked for."""
    return replace(needs_of_updating(writing, proposals, facts), unique=frozenset())


def plan_upserting(
    writing: Writing, proposals: Sequence[Proposal], fields: Sequence[Field], facts: Facts
) -> Plan:
    """
    Change the record that each item means, or add one, or refuse that item alone.

    An item with an id means that record. Else the first of `fields` that finds one decides,
    the oldest of several; records that earlier items added or changed count as they are by
    then, so a second item with the same value changes what the first one added. A new record
    needs what is mandatory, judged after its types, because these tell which record is meant.

    Refuses with: what updated and inserted say, FIELD_MANDATORY, NO_PERMISSION_ITEM.
    """
    batch = Batch(writing, facts)
    outcomes = tuple(_upserted(batch, proposal, fields) for proposal in proposals)
    return Plan(changes=batch.changes(), outcomes=outcomes)


def _upserted(batch: Batch, proposal: Proposal, fields: Sequence[Field]) -> Outcome:
    refusal = proposal.unnamed or proposal.unfit
    if refusal is not None:
        return refusal
    if isinstance(proposal.key, int):
        record = named_record(batch, proposal)
        if isinstance(record, Refusal):
            return record
        return _changed(batch, proposal, record, None)
    for field in _asked(proposal, fields):
        found = find_match(batch, field, proposal.sent.values)
        if found is not None:
            return _changed(batch, proposal, found, field.api_name)
    return missing(batch.writing, proposal.raw) or inserted(batch, proposal)


def _changed(batch: Batch, proposal: Proposal, record: OpenRecord, matched: str | None) -> Outcome:
    writing = batch.writing
    if not may(writing.actor, writing.module, "update"):
        return item_denial(writing.module, record.id)
    return updated(batch, proposal, record, matched)


def _asked(proposal: Proposal, fields: Sequence[Field]) -> Sequence[Field]:
    """An external field is the only one that is asked."""
    key = proposal.key
    if not isinstance(key, ExternalValue):
        return fields
    return [field for field in fields if field.api_name == key.field]


def find_match(batch: Batch, field: Field, values: Values) -> OpenRecord | None:
    """Find the record that has an item's value in a field; converted ones do not count."""
    if field.unique:
        key = key_of(field, values.get(field.api_name))
        holder = None if key is None else batch.holders.find(key)
        found = None if holder is None else batch.find(holder)
        return None if found is None or found.converted else found
    match = _match_key(field, values)
    return None if match is None else batch.oldest_with(field, match)


def _match_key(field: Field, values: Values) -> UniqueKey | None:
    return match_key(field, values.get(field.api_name))
