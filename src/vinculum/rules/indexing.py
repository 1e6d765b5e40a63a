"""
Derive a record's search index rows from its values.

Owns which rows a record has, so that the rows to remove are known from the old record
without asking the store.
Never decides how a value compares; its field type does.
Next door: sqlstore/ writes the rows, query/bind.py asks for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypeVar

import msgspec

from vinculum.fieldtypes import is_indexed, type_of
from vinculum.fieldtypes.fieldtype import FieldType, Storage
from vinculum.fieldtypes.words import digits_of, words_of
from vinculum.model.field import Field
from vinculum.model.module import Module
from vinculum.model.record import IndexRows, JsonValue, Record, References, Values
from vinculum.model.value import Value
from vinculum.schema.per_module import per_module

LONG_TEXT = "textarea"
MOST_LONG_TEXT_WORDS = 200

_NOTHING = IndexRows()
Row = TypeVar("Row")


class Content(Value):
    """
    What is in a record, decoded: the part of it that is indexed.

    `values`, `references` and `rows` are by field API name; the rest are columns.
    """

    values: Values
    references: References
    rows: Mapping[str, JsonValue]
    owner: int
    created_by: int
    modified_by: int

    def value_of(self, field: Field) -> JsonValue:
        """The canonical value of a field, wherever the record keeps it."""
        return _READERS[type_of(field).storage](self, field)


def _reference(content: Content, field: Field) -> JsonValue:
    reference = content.references.get(field.api_name)
    return reference if isinstance(reference, int) else None


def _column(content: Content, field: Field) -> JsonValue:
    columns = {
        "owner": content.owner,
        "created_by": content.created_by,
        "modified_by": content.modified_by,
    }
    return columns.get(field.type)


def _nothing(_content: Content, _field: Field) -> JsonValue:
    return None


_READERS: Mapping[Storage, Callable[[Content, Field], JsonValue]] = {
    "own": lambda content, field: content.values.get(field.api_name),
    "lookup": _reference,
    "user": _reference,
    "tags": _nothing,
    "rows": lambda content, field: content.rows.get(field.api_name),
    "column": _column,
    "layout": _nothing,
    "none": _nothing,
}


def content_of(record: Record) -> Content:
    """Decode what a stored record holds."""
    return Content(
        values=msgspec.json.decode(record.body, type=dict),
        references=msgspec.json.decode(record.references, type=dict),
        rows=msgspec.json.decode(record.rows, type=dict) if record.rows else {},
        owner=record.owner,
        created_by=record.created_by,
        modified_by=record.modified_by,
    )


class _Slot(NamedTuple):
    """
    A field that may make index rows.

    `null` is its row when it has no value, None when it never has a row of its own; `said`
    tells whether its values are searched by words or digits.
    """

    name: str
    field: Field
    type: FieldType
    textual: bool
    null: tuple[int, Any] | None
    said: bool


class _Slots(NamedTuple):
    """The fields of a module; `said` and `elsewhere` (not in the body) are some of them."""

    every: tuple[_Slot, ...]
    said: tuple[_Slot, ...]
    elsewhere: tuple[_Slot, ...]

    def values_in(self, content: Content) -> Values:
        """The values of a record by field, wherever it keeps them."""
        others = {slot.name: content.value_of(slot.field) for slot in self.elsewhere}
        return content.values | others


def _slot(field: Field) -> _Slot:
    type_ = type_of(field)
    null = (field.id, type_.index_value(None)) if is_indexed(field) else None
    said = type_.words or type_.phone
    return _Slot(field.api_name, field, type_, type_.index == "text", null, said)


@per_module
def _slots_of(module: Module) -> _Slots:
    every = tuple(map(_slot, module.fields))
    return _Slots(
        every=every,
        said=tuple(slot for slot in every if slot.said),
        elsewhere=tuple(slot for slot in every if slot.type.storage != "own"),
    )


def rows_of(module: Module, content: Content) -> IndexRows:
    """
    Tell the index rows of a record.

    An indexed field has exactly one row, the lowest value for null; a field of rows has
    one number row for each record that its rows name.
    """
    slots = _slots_of(module)
    return _rows(slots.every, slots.said, slots.values_in(content))


def rows_of_record(module: Module, record: Record) -> IndexRows:
    """Tell the index rows that a stored record has."""
    return rows_of(module, content_of(record))


def changed_rows(module: Module, before: Content, after: Content) -> tuple[IndexRows, IndexRows]:
    """Tell which rows go and which come when a record changes, from the fields that do."""
    slots = _slots_of(module)
    old, new = slots.values_in(before), slots.values_in(after)
    changed = [slot for slot in slots.every if old.get(slot.name) != new.get(slot.name)]
    said = [slot for slot in changed if slot.said]
    gone, come = difference(_rows(changed, said, old), _rows(changed, said, new))
    if not (gone.words or come.words or gone.phones or come.phones):
        return gone, come
    # A word goes only when no other field says it, and comes only when none did.
    words, phones = _said([slot for slot in slots.said if slot not in said], new)
    staying = IndexRows(words=tuple(words), phones=tuple(phones))
    return _without(gone, staying), _without(come, staying)


def difference(before: IndexRows, after: IndexRows) -> tuple[IndexRows, IndexRows]:
    """Tell which of these rows go and which come."""
    return _without(before, after), _without(after, before)


def _rows(slots: Iterable[_Slot], said: Iterable[_Slot], values: Values) -> IndexRows:
    text: list[tuple[int, Any]] = []
    number: list[tuple[int, Any]] = []
    unique: list[tuple[int, str]] = []
    for name, field, type_, textual, null, _ in slots:
        value = values.get(name)
        if null is not None:
            row = null if value is None else (field.id, type_.indexed(value))
            (text if textual else number).append(row)
        if value is None:  # as most fields of a record are: no rows, nothing unique
            continue
        number.extend((field.id, named) for named in type_.row_ids(value))
        if field.unique and (key := type_.unique_text(value)) is not None:
            unique.append((field.id, key))
    words, phones = _said(said, values)
    return IndexRows(
        text=tuple(text),
        number=tuple(number),
        words=tuple(sorted(words)),
        phones=tuple(sorted(phones)),
        unique=tuple(unique),
    )


def _said(slots: Iterable[_Slot], values: Values) -> tuple[set[str], set[str]]:
    """The words and the digits that fields say."""
    texts: list[str] = []
    words: set[str] = set()
    phones: set[str] = set()
    for name, field, type_, *_ in slots:
        value = values.get(name)
        if value is None:
            continue
        if type_.phone and (digits := digits_of(str(value))):
            phones.add(digits)
        if field.type == LONG_TEXT:
            words.update(words_of(str(value))[:MOST_LONG_TEXT_WORDS])
        elif type_.words:
            texts.extend(map(str, value) if isinstance(value, list) else (str(value),))
    words.update(words_of("\n".join(texts)))  # split at once: no word runs across lines
    return words, phones


def _without(rows: IndexRows, others: IndexRows) -> IndexRows:
    if rows == others:
        return _NOTHING
    return IndexRows(
        text=_missing(rows.text, others.text),
        number=_missing(rows.number, others.number),
        words=_missing(rows.words, others.words),
        phones=_missing(rows.phones, others.phones),
        unique=_missing(rows.unique, others.unique),
    )


def _missing(rows: tuple[Row, ...], others: tuple[Row, ...]) -> tuple[Row, ...]:
    if not rows or not others:
        return rows
    known = frozenset(others)
    return tuple(row for row in rows if row not in known)
