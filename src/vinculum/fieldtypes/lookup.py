"""
Judge references to one record.

Owns how an id may be given: as `{"id": …}`, or bare, each a string or a number.
Never knows whether such a record exists; the caller looks it up in one query.
Next door: owner.py for references to users, rows.py for references inside rows.
"""

from __future__ import annotations

from typing import Any

from vinculum.errors.catalogue import FIELD_TYPE, FIELD_VALUE
from vinculum.errors.refusal import Refusal
from vinculum.fieldtypes.fieldtype import (
    CHOICE,
    FieldType,
    IndexValue,
    Storage,
    index_number,
)
from vinculum.model.field import Field
from vinculum.model.ids import MAX_ID, looks_like_id, parse_id
from vinculum.model.record import JsonValue


def read_id(raw: Any) -> int | None:
    """Read an id given as a string or a number; None when it is neither or out of range."""
    if isinstance(raw, str):
        return parse_id(raw)
    # Quirk Q-003: some clients send ids as numbers.
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw if 0 < raw <= MAX_ID else None
    return None


def is_id_shaped(raw: Any) -> bool:
    """Tell whether a value could be an id, were it not for its size."""
    if isinstance(raw, str):
        return looks_like_id(raw)
    return isinstance(raw, int) and not isinstance(raw, bool) and raw >= 0


def accept_reference(field: Field, raw: Any) -> int | Refusal:
    """
    Accept `{"id": …}` or a bare id.

    Digits that no id can have name no record: they are refused as such, not as a wrong type.
    """
    bare = raw.get("id") if isinstance(raw, dict) else raw
    found = read_id(bare)
    if found is not None:
        return found
    if is_id_shaped(bare):
        return FIELD_VALUE.refusal(api_name=field.api_name)
    word = "bigint" if isinstance(raw, dict) and "id" in raw else "jsonobject"
    return FIELD_TYPE.refusal(expected_data_type=word, api_name=field.api_name)


def _reference(field: Field, raw: Any, _zone: str) -> JsonValue | Refusal:
    return accept_reference(field, raw)


def id_operand(text: str) -> IndexValue | None:
    """Read an id as a criteria value."""
    return parse_id(text)


def reference_type(name: str, storage: Storage, *, writable: bool = True) -> FieldType:
    """Make a type whose value is one id."""
    return FieldType(
        name=name,
        canonical=_reference,
        storage=storage,
        writable=writable,
        index="number",
        indexed=index_number,
        operators=CHOICE,
        operand=id_operand,
    )


LOOKUP = reference_type("lookup", "lookup")

TYPES = (LOOKUP,)
