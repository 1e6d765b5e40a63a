"""
Repeat blocks.

Owns the loops, what a loop runs over, and how a block tells that it was left.
Never loops without counting each time.
Next door: statements.py makes the blocks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

from vinculum.script.ast import Expression, ForEach, While
from vinculum.script.coercion import coerce
from vinculum.script.diagnostics import Fault, ScriptError
from vinculum.script.operators import truth
from vinculum.script.run import Evaluates, Run, Slots, placed
from vinculum.script.values import Datum

Signal: TypeAlias = Literal["break", "continue", "return"] | None
Executes = Callable[[Slots], Signal]


def holds(value: Datum, place: Expression) -> bool:
    """Read a condition that is neither true nor false."""
    try:
        return truth(value)
    except ScriptError as error:
        raise placed(error, place.line, place.column) from None


def repeated(condition: Evaluates, body: Executes, node: While, weight: int, run: Run) -> Executes:
    """Make the function that repeats a block as long as a condition holds."""
    account, line = run.account, node.line

    def repeat(slots: Slots) -> Signal:
        while True:
            account.left -= weight
            if account.left < 0:
                account.tick(line)
            value = condition(slots)
            if value is not True and (value is False or not holds(value, node.condition)):
                return None
            signal = body(slots)
            if signal is not None:
                if signal == "break":
                    return None
                if signal == "return":
                    return signal

    return repeat


def repeated_for_each(
    items: Evaluates,
    body: Executes,
    node: ForEach,
    places: tuple[int, int],
    weight: int,
    run: Run,
) -> Executes:
    """Make the function that repeats a block for each item, which it puts into the first slot."""
    account, line, (slot, hidden) = run.account, node.line, places

    def repeat(slots: Slots) -> Signal:
        account.left -= weight
        if account.left < 0:
            account.tick(line)
        try:
            # In a slot, the copy counts as memory that is in use.
            copied = slots[hidden] = _copied(items(slots), run)
        except ScriptError as error:
            raise placed(error, line, node.column) from None
        for item in range(len(copied)) if node.over == "positions" else copied:
            account.left -= 1
            if account.left < 0:
                account.tick(line)
            slots[slot] = item
            signal = body(slots)
            if signal is not None:
                if signal == "break":
                    break
                if signal == "return":
                    return signal
        slots[hidden] = None
        return None

    return repeat


def _copied(value: Datum, run: Run) -> list[Datum]:
    """Copy what a loop runs over: a list, a collection's values, a map's keys, a JSON list."""
    if value is None:
        raise Fault("`for each` needs a list, but null is given")
    items = list(value) if isinstance(value, dict) else coerce(value, "list", run.account)
    if not isinstance(items, list):
        return []
    run.account.charge(60 + 8 * len(items))
    return list(items)
