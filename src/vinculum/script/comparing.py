"""
Compare values: which are equal, and which comes first.

Owns the rules across kinds.
Never recurses, and counts its steps: values may share parts, or contain themselves.
Next door: coercion.py turns one kind into another, and reads texts as numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import cast

from vinculum.script.coercion import decimal_of_text, midnight_of
from vinculum.script.diagnostics import Fault
from vinculum.script.limits import Account
from vinculum.script.rendering import PLAIN
from vinculum.script.values import Collection, Datum, kind_of

_NUMBERS = frozenset({int, Decimal})
_HOLDERS = frozenset({list, dict, Collection})


def _plainly_equal(left: Datum, right: Datum) -> bool:
    kinds = (type(left), type(right))
    if kinds[0] is kinds[1] or _NUMBERS.issuperset(kinds):
        return left == right
    if left is None or right is None or (bool in kinds and str not in kinds):
        return False
    if isinstance(left, date) and isinstance(right, date):
        return _day_and_time(left) == _day_and_time(right)
    if str in kinds:
        return bool(PLAIN[kinds[0]](left) == PLAIN[kinds[1]](right))
    return False


def _day_and_time(value: date) -> datetime:
    return value if isinstance(value, datetime) else midnight_of(value)


def _parts(value: Datum) -> tuple[list[Datum], list[str] | None]:
    if isinstance(value, Collection):
        return list(value.entries.values()), sorted(value.entries) if value.keyed else None
    if isinstance(value, dict):
        names = sorted(value)
        return [value[name] for name in names], names
    return (value, None) if isinstance(value, list) else ([], None)


def is_equal(left: Datum, right: Datum, account: Account) -> bool:
    """Tell whether values are equal: numbers by value, text and anything else by printed form."""
    if type(left) not in _HOLDERS and type(right) not in _HOLDERS:
        return _plainly_equal(left, right)
    waiting = [(left, right)]
    while waiting:
        one, other = waiting.pop()
        account.work(1000)
        if one is other:
            continue
        if type(one) not in _HOLDERS or type(one) is not type(other):
            if type(one) in _HOLDERS or type(other) in _HOLDERS or not _plainly_equal(one, other):
                return False
            continue
        (ones, names), (others, other_names) = _parts(one), _parts(other)
        if names != other_names or len(ones) != len(others):
            return False
        account.charge(16 * len(ones))
        waiting.extend(zip(ones, others, strict=True))
    return True


def _as_numbers(left: Datum, right: Datum) -> tuple[Datum, Datum] | None:
    pair = tuple(decimal_of_text(each) if isinstance(each, str) else each for each in (left, right))
    return None if None in pair else (pair[0], pair[1])


Sides = tuple[Datum, Datum]
# The kinds that have an order, and what is compared: a row for each pair, in either order.
ORDERS: dict[frozenset[type], Callable[[Datum, Datum], Sides | None]] = {
    frozenset({int}): lambda left, right: (left, right),
    frozenset({Decimal}): lambda left, right: (left, right),
    frozenset({int, Decimal}): lambda left, right: (left, right),
    frozenset({str}): lambda left, right: (left, right),
    frozenset({str, int}): _as_numbers,
    frozenset({str, Decimal}): _as_numbers,
    frozenset({date}): lambda left, right: (left, right),
    frozenset({datetime}): lambda left, right: (left, right),
    frozenset({time}): lambda left, right: (left, right),
    frozenset({date, datetime}): lambda left, right: (
        _day_and_time(left) if isinstance(left, date) else left,
        _day_and_time(right) if isinstance(right, date) else right,
    ),
}


def compare(left: Datum, right: Datum) -> int:
    """Tell -1, 0 or 1; values that have no order raise a Fault."""
    rule = ORDERS.get(frozenset({type(left), type(right)}))
    sides = None if rule is None else rule(left, right)
    if sides is None:
        raise Fault(f"{_shown(left)} and {_shown(right)} have no order")
    one, other = cast("tuple[int, int]", sides)
    return (one > other) - (one < other)


def _shown(value: Datum) -> str:
    return "null" if value is None else f"a {kind_of(value)}"
