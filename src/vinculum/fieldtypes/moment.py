"""
Judge points in time, given with any offset or `Z`, kept in the org's zone.

Owns the datetime type and the system moments that are computed at write time.
Never asks what time it is.
Next door: date.py for days, model/moments.py for the formats.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from vinculum.errors.catalogue import FIELD_TYPE
from vinculum.errors.refusal import Refusal
from vinculum.fieldtypes.fieldtype import ORDERED, FieldType, IndexValue
from vinculum.model.field import Field
from vinculum.model.moments import parse_moment, render_moment
from vinculum.model.record import JsonValue

# Two days short of the calendar's ends, so that every zone can show the moment.
EARLIEST = -62_135_424_000_000  # 0001-01-03T00:00:00Z
LATEST = 253_402_128_000_000  # 9999-12-30T00:00:00Z


def _moment(field: Field, raw: Any, zone: str) -> JsonValue | Refusal:
    instant = parse_moment(raw) if isinstance(raw, str) else None
    if instant is None or not EARLIEST <= instant <= LATEST:
        return FIELD_TYPE.refusal(expected_data_type="datetime", api_name=field.api_name)
    return render_moment(instant, zone)


@lru_cache(maxsize=1024)  # the records of a batch were written at one moment
def _instant(canonical: str) -> int:
    instant = parse_moment(canonical)
    if instant is None:
        raise ValueError(f"{canonical!r} is not a canonical moment")
    return instant


def _index(value: JsonValue) -> IndexValue:
    return _instant(str(value))


def show_moment(value: JsonValue, zone: str) -> JsonValue:
    """Write a canonical moment in another zone."""
    return render_moment(_instant(str(value)), zone)


def _typed(name: str, *, writable: bool) -> FieldType:
    return FieldType(
        name=name,
        canonical=_moment,
        writable=writable,
        index="number",
        indexed=_index,
        operators=ORDERED,
        operand=parse_moment,
        shown=show_moment,
    )


DATETIME = _typed("datetime", writable=True)
CREATED_TIME = _typed("created_time", writable=False)
MODIFIED_TIME = _typed("modified_time", writable=False)
ACTIVITY_TIME = _typed("activity_time", writable=False)

TYPES = (DATETIME, CREATED_TIME, MODIFIED_TIME, ACTIVITY_TIME)
