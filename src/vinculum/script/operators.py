"""
Calculate with two values, whatever their kinds.

Owns the tables of operators.
Never knows a tree; expressions.py puts the operators where they stand.
Next door: comparing.py for order and equality, coercion.py for kinds that do not fit.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Context, Decimal, DecimalException

from vinculum.script.coercion import bounded, coerce, shown, text_of
from vinculum.script.comparing import compare, is_equal
from vinculum.script.diagnostics import Fault
from vinculum.script.limits import Account
from vinculum.script.values import DIVISION_DIGITS, EXACT, TRAPS, Datum

Operation = Callable[[Datum, Datum, Account], Datum]
_Number = int | Decimal
_Calculation = Callable[[Decimal, Decimal], Decimal]
_DIVIDING = Context(prec=DIVISION_DIGITS, Emin=EXACT.Emin, Emax=EXACT.Emax, traps=TRAPS)


def _number(value: Datum, sign: str, account: Account) -> _Number:
    if type(value) is int or type(value) is Decimal:
        return value
    if value is None or isinstance(value, bool):
        raise Fault(f"`{sign}` needs numbers, but {shown(value)} is given")
    number = coerce(value, "numeric", account)
    if not isinstance(number, int | Decimal):
        raise Fault(f"`{sign}` needs numbers, but {shown(value)} is given")
    return number


def _exact(calculate: _Calculation, left: _Number, right: _Number) -> Decimal:
    try:
        return calculate(Decimal(left), Decimal(right))
    except DecimalException:
        raise Fault("the number is too large") from None


def add(left: Datum, right: Datum, account: Account) -> Datum:
    """Add numbers; if a side is a text, join the printed forms, null as nothing."""
    if isinstance(left, str) or isinstance(right, str):
        return _join(text_of(left, account), text_of(right, account), account)
    one, other = _number(left, "+", account), _number(right, "+", account)
    if isinstance(one, int) and isinstance(other, int):
        return bounded(one + other)
    return _exact(EXACT.add, one, other)


def _join(left: str, right: str, account: Account) -> Datum:
    account.charge_text(len(left) + len(right))
    return left + right


def subtract(left: Datum, right: Datum, account: Account) -> Datum:
    """Subtract numbers."""
    one, other = _number(left, "-", account), _number(right, "-", account)
    if isinstance(one, int) and isinstance(other, int):
        return bounded(one - other)
    return _exact(EXACT.subtract, one, other)


def multiply(left: Datum, right: Datum, account: Account) -> Datum:
    """Multiply numbers."""
    one, other = _number(left, "*", account), _number(right, "*", account)
    if isinstance(one, int) and isinstance(other, int):
        return bounded(one * other)
    return _exact(EXACT.multiply, one, other)


def divide(left: Datum, right: Datum, account: Account) -> Datum:
    """Divide numbers; whole numbers stay whole where nothing remains."""
    one, other = _number(left, "/", account), _number(right, "/", account)
    if not other:
        raise Fault("a division by zero")
    if isinstance(one, int) and isinstance(other, int) and one % other == 0:
        return bounded(one // other)
    quotient = _exact(_DIVIDING.divide, one, other)
    return Decimal(format(quotient.normalize(EXACT), "f"))


def remain(left: Datum, right: Datum, account: Account) -> Datum:
    """Give what a division leaves over, with the sign of the left side."""
    one, other = _number(left, "%", account), _number(right, "%", account)
    if not other:
        raise Fault("a division by zero")
    if isinstance(one, int) and isinstance(other, int):
        rest = abs(one) % abs(other)
        return -rest if one < 0 else rest
    return _exact(EXACT.remainder, one, other)


def negate(value: Datum, account: Account) -> Datum:
    """Change the sign of a number."""
    number = _number(value, "-", account)
    return bounded(-number) if isinstance(number, int) else EXACT.minus(number)


def truth(value: Datum) -> bool:
    """Read a condition: only true and false are one, and null counts as false."""
    if value is True or value is False:
        return value
    if value is None:
        return False
    raise Fault(f"a condition must be true or false, but {shown(value)} is given")


ARITHMETIC: dict[str, Operation] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "%": remain,
}
COMPARISONS: dict[str, Operation] = {
    "==": is_equal,
    "!=": lambda left, right, account: not is_equal(left, right, account),
    "<": lambda left, right, _account: compare(left, right) < 0,
    ">": lambda left, right, _account: compare(left, right) > 0,
    "<=": lambda left, right, _account: compare(left, right) <= 0,
    ">=": lambda left, right, _account: compare(left, right) >= 0,
}
# How Python calculates when both sides are whole numbers and the result fits.
QUICK: dict[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}
# How Python compares two whole numbers, or two texts.
QUICK_COMPARISONS: dict[str, Callable[..., bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
