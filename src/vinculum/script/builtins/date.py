"""
The built-ins of dates and times: reading them, writing them, moving them.

Owns the table DATE, which serves dates, moments and times alike.
Never asks for the time of the machine; the host's now is the only one.
Next door: spans.py for what lies between two dates, moments.py for patterns.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from vinculum.script.builtins.builtin import Builtin, row
from vinculum.script.coercion import coerce, in_zone
from vinculum.script.diagnostics import Fault
from vinculum.script.moments import (
    LETTERS,
    UnknownLetter,
    parse_by_pattern,
    parse_moment,
    render_moment,
    week_of,
)
from vinculum.script.rendering import render
from vinculum.script.run import Run
from vinculum.script.values import Datum

SATURDAY = 5


def moved(moment: date, **amount: int) -> date:
    """Move a date or moment by days, hours, minutes or seconds."""
    try:
        return moment + timedelta(**amount)
    except OverflowError:
        raise Fault("the date is out of range") from None


def moved_months(moment: date, months: int) -> date:
    """Move a date or moment by months; a day that the month lacks becomes its last."""
    index = moment.year * 12 + moment.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if not 1 <= year <= 9999:
        raise Fault("the date is out of range")
    day = min(moment.day, calendar.monthrange(year, month)[1])
    return moment.replace(year=year, month=month, day=day)


def _by(unit: str, sign: int, factor: int = 1) -> Builtin:
    def move(_run: Run, moment: date, amount: int) -> Datum:
        return moved(moment, **{unit: sign * factor * amount})

    return row(move, "moment number")


def _by_clock(unit: str, sign: int) -> Builtin:
    def move(_run: Run, moment: datetime, amount: int) -> Datum:
        return moved(moment, **{unit: sign * amount})

    return row(move, "datetime number")


def _by_months(sign: int, factor: int = 1) -> Builtin:
    return row(
        lambda _run, moment, amount: moved_months(moment, sign * factor * amount), "moment number"
    )


def by_business_days(run: Run, moment: date, amount: int) -> date:
    """Move a date by days from Monday to Friday."""
    run.account.work(10)
    weeks, rest = divmod(abs(amount), 5)
    step = -1 if amount < 0 else 1
    while moment.weekday() >= SATURDAY:
        moment = moved(moment, days=-step)
    moment = moved(moment, days=step * 7 * weeks)
    while rest:
        moment = moved(moment, days=step)
        rest -= moment.weekday() < SATURDAY
    return moment


def _part(read: Callable[[datetime], int], *, of_day: bool = False) -> Builtin:
    return row(lambda _run, moment: read(moment), "datetime" if of_day else "moment")


def _day_alone(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _month_end(_run: Run, moment: date, months: int = 0) -> Datum:
    day = _day_alone(moved_months(moment.replace(day=1), months))
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _weekday_near(step: int) -> Builtin:
    def near(_run: Run, moment: date, name: str) -> Datum:
        names = [each[:3].lower() for each in calendar.day_name]
        wanted = name.strip()[:3].lower()
        if wanted not in names:
            raise Fault(f"`{name[:20]}` is no day of the week")
        ahead = (names.index(wanted) - moment.weekday()) * step % 7 or 7
        return moved(moment, days=step * ahead)

    return row(near, "moment text")


def zone_named(name: str) -> ZoneInfo:
    """Find a time zone by its name in the public list."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Fault(f"there is no time zone `{name[:40]}`") from None


def _written(run: Run, moment: date, pattern: str = "", zone: str = "") -> Datum:
    if not pattern:
        return render(moment, run.account)
    whole = coerce(moment, "datetime", run.account)
    if not isinstance(whole, datetime):
        return None
    aware = whole.replace(tzinfo=run.account.zone)
    run.account.charge_text(10 * len(pattern))
    try:
        return render_moment(aware.astimezone(zone_named(zone)) if zone else aware, pattern)
    except UnknownLetter as unknown:
        raise Fault(
            f"the letter `{unknown}` means nothing in a pattern of a date; those that do are"
            f" {''.join(LETTERS)}"
        ) from None


def _rewritten(run: Run, text: str, pattern: str = "", zone: str = "") -> Datum:
    """Print a text: as it is, or in a pattern if it is one of a date."""
    if not pattern:
        return text
    moment = coerce(text, "moment", run.account)
    return _written(run, moment, pattern, zone) if isinstance(moment, date) else None


