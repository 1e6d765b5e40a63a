"""
Say which tables travel with an org, and in which form their rows do.

Owns the division of all tables into carried, derived and local ones: a table that nobody has
named here is carried. Never reads a row.
Next door: carrying.py reads and loads them; tests/hygiene holds the division complete.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

import sqlalchemy
from sqlalchemy import BigInteger, Boolean, Column, ColumnElement, LargeBinary, Numeric, Table, Text

from vinculum.ports.carrier import CarriedColumn, CarriedRow, CarriedTable, Kind, Scalar
from vinculum.sqlstore.index import TABLES
from vinculum.sqlstore.tables import BINARY_TEXT, METADATA, ORG, WORKER

# Rows that follow from records; who loads records makes them again.
DERIVED = frozenset(table.name for table in TABLES)
# Rows that mean nothing in another database.
LOCAL: frozenset[str] = frozenset({WORKER.name})

_KINDS: dict[type, Kind] = {
    BigInteger: "whole",
    sqlalchemy.Integer: "whole",
    Boolean: "truth",
    Numeric: "number",
    Text: "text",
    LargeBinary: "bytes",
}


def kind_of(column: Column[Any]) -> Kind:
    """Tell in which form a column's values travel; KeyError for a type nobody thought of."""
    return _KINDS[type(column.type)]


def _form_of(table: Table) -> CarriedTable:
    columns = [column for column in table.c if column.name != "org"]
    names = [column.name for column in columns]
    return CarriedTable(
        name=table.name,
        columns=tuple(
            CarriedColumn(
                name=column.name,
                kind=kind_of(column),
                nullable=bool(column.nullable),
                given=bool(column.nullable) or column.server_default is not None,
            )
            for column in columns
        ),
        key=tuple(names.index(c.name) for c in table.primary_key.columns if c.name != "org"),
    )


# In the order in which tables.py has them: metadata comes before what it explains.
CARRIED: tuple[CarriedTable, ...] = tuple(
    _form_of(table)
    for table in METADATA.tables.values()
    if table is not ORG and table.name not in DERIVED | LOCAL
)


def in_key_order(column: Column[Any]) -> ColumnElement[Any]:
    """Have text ordered by code point on every engine, whatever the database's locale."""
    if isinstance(column.type, Text) and column.type.collation is None:
        return sqlalchemy.cast(column, BINARY_TEXT)
    return column


def outward(form: CarriedTable) -> Callable[[Sequence[Any]], CarriedRow]:
    """Make what turns a driver's row into one that is the same from every engine."""
    truths = [at for at, column in enumerate(form.columns) if column.kind == "truth"]
    if not truths:
        return cast("Callable[[Sequence[Any]], CarriedRow]", tuple)

    def carried(row: Sequence[Any]) -> CarriedRow:
        values: list[Scalar] = list(row)
        for at in truths:
            values[at] = None if values[at] is None else bool(values[at])
        return tuple(values)

    return carried
