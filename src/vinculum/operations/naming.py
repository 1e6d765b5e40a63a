"""
Find the names that a page of records needs.

Owns the one query for all records that a page names: names are never stored in another
record, so a rename is seen at once.
Never renders; users and tags are named by the schema.
Next door: lists.py for pages, wire/rendering.py shows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

import msgspec

from vinculum.fieldtypes import type_of
from vinculum.model.module import Module
from vinculum.model.record import ListedRecord, Record, RecordRef, References, Values
from vinculum.ports.services import Call
from vinculum.rules.permissions import may_see
from vinculum.schema.snapshot import Schema

_REFERENCES: msgspec.json.Decoder[References] = msgspec.json.Decoder(dict[str, int | list[int]])
_VALUES: msgspec.json.Decoder[Values] = msgspec.json.Decoder(dict)


def decode_references(stored: str) -> References:
    """Decode the ids behind a record's lookups, users and tags, by field."""
    return _REFERENCES.decode(stored)


class Named(NamedTuple):
    """
    What the records of a page name: the ids behind their references, by the stored text, and
    the ids of the records among these. Many records of a page name the same.
    """

    references: dict[str, References]
    lookups: set[int]


def named_by(schema: Schema, records: Iterable[ListedRecord]) -> Named:
    """Decode what the records of a page name, each text once."""

    @cache
    def is_lookup(module_id: int, name: str) -> bool:
        field = schema.find_field(schema.module_of_id(module_id), name)
        return field is not None and type_of(field).storage == "lookup"

    named = Named(references={}, lookups=set())
    for module_id, text in {(record.module, record.references) for record in records}:
        references = named.references[text] = decode_references(text)
        for name, reference in references.items():
            if isinstance(reference, int) and is_lookup(module_id, name):
                named.lookups.add(reference)
    return named


def rows_of(
    records: Iterable[Record], row_fields: tuple[str, ...] | None = None
) -> dict[int, Values]:
    """Decode the rows inside records, by record id: those of some fields, None for all."""
    rows = {record.id: _VALUES.decode(record.rows) for record in records if record.rows}
    if row_fields is None:
        return rows
    return {
        record_id: {name: value for name, value in values.items() if name in row_fields}
        for record_id, values in rows.items()
    }


def read_names(
    call: Call, records: Iterable[ListedRecord], lookups: set[int], rows: Mapping[int, Values]
) -> Mapping[int, RecordRef]:
    """Read what names the records behind a page's lookups and rows: one query, if any."""
    named = lookups
    if rows:
        modules = ((record.id, call.schema.module_of_id(record.module)) for record in records)
        named = named.union(*(_row_ids(module, rows.get(each, {})) for each, module in modules))
    return call.work.read_refs(named) if named else {}


def read_values(call: Call, module: Module, rows: Values) -> Mapping[int, Values]:
    """
    Read the own values of the records that a record's rows name, as far as the actor sees
    these: a product's code, a participant's e-mail address. One query, none without rows.
    """
    named = set(_row_ids(module, rows))
    records = call.work.read_records(named) if named else {}
    return {
        record.id: _VALUES.decode(record.body)
        for record in records.values()
        if may_see(call.schema, call.actor, call.schema.module_of_id(record.module), record)
    }


def _row_ids(module: Module, rows: Values) -> Iterator[int]:
    for field in module.fields:
        if field.api_name in rows and type_of(field).storage == "rows":
            yield from type_of(field).row_ids(rows[field.api_name])
