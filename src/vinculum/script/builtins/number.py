"""
The built-ins of numbers.

Owns the table NUMBER; a result that is whole is a number, any other a decimal.
Never uses chance of its own: the host draws.
Next door: list.py has the same aggregates for lists.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, DecimalException

from vinculum.script.builtins.builtin import Builtin, row
from vinculum.script.builtins.words import words_of
from vinculum.script.coercion import bounded
from vinculum.script.diagnostics import Fault
from vinculum.script.operators import divide
from vinculum.script.run import Run
from vinculum.script.values import EXACT, Datum

Number = int | Decimal
MOST_PLACES = 20


def _rounded_to(value: Number, places: int, rounding: str) -> Number:
    if isinstance(value, int) and places >= 0:
        return value
    if abs(places) > MOST_PLACES:
        raise Fault(f"a number is rounded to at most {MOST_PLACES} places")
    try:
        rounded = Decimal(value).quantize(Decimal(1).scaleb(-places), rounding, EXACT)
    except DecimalException:
        return value
    return bounded(int(rounded)) if places <= 0 else rounded


def _whole(rounding: str) -> Builtin:
    return row(lambda _run, value: _rounded_to(value, 0, rounding), "numeric")


def _round(_run: Run, value: Number, places: int = 0) -> Datum:
    return _rounded_to(value, places, ROUND_HALF_UP)


def _fraction(_run: Run, value: Number) -> Datum:
    return EXACT.subtract(Decimal(value), Decimal(int(value)))


def from_float(value: float) -> Decimal:
    """Take what Python calculates; a result that is no number is a fault."""
    if not math.isfinite(value):
        raise Fault("the result is no number")
    return Decimal(repr(value)) if "e" not in repr(value) else EXACT.create_decimal(repr(value))


def _calculated(function: Callable[[float], float]) -> Builtin:
    def calculate(_run: Run, value: Number) -> Datum:
        return from_float(function(float(value)))

    return row(calculate, "numeric")


def _power(_run: Run, value: Number, exponent: Number) -> Datum:
    if isinstance(value, int) and isinstance(exponent, int) and exponent >= 0:
        if abs(value) < 2:
            return value if exponent % 2 or value == 0 < exponent else 1
        if exponent > 63:
            raise Fault("the number is too large")
        return bounded(value**exponent)
    return from_float(math.pow(float(value), float(exponent)))


def _root(_run: Run, value: Number, degree: int) -> Datum:
    if degree == 0:
        raise Fault("there is no root of degree 0")
    if value < 0 and degree % 2:
        return from_float(-math.pow(float(-value), 1 / degree))
    return from_float(math.pow(float(value), 1 / degree))


def total_of(run: Run, values: list[Number]) -> Number:
    """Add numbers."""
    run.account.work(len(values) * 100)
    if all(isinstance(value, int) for value in values):
        return bounded(int(sum(values)))
    total = Decimal(0)
    for value in values:
        total = EXACT.add(total, Decimal(value))
    return total


def average_of(run: Run, values: list[Number]) -> Datum:
    """Divide the sum of numbers by how many they are; of none there is no average."""
    if not values:
        return None
    return divide(total_of(run, values), len(values), run.account)


def median_of(run: Run, values: list[Number]) -> Datum:
    """Take the middle of numbers in their order, or the average of the two in the middle."""
    if not values:
        return None
    run.account.work(len(values) * 100)
    run.account.charge(8 * len(values))
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return average_of(run, ordered[middle - 1 : middle + 1])


def ranked_of(run: Run, values: list[Number], place: int, *, largest: bool) -> Datum:
    """Take the largest or smallest of numbers, or the one of that rank."""
    run.account.work(len(values) * 100)
    run.account.charge(8 * len(values))
    if not 1 <= place <= len(values):
        raise Fault(f"there are {len(values)} numbers, but number {place} is asked for")
    return sorted(values, reverse=largest)[place - 1]


def _random(run: Run, most: int, fewest: int = 0) -> Datum:
    if most <= fewest:
        raise Fault("a random number needs a maximum above its minimum")
    return fewest + run.host.chance(most - fewest)


def _magnitude(_run: Run, value: Number) -> Datum:
    return bounded(abs(value)) if isinstance(value, int) else abs(value)


def _hexadecimal(_run: Run, value: int) -> Datum:
    return format(value, "x")


NUMBER: dict[str, Builtin] = {
    "abs": row(_magnitude, "numeric"),
    "ceil": _whole(ROUND_CEILING),
    "floor": _whole(ROUND_FLOOR),
    "round": row(_round, "numeric number?"),
    "frac": row(_fraction, "numeric"),
    "sqrt": _calculated(math.sqrt),
    "power": row(_power, "numeric numeric"),
    "nthRoot": row(_root, "numeric number"),
    "exp": _calculated(math.exp),
    "log": _calculated(math.log),
    "log10": _calculated(math.log10),
    "sin": _calculated(math.sin),
    "cos": _calculated(math.cos),
    "tan": _calculated(math.tan),
    "asin": _calculated(math.asin),
    "acos": _calculated(math.acos),
    "atan": _calculated(math.atan),
    "sinh": _calculated(math.sinh),
    "cosh": _calculated(math.cosh),
    "tanh": _calculated(math.tanh),
    "min": row(lambda _run, *values: min(values), "numeric numeric numeric*"),
    "max": row(lambda _run, *values: max(values), "numeric numeric numeric*"),
    "average": row(lambda run, *values: average_of(run, list(values)), "numeric numeric*"),
    "median": row(lambda run, *values: median_of(run, list(values)), "numeric numeric*"),
    "largest": row(lambda _run, *values: max(values), "numeric numeric*"),
    "smallest": row(lambda _run, *values: min(values), "numeric numeric*"),
    "toHex": row(_hexadecimal, "number"),
    "toLong": row(lambda _run, value: bounded(int(value)), "numeric"),
    "toNumber": row(lambda _run, value: bounded(int(value)), "numeric"),
    "isEven": row(lambda _run, value: value % 2 == 0, "number"),
    "isOdd": row(lambda _run, value: value % 2 == 1, "number"),
    "randomNumber": row(_random, "number number?"),
    "toWords": row(lambda _run, value: words_of(value), "number"),
}
