"""
Read pages of records.

Owns the select behind a RecordQuery: ids first, in order, from rows of an index; bodies
joined to the page that is left. Selects are kept by shape, so that a page builds none twice.
Next door: conditions.py for criteria, records.py for records by id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import msgspec
from sqlalchemy import (
    ColumnElement,
    Select,
    UnaryExpression,
    bindparam,
    cast,
    select,
    true,
    union_all,
)

from vinculum.model.record import Record
from vinculum.model.value import Value
from vinculum.query.record_query import IndexName, RecordQuery
from vinculum.sqlstore.conditions import (
    EVERYTHING,
    INDEXES,
    LOWEST,
    Judged,
    Outline,
    Parameters,
    condition_of,
    outline_of,
)
from vinculum.sqlstore.engines.engine import Bound, Connection, Engine
from vinculum.sqlstore.records import RECORD_COLUMNS, RecordRow, record_of
from vinculum.sqlstore.statement import FROM_TOP, Reading
from vinculum.sqlstore.tables import LIVE, RECORD

KEPT_SHAPES = 1000
_FLAGS = ("converted", "approved")


class Branch(Value):
    """
    One sorted source of a page: the records of one module.

    `module` and `owners` name parameters. `bare` is true for the records without index
    rows (the converted ones), which stand at the low end when a field gives the order.
    """

    module: str
    owners: str | None = None
    bare: bool = False


class Shape(Value):
    """What the text of a query's select depends on."""

    branches: tuple[Branch, ...]
    where: Outline
    by: Literal["created", "modified", "id", "field"]
    index: IndexName
    descending: bool
    flags: tuple[str, ...]
    modified: bool
    indexed: bool


def _branches_of(query: RecordQuery, parameters: Parameters) -> Iterator[Branch]:
    kinds = [False]
    if query.order.by == "field" and query.converted is not False:
        kinds = [True] if query.converted else [False, True]
    for module in query.modules:
        owners = query.owners_by_module.get(module, query.owners)
        if owners == ():
            continue
        branch = Branch(
            module=parameters.name(module),
            owners=None if owners is None else parameters.name(owners),
        )
        yield from (msgspec.structs.replace(branch, bare=bare) for bare in kinds)


def shape_of(query: RecordQuery) -> tuple[Shape, Mapping[str, Bound | Sequence[Bound]]]:
    """Part a query into its shape and the values of its parameters."""
    parameters = Parameters()
    shape = Shape(
        branches=tuple(_branches_of(query, parameters)),
        where=EVERYTHING if query.where is None else outline_of(query.where, parameters),
        by=query.order.by,
        index=query.order.index,
        descending=query.order.descending,
        flags=tuple(flag for flag in _FLAGS if getattr(query, flag) is not None),
        modified=query.modified_after is not None,
        indexed=query.converted is False and len(query.modules) == 1,
    )
    return shape, {
        **parameters.values,
        "live": LIVE,
        "converted": query.converted,
        "approved": query.approved,
        "modified": query.modified_after,
        "order": query.order.field,
        "lowest": LOWEST[query.order.index],
        "offset": query.offset,
        "limit": query.limit,
        "reach": query.offset + query.limit,
    }


def _in_order(shape: Shape, *columns: ColumnElement[Any]) -> list[UnaryExpression[Any]]:
    return [column.desc() if shape.descending else column.asc() for column in columns]


def _conditions(shape: Shape, branch: Branch) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        RECORD.c.org == bindparam("org"),
        RECORD.c.module == bindparam(branch.module),
        RECORD.c.deleted == bindparam("live"),
        *(RECORD.c[flag] == bindparam(flag) for flag in shape.flags),
    ]
    if branch.owners is not None:
        conditions.append(RECORD.c.owner.in_(bindparam(branch.owners, expanding=True)))
    if shape.modified:
        conditions.append(RECORD.c.modified >= bindparam("modified"))
    if shape.where != EVERYTHING:
        judged = Judged(module=branch.module, indexed=shape.indexed)
        conditions.append(condition_of(shape.where, judged))
    return conditions


def _select_branch(shape: Shape, branch: Branch) -> Select[Any]:
    """Select sort keys and ids of one branch, in order, without an end."""
    conditions = _conditions(shape, branch)
    if shape.by != "field":
        key = RECORD.c[shape.by]
        chosen = select(key.label("key"), RECORD.c.id).where(*conditions)
        return chosen.order_by(*_in_order(shape, key, RECORD.c.id))
    table = INDEXES[shape.index]
    if branch.bare:
        lowest = cast(bindparam("lowest"), table.c.value.type)
        chosen = select(lowest.label("key"), RECORD.c.id).where(*conditions)
        return chosen.where(RECORD.c.converted == true()).order_by(*_in_order(shape, RECORD.c.id))
    return (
        select(table.c.value.label("key"), table.c.id)
        .select_from(
            table.join(RECORD, (RECORD.c.org == table.c.org) & (RECORD.c.id == table.c.id))
        )
        .where(table.c.org == bindparam("org"), table.c.field == bindparam("order"), *conditions)
        .order_by(*_in_order(shape, table.c.value, table.c.id))
    )


def select_page(shape: Shape) -> Select[RecordRow]:
    """
    Build the select of a shape.

    Of several branches each gives its first rows up to the page's end, so that none is
    sorted as a whole.
    """
    branches = [_select_branch(shape, branch) for branch in shape.branches]
    if len(branches) == 1:
        ids = branches[0]
    else:
        tops = [branch.limit(bindparam("reach")).offset(FROM_TOP).subquery() for branch in branches]
        merged = union_all(*(select(top.c.key, top.c.id) for top in tops)).subquery()
        ids = select(merged.c.key, merged.c.id).order_by(
            *_in_order(shape, merged.c.key, merged.c.id)
        )
    page = ids.limit(bindparam("limit")).offset(bindparam("offset")).subquery("page")
    return (
        select(*RECORD_COLUMNS)
        .select_from(
            page.join(RECORD, (RECORD.c.org == bindparam("org")) & (RECORD.c.id == page.c.id))
        )
        .order_by(*_in_order(shape, page.c.key, page.c.id))
    )


class Queries:
    """Statements that page records, made as their shapes are met."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: dict[Shape, Reading[RecordRow]] = {}

    def page(self, connection: Connection, org: int, query: RecordQuery) -> Sequence[Record]:
        """Read one page of live records."""
        shape, arguments = shape_of(query)
        if not shape.branches:
            return []
        statement = self._reading(shape)
        return [record_of(row) for row in statement.read(connection, {"org": org, **arguments})]

    def _reading(self, shape: Shape) -> Reading[RecordRow]:
        statement = self._kept.get(shape)
        if statement is None:
            if len(self._kept) >= KEPT_SHAPES:
                self._kept.clear()  # shapes come from requests, so their number needs an end
            statement = self._kept[shape] = Reading(self._engine, select_page(shape))
        return statement
