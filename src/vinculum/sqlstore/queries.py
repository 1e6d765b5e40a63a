"""
Read pages of records.

Owns the select behind a RecordQuery: ids first, in order, from rows of an index; bodies
joined to the page that is left. Selects are kept by shape, so that a page builds none twice.
Never interprets a value.
Next door: shapes.py for the form of a query, conditions.py for criteria, planner.py for
the choice between walking and sorting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import starmap
from typing import Any, TypeAlias

from msgspec.structs import replace
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    SelectBase,
    UnaryExpression,
    bindparam,
    cast,
    select,
    union_all,
)

from vinculum.model.record import ListedRecord
from vinculum.query.record_query import RecordQuery
from vinculum.sqlstore.conditions import INDEXES, candidates_of, conjuncts_of, filter_of
from vinculum.sqlstore.engines.engine import Connection, Engine
from vinculum.sqlstore.planner import FROM_TOP, Counts, beside, fewest, live
from vinculum.sqlstore.records import LISTED_COLUMNS
from vinculum.sqlstore.shapes import Branch, Shape, shape_of
from vinculum.sqlstore.statement import Reading
from vinculum.sqlstore.tables import RECORD

KEPT_SHAPES = 1000
OWNERS = "owners"
MODIFIED = "modified"
Place: TypeAlias = tuple[int, str]  # which branch, which of its drives


def drives_of(shape: Shape, branch: Branch) -> dict[str, SelectBase]:
    """
    Select, by name, the candidates among which all records of a branch are.

    The order of a page is no drive, nor is its only owner where that order has an index.
    """
    drives: dict[str, SelectBase] = {}
    candidate, live_ones = live(branch.module, converted=branch.converted)
    if branch.owners is not None and not (branch.one_owner and shape.by == "created"):
        owned = candidate.c.owner.in_(bindparam(branch.owners, expanding=True))
        drives[OWNERS] = live_ones.where(owned)
    if shape.modified and shape.by != "modified":
        drives[MODIFIED] = live_ones.where(candidate.c.modified >= bindparam("modified"))
    for position, conjunct in enumerate(conjuncts_of(shape.where)):
        candidates = candidates_of(conjunct, branch.module)
        if candidates is not None:
            drives[f"where{position}"] = candidates
    return drives


def _in_order(shape: Shape, *columns: ColumnElement[Any]) -> list[UnaryExpression[Any]]:
    return [column.desc() if shape.descending else column.asc() for column in columns]


def _judged(shape: Shape, branch: Branch, *, walked: bool) -> list[ColumnElement[bool]]:
    """
    Conditions on each record of a branch.

    `walked` offers the record's own indexes to the planner: those of the page's order.
    """
    module = RECORD.c.module if walked else beside(RECORD.c.module)
    conditions: list[ColumnElement[bool]] = [
        RECORD.c.org == bindparam("org"),
        module == bindparam(branch.module),
        RECORD.c.deleted == bindparam("live"),
        RECORD.c.converted == bindparam("yes" if branch.converted else "no"),
    ]
    if shape.approved:
        conditions.append(RECORD.c.approved == bindparam("approved"))
    if branch.owners is not None:
        owners: BindParameter[Any] = bindparam(branch.owners, expanding=True)
        one = branch.one_owner and shape.by == "created"
        conditions.append((RECORD.c.owner if one else beside(RECORD.c.owner)).in_(owners))
    if shape.modified:
        along = shape.by == "modified"
        modified = RECORD.c.modified if along else beside(RECORD.c.modified)
        conditions.append(modified >= bindparam("modified"))
    for position, conjunct in enumerate(conjuncts_of(shape.where)):
        # Candidates of one comparison pass it; those of "any" may be more than pass.
        if branch.drive != f"where{position}" or conjunct[0] == "any":
            conditions.append(filter_of(conjunct, branch.module))
    return conditions


def _select_branch(shape: Shape, branch: Branch) -> Select[Any]:
    """Select sort keys and ids of one branch, in order, without an end."""
    by_field = shape.by == "field" and not branch.converted
    conditions = _judged(shape, branch, walked=branch.drive is None and not by_field)
    if branch.drive is not None:
        conditions.append(RECORD.c.id.in_(drives_of(shape, branch)[branch.drive]))
    if by_field:
        return _select_by_field(shape, branch, conditions)
    if shape.by == "field":
        lowest = cast(bindparam("lowest"), INDEXES[shape.index].c.value.type)
        converted = select(lowest.label("key"), RECORD.c.id).where(*conditions)
        return converted.order_by(*_in_order(shape, RECORD.c.id))
    key = RECORD.c[shape.by]
    chosen = select(key.label("key"), RECORD.c.id).where(*conditions)
    # A column that stands twice in an order hides the index from a planner.
    columns = (key,) if shape.by == "id" else (key, RECORD.c.id)
    return chosen.order_by(*_in_order(shape, *columns))


def _select_by_field(
    shape: Shape, branch: Branch, conditions: Sequence[ColumnElement[bool]]
) -> Select[Any]:
    """Walk the index rows of the field, or look up those of the candidates."""
    rows = INDEXES[shape.index]
    field = rows.c.field if branch.drive is None else beside(rows.c.field)
    return (
        select(rows.c.value.label("key"), rows.c.id)
        .select_from(rows.join(RECORD, (RECORD.c.org == rows.c.org) & (RECORD.c.id == rows.c.id)))
        .where(rows.c.org == bindparam("org"), field == bindparam("order"), *conditions)
        .order_by(*_in_order(shape, rows.c.value, rows.c.id))
    )


def select_page(shape: Shape) -> Select[Any]:
    """
    Build the select of a shape.

    Of several branches each gives its first rows up to the page's end, so that none is
    sorted as a whole.
    """
    branches = [_select_branch(shape, branch) for branch in shape.branches]
    if len(branches) == 1:
        ids = branches[0]
    else:
        tops = [each.limit(bindparam("reach")).offset(FROM_TOP).subquery() for each in branches]
        merged = union_all(*(select(top.c.key, top.c.id) for top in tops)).subquery()
        ids = select(merged.c.key, merged.c.id).order_by(
            *_in_order(shape, merged.c.key, merged.c.id)
        )
    page = ids.limit(bindparam("limit")).offset(bindparam("offset")).subquery("page")
    return (
        select(RECORD.c.module, *LISTED_COLUMNS)
        .select_from(
            page.join(RECORD, (RECORD.c.org == bindparam("org")) & (RECORD.c.id == page.c.id))
        )
        .order_by(*_in_order(shape, page.c.key, page.c.id))
    )


def _counted(shape: Shape) -> dict[Place, SelectBase]:
    return {
        (position, name): candidates
        for position, branch in enumerate(shape.branches)
        for name, candidates in drives_of(shape, branch).items()
    }


def driven(shape: Shape, counts: Mapping[Place, int]) -> Shape:
    """Give each branch its fewest candidates, where they are few."""
    if not counts:
        return shape
    branches = []
    for position, branch in enumerate(shape.branches):
        own = {name: count for (place, name), count in counts.items() if place == position}
        branches.append(replace(branch, drive=fewest(own)))
    return replace(shape, branches=tuple(branches))


class Queries:
    """Statements that page records, made as their shapes are met."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._counts: dict[Shape, Counts[Place]] = {}
        self._pages: dict[Shape, Reading[Any]] = {}

    def page(self, connection: Connection, org: int, query: RecordQuery) -> Sequence[ListedRecord]:
        """Read one page of live records: at most one select to choose the road, and one to go."""
        shape, values = shape_of(query)
        if not shape.branches:
            return []
        arguments = {"org": org, **values}
        counts = self._counts_of(shape).read(connection, arguments)
        page = self._page_of(driven(shape, counts))
        return list(starmap(ListedRecord, page.read(connection, arguments)))

    def _counts_of(self, shape: Shape) -> Counts[Place]:
        counts = self._counts.get(shape)
        if counts is None:
            if len(self._counts) >= KEPT_SHAPES:
                self._counts.clear()  # shapes come from requests, so their number needs an end
            counts = self._counts[shape] = Counts(self._engine, _counted(shape))
        return counts

    def _page_of(self, shape: Shape) -> Reading[Any]:
        page = self._pages.get(shape)
        if page is None:
            if len(self._pages) >= KEPT_SHAPES:
                self._pages.clear()
            page = self._pages[shape] = Reading(self._engine, select_page(shape))
        return page
