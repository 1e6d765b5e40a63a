"""
Follow the records of a module through the items of a batch, one after another.

Owns what an item sees of those before it: their values, what they freed, the tags they made.
Never reads the store: what the items depend on was gathered before, as facts.
Next door: proposing.py for what an item asks, inserting.py and its siblings for the decisions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from vinculum.fieldtypes import type_of
from vinculum.model.change import Change
from vinculum.model.field import Field
from vinculum.model.module import Module
from vinculum.model.record import JsonValue, Record, RecordRef
from vinculum.model.value import Value
from vinculum.rules.commands import Key
from vinculum.rules.composing import OpenRecord, change_of, open_record
from vinculum.rules.history import plan_history, takes_on
from vinculum.rules.permissions import editable_owners
from vinculum.rules.tagging import TagBook
from vinculum.rules.uniqueness import Holders, UniqueKey, unique_keys
from vinculum.rules.writing import Writing


class Needs(Value):
    """
    What a decision depends on, for all items together.

    `matches` are fields and index texts to find records by, `children` fields and parents.
    """

    records: frozenset[int] = frozenset()
    refs: frozenset[int] = frozenset()
    unique: frozenset[UniqueKey] = frozenset()
    matches: tuple[tuple[int, ...], frozenset[str]] = ((), frozenset())
    children: tuple[tuple[int, ...], frozenset[int]] = ((), frozenset())


class Facts(Value):
    """What the store answered to the needs; `keys` are the ids behind the keys of items."""

    keys: Mapping[Key, int] = {}
    records: Mapping[int, Record] = {}
    refs: Mapping[int, RecordRef] = {}
    unique: Mapping[UniqueKey, int] = {}
    matches: Mapping[UniqueKey, Sequence[int]] = {}
    children: Sequence[Record] = ()


class Batch:
    """The records of one module as the items so far leave them."""

    def __init__(self, writing: Writing, facts: Facts) -> None:
        self.writing = writing
        self.facts = facts
        self.holders = Holders(facts.unique)
        self.tags = TagBook(writing)
        self._opened: dict[int, OpenRecord] = {}
        self._written: dict[int, None] = {}
        self._taken: list[OpenRecord] = []
        self._editable: dict[int, frozenset[int] | None] = {}
        self._checked = tuple(field for field in writing.module.fields if field.duplicate_check)
        self._saying: dict[UniqueKey, dict[int, None]] = {}

    def find(self, record_id: int) -> OpenRecord | None:
        """Find a live record of the module, as the items so far leave it."""
        if record_id in self._opened:
            return self._opened[record_id]
        stored = self.facts.records.get(record_id)
        if stored is None or stored.module != self.writing.module.id:
            return None
        opened = open_record(self.writing.module, stored, self.writing.zone)
        self._opened[record_id] = opened
        return opened

    def put(self, record: OpenRecord) -> None:
        """Take note of what an item makes of a record."""
        before = self.find(record.id)
        self._opened[record.id] = record
        self._written[record.id] = None
        had = () if before is None else unique_keys(record.module, before.values)
        self.holders.move(record.id, had, unique_keys(record.module, record.values))
        for field in self._checked:
            key = match_key(field, record.values.get(field.api_name))
            if key is not None:
                self._saying.setdefault(key, {})[record.id] = None
        if takes_on(before, record):
            self._taken.append(record)

    def may_edit(self, module: Module, record: OpenRecord | RecordRef) -> bool:
        """Tell whether sharing lets the actor edit a record; asked once for each module."""
        if module.id not in self._editable:
            writing = self.writing
            self._editable[module.id] = editable_owners(writing.schema, writing.actor, module)
        owners = self._editable[module.id]
        return owners is None or record.owner in owners

    def oldest_with(self, field: Field, key: UniqueKey) -> OpenRecord | None:
        """
        Find the oldest record that has this text in this field now.

        Converted records do not count: what they said lives on in others.
        """
        candidates = {*self.facts.matches.get(key, ()), *self._saying.get(key, ())}
        records = (self.find(record_id) for record_id in candidates)
        having = [r for r in records if r and not r.converted and _has(r, field, key)]
        return min(having, key=lambda record: (record.created, record.id), default=None)

    def changes(self) -> tuple[Change, ...]:
        """What writes all of it: new tags, then each record once, then the history."""
        history = plan_history(self.writing, self._taken, self.facts.children)
        return (*self.tags.changes(), *self._record_changes(), *history)

    def _record_changes(self) -> Iterable[Change]:
        stored, zone = self.facts.records, self.writing.zone
        return (change_of(self._opened[each], stored.get(each), zone) for each in self._written)


def match_key(field: Field, value: JsonValue) -> UniqueKey | None:
    """The field and index text by which records with a value are found; None for null."""
    text = None if value is None else type_of(field).index_value(value)
    return (field.id, text) if isinstance(text, str) else None


def _has(record: OpenRecord, field: Field, key: UniqueKey) -> bool:
    return match_key(field, record.values.get(field.api_name)) == key
