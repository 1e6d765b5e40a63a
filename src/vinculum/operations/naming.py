"""
Find the names that a page of records needs.

Owns the one query for all records that a page names: names are never stored in another
record, so a rename is seen at once.
Never renders; users and tags are named by the schema.
Next door: results.py for rows and names, wire/rendering.py shows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from vinculum.fieldtypes import type_of
from vinculum.model.field import Field
from vinculum.model.module import Module
from vinculum.model.record import Record, RecordRef, References, Values
from vinculum.model.value import Value
from vinculum.operations.results import Row
from vinculum.ports.services import Call
from vinculum.rules.permissions import may_see

_REFERENCES: msgspec.json.Decoder[References] = msgspec.json.Decoder(dict[str, int | list[int]])
_ROWS: msgspec.json.Decoder[Values] = msgspec.json.Decoder(dict)


class Found(Value):
    """A record of a page, with its module and what its link carries."""

    module: Module
    record: Record
    attributes: Values = {}


class Naming(Value):
    """The fields of a module through which its records name others."""

    lookups: frozenset[str]
    rows: tuple[Field, ...]


def rows_and_names(
    call: Call, found: Iterable[Found], row_fields: Iterable[str] | None = ()
) -> tuple[tuple[Row, ...], Mapping[int, RecordRef]]:
    """
    Decode the references of a page, and read what names the records behind them: one query.

    `row_fields` are the row fields that will be shown, None for all of them.
    """
    shown = None if row_fields is None else frozenset(row_fields)
    rows: list[Row] = []
    named: set[int] = set()
    namings: dict[int, Naming] = {}
    decoded: dict[tuple[int, str], References] = {}  # records of a page often name the same
    for each in found:
        naming = namings.get(each.module.id)
        if naming is None:
            naming = namings[each.module.id] = naming_of(each.module, shown)
        stored = (each.module.id, each.record.references)
        references = decoded.get(stored)
        if references is None:
            references = decoded[stored] = decode_references(each.record)
            named.update(_lookup_ids(naming, references))
        if naming.rows and each.record.rows:
            named.update(_row_ids(naming, each.record.rows))
        rows.append(
            Row(
                module=each.module,
                record=each.record,
                references=references,
                attributes=each.attributes,
            )
        )
    return tuple(rows), call.work.read_refs(sorted(named)) if named else {}


def values_behind_rows(call: Call, row: Row) -> Mapping[int, Values]:
    """
    Read the own values of the records that a record's rows name, as far as the actor sees
    these: a product's code, a participant's e-mail address. One query, none without rows.
    """
    naming = naming_of(row.module, None)
    named = sorted(set(_row_ids(naming, row.record.rows))) if row.record.rows else []
    records = call.work.read_records(named) if named else {}
    return {
        record.id: _ROWS.decode(record.body)
        for record in records.values()
        if may_see(call.schema, call.actor, call.schema.module_of_id(record.module), record)
    }


def decode_references(record: Record) -> References:
    """Decode the ids behind a record's lookups, users and tags, by field."""
    return _REFERENCES.decode(record.references)


def naming_of(module: Module, row_fields: frozenset[str] | None) -> Naming:
    """Tell through which fields records of a module name others, where they will be shown."""
    storages = [(field, type_of(field).storage) for field in module.fields]
    return Naming(
        lookups=frozenset(field.api_name for field, storage in storages if storage == "lookup"),
        rows=tuple(
            field
            for field, storage in storages
            if storage == "rows" and (row_fields is None or field.api_name in row_fields)
        ),
    )


def _lookup_ids(naming: Naming, references: References) -> Iterator[int]:
    for name, reference in references.items():
        if isinstance(reference, int) and name in naming.lookups:
            yield reference


def _row_ids(naming: Naming, stored: str) -> Iterator[int]:
    values = _ROWS.decode(stored)
    for field in naming.rows:
        yield from type_of(field).row_ids(values.get(field.api_name))
