"""
The built-ins that measure what lies between two dates.

Owns the table SPANS; a span counts whole units, and is negative if the second date is earlier.
Never counts holidays.
Next door: date.py moves dates.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from vinculum.script.builtins.builtin import Builtin, row
from vinculum.script.builtins.date import SATURDAY, moved_months
from vinculum.script.run import Run
from vinculum.script.values import Datum


def _quotient(number: int, divisor: int) -> int:
    """Divide toward zero."""
    return abs(number) // divisor * (-1 if number < 0 else 1)


def _spanned(unit: timedelta) -> Builtin:
    def measure(_run: Run, start: datetime, end: datetime) -> Datum:
        return _quotient(int((end - start).total_seconds()), int(unit.total_seconds()))

    return row(measure, "datetime datetime")


def _days(_run: Run, start: date, end: date) -> int:
    return (end - start).days


def _months(start: date, end: date) -> int:
    if end < start:
        return -_months(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - 1 if moved_months(start, months) > end else months


def days_360(start: date, end: date) -> int:
    """Count days as if every month had thirty."""
    first = min(start.day, 30)
    last = 30 if end.day == 31 and first == 30 else end.day
    return (end.year - start.year) * 360 + (end.month - start.month) * 30 + last - first


def work_days(start: date, end: date) -> int:
    """Count the days from Monday to Friday, the first and the last among them."""
    if end < start:
        return -work_days(end, start)
    weeks, rest = divmod((end - start).days + 1, 7)
    extra = sum(1 for ahead in range(rest) if (start.weekday() + ahead) % 7 < SATURDAY)
    return weeks * 5 + extra


SPANS: dict[str, Builtin] = {
    "daysBetween": row(_days, "date date"),
    "days360": row(lambda _run, start, end: days_360(start, end), "date date"),
    "hoursBetween": _spanned(timedelta(hours=1)),
    "minutesBetween": _spanned(timedelta(minutes=1)),
    "weeksBetween": row(lambda run, start, end: _quotient(_days(run, start, end), 7), "date date"),
    "monthsBetween": row(lambda _run, start, end: _months(start, end), "date date"),
    "totalMonth": row(lambda _run, start, end: _months(start, end), "date date"),
    "yearsBetween": row(lambda _run, start, end: _quotient(_months(start, end), 12), "date date"),
    "totalYear": row(lambda _run, start, end: _quotient(_months(start, end), 12), "date date"),
    "workDaysBetween": row(lambda _run, start, end: work_days(start, end), "date date"),
    "networkDays": row(lambda _run, start, end: work_days(start, end), "date date"),
}
