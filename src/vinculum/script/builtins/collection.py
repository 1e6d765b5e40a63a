"""
The built-ins of collections.

Owns the table COLLECTION; without keys of their own, entries count from 0.
Never mixes: the first entry decides whether the others have keys.
Next door: list.py and map.py.
"""

from __future__ import annotations

from vinculum.script.builtins.builtin import Builtin, row
from vinculum.script.builtins.list import distinct_of, position_of, sorted_of
from vinculum.script.coercion import coerce
from vinculum.script.diagnostics import Fault
from vinculum.script.rendering import key_of
from vinculum.script.run import Run
from vinculum.script.values import Collection, Datum


def _decide(collection: Collection, *, keyed: bool) -> None:
    if collection.keyed is None:
        collection.keyed = keyed
    if collection.keyed is not keyed:
        raise Fault("a collection has keys for all of its entries, or for none")


def _counted(values: list[Datum]) -> dict[str, Datum]:
    return {str(at): value for at, value in enumerate(values)}


def _insert(run: Run, collection: Collection, first: Datum, *more: Datum) -> Datum:
    if len(more) == 1:
        _decide(collection, keyed=True)
        return _put(run, collection, first, more[0])
    if more:
        raise Fault("`insert` takes a value, or a key and a value")
    _decide(collection, keyed=False)
    return _put(run, collection, str(len(collection.entries)), first)


def _put(run: Run, collection: Collection, key: Datum, value: Datum) -> Datum:
    run.account.charge_entries(len(collection.entries) + 1, 1)
    collection.entries[key_of(key, run.account)] = value
    return collection


def _insert_all(run: Run, collection: Collection, others: Datum) -> Datum:
    added = coerce(others, "collection", run.account)
    if not isinstance(added, Collection):
        return collection
    keyed = added.keyed is True
    _decide(collection, keyed=keyed)
    size = len(collection.entries)
    run.account.charge_entries(size + len(added.entries), len(added.entries))
    values = list(added.entries.values())
    new = added.entries if keyed else {str(size + at): each for at, each in enumerate(values)}
    collection.entries.update(new)
    return collection


def _update(run: Run, collection: Collection, key: Datum, value: Datum) -> Datum:
    name = key_of(key, run.account)
    if name not in collection.entries:
        raise Fault(f"the collection has no key `{name[:50]}`")
    collection.entries[name] = value
    return collection


def _update_all(run: Run, collection: Collection, others: Datum) -> Datum:
    changed = coerce(others, "map", run.account)
    if isinstance(changed, dict):
        for key, value in changed.items():
            _update(run, collection, key, value)
    return collection


def _value(run: Run, collection: Collection, key: Datum) -> Datum:
    return collection.entries.get(key_of(key, run.account))


def _key_at(collection: Collection, position: int) -> Datum:
    if position < 0:
        return None
    key = list(collection.entries)[position]
    return key if collection.keyed else int(key)


def _key_of_value(run: Run, collection: Collection, value: Datum) -> Datum:
    run.account.charge(16 * len(collection.entries))
    return _key_at(collection, position_of(run, list(collection.entries.values()), value))


def _last_key_of_value(run: Run, collection: Collection, value: Datum) -> Datum:
    run.account.charge(16 * len(collection.entries))
    values = list(collection.entries.values())
    found = position_of(run, values[::-1], value)
    return None if found < 0 else _key_at(collection, len(values) - 1 - found)


def _recounted(collection: Collection) -> Collection:
    if collection.keyed is False:
        collection.entries = _counted(list(collection.entries.values()))
    return collection


def _delete(run: Run, collection: Collection, value: Datum) -> Datum:
    key = _key_of_value(run, collection, value)
    if key is not None:
        del collection.entries[str(key)]
    return _recounted(collection)


def _delete_key(run: Run, collection: Collection, key: Datum) -> Datum:
    run.account.work(len(collection.entries) * 100)
    collection.entries.pop(key_of(key, run.account), None)
    return _recounted(collection)


def _delete_all(run: Run, collection: Collection, others: Datum) -> Datum:
    values = coerce(others, "list", run.account)
    if isinstance(values, list):
        for value in values:
            _delete(run, collection, value)
    return collection


def _keys(run: Run, collection: Collection) -> Datum:
    run.account.charge_entries(0, len(collection.entries))
    return [key if collection.keyed else int(key) for key in collection.entries]


def _values(run: Run, collection: Collection) -> Datum:
    run.account.charge_entries(0, len(collection.entries))
    return list(collection.entries.values())


def _has_value(run: Run, collection: Collection, value: Datum) -> bool:
    return _key_of_value(run, collection, value) is not None


def _rearranged(collection: Collection, values: list[Datum]) -> Collection:
    """Make a collection of some of a collection's own values, each under its key."""
    if not collection.keyed:
        return Collection(_counted(values), keyed=False)
    # Equal values may have several keys, so a value is known by what it is in memory.
    names: dict[int, list[str]] = {}
    for name, value in reversed(collection.entries.items()):
        names.setdefault(id(value), []).append(name)
    return Collection({names[id(value)].pop(): value for value in values}, keyed=True)


def _sort(run: Run, collection: Collection, ascending: Datum = None) -> Datum:
    values = list(collection.entries.values())
    ordered = _rearranged(collection, sorted_of(run, values, ascending=ascending is not False))
    collection.entries = dict(ordered.entries)
    return ordered


def _distinct(run: Run, collection: Collection) -> Datum:
    return _rearranged(collection, distinct_of(run, list(collection.entries.values())))


def _clear(_run: Run, collection: Collection) -> Datum:
    collection.entries.clear()
    collection.keyed = None
    return collection


COLLECTION: dict[str, Builtin] = {
    "insert": row(_insert, "collection any any*"),
    "insertAll": row(_insert_all, "collection any"),
    "update": row(_update, "collection any any"),
    "updateAll": row(_update_all, "collection any"),
    "get": row(_value, "collection any"),
    "getKey": row(_key_of_value, "collection any"),
    "getLastKey": row(_last_key_of_value, "collection any"),
    "keys": row(_keys, "collection"),
    "values": row(_values, "collection"),
    "delete": row(_delete, "collection any"),
    "deleteKey": row(_delete_key, "collection any"),
    "deleteAll": row(_delete_all, "collection any"),
    "containsKey": row(
        lambda run, collection, key: key_of(key, run.account) in collection.entries,
        "collection any",
    ),
    "notContainsKey": row(
        lambda run, collection, key: key_of(key, run.account) not in collection.entries,
        "collection any",
    ),
    "containsValue": row(_has_value, "collection any"),
    "contains": row(_has_value, "collection any"),
    "notContains": row(
        lambda run, collection, value: not _has_value(run, collection, value), "collection any"
    ),
    "size": row(lambda _run, collection: len(collection.entries), "collection"),
    "isEmpty": row(lambda _run, collection: not collection.entries, "collection"),
    "distinct": row(_distinct, "collection"),
    "sort": row(_sort, "collection boolean?"),
    "clear": row(_clear, "collection"),
}
