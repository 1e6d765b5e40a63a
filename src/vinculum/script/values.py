"""
Name the values that a script handles.

Owns the kinds of value and their words.
Never converts or compares; coercion.py and comparing.py do.
Next door: rendering.py writes values as Deluge prints them.
"""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from types import NoneType
from typing import TypeAlias

import msgspec


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A file in memory; `parameter` is the name of its part when it is sent."""

    name: str
    content: bytes
    content_type: str = "application/octet-stream"
    parameter: str = "file"


class Caught(msgspec.Struct, frozen=True, kw_only=True):
    """What `catch` binds."""

    line: int
    message: str


class Collection:
    """
    Values in an order, each with a key or, in a collection that was never given one, a position.

    `keyed` is None until the first entry decides.
    """

    __slots__ = ("entries", "keyed")

    def __init__(
        self, entries: dict[str, Datum] | None = None, *, keyed: bool | None = None
    ) -> None:
        self.entries: dict[str, Datum] = {} if entries is None else entries
        self.keyed = keyed


Datum: TypeAlias = (
    "str | int | Decimal | bool | date | datetime | time | list[Datum] | dict[str, Datum]"
    " | Collection | File | Caught | None"
)

# The exact type of a value, and its word.
KINDS: dict[type, str] = {
    str: "text",
    int: "number",
    Decimal: "decimal",
    bool: "boolean",
    date: "date",
    datetime: "datetime",
    time: "time",
    NoneType: "null",
    list: "list",
    dict: "map",
    Collection: "collection",
    File: "file",
    Caught: "error",
}

LARGEST = 2**63 - 1
SMALLEST = -(2**63)
MOST_DIGITS = 28
DIVISION_DIGITS = 16

TRAPS = [InvalidOperation, DivisionByZero, Overflow]
EXACT = Context(
    prec=MOST_DIGITS,
    Emin=-300,
    Emax=300,
    traps=TRAPS,
)


def kind_of(value: Datum) -> str:
    """Name the kind of a value."""
    return KINDS[type(value)]
