"""
Turn a value of one kind into another where a built-in or an operator wants it.

Owns the table of coercions: what is not in it is refused.
Never guesses: a text that is no number is a fault.
Next door: comparing.py needs no coercion, values.py names the kinds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, DecimalException

from vinculum.script.diagnostics import Fault
from vinculum.script.json_text import LONGEST_NUMBER, find_json
from vinculum.script.limits import Account
from vinculum.script.moments import parse_moment
from vinculum.script.rendering import PLAIN, render, render_json
from vinculum.script.values import EXACT, LARGEST, SMALLEST, Collection, Datum, kind_of

_WHOLE = re.compile(r"\s*[-+]?[0-9]{1,19}\s*")
Coercion = Callable[..., Datum]


def shown(value: Datum) -> str:
    """Name a value in a message: the kind, and a short text itself."""
    if isinstance(value, str) and len(value) <= 30:
        return f'"{value}"'
    return "null" if value is None else f"a {kind_of(value)}"


def bounded(number: int) -> int:
    """Pass a whole number that fits in 64 bits."""
    if not SMALLEST <= number <= LARGEST:
        raise Fault("the number is too large")
    return number


def decimal_of_text(text: str) -> Decimal | None:
    """Read a decimal; a text that is none gives nothing."""
    stripped = text.strip()
    if not stripped or len(stripped) > LONGEST_NUMBER or not stripped.isascii() or "_" in stripped:
        return None
    try:
        number = EXACT.create_decimal(stripped)
    except DecimalException:
        return None
    return number if number.is_finite() else None


def _text_to_number(value: str, _account: Account) -> Datum:
    if _WHOLE.fullmatch(value):
        return bounded(int(value))
    number = decimal_of_text(value)
    return None if number is None else _decimal_to_number(number, _account)


def _decimal_to_number(value: Decimal, _account: Account) -> Datum:
    return bounded(int(value)) if value == value.to_integral_value() else None


def _text_to_boolean(value: str, _account: Account) -> Datum:
    return {"true": True, "false": False}.get(value.strip().lower())


def _text_to_date(value: str, account: Account) -> Datum:
    moment = _text_to_moment(value, account)
    return moment.date() if isinstance(moment, datetime) else moment


def _text_to_either(value: str, account: Account) -> date | None:
    moment = parse_moment(value)
    return moment if type(moment) is date else _text_to_moment(value, account)


def _text_to_moment(value: str, account: Account) -> datetime | None:
    moment = parse_moment(value)
    if isinstance(moment, datetime):
        return moment if moment.tzinfo is None else in_zone(moment, account)
    return None if moment is None else midnight_of(moment)


def in_zone(moment: datetime, account: Account) -> datetime:
    """Move a moment that has a zone into the org's, and leave the zone out."""
    try:
        return moment.astimezone(account.zone).replace(tzinfo=None)
    except (OverflowError, ValueError):
        raise Fault("the date is out of range") from None


def midnight_of(day: date) -> datetime:
    """Begin a day, in the org's zone."""
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - values carry no zone, see Host


def _text_to_list(value: str, account: Account) -> Datum:
    found = find_json(value, account)
    return found if isinstance(found, list) else None


def _text_to_map(value: str, account: Account) -> Datum:
    found = find_json(value, account)
    return found if isinstance(found, dict) else None


def _collection_to_list(value: Collection, account: Account) -> Datum:
    account.charge_entries(0, len(value.entries))
    return list(value.entries.values())


def _collection_to_map(value: Collection, account: Account) -> Datum:
    account.charge_entries(0, len(value.entries))
    return dict(value.entries)


def _list_to_collection(value: list[Datum], account: Account) -> Datum:
    account.charge_entries(0, len(value))
    return Collection({str(at): each for at, each in enumerate(value)}, keyed=False)


def _map_to_collection(value: dict[str, Datum], account: Account) -> Datum:
    account.charge_entries(0, len(value))
    return Collection(dict(value), keyed=True)


def _printed(value: Datum, _account: Account) -> Datum:
    return PLAIN[type(value)](value)


# From a kind, to a kind: the value, or None where this value has no such form.
COERCIONS: dict[tuple[str, str], Coercion] = {
    ("number", "text"): _printed,
    ("decimal", "text"): _printed,
    ("boolean", "text"): _printed,
    ("date", "text"): _printed,
    ("datetime", "text"): _printed,
    ("time", "text"): _printed,
    ("file", "text"): lambda value, _account: value.content.decode("utf-8", "replace"),
    ("error", "text"): _printed,
    ("null", "text"): lambda _value, _account: "",
    ("list", "text"): render_json,
    ("map", "text"): render_json,
    ("collection", "text"): render_json,
    ("text", "number"): _text_to_number,
    ("decimal", "number"): _decimal_to_number,
    ("text", "decimal"): lambda value, _account: decimal_of_text(value),
    ("number", "decimal"): lambda value, _account: Decimal(value),
    ("text", "boolean"): _text_to_boolean,
    ("text", "date"): _text_to_date,
    ("datetime", "date"): lambda value, _account: value.date(),
    ("text", "datetime"): _text_to_moment,
    ("text", "moment"): _text_to_either,
    ("date", "datetime"): lambda value, _account: midnight_of(value),
    ("datetime", "time"): lambda value, _account: value.time(),
    ("text", "list"): _text_to_list,
    ("collection", "list"): _collection_to_list,
    ("text", "map"): _text_to_map,
    ("collection", "map"): _collection_to_map,
    ("list", "collection"): _list_to_collection,
    ("map", "collection"): _map_to_collection,
}

_WORDS = {"numeric": "number", "moment": "date", "datetime": "date with a time"}

# Wants of built-ins that more than one kind satisfies, the preferred kind of a coercion first.
WANTS: dict[str, tuple[str, ...]] = {
    "numeric": ("number", "decimal"),
    "moment": ("datetime", "date"),
    "any": (),
}


def coerce(value: Datum, wanted: str, account: Account) -> Datum:
    """
    Give a value the wanted kind, or raise a Fault.

    `numeric` is a number or a decimal, `moment` a date or a date with a time, `any` anything.
    """
    kind = kind_of(value)
    if wanted in {kind, "any"}:
        return value
    options = (wanted, *WANTS.get(wanted, ()))
    if kind in options:
        return value
    for option in options:
        coercion = COERCIONS.get((kind, option))
        converted = None if coercion is None else coercion(value, account)
        if converted is not None:
            return converted
    raise Fault(f"a {_WORDS.get(wanted, wanted)} is needed, but {shown(value)} is given")


def text_of(value: Datum, account: Account) -> str:
    """Print a value inside a longer text, where null is nothing."""
    return "" if value is None else render(value, account)
