"""
Read pages of related records, from either end of a relation.

Owns the select behind a LinkPage: links and the pairs that a lookup adds to them.
Never writes; links.py does.
Next door: planner.py for the choice between walking and sorting.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import starmap
from typing import Any, Literal, TypeAlias

from msgspec.structs import replace
from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    exists,
    func,
    select,
    union,
)

from vinculum.model.record import NO_ATTRIBUTES, ListedRecord
from vinculum.model.value import Value
from vinculum.ports.store import LinkPage
from vinculum.sqlstore.engines.engine import Connection, Engine
from vinculum.sqlstore.planner import FEW, FROM_TOP, Counts, beside, fewest, live
from vinculum.sqlstore.records import LISTED_COLUMNS
from vinculum.sqlstore.statement import Arguments, Reading
from vinculum.sqlstore.tables import INDEX_NUMBER, LINK, LIVE, RECORD

Lookup: TypeAlias = Literal["none", "of_parent", "of_related"]
Drive: TypeAlias = Literal["owners", "modified"]
# A pair that only a lookup adds has no link.
_ATTRIBUTES = func.coalesce(LINK.c.attributes, bindparam("unlinked", type_=Text))


class PageShape(Value):
    """
    What the text of a page's select depends on.

    `drive` names the few records among which the page is, None to walk the links.
    """

    left: bool
    lookup: Lookup
    ids: bool
    owners: bool
    modified: bool
    drive: Drive | None = None


def shape_of(page: LinkPage) -> PageShape:
    """Say which select serves a page."""
    lookup: Lookup = "none"
    if page.lookup_value is not None:
        lookup = "of_parent"
    elif page.lookup_field is not None:
        lookup = "of_related"
    return PageShape(
        left=page.left,
        lookup=lookup,
        ids=page.ids is not None,
        owners=page.owners is not None,
        modified=page.modified_after is not None,
    )


def drives_of(shape: PageShape) -> dict[Drive, Select[Any]]:
    """Select, by name, the candidates among which all records of a page are."""
    candidate, live_ones = live("module", converted=None)
    drives: dict[Drive, Select[Any]] = {}
    if shape.owners:
        owned = candidate.c.owner.in_(bindparam("owners", expanding=True))
        drives["owners"] = live_ones.where(owned)
    if shape.modified:
        drives["modified"] = live_ones.where(candidate.c.modified >= bindparam("modified"))
    return drives


def _visible(shape: PageShape) -> list[ColumnElement[bool]]:
    """Conditions on a related record; `org` is repeated, so that no engine looks across orgs."""
    conditions: list[ColumnElement[bool]] = [
        RECORD.c.org == bindparam("org"),
        beside(RECORD.c.module) == bindparam("module"),
        RECORD.c.deleted == bindparam("live"),
    ]
    if shape.ids:
        conditions.append(RECORD.c.id.in_(bindparam("ids", expanding=True)))
    if shape.owners:
        conditions.append(beside(RECORD.c.owner).in_(bindparam("owners", expanding=True)))
    if shape.modified:
        conditions.append(beside(RECORD.c.modified) >= bindparam("modified"))
    return conditions


def _ends(shape: PageShape) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """Give the column of the parent and that of the related record."""
    ends = (LINK.c.left_id, LINK.c.right_id)
    return ends if shape.left else (ends[1], ends[0])


def _of_parent(shape: PageShape) -> list[ColumnElement[bool]]:
    near, _ = _ends(shape)
    return [
        LINK.c.org == bindparam("org"),
        LINK.c.relation == bindparam("relation"),
        near == bindparam("parent"),
    ]


def _walked(shape: PageShape, columns: Sequence[ColumnElement[Any]]) -> Select[Any]:
    """Walk the parent's links from the highest related id down."""
    _, far = _ends(shape)
    return (
        select(*columns)
        .select_from(LINK.join(RECORD, (RECORD.c.org == LINK.c.org) & (RECORD.c.id == far)))
        .where(*_of_parent(shape), *_visible(shape))
        .order_by(far.desc())
    )


