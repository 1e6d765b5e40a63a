"""
Check what a script gives to a task.

Owns the kinds of a task's parameters and the words for what does not fit.
Never calls anything.
Next door: crm_tasks.py declares the parameters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from vinculum.model.value import Value
from vinculum.script.diagnostics import Fault
from vinculum.script.values import Datum, File, kind_of

# By the name of the parameter; one that was skipped is not in it.
Arguments: TypeAlias = Mapping[str, Any]
_ID = re.compile(r"[0-9]{1,19}", re.ASCII)


class Parameter(Value):
    """One parameter of a task."""

    name: str
    kind: str
    optional: bool = False


def _id(value: Datum) -> str | None:
    text = str(int(value)) if isinstance(value, int | Decimal) else value
    return text if isinstance(text, str) and _ID.fullmatch(text) else None


def _text(value: Datum) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: Datum) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value[:9])
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _boolean(value: Datum) -> bool | None:
    return value if isinstance(value, bool) else None


def _map(value: Datum) -> dict[str, Datum] | None:
    return value if isinstance(value, dict) else None


def _maps(value: Datum) -> list[Datum] | None:
    if isinstance(value, list) and all(isinstance(each, dict) for each in value):
        return value
    return None


def _file(value: Datum) -> File | None:
    return value if isinstance(value, File) else None


KINDS: Mapping[str, tuple[str, Callable[[Datum], object]]] = {
    "text": ("a text", _text),
    "id": ("an id: a number, or a text of digits", _id),
    "number": ("a number", _number),
    "boolean": ("true or false", _boolean),
    "map": ("a map", _map),
    "maps": ("a list of maps", _maps),
    "file": ("a file", _file),
}


def parameters(text: str) -> tuple[Parameter, ...]:
    """Read a declaration as `module:text record_id:id data:map options:map?`."""
    declared = []
    for word in text.split():
        name, _, kind = word.partition(":")
        declared.append(
            Parameter(name=name, kind=kind.removesuffix("?"), optional=kind.endswith("?"))
        )
    return tuple(declared)


def bound(task: str, declared: Sequence[Parameter], given: Sequence[Datum]) -> Arguments:
    """
    Bind positional values to a task's parameters.

    An optional one in the middle is skipped by null or an empty text. Raises Fault.
    """
    if len(given) > len(declared):
        raise Fault(f"`{task}` takes {len(declared)} values, but {len(given)} are given")
    found = {}
    for position, parameter in enumerate(declared):
        value = given[position] if position < len(given) else None
        if parameter.optional and (value is None or value == ""):
            continue
        words, accept = KINDS[parameter.kind]
        accepted = accept(value)
        if accepted is None:
            what = "nothing" if value is None else f"a {kind_of(value)}"
            raise Fault(f"`{task}`: `{parameter.name}` must be {words}, and {what} is given")
        found[parameter.name] = accepted
    return found
