"""
Turn operators between operands into functions of the variables.

Owns the order of evaluation in a chain, and the quick way for whole numbers.
Never needs a deeper call for a longer chain.
Next door: operators.py calculates, expressions.py makes the operands.
"""

from __future__ import annotations

from collections.abc import Sequence

from vinculum.script.ast import Chain, Expression, Step
from vinculum.script.diagnostics import ScriptError
from vinculum.script.operators import (
    ARITHMETIC,
    COMPARISONS,
    QUICK,
    QUICK_COMPARISONS,
    Operation,
    truth,
)
from vinculum.script.run import Evaluates, Run, Slots, placed
from vinculum.script.values import LARGEST, SMALLEST, Datum

# Joining shorter texts is not worth a look at the limit on texts.
_SHORT = 100
# Kinds that Python compares as the language does.
_PLAINLY_ORDERED = frozenset({int, str})


def chained(first: Evaluates, operands: Sequence[Evaluates], node: Chain, run: Run) -> Evaluates:
    """Make the function that evaluates a chain, given those of its operands."""
    if node.steps[0].operator in {"&&", "||"}:
        places = [node.first, *(step.operand for step in node.steps)]
        parts = list(zip([first, *operands], places, strict=True))
        return _connected(parts, stops=node.steps[0].operator == "||")
    if len(operands) == 1:
        return _joined(first, operands[0], node.steps[0], run)
    steps = [
        _joined(_carried, operand, step, run)
        for operand, step in zip(operands, node.steps, strict=True)
    ]

    def fold(slots: Slots) -> Datum:
        # A step takes its left side from behind the variables, so that any number of
        # steps needs no deeper call than one.
        value = first(slots)
        for step in steps:
            slots.append(value)
            value = step(slots)
        return value

    return fold


def _carried(slots: Slots) -> Datum:
    return slots.pop()


def _joined(left: Evaluates, right: Evaluates, step: Step, run: Run) -> Evaluates:
    sign = step.operator
    if sign in QUICK:
        return _calculated(left, right, step, run)
    if sign in QUICK_COMPARISONS:
        return _compared(left, right, step, run)
    operation = ARITHMETIC[sign]
    return lambda slots: _slowly(operation, left(slots), right(slots), step, run)


def _slowly(operation: Operation, left: Datum, right: Datum, step: Step, run: Run) -> Datum:
    try:
        return operation(left, right, run.account)
    except ScriptError as error:
        raise placed(error, step.line, step.column) from None


def _calculated(left: Evaluates, right: Evaluates, step: Step, run: Run) -> Evaluates:
    quick, operation = QUICK[step.operator], ARITHMETIC[step.operator]
    account, adds = run.account, step.operator == "+"
    short = min(_SHORT, account.limits.text)

    def calculate(slots: Slots) -> Datum:
        one, other = left(slots), right(slots)
        if type(one) is int:
            if type(other) is int:
                result = quick(one, other)
                if SMALLEST <= result <= LARGEST:
                    return result
        elif adds and type(one) is str and (type(other) is str or type(other) is int):
            other = str(other)
            size = len(one) + len(other)
            if size < short:
                try:
                    account.charge(4 * size + 60)
                except ScriptError as error:
                    raise placed(error, step.line, step.column) from None
                return one + other
        return _slowly(operation, one, other, step, run)

    return calculate


def _compared(left: Evaluates, right: Evaluates, step: Step, run: Run) -> Evaluates:
    quick, operation = QUICK_COMPARISONS[step.operator], COMPARISONS[step.operator]

    def compare(slots: Slots) -> Datum:
        one, other = left(slots), right(slots)
        kind = type(one)
        if kind is type(other) and kind in _PLAINLY_ORDERED:
            return quick(one, other)
        return _slowly(operation, one, other, step, run)

    return compare


def _connected(parts: Sequence[tuple[Evaluates, Expression]], *, stops: bool) -> Evaluates:
    def decide(slots: Slots) -> Datum:
        for part, place in parts:
            value = part(slots)
            if value is not True and value is not False:
                try:
                    value = truth(value)
                except ScriptError as error:
                    raise placed(error, place.line, place.column) from None
            if value is stops:
                return stops
        return not stops

    return decide