def _driven(shape: PageShape, candidates: Select[Any]) -> Select[Any]:
    """Keep those candidates that the parent is linked with."""
    _, far = _ends(shape)
    linked = exists().where(*_of_parent(shape), far == RECORD.c.id)
    return (
        select(RECORD.c.id)
        .where(RECORD.c.id.in_(candidates), linked, *_visible(shape))
        .order_by(RECORD.c.id.desc())
    )


def _looked_up(shape: PageShape) -> Select[Any]:
    """Find the pairs that a lookup contributes."""
    if shape.lookup == "of_parent":
        return select(RECORD.c.id).where(RECORD.c.id == bindparam("value"), *_visible(shape))
    return (
        select(RECORD.c.id)
        .select_from(
            INDEX_NUMBER.join(
                RECORD,
                (RECORD.c.org == INDEX_NUMBER.c.org) & (RECORD.c.id == INDEX_NUMBER.c.id),
            )
        )
        .where(
            INDEX_NUMBER.c.org == bindparam("org"),
            INDEX_NUMBER.c.field == bindparam("field"),
            INDEX_NUMBER.c.value == bindparam("parent"),
            *_visible(shape),
        )
        .order_by(INDEX_NUMBER.c.id.desc())
    )


def select_page(shape: PageShape) -> Select[Any]:
    """
    Build the select of a page.

    With a lookup there are two sources of ids: each gives its highest up to the page's end,
    the union drops pairs named by both, and the link, where there is one, gives attributes.
    """
    if shape.lookup == "none" and shape.drive is None:
        page = _walked(shape, (*LISTED_COLUMNS, LINK.c.attributes))
        return page.limit(bindparam("limit")).offset(bindparam("offset"))
    _, far = _ends(shape)
    sources = [
        _walked(shape, (RECORD.c.id,))
        if shape.drive is None
        else _driven(shape, drives_of(shape)[shape.drive])
    ]
    if shape.lookup != "none":
        sources.append(_looked_up(shape))
    tops = [each.limit(bindparam("reach")).offset(FROM_TOP).subquery() for each in sources]
    pairs = union(*(select(top.c.id) for top in tops)).subquery("pairs")
    return (
        select(*LISTED_COLUMNS, _ATTRIBUTES)
        .select_from(
            pairs.join(
                RECORD, (RECORD.c.org == bindparam("org")) & (RECORD.c.id == pairs.c.id)
            ).outerjoin(LINK, and_(*_of_parent(shape), far == pairs.c.id))
        )
        .order_by(pairs.c.id.desc())
        .limit(bindparam("limit"))
        .offset(bindparam("offset"))
    )  # fmt: skip


class LinkPages:
    """Statements that page related records, made as their shapes are met."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._pages: dict[PageShape, Reading[Any]] = {}
        self._counts: dict[PageShape, Counts[Drive]] = {}

    def read(self, connection: Connection, org: int, page: LinkPage) -> Sequence[ListedRecord]:
        """Read one page of related records, highest id first."""
        if page.ids == () or page.owners == ():
            return []
        arguments: Arguments = {
            "org": org,
            "relation": page.relation,
            "parent": page.parent,
            "module": page.module,
            "live": LIVE,
            "unlinked": NO_ATTRIBUTES,
            "yes": True,
            "no": False,
            "enough": FEW + 1,
            "ids": page.ids or (),
            "owners": page.owners or (),
            "modified": page.modified_after,
            "field": page.lookup_field,
            "value": page.lookup_value,
            "reach": page.offset + page.limit,
            "offset": page.offset,
            "limit": page.limit,
        }
        shape = self._driven(connection, shape_of(page), arguments)
        statement = self._pages.get(shape)
        if statement is None:
            statement = self._pages[shape] = Reading(self._engine, select_page(shape))
        rows = statement.read(connection, arguments)
        return list(starmap(partial(ListedRecord, page.module), rows))

    def _driven(self, connection: Connection, shape: PageShape, arguments: Arguments) -> PageShape:
        counts = self._counts.get(shape)
        if counts is None:
            counts = self._counts[shape] = Counts(self._engine, drives_of(shape))
        return replace(shape, drive=fewest(counts.read(connection, arguments)))
