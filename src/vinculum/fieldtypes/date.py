"""
Judge days, `yyyy-MM-dd`.

Owns the day's index value, its number in the calendar.
Never moves a day to another zone.
Next door: moment.py for points in time.
"""

from __future__ import annotations

from typing import Any

from vinculum.errors.catalogue import FIELD_TYPE
from vinculum.errors.refusal import Refusal
from vinculum.fieldtypes.fieldtype import ORDERED, FieldType, IndexValue
from vinculum.model.field import Field
from vinculum.model.moments import day_number, parse_day
from vinculum.model.record import JsonValue


def _date(field: Field, raw: Any, _zone: str) -> JsonValue | Refusal:
    if isinstance(raw, str) and parse_day(raw) is not None:
        return raw
    return FIELD_TYPE.refusal(expected_data_type="date", api_name=field.api_name)


def _operand(text: str) -> IndexValue | None:
    day = parse_day(text)
    return None if day is None else day_number(day)


def _index(value: JsonValue) -> IndexValue:
    number = _operand(str(value))
    if number is None:
        raise ValueError(f"{value!r} is not a canonical day")
    return number


DATE = FieldType(
    name="date",
    canonical=_date,
    index="number",
    indexed=_index,
    operators=ORDERED,
    operand=_operand,
)

TYPES = (DATE,)
