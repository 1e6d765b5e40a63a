"""
Read and write dates and times in the patterns that scripts use.

Owns the table of pattern letters and the forms that a text may have to count as a date.
Never asks what time it is, and never looks at the machine's time zone.
Next door: builtins/date.py calculates with them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache

MONTHS = (
    "January February March April May June July August September October November December"
).split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
LONGEST_PATTERN = 100

_QUOTED = re.compile(
    r"(\d{1,2})-([A-Za-z]{3})-(\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?", re.ASCII
)
_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s*(Z|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)
_SLASHED = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?", re.ASCII
)
_MONTH_NUMBERS = {name[:3].lower(): number for number, name in enumerate(MONTHS, 1)}

Moment = date | datetime


def _composed(
    day: tuple[int, int, int], clock: tuple[str | None, str | None, str | None]
) -> Moment | None:
    try:
        if clock[0] is None:
            return date(*day)
        hour, minute, second = (int(part or 0) for part in clock)
        return datetime(*day, hour, minute, second)  # noqa: DTZ001 - in the org's zone, see Host
    except ValueError:
        return None


def parse_quoted_moment(text: str) -> Moment | None:
    """Read `01-Jan-2020` or `01-Jan-2020 10:20:30`; nothing if it is neither."""
    found = _QUOTED.fullmatch(text)
    month = _MONTH_NUMBERS.get(found[2].lower()) if found else None
    if found is None or month is None:
        return None
    return _composed((int(found[3]), month, int(found[1])), (found[4], found[5], found[6]))


def parse_moment(text: str) -> Moment | None:
    """
    Read a text in one of the usual forms: as quoted, ISO, or month/day/year.

    A time with an offset is moved into the org's zone by the caller, who gets it aware.
    """
    stripped = text.strip()
    if len(stripped) > LONGEST_PATTERN:
        return None
    quoted = parse_quoted_moment(stripped)
    if quoted is not None:
        return quoted
    slashed = _SLASHED.fullmatch(stripped)
    if slashed is not None:
        day = (int(slashed[3]), int(slashed[1]), int(slashed[2]))
        return _composed(day, (slashed[4], slashed[5], slashed[6]))
    return _parse_iso(stripped)


def _parse_iso(text: str) -> Moment | None:
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    day = (int(found[1]), int(found[2]), int(found[3]))
    moment = _composed(day, (found[4], found[5], found[6]))
    if found[7] is None or not isinstance(moment, datetime):
        return moment
    return moment.replace(tzinfo=_offset(found[7]))


def _offset(text: str) -> timezone | None:
    if text == "Z":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    if minutes >= 24 * 60:
        return None
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _zone_offset(moment: datetime, colon: str) -> str:
    shift = moment.utcoffset() or timedelta()
    minutes = int(shift.total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}{colon}{abs(minutes) % 60:02}"


def _iso_zone(moment: datetime, width: int) -> str:
    return "Z" if not moment.utcoffset() else _zone_offset(moment, ":" if width > 2 else "")


def _worded(names: list[str], index: int, width: int) -> str:
    return names[index] if width > 3 else names[index][:3]


def _month(moment: datetime, width: int) -> str:
    if width < 3:
        return f"{moment.month:0{width}}"
    return _worded(MONTHS, moment.month - 1, width)


def _year(moment: datetime, width: int) -> str:
    return f"{moment.year % 100:02}" if width == 2 else f"{moment.year:0{min(width, 9)}}"


def week_of(moment: date) -> int:
    """Number the week of a year; weeks begin on Sunday, the first one holds 1 January."""
    first = moment.replace(month=1, day=1)
    return (moment.timetuple().tm_yday + (first.weekday() + 1) % 7 - 1) // 7 + 1


def _numbered(number: Callable[[datetime], int]) -> Callable[[datetime, int], str]:
    return lambda moment, width: f"{number(moment):0{min(width, 9)}}"


# What each letter of a pattern writes, by how often it stands in a row.
LETTERS: dict[str, Callable[[datetime, int], str]] = {
    "y": _year,
    "Y": _year,
    "M": _month,
    "L": _month,
    "d": _numbered(lambda moment: moment.day),
    "D": _numbered(lambda moment: moment.timetuple().tm_yday),
    "E": lambda moment, width: _worded(DAYS, moment.weekday(), width),
    "u": _numbered(lambda moment: moment.isoweekday()),
    "w": _numbered(week_of),
    "H": _numbered(lambda moment: moment.hour),
    "k": _numbered(lambda moment: moment.hour or 24),
    "h": _numbered(lambda moment: moment.hour % 12 or 12),
    "K": _numbered(lambda moment: moment.hour % 12),
    "m": _numbered(lambda moment: moment.minute),
    "s": _numbered(lambda moment: moment.second),
    "S": _numbered(lambda moment: moment.microsecond // 1000),
    "a": lambda moment, _width: "AM" if moment.hour < 12 else "PM",
    "z": lambda moment, _width: (moment.tzname() or "").replace("UTC+00:00", "UTC"),
    "Z": lambda moment, _width: _zone_offset(moment, ""),
    "X": _iso_zone,
}
_PART = re.compile(r"'((?:[^']|'')*)'|(([A-Za-z])\3*)|([^A-Za-z']+)|(')")


class UnknownLetter(ValueError):
    """A pattern has a letter that means nothing."""


@lru_cache(maxsize=256)
def _parts(pattern: str) -> tuple[tuple[str, int, str], ...]:
    """Split a pattern into letters with their width, and plain text."""
    parts = []
    for quoted, run, letter, plain, lone in _PART.findall(pattern[:LONGEST_PATTERN]):
        if letter and letter not in LETTERS:
            raise UnknownLetter(letter)
        text = (quoted.replace("''", "'") or "'") if not (run or plain or lone) else plain or lone
        parts.append((letter, len(run), "" if run else text))
    return tuple(parts)


def render_moment(moment: datetime, pattern: str) -> str:
    """Write a moment in a pattern; its zone is what the letters of the zone show."""
    return "".join(
        LETTERS[letter](moment, width) if letter else text
        for letter, width, text in _parts(pattern)
    )


_READ = {
    "y": r"(?P<y>\d{4})",
    "M": r"(?P<M>\d{1,2})",
    "d": r"(?P<d>\d{1,2})",
    "H": r"(?P<H>\d{1,2})",
    "h": r"(?P<h>\d{1,2})",
    "m": r"(?P<m>\d{1,2})",
    "s": r"(?P<s>\d{1,2})",
    "S": r"\d{1,9}",
    "a": r"(?P<a>[AaPp][Mm])",
    "E": r"[A-Za-z]+",
    "z": r"[A-Za-z/_]+|[+-]\d{2}:?\d{2}",
    "Z": r"(?:Z|[+-]\d{2}:?\d{2})",
    "X": r"(?:Z|[+-]\d{2}:?\d{2})",
}


@lru_cache(maxsize=256)
def _reader(pattern: str) -> re.Pattern[str] | None:
    pieces = []
    seen: set[str] = set()
    for letter, width, text in _parts(pattern):
        if letter and (letter not in _READ or letter in seen):
            return None
        seen.add(letter)
        if letter == "M" and width > 2:
            pieces.append(r"(?P<M>[A-Za-z]{3,9})")
        elif letter == "y" and width == 2:
            pieces.append(r"(?P<y>\d{2})")
        else:
            pieces.append(f"(?:{_READ[letter]})" if letter else re.escape(text))
    return re.compile("".join(pieces), re.ASCII)


def parse_by_pattern(text: str, pattern: str) -> datetime | None:
    """Read a text that is written in a pattern; what the pattern leaves out is midnight, 1970."""
    reader = _reader(pattern)
    found = reader.fullmatch(text.strip()[:LONGEST_PATTERN]) if reader else None
    if found is None:
        return None
    parts = found.groupdict()
    month = parts.get("M") or "1"
    number = int(month) if month.isdigit() else _MONTH_NUMBERS.get(month[:3].lower(), 0)
    year = int(parts.get("y") or 1970)
    hour = int(parts.get("H") or parts.get("h") or 0)
    if parts.get("a"):
        hour = hour % 12 + (12 if parts["a"].lower() == "pm" else 0)
    clock = (str(hour), parts.get("m"), parts.get("s"))
    day = (year + 2000 if year < 100 else year, number, int(parts.get("d") or 1))
    moment = _composed(day, clock)
    return moment if isinstance(moment, datetime) else None
