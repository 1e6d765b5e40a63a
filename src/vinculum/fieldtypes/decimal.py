"""
Judge numbers that may have a fraction: double, currency, percent, decimal.

Owns the digits allowed before and after the point.
Never rounds: a value is kept as given or refused.
Next door: number.py for whole numbers, formula.py for computed ones.
"""

from __future__ import annotations

import re
from typing import Any

from vinculum.errors.catalogue import FIELD_TYPE
from vinculum.errors.refusal import Refusal
from vinculum.fieldtypes.fieldtype import (
    ORDERED,
    Canonical,
    FieldType,
    IndexValue,
    index_number,
)
from vinculum.model.field import Field
from vinculum.model.record import JsonValue

MOST_DIGITS = 16
MOST_PERCENT_DIGITS = 5
MOST_DECIMALS = 9

_NUMBER = re.compile(r"[+-]?(?:\d{1,19}(?:\.\d{0,18})?|\.\d{1,18})", re.ASCII)
_LARGEST = 2**63


def parse_number(text: str) -> IndexValue | None:
    """Read a decimal number within 63 bits, without an exponent; None when it is not one."""
    if _NUMBER.fullmatch(text) is None:
        return None
    number = float(text) if "." in text else int(text)
    return number if abs(number) < _LARGEST else None


def accept_number(field: Field, raw: Any, most_digits: int) -> int | float | Refusal:
    """Accept a finite JSON number within the digits; a numeric string is not one."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        # Not-a-number compares false, infinity is too large: neither passes the first test.
        fits = abs(raw) < 10**most_digits
        if fits and (isinstance(raw, int) or round(raw, MOST_DECIMALS) == raw):
            return raw
    return FIELD_TYPE.refusal(expected_data_type="double", api_name=field.api_name)


def _of(most_digits: int) -> Canonical:
    def canonical(field: Field, raw: Any, _zone: str) -> JsonValue | Refusal:
        return accept_number(field, raw, min(field.length or most_digits, most_digits))

    return canonical


def index_decimal(value: JsonValue) -> IndexValue:
    """Index a number; the two zeros are one."""
    number = index_number(value)
    return number or 0


def _numeric(name: str, most_digits: int) -> FieldType:
    return FieldType(
        name=name,
        canonical=_of(most_digits),
        index="number",
        indexed=index_decimal,
        operators=ORDERED,
        operand=parse_number,
    )


DOUBLE = _numeric("double", MOST_DIGITS)
CURRENCY = _numeric("currency", MOST_DIGITS)
DECIMAL = _numeric("decimal", MOST_DIGITS)
PERCENT = _numeric("percent", MOST_PERCENT_DIGITS)

TYPES = (DOUBLE, CURRENCY, DECIMAL, PERCENT)
