"""
Write SQL as PostgreSQL runs it best.

Owns the dialect: a list travels as one array, so that a text does not depend on its length;
and the form of a statement that takes a whole batch of rows as one array a column.
Never runs anything.
Next door: postgres_connection.py turns values into what these texts expect.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import (
    ARRAY,
    BinaryExpression,
    BindParameter,
    ClauseElement,
    Delete,
    Dialect,
    Insert,
    TableValuedAlias,
    Update,
    bindparam,
    func,
    select,
)
from sqlalchemy.dialects.postgresql.psycopg import PGCompiler_psycopg, PGDialect_psycopg
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.visitors import replacement_traverse

from vinculum.sqlstore.engines.engine import UPSERT_KEYS, Connection, Row

ORGS = frozenset({"org", "key_org"})  # names of the parameter that is the same in every row


class _Compiler(PGCompiler_psycopg):
    """Compares with all values of a list at once: `= ANY` an array, never `IN` a list."""

    def visit_in_op_binary(
        self, binary: BinaryExpression[Any], operator: object, **kw: object
    ) -> str:
        """Write that a value is among others."""
        del operator
        return self._compared(binary, "= ANY", "IN", kw)

    def visit_not_in_op_binary(
        self, binary: BinaryExpression[Any], operator: object, **kw: object
    ) -> str:
        """Write that a value is not among others."""
        del operator
        return self._compared(binary, "<> ALL", "NOT IN", kw)

    def _compared(
        self, binary: BinaryExpression[Any], listed: str, nested: str, options: Mapping[str, Any]
    ) -> str:
        left = self.process(binary.left, **options)
        right = binary.right
        if isinstance(right, BindParameter) and right.expanding:
            values = bindparam(right.key, type_=ARRAY(binary.left.type))
            return f"{left} {listed} ({self.process(values, **options)})"
        return f"{left} {nested} {self.process(right, **options)}"


class PostgresDialect(PGDialect_psycopg):
    """Compiles with parameters by position."""

    statement_compiler = _Compiler
    supports_statement_cache = True
    default_paramstyle = "format"

    @classmethod
    def made(cls) -> Dialect:
        """Make one; the class that it comes from does not say what it takes."""
        make: Callable[[], Dialect] = cls
        return make()


class ArrayBatch:
    """
    A statement that takes all rows at once: a list for each parameter but the org's.

    `keys` are the places of what makes two rows the same: one statement may not write a row
    twice, so the last of them counts.
    """

    def __init__(
        self, expression: ClauseElement, order: Sequence[str], keys: Sequence[int]
    ) -> None:
        compiled = cast("SQLCompiler", expression.compile(dialect=PostgresDialect.made()))
        self.text = str(compiled)
        self._columns = tuple(
            (order.index(name), isinstance(compiled.binds[name].type, ARRAY))
            for name in compiled.positiontup or ()
        )
        self._key_of = itemgetter(*keys) if keys else None

    def write(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Write the rows."""
        if self._key_of is not None:
            rows = list({self._key_of(row): row for row in rows}.values())
        columns = list(zip(*rows, strict=True))
        values = [columns[at] if listed else columns[at][0] for at, listed in self._columns]
        connection.execute(self.text, values)


def batched(expression: UpdateBase, order: Sequence[str]) -> ArrayBatch | None:
    """Build the statement that runs for many rows at once; None where there is no such form."""
    whole = _for_all(expression, order)
    if whole is None:
        return None
    keys = expression.get_execution_options().get(UPSERT_KEYS, ())
    return ArrayBatch(whole, order, [order.index(key) for key in keys])


def _for_all(expression: ClauseElement, names: Sequence[str]) -> ClauseElement | None:
    """
    Let each parameter become a list of the values of all rows, but for the org: it is the same in
    each row, and as one value it tells a database that is spread by org where to go.
    """
    if isinstance(expression, Insert):
        if expression.select is not None:
            return None
        columns = expression.table.c
        rows = _rows({name: columns[name].type for name in names if name not in ORGS})
        chosen = (
            bindparam(name, type_=columns[name].type) if name in ORGS else rows.c[name]
            for name in names
        )
        return expression.from_select(list(names), select(*chosen).select_from(rows))
    if not isinstance(expression, Update | Delete):
        return None
    # Compiling finds the types of values that are given to columns.
    binds = expression.compile(dialect=PostgresDialect.made()).binds
    if set(binds) != set(names) or len(set(names)) != len(names):
        return None
    rows = _rows({name: binds[name].type for name in names if name not in ORGS})

    def replace(element: object, **_: object) -> ClauseElement | None:
        if not isinstance(element, BindParameter) or element.key in ORGS:
            return None
        return rows.c[element.key]

    return cast("ClauseElement", replacement_traverse(expression, {}, replace))


def _rows(types: Mapping[str, Any]) -> TableValuedAlias:
    arrays = [bindparam(name, type_=ARRAY(kind)) for name, kind in types.items()]
    return func.unnest(*arrays).table_valued(*types).render_derived()
