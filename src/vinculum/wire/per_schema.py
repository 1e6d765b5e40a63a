"""
Keep what was made from a schema for as long as the schema lives.

Owns the one cache of the wire: answers and plans that depend on a schema and a small key.
Never keeps anything that depends on a record, a zone or the time.
A schema never changes and a new version is a new schema, so nothing here can grow stale.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from vinculum.schema.snapshot import Schema

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

MOST_PER_SCHEMA = 512


class PerSchema(Generic[K, T]):
    """
    Values by schema and key; they go with their schema.

    Two threads may make the same value at the same time; either is kept.
    """

    def __init__(self, most: int = MOST_PER_SCHEMA) -> None:
        self._kept: WeakKeyDictionary[Schema, dict[K, T]] = WeakKeyDictionary()
        self._most = most

    def value(self, schema: Schema, key: K, make: Callable[[], T]) -> T:
        """The kept value, made when there is none; past the limit the schema's are dropped."""
        kept = self._kept.get(schema)
        if kept is None:
            kept = self._kept[schema] = {}
        found = kept.get(key)
        if found is None:
            found = make()
            if len(kept) >= self._most:
                kept.clear()
            kept[key] = found
        return found
