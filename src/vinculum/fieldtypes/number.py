"""
Judge whole numbers: integers as JSON numbers, big ones as digit strings.

Owns the ranges, and the one integer that is a percentage, a deal's probability.
Never takes a boolean or a fraction for a whole number.
Next door: decimal.py for numbers with a fraction, autonumber.py for numbers we make.
"""

from __future__ import annotations

import re
from typing import Any

from vinculum.errors.catalogue import FIELD_TYPE, PROBABILITY_INVALID
from vinculum.errors.refusal import Refusal
from vinculum.fieldtypes.decimal import parse_number
from vinculum.fieldtypes.fieldtype import ORDERED, FieldType, IndexValue, index_number
from vinculum.model.field import Field
from vinculum.model.record import JsonValue

MOST_DIGITS = 9
MOST_BIG_DIGITS = 18
PROBABILITY = "Probability"
CERTAIN = 100

_BIG = re.compile(rf"-?\d{{1,{MOST_BIG_DIGITS}}}", re.ASCII)


def _integer(field: Field, raw: Any, _zone: str) -> JsonValue | Refusal:
    if isinstance(raw, int) and not isinstance(raw, bool):
        if field.api_name == PROBABILITY and not field.custom:
            in_range = 0 <= raw <= CERTAIN
            return raw if in_range else PROBABILITY_INVALID.refusal(api_name=field.api_name)
        if abs(raw) < 10 ** min(field.length or MOST_DIGITS, MOST_DIGITS):
            return raw
    return FIELD_TYPE.refusal(expected_data_type="integer", api_name=field.api_name)


def accept_bigint(field: Field, raw: Any, _zone: str) -> JsonValue | Refusal:
    """Accept digits, as a string or a number, of at most 18 places; kept as a digit string."""
    number = raw if isinstance(raw, int | str) and not isinstance(raw, bool) else None
    # 10**18 has 19 digits: comparing first spares printing a number of thousands of digits.
    if isinstance(number, int) and abs(number) < 10**MOST_BIG_DIGITS:
        return str(number)
    if isinstance(number, str) and _BIG.fullmatch(number):
        return str(int(number))
    return FIELD_TYPE.refusal(expected_data_type="bigint", api_name=field.api_name)


def index_bigint(value: JsonValue) -> IndexValue:
    """Index a digit string as the number it is."""
    return int(str(value))


INTEGER = FieldType(
    name="integer",
    canonical=_integer,
    index="number",
    indexed=index_number,
    operators=ORDERED,
    operand=parse_number,
)
BIGINT = FieldType(
    name="bigint",
    canonical=accept_bigint,
    index="number",
    indexed=index_bigint,
    operators=ORDERED,
    operand=parse_number,
)

TYPES = (INTEGER, BIGINT)
