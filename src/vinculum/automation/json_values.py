"""
Turn values of a script into JSON of the API, and back.

Owns what a date, a decimal and a collection are on the wire.
Never checks a value; the API does.
Next door: crm_tasks.py and host.py use it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from typing import Any, cast

from vinculum.script.diagnostics import Fault
from vinculum.script.values import Caught, Collection, Datum, File


def to_json(value: Datum, zone: tzinfo) -> bytes:
    """Write a value as JSON; moments get the offset of the org's zone."""

    def plain(special: object) -> object:
        written = _SPECIAL.get(type(special))
        if written is None:
            raise Fault(f"a {type(special).__name__} cannot stand in a record")
        return written(special, zone)

    return json.dumps(value, default=plain).encode()


def from_json(body: bytes) -> Datum:
    """Read an answer of the API; nothing is null, numbers keep their digits."""
    return cast("Datum", json.loads(body, parse_float=Decimal)) if body else None


def _number(value: Decimal, _zone: tzinfo) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _moment(value: datetime, zone: tzinfo) -> str:
    return (value if value.tzinfo else value.replace(tzinfo=zone)).isoformat("T", "seconds")


def _collection(value: Collection, _zone: tzinfo) -> dict[str, Datum] | list[Datum]:
    return dict(value.entries) if value.keyed else list(value.entries.values())


def _file(value: File, _zone: tzinfo) -> object:
    raise Fault(f"the file `{value.name}` cannot stand in a record")


# What JSON has no form for, and what is written instead.
_SPECIAL: Mapping[type, Callable[[Any, tzinfo], object]] = {
    Decimal: _number,
    datetime: _moment,
    date: lambda value, _: value.isoformat(),
    time: lambda value, _: value.isoformat("seconds"),
    Collection: _collection,
    Caught: lambda value, _: value.message,
    File: _file,
}
