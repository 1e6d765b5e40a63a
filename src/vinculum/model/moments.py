"""
Convert between instants and the wire's dates and times.

Owns the wire formats: `yyyy-MM-dd` and `yyyy-MM-ddTHH:mm:ss+HH:mm`, no fraction, no Z.
Never asks what time it is.
Instants are integers: milliseconds since the Unix epoch.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SECOND_MS = 1000
_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})", re.ASCII
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=256)
def zone_of(name: str) -> ZoneInfo:
    """Find a time zone by its IANA name; ValueError when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise ValueError(f"unknown time zone {name!r}") from unknown


def parse_moment(text: str) -> int | None:
    """
    Read an ISO 8601 time with an offset or `Z` as an instant; None when it is not one.

    Fractions of a second are cut off, because the wire never shows them.
    """
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None
    day, clock, offset = match.groups()
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}{'+00:00' if offset == 'Z' else offset}")
        return (moment - _EPOCH) // timedelta(milliseconds=1)
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=1024)  # a batch tells one moment a hundred times
def render_moment(instant: int, zone: str) -> str:
    """
    Write an instant as the wire does, in the named zone.

    Where a zone of long ago was off by seconds, the offset is cut to whole minutes and the
    clock follows it, so that the text still names the same instant.
    """
    local = (_EPOCH + timedelta(milliseconds=instant)).astimezone(zone_of(zone))
    offset = local.utcoffset() or timedelta()
    odd = offset % timedelta(minutes=1)
    if odd:
        local = local.astimezone(timezone(offset - odd))
    return local.isoformat(timespec="seconds")


def parse_day(text: str) -> date | None:
    """Read `yyyy-MM-dd`; None when it is not a day of the calendar."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def day_number(day: date) -> int:
    """Number a day, so that days compare and index as integers."""
    return day.toordinal()


def zone_offset_ms(instant: int, zone: str) -> int:
    """Tell how far a zone is ahead of UTC at an instant, in milliseconds."""
    local = (_EPOCH + timedelta(milliseconds=instant)).astimezone(zone_of(zone))
    offset = local.utcoffset() or timedelta()
    return offset // timedelta(milliseconds=1)
