"""
Keep the rows by which records are found.

Owns the statements of the five index tables, and the readings of facts by value.
Never computes a row; rules/indexing.py does.
Next door: queries.py searches and sorts by the same tables.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Insert, Select, Table, bindparam, cast, delete, insert, select

from vinculum.model.change import IndexField
from vinculum.model.record import IndexRows, Record
from vinculum.query.record_query import LOWEST_NUMBER, LOWEST_TEXT
from vinculum.sqlstore.engines.engine import Connection, Engine, Row
from vinculum.sqlstore.records import RECORD_COLUMNS, RecordRow, record_of
from vinculum.sqlstore.statement import Arguments, Reading, Writing
from vinculum.sqlstore.tables import (
    INDEX_NUMBER,
    INDEX_PHONE,
    INDEX_TEXT,
    INDEX_UNIQUE,
    INDEX_WORD,
    LIVE,
    RECORD,
)

Head: TypeAlias = Any  # a field, or a module and a word: within a table alike
Indexed: TypeAlias = tuple[int, int, IndexRows]  # record id, module, its rows
TABLES = (INDEX_TEXT, INDEX_NUMBER, INDEX_WORD, INDEX_PHONE, INDEX_UNIQUE)


def _rows_by_table(org: int, indexed: Iterable[Indexed]) -> Sequence[Sequence[Row]]:
    """
    The rows of each table in the order of its key, so that neighbours meet the same page.

    They are collected by what many of them share, a field or a word, because sorting short lists
    takes less than sorting all. Equal rows of a record count once.
    """
    collected = [defaultdict[Head, list[Row]](list) for _ in TABLES]
    text, number, words, phones, unique = collected
    for record, module, rows in indexed:
        for field, key in set(rows.text):
            text[field].append((org, field, key, record))
        for field, amount in set(rows.number):
            number[field].append((org, field, amount, record))
        for word in set(rows.words):
            words[module, word].append((org, module, word, record))
        for digits in set(rows.phones):
            phones[module, digits].append((org, module, digits, record))
        for field, key in set(rows.unique):
            unique[field].append((org, field, key, record))
    return [[row for head in sorted(heads) for row in sorted(heads[head])] for heads in collected]


def _fill(table: Table) -> Insert:
    return insert(table).from_select(
        [column.name for column in table.c],
        select(
            RECORD.c.org,
            cast(bindparam("field"), table.c.field.type),
            cast(bindparam("lowest"), table.c.value.type),
            RECORD.c.id,
        ).where(
            RECORD.c.org == bindparam("org"),
            RECORD.c.module == bindparam("module"),
            RECORD.c.deleted == bindparam("live"),
            RECORD.c.converted == bindparam("converted"),
        ),
    )


def _select_matches() -> Select[int, str, int]:
    """Join the record, for its module and age."""
    return (
        select(INDEX_TEXT.c.field, INDEX_TEXT.c.value, INDEX_TEXT.c.id)
        .join(RECORD, (RECORD.c.org == INDEX_TEXT.c.org) & (RECORD.c.id == INDEX_TEXT.c.id))
        .where(
            INDEX_TEXT.c.org == bindparam("org"),
            INDEX_TEXT.c.field.in_(bindparam("fields", expanding=True)),
            INDEX_TEXT.c.value.in_(bindparam("values", expanding=True)),
            RECORD.c.module == bindparam("module"),
        )
        .order_by(RECORD.c.created, RECORD.c.id)
    )


def _select_children() -> Select[RecordRow]:
    named = select(INDEX_NUMBER.c.id).where(
        INDEX_NUMBER.c.org == bindparam("org"),
        INDEX_NUMBER.c.field.in_(bindparam("fields", expanding=True)),
        INDEX_NUMBER.c.value.in_(bindparam("parents", expanding=True)),
    )
    return (
        select(*RECORD_COLUMNS)
        .where(
            RECORD.c.org == bindparam("org"),
            RECORD.c.deleted == bindparam("live"),
            RECORD.c.id.in_(named),
        )
        .order_by(RECORD.c.id)
    )


class Index:
    """Statements on index rows."""

    def __init__(self, engine: Engine) -> None:
        self._add = []
        self._remove = []
        for table in TABLES:
            names = [column.name for column in table.c]
            self._add.append(Writing(engine, insert(table), names))
            exact = (table.c[name] == bindparam(name) for name in names)
            self._remove.append(Writing(engine, delete(table).where(*exact), names))
        self._fill = {
            number: Writing(
                engine, _fill(table), ["field", "lowest", "org", "module", "live", "converted"]
            )
            for number, table in ((False, INDEX_TEXT), (True, INDEX_NUMBER))
        }
        self._matches: Reading[tuple[int, str, int]] = Reading(engine, _select_matches())
        self._unique: Reading[tuple[int, str, int]] = Reading(
            engine,
            select(INDEX_UNIQUE.c.field, INDEX_UNIQUE.c.value, INDEX_UNIQUE.c.id).where(
                INDEX_UNIQUE.c.org == bindparam("org"),
                INDEX_UNIQUE.c.field.in_(bindparam("fields", expanding=True)),
                INDEX_UNIQUE.c.value.in_(bindparam("values", expanding=True)),
            ),
        )
        self._children: Reading[RecordRow] = Reading(engine, _select_children())

    def add(self, connection: Connection, org: int, indexed: Iterable[Indexed]) -> None:
        """Add rows, one statement for each table; Conflict when a unique value is taken."""
        for statement, rows in zip(self._add, _rows_by_table(org, indexed), strict=True):
            statement.write(connection, rows)

    def remove(self, connection: Connection, org: int, indexed: Iterable[Indexed]) -> None:
        """Remove exactly these rows, one statement for each table."""
        for statement, rows in zip(self._remove, _rows_by_table(org, indexed), strict=True):
            statement.write(connection, rows)

    def fill(self, connection: Connection, org: int, changes: Iterable[IndexField]) -> None:
        """Give every record that is found by value the null row of a new field."""
        for change in changes:
            lowest = LOWEST_NUMBER if change.number else LOWEST_TEXT
            row = (change.field, lowest, org, change.module, LIVE, False)
            self._fill[change.number].write(connection, [row])

    def read_matches(
        self,
        connection: Connection,
        org: int,
        module: int,
        keys: tuple[Sequence[int], Sequence[str]],
    ) -> Mapping[tuple[int, str], Sequence[int]]:
        """Read which records of a module have one of these values in one of these fields."""
        fields, values = keys
        found: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
        if fields and values:
            arguments: Arguments = {
                "org": org,
                "module": module,
                "fields": fields,
                "values": values,
            }
            for field, value, record in self._matches.read(connection, arguments):
                found[field, value].append(record)
        return dict(found)

    def read_unique(
        self, connection: Connection, org: int, keys: Sequence[tuple[int, str]]
    ) -> Mapping[tuple[int, str], int]:
        """Read which record holds each of these unique values."""
        if not keys:
            return {}
        wanted = set(keys)
        arguments: Arguments = {
            "org": org,
            "fields": sorted({field for field, _ in wanted}),
            "values": sorted({value for _, value in wanted}),
        }
        rows = self._unique.read(connection, arguments)
        return {(field, value): record for field, value, record in rows if (field, value) in wanted}

    def read_children(
        self, connection: Connection, org: int, fields: Sequence[int], parents: Sequence[int]
    ) -> Sequence[Record]:
        """Read the live records that name one of these parents in one of these fields."""
        if not fields or not parents:
            return []
        arguments: Arguments = {"org": org, "fields": fields, "parents": parents, "live": LIVE}
        return [record_of(row) for row in self._children.read(connection, arguments)]