def moment_of(run: Run, value: Datum, pattern: str = "", zone: str = "") -> datetime:
    """Read a date with a time from a value, or from a text in a pattern."""
    if isinstance(value, str) and pattern:
        try:
            found = parse_by_pattern(value, pattern)
        except UnknownLetter as unknown:
            raise Fault(f"the letter `{unknown}` means nothing in a pattern of a date") from None
        if found is None:
            raise Fault(f'"{value[:30]}" is not written as `{pattern[:40]}`')
    else:
        moment = coerce(value, "datetime", run.account)
        if not isinstance(moment, datetime):
            raise Fault("a date is needed")
        found = moment
    return in_zone(found.replace(tzinfo=zone_named(zone)), run.account) if zone else found


def _to_date(run: Run, value: Datum, pattern: str = "") -> Datum:
    return moment_of(run, value, pattern).date()


def _since_epoch(run: Run, moment: datetime) -> Datum:
    return int(moment.replace(tzinfo=run.account.zone).timestamp() * 1000)


def _is_date(_run: Run, text: str) -> Datum:
    return parse_moment(text) is not None


# What texts and moments have alike.
READING: dict[str, Builtin] = {
    "toDate": row(_to_date, "any text?"),
    "toTime": row(moment_of, "any text? text?"),
    "toDateTime": row(moment_of, "any text? text?"),
}
OF_TEXT: dict[str, Builtin] = {
    **READING,
    "isDate": row(_is_date, "text"),
    "toString": row(_rewritten, "text text? text?"),
    "toText": row(_rewritten, "text text? text?"),
}
DATE: dict[str, Builtin] = {
    **READING,
    "addDay": _by("days", 1),
    "addWeek": _by("days", 1, 7),
    "addMonth": _by_months(1),
    "addYear": _by_months(1, 12),
    "subDay": _by("days", -1),
    "subWeek": _by("days", -1, 7),
    "subMonth": _by_months(-1),
    "subYear": _by_months(-1, 12),
    "addHour": _by_clock("hours", 1),
    "addMinutes": _by_clock("minutes", 1),
    "addSeconds": _by_clock("seconds", 1),
    "subHour": _by_clock("hours", -1),
    "subMinutes": _by_clock("minutes", -1),
    "subSeconds": _by_clock("seconds", -1),
    "addBusinessDay": row(by_business_days, "moment number"),
    "subBusinessDay": row(
        lambda run, moment, amount: by_business_days(run, moment, -amount), "moment number"
    ),
    "getDay": _part(lambda moment: moment.day),
    "day": _part(lambda moment: moment.day),
    "getDayOfWeek": _part(lambda moment: moment.isoweekday() % 7 + 1),
    "getMonth": _part(lambda moment: moment.month),
    "month": _part(lambda moment: moment.month),
    "getYear": _part(lambda moment: moment.year),
    "year": _part(lambda moment: moment.year),
    "getHour": _part(lambda moment: moment.hour, of_day=True),
    "hour": _part(lambda moment: moment.hour, of_day=True),
    "getMinutes": _part(lambda moment: moment.minute, of_day=True),
    "minute": _part(lambda moment: moment.minute, of_day=True),
    "getSeconds": _part(lambda moment: moment.second, of_day=True),
    "second": _part(lambda moment: moment.second, of_day=True),
    "getWeekOfYear": _part(week_of),
    "getDayOfYear": _part(lambda moment: moment.timetuple().tm_yday),
    "getDate": row(lambda _run, moment: _day_alone(moment), "moment"),
    "toString": row(_written, "moment text? text?"),
    "toText": row(_written, "moment text? text?"),
    "unixEpoch": row(_since_epoch, "datetime"),
    "toLong": row(_since_epoch, "datetime"),
    "toStartOfMonth": row(lambda _run, moment: _day_alone(moment).replace(day=1), "moment"),
    "toStartOfWeek": row(
        lambda _run, moment: moved(_day_alone(moment), days=-(moment.isoweekday() % 7)), "moment"
    ),
    "eomonth": row(_month_end, "moment number?"),
    "edate": _by_months(1),
    "nextWeekDay": _weekday_near(1),
    "previousWeekDay": _weekday_near(-1),
}
