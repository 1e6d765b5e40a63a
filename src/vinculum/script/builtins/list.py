"""
The built-ins of lists.

Owns the table LIST; positions count from 0, and one beyond the end is a fault.
Never copies a list before the copy is charged.
Next door: number.py calculates, collection.py has keyed entries.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from functools import cmp_to_key

from vinculum.script.builtins.builtin import Builtin, row
from vinculum.script.builtins.number import Number, average_of, median_of, ranked_of, total_of
from vinculum.script.coercion import coerce
from vinculum.script.comparing import compare, is_equal
from vinculum.script.diagnostics import Fault
from vinculum.script.rendering import render_joined, render_json
from vinculum.script.run import Run
from vinculum.script.values import Datum, kind_of

# Kinds whose equality the language decides as Python does, if all values are of one of them.
_HASHED = frozenset({"text", "number", "boolean"})
_ORDERED = frozenset({str, int, Decimal, date, datetime, time})


def _add(run: Run, items: list[Datum], value: Datum) -> Datum:
    run.account.charge_entries(len(items) + 1, 1)
    items.append(value)
    return items


def _add_all(run: Run, items: list[Datum], others: list[Datum]) -> Datum:
    run.account.charge_entries(len(items) + len(others), len(others))
    items.extend(others)
    return items


def _checked(items: list[Datum], position: int) -> int:
    if not 0 <= position < len(items):
        raise Fault(f"the list has {len(items)} items, but position {position} is asked for")
    return position


def _item(_run: Run, items: list[Datum], position: int) -> Datum:
    return items[_checked(items, position)]


def _remove(_run: Run, items: list[Datum], position: int) -> Datum:
    return items.pop(_checked(items, position))


def position_of(run: Run, items: list[Datum], value: Datum) -> int:
    """Find the first item that equals a value; -1 if there is none."""
    run.account.work(len(items) * 100)
    for position, item in enumerate(items):
        if is_equal(item, value, run.account):
            return position
    return -1


def _last_position(run: Run, items: list[Datum], value: Datum) -> Datum:
    found = position_of(run, items[::-1], value)
    return -1 if found < 0 else len(items) - 1 - found


def _remove_element(run: Run, items: list[Datum], value: Datum) -> Datum:
    position = position_of(run, items, value)
    if position >= 0:
        del items[position]
    return items


def _is_in(run: Run, values: list[Datum]) -> Callable[[Datum], bool]:
    """Make a quick test for being among values, where their kind allows."""
    kinds = {kind_of(value) for value in values}
    if len(kinds) == 1 and kinds <= _HASHED:
        run.account.charge(60 * len(values))
        known, kind = set(values), kinds.pop()
        return lambda value: (
            value in known if kind_of(value) == kind else position_of(run, values, value) >= 0
        )
    return lambda value: position_of(run, values, value) >= 0


def _remove_all(run: Run, items: list[Datum], others: list[Datum]) -> Datum:
    run.account.work(len(items) * 100)
    is_other = _is_in(run, list(others))
    items[:] = [item for item in items if not is_other(item)]
    return items


def _intersect(run: Run, items: list[Datum], others: list[Datum]) -> Datum:
    run.account.work(len(items) * 100)
    run.account.charge_entries(len(items), len(items))
    is_other = _is_in(run, others)
    return distinct_of(run, [item for item in items if is_other(item)])


def distinct_of(run: Run, items: list[Datum]) -> list[Datum]:
    """Keep the first of equal items."""
    run.account.work(len(items) * 100)
    run.account.charge_entries(len(items), len(items))
    kinds = {kind_of(item) for item in items}
    if len(kinds) == 1 and kinds <= _HASHED:
        return list(dict.fromkeys(items))
    kept: list[Datum] = []
    for item in items:
        if position_of(run, kept, item) < 0:
            kept.append(item)
    return kept


def sorted_of(run: Run, items: list[Datum], *, ascending: bool) -> list[Datum]:
    """Sort values that have an order, null as the least; equal ones stay as they are."""
    run.account.work(len(items) * 200)
    run.account.charge_entries(len(items), len(items))
    nulls: list[Datum] = [item for item in items if item is None]
    rest: list[Datum] = [item for item in items if item is not None]

    def ranked(left: Datum, right: Datum) -> int:
        run.account.work(1)
        return compare(left, right)

    # What Python orders as the language does needs no call for each comparison.
    alike = len({type(item) for item in rest}) == 1 and type(rest[0]) in _ORDERED
    rest.sort(key=None if alike else cmp_to_key(ranked), reverse=not ascending)
    return nulls + rest if ascending else rest + nulls


def _sort(run: Run, items: list[Datum], ascending: Datum = None) -> Datum:
    # Both what is known to be expected: the list is sorted, and a sorted copy is returned.
    ordered = sorted_of(run, items, ascending=ascending is not False)
    items[:] = ordered
    return ordered


def _part(run: Run, items: list[Datum], start: int, end: int | None = None) -> Datum:
    end = len(items) if end is None else end
    if not 0 <= start <= end <= len(items):
        raise Fault(f"the list has {len(items)} items, but {start} to {end} is asked for")
    run.account.charge_entries(end - start, end - start)
    return items[start:end]


def _clear(_run: Run, items: list[Datum]) -> Datum:
    items.clear()
    return items


def _to_text(run: Run, items: list[Datum], separator: str | None = None) -> Datum:
    if separator is None:
        return render_json(items, run.account)
    return render_joined(items, separator, run.account)


def _numbers(run: Run, items: list[Datum]) -> list[Number]:
    run.account.charge(8 * len(items))
    numbers = (coerce(item, "numeric", run.account) for item in items if item is not None)
    return [number for number in numbers if isinstance(number, int | Decimal)]


def _aggregated(calculate: Callable[..., Datum]) -> Builtin:
    return row(lambda run, items: calculate(run, _numbers(run, items)), "list")


def _ranked(*, largest: bool) -> Builtin:
    return row(
        lambda run, items, place=1: ranked_of(run, _numbers(run, items), place, largest=largest),
        "list number?",
    )


LIST: dict[str, Builtin] = {
    "add": row(_add, "list any"),
    "addAll": row(_add_all, "list list"),
    "get": row(_item, "list number"),
    "remove": row(_remove, "list number"),
    "removeElement": row(_remove_element, "list any"),
    "removeAll": row(_remove_all, "list list"),
    "size": row(lambda _run, items: len(items), "list"),
    "isEmpty": row(lambda _run, items: not items, "list"),
    "contains": row(lambda run, items, value: position_of(run, items, value) >= 0, "list any"),
    "notContains": row(lambda run, items, value: position_of(run, items, value) < 0, "list any"),
    "indexOf": row(position_of, "list any"),
    "lastIndexOf": row(_last_position, "list any"),
    "sort": row(_sort, "list boolean?"),
    "subList": row(_part, "list number number?"),
    "distinct": row(distinct_of, "list"),
    "intersect": row(_intersect, "list list"),
    "clear": row(_clear, "list"),
    "toString": row(_to_text, "list text?"),
    "eq": row(lambda run, items, other: is_equal(items, other, run.account), "list any"),
    "sum": _aggregated(total_of),
    "avg": _aggregated(average_of),
    "average": _aggregated(average_of),
    "median": _aggregated(median_of),
    "largest": _ranked(largest=True),
    "smallest": _ranked(largest=False),
    "max": _ranked(largest=True),
    "min": _ranked(largest=False),
}
