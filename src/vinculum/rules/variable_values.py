"""
Judge the value of a variable by the variable's type.

Owns the types of variables, and the text that each kind of value is kept as.
Never knows which variables there are.
Next door: variables.py for the variables, fieldtypes/ for what each type accepts.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from vinculum.errors.refusal import Refusal
from vinculum.fieldtypes import type_of
from vinculum.fieldtypes.decimal import parse_number
from vinculum.model.field import Field
from vinculum.model.record import JsonValue

VALUE = "value"
# The wire's word for a type, and the field type that judges its values.
TYPES: Mapping[str, str] = {
    "integer": "integer",
    "text": "text",
    "percent": "percent",
    "decimal": "decimal",
    "currency": "currency",
    "date": "date",
    "datetime": "datetime",
    "email": "email",
    "phone": "phone",
    "url": "website",
    "checkbox": "boolean",
    "textarea": "textarea",
    "long": "bigint",
}
# Types whose values are numbers in JSON, and may be given as text too.
_NUMBERS = frozenset({"integer", "percent", "decimal", "currency"})


def accept_value(kind: str, raw: JsonValue, zone: str) -> str | Refusal | None:
    """
    Accept a value as the text that is kept; null and "" unset it. `zone` is the org's.

    Refuses with: FIELD_TYPE, FIELD_LENGTH.
    """
    field = Field(
        id=0, api_name=VALUE, label=VALUE, data_type=kind, json_type="string", type=TYPES[kind]
    )
    number = parse_number(raw) if kind in _NUMBERS and isinstance(raw, str) else None
    accepted = type_of(field).accept(field, raw if number is None else number, zone)
    if accepted is None or isinstance(accepted, Refusal):
        return accepted
    # Digits that came as text are kept as they were written: "23.60" stays so.
    return _text(accepted) if number is None else str(raw)


def _text(value: JsonValue) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    return str(value)
