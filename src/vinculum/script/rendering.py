"""
Write values as Deluge prints them.

Owns the printed form of every kind, and JSON inside lists and maps.
Never builds a text that the account does not allow.
Next door: json_text.py reads.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from decimal import Decimal

from vinculum.script.diagnostics import LimitReached
from vinculum.script.limits import Account
from vinculum.script.moments import MONTHS
from vinculum.script.values import Caught, Collection, Datum, File

DEEPEST_VALUE = 100
TOO_DEEP = f"values are nested more than {DEEPEST_VALUE} deep"


def _date(value: date) -> str:
    return f"{value.day:02}-{MONTHS[value.month - 1][:3]}-{value.year:04}"


def _moment(value: datetime) -> str:
    return f"{_date(value)} {value.hour:02}:{value.minute:02}:{value.second:02}"


def _boolean(value: bool) -> str:  # noqa: FBT001 - the value itself
    return "true" if value else "false"


def _decimal(value: Decimal) -> str:
    return format(value, "f")


# What a value that holds no others prints.
PLAIN: dict[type, Callable[..., str]] = {
    str: str,
    int: str,
    Decimal: _decimal,
    bool: _boolean,
    type(None): lambda _value: "null",
    datetime: _moment,
    date: _date,
    time: lambda value: f"{value.hour:02}:{value.minute:02}:{value.second:02}",
    File: lambda value: value.name,
    Caught: lambda value: f"{value.message} (line {value.line})",
}
# Kinds that JSON writes without quotation marks.
_BARE = frozenset({int, Decimal, bool, type(None)})


def quoted(text: str) -> str:
    """Write a text as JSON."""
    return json.dumps(text, ensure_ascii=False)


class _Pieces:
    """Pieces of a text that is being written, charged as they come."""

    __slots__ = ("_account", "_length", "pieces")

    def __init__(self, account: Account) -> None:
        self._account = account
        self._length = 0
        self.pieces: list[str] = []

    def add(self, piece: str) -> None:
        length = self._length = self._length + len(piece)
        if length > self._account.limits.text:
            raise LimitReached(f"a text of more than {self._account.limits.text} characters")
        self._account.charge(60 + 4 * len(piece))
        self._account.work(len(piece))
        self.pieces.append(piece)

    def write(self, value: Datum, depth: int) -> None:
        """Write a value as JSON."""
        if depth > DEEPEST_VALUE:
            raise LimitReached(TOO_DEEP)
        if isinstance(value, list):
            self._enclose("[", "]", value, depth, None)
        elif isinstance(value, dict):
            self._enclose("{", "}", value.values(), depth, value)
        elif isinstance(value, Collection):
            keys = value.entries if value.keyed else None
            start, end = ("{", "}") if value.keyed else ("[", "]")
            self._enclose(start, end, value.entries.values(), depth, keys)
        else:
            text = PLAIN[type(value)](value)
            self.add(text if type(value) in _BARE else quoted(text))

    def _enclose(
        self, start: str, end: str, values: Iterable[Datum], depth: int, keys: Iterable[str] | None
    ) -> None:
        self.add(start)
        names = None if keys is None else iter(keys)
        for position, value in enumerate(values):
            if position:
                self.add(",")
            if names is not None:
                self.add(quoted(next(names)))
                self.add(":")
            self.write(value, depth + 1)
        self.add(end)


def render(value: Datum, account: Account) -> str:
    """Print a value: a text as it is, lists and maps as compact JSON."""
    plain = PLAIN.get(type(value))
    if plain is not None:
        return plain(value)
    return render_json(value, account)


def render_json(value: Datum, account: Account) -> str:
    """Write a value as compact JSON; what JSON has no form for becomes its printed text."""
    pieces = _Pieces(account)
    pieces.write(value, 0)
    return "".join(pieces.pieces)


def render_joined(values: Iterable[Datum], separator: str, account: Account) -> str:
    """Print values one behind the other, with a text between them."""
    pieces = _Pieces(account)
    for position, value in enumerate(values):
        if position:
            pieces.add(separator)
        pieces.add(render(value, account))
    return "".join(pieces.pieces)


def key_of(value: Datum, account: Account) -> str:
    """Turn a value into the key of a map: keys are texts, so 1 and "1" are one key."""
    return value if type(value) is str else render(value, account)
