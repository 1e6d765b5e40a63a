"""
Derive a record's search index rows from its values.

Owns which rows a record has, so that the rows to remove are known from the old record
without asking the store.
Never decides how a value compares; its field type does.
Next door: sqlstore/ writes the rows, query/bind.py asks for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypeAlias, TypeVar

import msgspec

from vinculum.fieldtypes import is_indexed, type_of
from vinculum.fieldtypes.fieldtype import IndexValue, Storage
from vinculum.fieldtypes.words import digits_of, words_of
from vinculum.model.field import Field
from vinculum.model.module import Module
from vinculum.model.record import IndexRows, JsonValue, Record, References, Values
from vinculum.model.value import Value
from vinculum.schema.per_module import per_module

LONG_TEXT = "textarea"
MOST_LONG_TEXT_WORDS = 200

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


Reader: TypeAlias = Callable[[Content, Field], JsonValue]
_READERS: Mapping[Storage, Reader] = {
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


class _Filed(NamedTuple):
    """
    A field that makes index rows of its values as they are.

    `null` is its row when it has no value, None when it never has a row of its own; `unique` is
    None for fields that are not.
    """

    name: str
    id: int
    textual: bool
    null: tuple[int, Any] | None
    indexed: Callable[[JsonValue], IndexValue]
    row_ids: Callable[[JsonValue], tuple[int, ...]] | None
    unique: Callable[[JsonValue], str | None] | None


class _Said(NamedTuple):
    """A field whose values are searched by their words or digits."""

    name: str
    words: bool
    long: bool
    phone: bool


class _Fields(NamedTuple):
    """What the fields of a module are to an index; `elsewhere` are those not in the body."""

    names: tuple[str, ...]
    filed: tuple[_Filed, ...]
    said: tuple[_Said, ...]
    elsewhere: tuple[tuple[str, Field, Reader], ...]

    def values_in(self, content: Content) -> Values:
        """The values of a record by field, wherever it keeps them."""
        others = {name: read(content, field) for name, field, read in self.elsewhere}
        return content.values | others


def _filed(field: Field) -> _Filed:
    type_ = type_of(field)
    return _Filed(
        name=field.api_name,
        id=field.id,
        textual=type_.index == "text",
        null=(field.id, type_.index_value(None)) if is_indexed(field) else None,
        indexed=type_.indexed,
        row_ids=type_.row_ids if type_.storage == "rows" else None,
        unique=type_.unique_text if field.unique else None,
    )


def _said(field: Field) -> _Said:
    type_ = type_of(field)
    return _Said(field.api_name, type_.words, field.type == LONG_TEXT, type_.phone)


@per_module
def _fields_of(module: Module) -> _Fields:
    filed = map(_filed, module.fields)
    said = map(_said, module.fields)
    return _Fields(
        names=tuple(field.api_name for field in module.fields),
        filed=tuple(each for each in filed if each.null or each.row_ids or each.unique),
        said=tuple(each for each in said if each.words or each.phone),
        elsewhere=tuple(
            (field.api_name, field, _READERS[type_of(field).storage])
            for field in module.fields
            if type_of(field).storage != "own"
        ),
    )


def rows_of(module: Module, content: Content) -> IndexRows:
    """
    Tell the index rows of a record.

    An indexed field has exactly one row, the lowest value for null; a field of rows has
    one number row for each record that its rows name.
    """
    fields = _fields_of(module)
    values = fields.values_in(content)
    return _joined(_rows(fields.filed, values), *_sayings(fields.said, values))


def rows_of_record(module: Module, record: Record) -> IndexRows:
    """Tell the index rows that a stored record has."""
    return rows_of(module, content_of(record))


def changed_rows(module: Module, before: Content, after: Content) -> tuple[IndexRows, IndexRows]:
    """Tell which rows go and which come when a record changes, from the fields that do."""
    fields = _fields_of(module)
    old, new = fields.values_in(before), fields.values_in(after)
    changed = {name for name in fields.names if old.get(name) != new.get(name)}
    filed = [field for field in fields.filed if field.name in changed]
    gone, come = difference(_rows(filed, old), _rows(filed, new))
    said = [field for field in fields.said if field.name in changed]
    if not said:
        return gone, come
    lost_words, lost_phones = _sayings(said, old)
    new_words, new_phones = _sayings(said, new)
    # A word goes only when no other field says it, and comes only when none did.
    words, phones = _sayings([field for field in fields.said if field.name not in changed], new)
    return (
        _joined(gone, lost_words - new_words - words, lost_phones - new_phones - phones),
        _joined(come, new_words - lost_words - words, new_phones - lost_phones - phones),
    )


def difference(before: IndexRows, after: IndexRows) -> tuple[IndexRows, IndexRows]:
    """Tell which of these rows go and which come."""
    return _without(before, after), _without(after, before)


def _rows(fields: Iterable[_Filed], values: Values) -> IndexRows:
    text: list[tuple[int, Any]] = []
    number: list[tuple[int, Any]] = []
    unique: list[tuple[int, str]] = []
    for name, id_, textual, null, indexed, row_ids, unique_text in fields:
        value = values.get(name)
        if null is not None:
            row = null if value is None else (id_, indexed(value))
            (text if textual else number).append(row)
        if row_ids is not None and value is not None:
            number.extend((id_, named) for named in row_ids(value))
        if unique_text is not None and (key := unique_text(value)) is not None:
            unique.append((id_, key))
    return IndexRows(text=tuple(text), number=tuple(number), unique=tuple(unique))


def _sayings(fields: Iterable[_Said], values: Values) -> tuple[set[str], set[str]]:
    """The words and the digits that fields say."""
    texts: list[str] = []
    words: set[str] = set()
    phones: set[str] = set()
    for name, is_said, long, phone in fields:
        value = values.get(name)
        if value is None:
            continue
        text = " ".join(map(str, value)) if isinstance(value, list) else str(value)
        if phone and (digits := digits_of(text)):
            phones.add(digits)
        if long:
            words.update(words_of(text)[:MOST_LONG_TEXT_WORDS])
        elif is_said:
            texts.append(text)
    words.update(words_of("\n".join(texts)))  # split at once: no word runs across lines
    return words, phones


def _joined(rows: IndexRows, words: Iterable[str], phones: Iterable[str]) -> IndexRows:
    return IndexRows(
        text=rows.text,
        number=rows.number,
        words=tuple(sorted(words)),
        phones=tuple(sorted(phones)),
        unique=rows.unique,
    )


def _without(rows: IndexRows, others: IndexRows) -> IndexRows:
    return IndexRows(
        text=_missing(rows.text, others.text),
        number=_missing(rows.number, others.number),
        words=_missing(rows.words, others.words),
        phones=_missing(rows.phones, others.phones),
        unique=_missing(rows.unique, others.unique),
    )


def _missing(rows: tuple[Row, ...], others: tuple[Row, ...]) -> tuple[Row, ...]:
    return tuple(row for row in rows if row not in others) if rows else rows
