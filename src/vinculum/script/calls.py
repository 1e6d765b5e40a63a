"""
Find what a name means when it is called, and call it.

Owns the order in which a name is looked up: the kind's own built-ins, then those of kinds that the
value can become.
Never evaluates a tree.
Next door: builtins/ has the tables, names.py reports unknown names before anything runs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from vinculum.script.builtins import FREE, METHODS, NAMES
from vinculum.script.builtins.builtin import call
from vinculum.script.coercion import COERCIONS
from vinculum.script.diagnostics import Fault, meant
from vinculum.script.run import Run
from vinculum.script.values import KINDS, Datum

# Whose built-ins a value may borrow, the first that fits.
BORROWED: dict[str, tuple[str, ...]] = {
    "text": ("map", "list", "decimal", "moment"),
    "number": ("text",),
    "decimal": ("text",),
    "boolean": ("text",),
    "date": ("text",),
    "datetime": ("text",),
    "time": ("text",),
    "null": (),
    "list": ("text",),
    "map": ("text",),
    "collection": ("list", "text"),
    "file": ("text",),
    "error": ("text",),
}
# Functions that decide themselves which of their arguments are evaluated.
LAZY = frozenset({"if", "ifnull"})
KNOWN = frozenset(name for table in METHODS.values() for name in table) | FREE.keys() | LAZY


def unknown(name: str) -> str:
    """Word that there is no such built-in, with the meant that there is."""
    hint = meant(name, NAMES)
    return f"there is no built-in `{name}`{hint}"


# The exact types of values that a kind of argument takes without coercion.
_TAKEN: dict[str, frozenset[type]] = {
    **{kind: frozenset({exact}) for exact, kind in KINDS.items()},
    "numeric": frozenset({int, Decimal}),
    "moment": frozenset({date, datetime}),
    "any": frozenset(KINDS),
}
Plan = tuple[Callable[..., Datum], tuple[frozenset[type], ...]]


@lru_cache(maxsize=4096)
def plans_of(name: str, given: int) -> dict[type, Plan]:
    """
    Prepare the calls of a built-in with a number of arguments, by the exact type of the value.

    A plan holds where no argument needs coercion: the function, and the types it takes.
    """
    small = name.lower()
    plans: dict[type, Plan] = {}
    for exact, kind in KINDS.items():
        builtin = METHODS[kind].get(small)
        if builtin is None or builtin.rest:
            continue
        taken = tuple(_TAKEN[wanted] for wanted in builtin.kinds[: given + 1])
        if builtin.fewest <= given + 1 == len(taken) and exact in taken[0]:
            plans[exact] = (builtin.run, taken[1:])
    return plans


def call_method(receiver: Datum, name: str, arguments: Sequence[Datum], run: Run) -> Datum:
    """Call a built-in of a value; the name ignores case."""
    small = name.lower()
    kind = KINDS[type(receiver)]
    builtin = METHODS[kind].get(small)
    if builtin is not None:
        return call(builtin, name, (receiver, *arguments), run)
    for other in BORROWED[kind]:
        builtin = METHODS["date" if other == "moment" else other].get(small)
        coercion = COERCIONS.get((kind, other))
        if builtin is None or coercion is None:
            continue
        converted = coercion(receiver, run.account)
        if converted is not None:
            return call(builtin, name, (converted, *arguments), run)
    if small not in KNOWN:
        raise Fault(unknown(name))
    if receiver is None:
        raise Fault(f"`{name}` is called on null")
    raise Fault(f"a {kind} has no `{name}`")


def call_function(name: str, arguments: Sequence[Datum], run: Run) -> Datum:
    """Call a built-in by its bare name: one of no value, or one of its first argument."""
    small = name.lower()
    builtin = FREE.get(small)
    if builtin is not None:
        return call(builtin, name, arguments, run)
    if small not in KNOWN:
        raise Fault(unknown(name))
    if not arguments:
        raise Fault(f"`{name}` needs a value")
    return call_method(arguments[0], name, arguments[1:], run)
