"""
Judge truth values.

Owns the leniency for "true" and "false", which documented samples send as strings.
Never takes a number for one.
"""

from __future__ import annotations

from typing import Any

from vinculum.errors.catalogue import FIELD_TYPE
from vinculum.errors.refusal import Refusal
from vinculum.fieldtypes.fieldtype import EQUALITY, FieldType, IndexValue
from vinculum.model.field import Field
from vinculum.model.record import JsonValue

WORDS = {"true": True, "false": False}


def _boolean(field: Field, raw: Any, _zone: str) -> JsonValue | Refusal:
    truth = WORDS.get(raw.lower()) if isinstance(raw, str) else raw
    if isinstance(truth, bool):
        return truth
    return FIELD_TYPE.refusal(expected_data_type="boolean", api_name=field.api_name)


def _index(value: JsonValue) -> IndexValue:
    return 1 if value else 0


def _operand(text: str) -> IndexValue | None:
    truth = WORDS.get(text.lower())
    return None if truth is None else _index(truth)


BOOLEAN = FieldType(
    name="boolean",
    canonical=_boolean,
    index="number",
    indexed=_index,
    operators=EQUALITY,
    operand=_operand,
)

TYPES = (BOOLEAN,)
