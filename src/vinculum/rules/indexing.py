"""
Derive a record's search index rows from its values.

Owns which rows a record has, so that the rows to remove are known from the old record
without asking the store.
Never decides how a value compares; its field type does.
Next door: sqlstore/ writes the rows, query/bind.py asks for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

import msgspec

from vinculum.fieldtypes import is_indexed, type_of
from vinculum.fieldtypes.fieldtype import IndexValue
from vinculum.fieldtypes.words import digits_of, words_of
from vinculum.model.field import Field
from vinculum.model.module import Module
from vinculum.model.record import IndexRows, JsonValue, Record, References, Values
from vinculum.model.value import Value

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
        match type_of(field).storage:
            case "own":
                return self.values.get(field.api_name)
            case "lookup" | "user":
                reference = self.references.get(field.api_name)
                return reference if isinstance(reference, int) else None
            case "rows":
                return self.rows.get(field.api_name)
            case "column":
                columns = {
                    "owner": self.owner,
                    "created_by": self.created_by,
                    "modified_by": self.modified_by,
                }
                return columns.get(field.type)
        return None


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


def _words(field: Field, value: JsonValue) -> Iterable[str]:
    text = " ".join(str(part) for part in value) if isinstance(value, list) else str(value)
    words = dict.fromkeys(words_of(text))
    return list(words)[:MOST_LONG_TEXT_WORDS] if field.type == LONG_TEXT else words


def rows_of(module: Module, content: Content) -> IndexRows:
    """
    Tell the index rows of a record.

    An indexed field has exactly one row, the lowest value for null; a field of rows has
    one number row for each record that its rows name.
    """
    text: list[tuple[int, str]] = []
    number: list[tuple[int, int | float]] = []
    words: set[str] = set()
    phones: set[str] = set()
    unique: list[tuple[int, str]] = []
    for field in module.fields:
        type_ = type_of(field)
        value = content.value_of(field)
        if is_indexed(field):
            _file(field, type_.index_value(value), text, number)
        if value is None:  # As most fields of a record are: no words, no rows, nothing unique.
            continue
        number.extend((field.id, named) for named in type_.row_ids(value))
        if type_.words:
            words.update(_words(field, value))
        if type_.phone and (digits := digits_of(str(value))):
            phones.add(digits)
        if field.unique and (text_of := type_.unique_text(value)) is not None:
            unique.append((field.id, text_of))
    return IndexRows(
        text=tuple(text),
        number=tuple(number),
        words=tuple(sorted(words)),
        phones=tuple(sorted(phones)),
        unique=tuple(unique),
    )


def _file(
    field: Field,
    value: IndexValue,
    text: list[tuple[int, str]],
    number: list[tuple[int, int | float]],
) -> None:
    if isinstance(value, str):
        text.append((field.id, value))
    else:
        number.append((field.id, value))


def rows_of_record(module: Module, record: Record) -> IndexRows:
    """Tell the index rows that a stored record has."""
    return rows_of(module, content_of(record))


def difference(before: IndexRows, after: IndexRows) -> tuple[IndexRows, IndexRows]:
    """Tell which rows go and which come when a record changes."""
    return _without(before, after), _without(after, before)


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
    known = frozenset(others)
    return tuple(row for row in rows if row not in known)
