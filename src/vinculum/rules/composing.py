"""
Open a stored record to change it, and close it again into the form that is stored.

Owns the text of a body, the moments that follow from a record's columns, and its name.
Never decides what a value becomes; filling.py does.
Next door: indexing.py for the index rows, wire/ renders what is stored here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import msgspec

from vinculum.fieldtypes import type_of
from vinculum.model.change import InsertRecord, UpdateRecord
from vinculum.model.field import Field
from vinculum.model.module import Module
from vinculum.model.moments import render_moment
from vinculum.model.record import JsonValue, Record, References, Values
from vinculum.model.value import Value
from vinculum.rules.indexing import Content, changed_rows, content_of, rows_of
from vinculum.schema.per_module import per_module

# What a record goes by when its display field is empty: a note by how its content begins.
NAMED_BY: Mapping[str, str] = {"Notes": "Note_Content"}
BEGINNING = 120
_encode = msgspec.json.Encoder().encode
DELETE = b"\x7f"  # ASCII, but escaped on the wire
_ESCAPING = json.JSONEncoder(separators=(",", ":"))  # slower, but escapes whatever is not ASCII
# What a null becomes; other types keep it.
BLANKS: Mapping[str, JsonValue] = {"boolean": False}


class OpenRecord(Value):
    """
    A record decoded: `values` are its own, references and rows as they are stored.

    `stored` is what it held when it was opened, whatever was changed since; None for a new one.
    """

    module: Module
    id: int
    owner: int
    created: int
    modified: int
    created_by: int
    modified_by: int
    values: Values = {}
    references: References = {}
    rows: Mapping[str, JsonValue] = {}
    converted: bool = False
    approved: bool = True
    stored: Content | None = None


class _Form(NamedTuple):
    """
    What the body of every record of a module is made of.

    `blank` has every own field in schema order, with what a null becomes; `moments` are the
    system's fields and how a record tells their instants.
    """

    blank: Values
    moments: tuple[tuple[str, Callable[[OpenRecord], int]], ...]


_MOMENTS: Mapping[str, Callable[[OpenRecord], int]] = {
    "created_time": lambda opened: opened.created,
    "modified_time": lambda opened: opened.modified,
    "activity_time": lambda opened: opened.modified,
}


@per_module
def _form_of(module: Module) -> _Form:
    own = [field for field in module.fields if type_of(field).storage == "own"]
    return _Form(
        blank={field.api_name: BLANKS.get(field.type) for field in own},
        moments=tuple(
            (field.api_name, _MOMENTS[field.type]) for field in own if field.type in _MOMENTS
        ),
    )


def open_record(module: Module, record: Record, zone: str) -> OpenRecord:
    """Decode a stored record; one of another shape is put into today's zone."""
    content = content_of(record)
    current = record.shape == module.shape
    return OpenRecord(
        module=module,
        id=record.id,
        owner=record.owner,
        created=record.created,
        modified=record.modified,
        created_by=record.created_by,
        modified_by=record.modified_by,
        values=content.values if current else _localised(module, content.values, zone),
        references=content.references,
        rows=content.rows if current else _localised(module, content.rows, zone),
        converted=record.converted,
        approved=record.approved,
        stored=content,
    )


def insertion_of(opened: OpenRecord, zone: str) -> InsertRecord:
    """What adds a record to the store, with its index rows."""
    record, content = _closed(opened, zone)
    return InsertRecord(record=record, index=rows_of(opened.module, content))


def change_of(opened: OpenRecord, stored: Record | None, zone: str) -> InsertRecord | UpdateRecord:
    """What puts a record into the store, in place of what is stored of it, if anything is."""
    if stored is None:
        return insertion_of(opened, zone)
    record, content = _closed(opened, zone)
    gone, come = changed_rows(opened.module, opened.stored or content_of(stored), content)
    return UpdateRecord(record=record, unindex=gone, index=come, before=stored)


def _closed(opened: OpenRecord, zone: str) -> tuple[Record, Content]:
    own = own_values(opened, zone)
    record = Record(
        id=opened.id,
        module=opened.module.id,
        owner=opened.owner,
        created=opened.created,
        modified=opened.modified,
        created_by=opened.created_by,
        modified_by=opened.modified_by,
        name=_name_of(opened.module, own),
        body=_ascii(own),
        references=_ascii(opened.references),
        rows=_ascii(opened.rows) if opened.rows else "",
        shape=opened.module.shape,
        converted=opened.converted,
        approved=opened.approved,
    )
    return record, _content(opened, own)


def content_value(opened: OpenRecord, field: Field) -> JsonValue:
    """The value of a field, wherever the record keeps it: to compare, not to show."""
    kept = opened.references.get(field.api_name)
    if isinstance(kept, list):  # tags and lookups of several records
        return [*kept]
    return _content(opened, opened.values).value_of(field)


def _content(opened: OpenRecord, own: Values) -> Content:
    return Content(
        values=own,
        references=opened.references,
        rows=opened.rows,
        owner=opened.owner,
        created_by=opened.created_by,
        modified_by=opened.modified_by,
    )


def own_values(opened: OpenRecord, zone: str) -> Values:
    """Every own value in schema order, nulls included; system moments follow from the columns."""
    blank, moments = _form_of(opened.module)
    own = blank.copy()
    for name, value in opened.values.items():
        if value is not None and name in blank:
            own[name] = value
    for name, instant in moments:
        own[name] = render_moment(instant(opened), zone)
    return own


def _localised(module: Module, values: Mapping[str, JsonValue], zone: str) -> Values:
    typed = {field.api_name: type_of(field) for field in module.fields}
    return {
        name: typed[name].localise(value, zone) for name, value in values.items() if name in typed
    }


def _ascii(value: Mapping[str, object]) -> str:
    """
    Write values as the wire writes them, so that a page may show the text as it is.

    The fast encoder does so unless there are fractions, which it writes its own way, or letters
    that have to be escaped.
    """
    if not value:
        return "{}"
    text = _encode(value)
    if text.isascii() and DELETE not in text and not _has_fractions(value.values()):
        return text.decode()
    return _ESCAPING.encode(value)


def _has_fractions(values: Iterable[object]) -> bool:
    """Tell whether there is a float among values, or inside of them."""
    kinds = set(map(type, values))
    if float in kinds:
        return True
    if dict not in kinds and list not in kinds:
        return False
    return any(
        _has_fractions(each.values() if isinstance(each, dict) else each)
        for each in values
        if isinstance(each, dict | list)
    )


def _name_of(module: Module, own: Values) -> str:
    name = own.get(module.display_field)
    if name is None and module.api_name in NAMED_BY:
        name = str(own.get(NAMED_BY[module.api_name]) or "")[:BEGINNING]
    return "" if name is None else str(name)
