"""
Read what each item of a body asks for: which record, which values.

Owns the three ways to name a record: an id in the item, an external value, the path.
Never knows whether such a record exists.
Next door: accepting.py judges the values, batch.py keeps what items do.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refusal, Refused
from vinculum.fieldtypes import type_of
from vinculum.fieldtypes.lookup import is_id_shaped, read_id
from vinculum.model.field import Field
from vinculum.model.record import JsonValue, Values
from vinculum.model.value import Value
from vinculum.rules.accepting import NOTHING, Accepted, Demand, accept_item
from vinculum.rules.batch import Facts, Needs
from vinculum.rules.commands import (
    UNKNOWN_ID,
    ExternalValue,
    ImpossibleId,
    Items,
    Key,
    text_of,
)
from vinculum.rules.lookups import record_ids
from vinculum.rules.uniqueness import UniqueKey, unique_keys
from vinculum.rules.writing import Writing

ID = "id"
WRAPPER = "data"


class Proposal(Value):
    """
    What one item asks.

    `key` names the record, None when the item names none; `unnamed` is why it names none
    although it should. `named` is the text that it names it by. `unfit` is why its values
    are not accepted; `sent` is what it sets otherwise, `raw` what it holds.
    """

    raw: Values = {}
    key: Key | None = None
    named: str = ""
    unnamed: Refusal | None = None
    sent: Accepted = NOTHING
    unfit: Refusal | None = None


def require_items(items: Items | Refusal) -> Items:
    """Utter the refusal of a body at its turn."""
    if isinstance(items, Refusal):
        raise Refused(items)
    return items


def require_keys(keys: tuple[Key, ...] | Refusal) -> tuple[Key, ...]:
    """Utter the refusal of parameters at its turn."""
    if isinstance(keys, Refusal):
        raise Refused(keys)
    return keys


def require_one(items: Items | Refusal) -> JsonValue:
    """
    The one item of a body about the path's record.

    Refuses with: the body's refusal, WRAPPER_MISSING, WRAPPER_TOO_LONG.
    """
    required = require_items(items)
    if not required:
        raise Refused(catalogue.WRAPPER_MISSING.refusal(api_name=WRAPPER))
    if len(required) > 1:
        raise Refused(catalogue.WRAPPER_TOO_LONG.refusal(maximum_length=1, api_name=WRAPPER))
    return required[0]


def propose(writing: Writing, item: JsonValue, demand: Demand) -> Proposal:
    """Read an item that names no record."""
    accepted = accept_item(writing, item, demand)
    raw = item if isinstance(item, dict) else {}
    if isinstance(accepted, Refusal):
        return Proposal(raw=raw, unfit=accepted)
    return Proposal(raw=raw, sent=accepted)


def propose_for(writing: Writing, item: JsonValue, key: Key, demand: Demand) -> Proposal:
    """Read an item about the record that the path names; its own id does not count."""
    return replace(propose(writing, item, demand), key=key, named=text_of(key))


def propose_named(
    writing: Writing, item: JsonValue, external: Field | None, demand: Demand
) -> Proposal:
    """Read an item that names its record by id, or by the value of an external field."""
    proposal = propose(writing, item, demand)
    if not isinstance(item, dict):
        return proposal
    naming = _by_id(item) if external is None else _by_value(writing, item, external)
    return replace(proposal, key=naming.key, named=naming.named, unnamed=naming.unnamed)


def names_record(item: JsonValue) -> bool:
    """Tell whether an item holds an id."""
    return isinstance(item, dict) and item.get(ID) not in (None, "")


def _by_id(item: Values) -> Proposal:
    raw = item.get(ID)
    if raw is None or raw == "":
        return Proposal(unnamed=catalogue.FIELD_MANDATORY.refusal(api_name=ID))
    if not is_id_shaped(raw):
        wrong = catalogue.FIELD_TYPE.refusal(expected_data_type="bigint", api_name=ID)
        return Proposal(unnamed=wrong)
    return Proposal(key=read_id(raw) or ImpossibleId(digits=str(raw)), named=str(raw))


def _by_value(writing: Writing, item: Values, field: Field) -> Proposal:
    value = type_of(field).accept(field, item.get(field.api_name), writing.zone)
    if isinstance(value, Refusal):
        return Proposal(unnamed=value)
    if value is None:
        missing = catalogue.EXTERNAL_FIELD_MISSING.refusal(api_name=field.api_name)
        return Proposal(unnamed=missing)
    return Proposal(key=ExternalValue(field=field.api_name, value=str(value)), named=str(value))


def echo_of(key: Key | None) -> tuple[str, str] | None:
    """The field and value that named a record, echoed in a success; None for an id."""
    return (key.field, key.value) if isinstance(key, ExternalValue) else None


def keys_named(proposals: Iterable[Proposal]) -> tuple[Key, ...]:
    """The keys to turn into ids."""
    return tuple(proposal.key for proposal in proposals if proposal.key is not None)


def id_of(key: Key | None, facts: Facts) -> int:
    """The id that a key stands for; UNKNOWN_ID when there is none."""
    return UNKNOWN_ID if key is None else facts.keys.get(key, UNKNOWN_ID)


def needs_of_keys(keys: Iterable[Key], facts: Facts) -> Needs:
    """Name the records behind keys."""
    ids = frozenset(id_of(key, facts) for key in keys)
    return Needs(records=ids - {UNKNOWN_ID})


def targets_named(proposals: Iterable[Proposal]) -> frozenset[int]:
    """The ids of the records that items name as lookups and in rows."""
    return frozenset().union(*(record_ids(proposal.sent.targets) for proposal in proposals))


def values_claimed(writing: Writing, proposals: Iterable[Proposal]) -> frozenset[UniqueKey]:
    """The unique values that items set."""
    return frozenset(
        key for proposal in proposals for key in unique_keys(writing.module, proposal.sent.values)
    )
