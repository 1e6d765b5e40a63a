"""
Keep links, and page what is related from either end.

Owns the statements of table `link`; a pair is one row, whichever end it was written from.
Never decides which pairs may be linked.
Next door: records.py for the records that a page shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Literal, TypeAlias

from sqlalchemy import ColumnElement, Select, bindparam, delete, select, union

from vinculum.model.change import CutLink, DeleteRecord, PutLink
from vinculum.model.value import Value
from vinculum.ports.store import LinkedRecord, LinkPage
from vinculum.sqlstore.engines.engine import Connection, Engine
from vinculum.sqlstore.records import RECORD_COLUMNS, record_of
from vinculum.sqlstore.statement import FROM_TOP, Arguments, Reading, Writing
from vinculum.sqlstore.tables import INDEX_NUMBER, LINK, LIVE, RECORD

KEYS = ("org", "relation", "left_id", "right_id")
NO_ATTRIBUTES = "{}"
Lookup: TypeAlias = Literal["none", "of_parent", "of_related"]


class PageShape(Value):
    """What the text of a page's select depends on."""

    left: bool
    lookup: Lookup
    ids: bool
    owners: bool
    modified: bool


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


def _visible(shape: PageShape) -> list[ColumnElement[bool]]:
    """Conditions on a related record; `org` is repeated, so that no engine looks across orgs."""
    conditions: list[ColumnElement[bool]] = [
        RECORD.c.org == bindparam("org"),
        RECORD.c.module == bindparam("module"),
        RECORD.c.deleted == bindparam("live"),
    ]
    if shape.ids:
        conditions.append(RECORD.c.id.in_(bindparam("ids", expanding=True)))
    if shape.owners:
        conditions.append(RECORD.c.owner.in_(bindparam("owners", expanding=True)))
    if shape.modified:
        conditions.append(RECORD.c.modified >= bindparam("modified"))
    return conditions


def _ends(shape: PageShape) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """Give the column of the parent and that of the related record."""
    ends = (LINK.c.left_id, LINK.c.right_id)
    return ends if shape.left else (ends[1], ends[0])


def _linked(shape: PageShape, columns: Sequence[ColumnElement[Any]]) -> Select[Any]:
    """Walk the parent's links from the highest related id down."""
    near, far = _ends(shape)
    return (
        select(*columns)
        .select_from(LINK.join(RECORD, (RECORD.c.org == LINK.c.org) & (RECORD.c.id == far)))
        .where(
            LINK.c.org == bindparam("org"),
            LINK.c.relation == bindparam("relation"),
            near == bindparam("parent"),
            *_visible(shape),
        )
        .order_by(far.desc())
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

    With a lookup, each of the two sources gives its highest ids up to the page's end, the
    union drops pairs named by both, and the link, where there is one, gives the attributes.
    """
    if shape.lookup == "none":
        page = _linked(shape, (*RECORD_COLUMNS, LINK.c.attributes))
        return page.limit(bindparam("limit")).offset(bindparam("offset"))
    near, far = _ends(shape)
    sources = (_linked(shape, (RECORD.c.id,)), _looked_up(shape))
    tops = [source.limit(bindparam("reach")).offset(FROM_TOP).subquery() for source in sources]
    pairs = union(*(select(top.c.id) for top in tops)).subquery("pairs")
    return (
        select(*RECORD_COLUMNS, LINK.c.attributes)
        .select_from(
            pairs.join(RECORD, (RECORD.c.org == bindparam("org")) & (RECORD.c.id == pairs.c.id))
            .outerjoin(
                LINK,
                (LINK.c.org == bindparam("org"))
                & (LINK.c.relation == bindparam("relation"))
                & (near == bindparam("parent"))
                & (far == pairs.c.id),
            )
        )
        .order_by(pairs.c.id.desc())
        .limit(bindparam("limit"))
        .offset(bindparam("offset"))
    )  # fmt: skip


class Links:
    """Statements on links."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._put = Writing(engine, engine.upsert(LINK, KEYS), [*KEYS, "modified", "attributes"])
        exact = [LINK.c[key] == bindparam(key) for key in KEYS]
        self._cut = Writing(engine, delete(LINK).where(*exact), KEYS)
        self._clear = {
            left: Writing(
                engine,
                delete(LINK).where(exact[0], exact[1], near == bindparam("parent")),
                ["org", "relation", "parent"],
            )
            for left, near in ((True, LINK.c.left_id), (False, LINK.c.right_id))
        }
        self._links: dict[bool, Reading[tuple[int, str]]] = {
            left: Reading(
                engine,
                select(far, LINK.c.attributes).where(
                    *(exact[0], exact[1], near == bindparam("parent")),
                    far.in_(bindparam("ids", expanding=True)),
                ),
            )
            for left, near, far in (
                (True, LINK.c.left_id, LINK.c.right_id),
                (False, LINK.c.right_id, LINK.c.left_id),
            )
        }
        self._pages: dict[PageShape, Reading[Any]] = {}

    def put(self, connection: Connection, org: int, changes: Iterable[PutLink]) -> None:
        """Link pairs, or replace what their links carry; of a repeated pair the last wins."""
        rows = [(org, c.relation, c.left, c.right, c.at, c.attributes) for c in changes]
        self._put.write(connection, sorted(rows, key=itemgetter(1, 2, 3)))

    def cut(self, connection: Connection, org: int, changes: Iterable[CutLink]) -> None:
        """Take links away."""
        self._cut.write(connection, sorted((org, c.relation, c.left, c.right) for c in changes))

    def cut_all_of(self, connection: Connection, org: int, changes: Iterable[DeleteRecord]) -> None:
        """Take all links of deleted records away, at the ends where their module stands."""
        ends = {(left, relation, c.id) for c in changes for relation, left in c.links}
        for side, statement in self._clear.items():
            rows = sorted(
                (org, relation, record) for left, relation, record in ends if left is side
            )
            statement.write(connection, rows)

    def read(
        self, connection: Connection, org: int, end: tuple[int, bool, int], ids: Sequence[int]
    ) -> Mapping[int, str]:
        """Read the attributes of the links from an end (relation, left, parent) to these ids."""
        relation, left, parent = end
        if not ids:
            return {}
        arguments: Arguments = {"org": org, "relation": relation, "parent": parent, "ids": ids}
        return dict(self._links[left].read(connection, arguments))

    def page(self, connection: Connection, org: int, page: LinkPage) -> Sequence[LinkedRecord]:
        """Read one page of related records, highest id first."""
        if page.ids == () or page.owners == ():
            return []
        shape = shape_of(page)
        statement = self._pages.get(shape)
        if statement is None:
            statement = self._pages[shape] = Reading(self._engine, select_page(shape))
        arguments: Arguments = {
            "org": org,
            "relation": page.relation,
            "parent": page.parent,
            "module": page.module,
            "live": LIVE,
            "ids": page.ids or (),
            "owners": page.owners or (),
            "modified": page.modified_after,
            "field": page.lookup_field,
            "value": page.lookup_value,
            "reach": page.offset + page.limit,
            "offset": page.offset,
            "limit": page.limit,
        }
        return [
            LinkedRecord(record=record_of(row), attributes=row[-1] or NO_ATTRIBUTES)
            for row in statement.read(connection, arguments)
        ]
