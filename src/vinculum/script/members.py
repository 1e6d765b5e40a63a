"""
Read and write a name behind a dot that is not called.

Owns which kinds have members: maps, and what `catch` binds.
Never evaluates a tree.
Next door: expressions.py reads, statements.py writes.
"""

from __future__ import annotations

from collections.abc import Callable

from vinculum.script.coercion import coerce
from vinculum.script.diagnostics import Fault
from vinculum.script.run import Run
from vinculum.script.values import Caught, Datum, kind_of

OF_CAUGHT: dict[str, Callable[[Caught], Datum]] = {
    "lineno": lambda caught: caught.line,
    "message": lambda caught: caught.message,
}


def member_of(value: Datum, name: str, run: Run) -> Datum:
    """Read a member: the value of a key, null if the map has none."""
    if isinstance(value, Caught):
        read = OF_CAUGHT.get(name.lower())
        if read is None:
            raise Fault(f"an error has no `{name}`")
        return read(value)
    if isinstance(value, dict):
        return value.get(name)
    if isinstance(value, str):
        parsed = coerce(value, "map", run.account)
        return parsed.get(name) if isinstance(parsed, dict) else None
    if value is None:
        raise Fault(f"`{name}` is asked of null")
    raise Fault(f"a {kind_of(value)} has no `{name}`")


def put_member(value: Datum, name: str, new: Datum, run: Run) -> None:
    """Write a member of a map."""
    if not isinstance(value, dict):
        raise Fault(f"`{name}` cannot be set on {'null' if value is None else kind_of(value)}")
    if name not in value:
        run.account.charge_entries(len(value) + 1, 1)
    value[name] = new
