"""
Describe a built-in as a row: its function, and the kinds of its arguments.

Owns the notation of kinds, and how arguments are checked against it.
Never knows which built-ins there are; __init__.py does.
Next door: coercion.py names the kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from vinculum.script.coercion import coerce
from vinculum.script.diagnostics import Fault
from vinculum.script.run import Run
from vinculum.script.values import KINDS, Datum


class Builtin(msgspec.Struct, frozen=True):
    """
    A function, and the kinds it takes behind the run.

    The receiver of a method is the first. Beyond `fewest` an argument may be left out; `rest`
    repeats the last kind.
    """

    run: Callable[..., Datum]
    kinds: tuple[str, ...]
    fewest: int
    rest: bool


def row(run: Callable[..., Datum], kinds: str = "") -> Builtin:
    """Make a row: `text number?` takes a text and perhaps a number, `any*` any number of them."""
    words = kinds.split()
    return Builtin(
        run=run,
        kinds=tuple(word.rstrip("?*") for word in words),
        fewest=sum(1 for word in words if word[-1] not in "?*"),
        rest=bool(words) and words[-1].endswith("*"),
    )


def call(builtin: Builtin, name: str, arguments: Sequence[Datum], run: Run) -> Datum:
    """Call a built-in with arguments of the kinds it wants, or raise a Fault."""
    given, kinds = len(arguments), builtin.kinds
    if given < builtin.fewest or (given > len(kinds) and not builtin.rest):
        raise Fault(_miscounted(builtin, name, given))
    if builtin.rest and given > len(kinds):
        kinds += kinds[-1:] * (given - len(kinds))
    account = run.account
    fitting = [
        value if kind == "any" or KINDS[type(value)] == kind else coerce(value, kind, account)
        for value, kind in zip(arguments, kinds, strict=False)
    ]
    try:
        return builtin.run(run, *fitting)
    except (ArithmeticError, ValueError):
        # What Python cannot calculate: a root of -1, a day beyond the year 9999.
        raise Fault(without_result(name)) from None


def without_result(name: str) -> str:
    """Word that a built-in cannot calculate with what it was given."""
    return f"`{name}` has no result for these values"


def _miscounted(builtin: Builtin, name: str, given: int) -> str:
    fewest, most = builtin.fewest, len(builtin.kinds)
    wanted = f"{fewest}" if fewest == most else f"{fewest} to {most}"
    if builtin.rest:
        wanted = f"at least {fewest}"
    return f"`{name}` takes {wanted} values, the first being its own, but {given} are given"
