"""
The built-ins of maps.

Owns the table MAP; keys are texts, and keep the order in which they came.
Never raises for a missing key: its value is null.
Next door: collection.py has the same under other names.
"""

from __future__ import annotations

from vinculum.script.builtins.builtin import Builtin, row
from vinculum.script.builtins.list import position_of
from vinculum.script.rendering import key_of
from vinculum.script.run import Run
from vinculum.script.values import Datum

_Map = dict[str, Datum]


def put(run: Run, entries: _Map, key: Datum, value: Datum) -> Datum:
    """Give a key a value."""
    name = key_of(key, run.account)
    if name not in entries:
        run.account.charge_entries(len(entries) + 1, 1)
    entries[name] = value
    return entries


def put_all(run: Run, entries: _Map, others: _Map) -> Datum:
    """Give all keys of another map its values."""
    run.account.charge_entries(len(entries) + len(others), len(others))
    entries.update(others)
    return entries


def _value(run: Run, entries: _Map, key: Datum, default: Datum = None) -> Datum:
    return entries.get(key_of(key, run.account), default)


def _remove(run: Run, entries: _Map, key: Datum) -> Datum:
    return entries.pop(key_of(key, run.account), None)


def _has_key(run: Run, entries: _Map, key: Datum) -> Datum:
    return key_of(key, run.account) in entries


def has_value(run: Run, entries: _Map, value: Datum) -> Datum:
    """Tell whether a key has a value."""
    run.account.charge(8 * len(entries))
    return position_of(run, list(entries.values()), value) >= 0


def keys_of(run: Run, entries: _Map) -> Datum:
    """List the keys in their order."""
    run.account.charge_entries(len(entries), len(entries))
    return list(entries)


def values_of(run: Run, entries: _Map) -> Datum:
    """List the values in the order of their keys."""
    run.account.charge_entries(len(entries), len(entries))
    return list(entries.values())


def _clear(_run: Run, entries: _Map) -> Datum:
    entries.clear()
    return entries


MAP: dict[str, Builtin] = {
    "put": row(put, "map any any"),
    "putAll": row(put_all, "map map"),
    "get": row(_value, "map any any?"),
    "getJSON": row(_value, "map any"),
    "remove": row(_remove, "map any"),
    "containKey": row(_has_key, "map any"),
    "containsKey": row(_has_key, "map any"),
    "containValue": row(has_value, "map any"),
    "containsValue": row(has_value, "map any"),
    "keys": row(keys_of, "map"),
    "values": row(values_of, "map"),
    "size": row(lambda _run, entries: len(entries), "map"),
    "isEmpty": row(lambda _run, entries: not entries, "map"),
    "clear": row(_clear, "map"),
}
