"""
Keep links.

Owns the statements of table `link`; a pair is one row, whichever end it was written from.
Never decides which pairs may be linked.
Next door: link_pages.py shows what is linked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter

from sqlalchemy import Column, Select, and_, bindparam, delete, select

from vinculum.model.change import CutLinks, DeleteRecord, PutLinks
from vinculum.ports.store import FarEnds
from vinculum.sqlstore.engines.engine import Connection, Engine, Row
from vinculum.sqlstore.statement import Arguments, Reading, Writing
from vinculum.sqlstore.tables import LINK, LIVE, RECORD

KEYS = ("org", "relation", "left_id", "right_id")
# By the side of the parent: its column, and that of the related records.
ENDS = ((True, LINK.c.left_id, LINK.c.right_id), (False, LINK.c.right_id, LINK.c.left_id))
_PAIR = itemgetter(1, 2, 3)


def _rows_of(org: int, put: PutLinks) -> list[Row]:
    relation, parent, at = put.relation, put.parent, put.at
    if put.left:
        return [(org, relation, parent, each, at, text) for each, text in put.links.items()]
    return [(org, relation, each, parent, at, text) for each, text in put.links.items()]


def _keys_of(org: int, cut: CutLinks) -> list[Row]:
    relation, parent = cut.relation, cut.parent
    if cut.left:
        return [(org, relation, parent, each) for each in cut.related]
    return [(org, relation, each, parent) for each in cut.related]


def _select_far_ends(near: Column[int], far: Column[int]) -> Select[tuple[int, int, str | None]]:
    """Select live records with their links to a parent; an index holds all that is judged."""
    of_parent = (
        LINK.c.org == RECORD.c.org,
        LINK.c.relation == bindparam("relation"),
        near == bindparam("parent"),
        far == RECORD.c.id,
    )
    return (
        select(RECORD.c.id, RECORD.c.owner, LINK.c.attributes)
        .select_from(RECORD.outerjoin(LINK, and_(*of_parent)))
        .where(
            RECORD.c.org == bindparam("org"),
            RECORD.c.module == bindparam("module"),
            RECORD.c.deleted == bindparam("live"),
            RECORD.c.id.in_(bindparam("ids", expanding=True)),
        )
    )


class Links:
    """Statements on links."""

    def __init__(self, engine: Engine) -> None:
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
            for left, near, far in ENDS
        }
        self._far_ends: dict[bool, Reading[tuple[int, int, str | None]]] = {
            left: Reading(engine, _select_far_ends(near, far)) for left, near, far in ENDS
        }

    def put(self, connection: Connection, org: int, changes: Iterable[PutLinks]) -> None:
        """Link pairs, or replace what their links carry; of a repeated pair the last wins."""
        rows = [row for change in changes for row in _rows_of(org, change)]
        self._put.write(connection, sorted(rows, key=_PAIR))

    def cut(self, connection: Connection, org: int, changes: Iterable[CutLinks]) -> None:
        """Take links away."""
        rows = [row for change in changes for row in _keys_of(org, change)]
        self._cut.write(connection, sorted(rows, key=_PAIR))

    def cut_all_of(self, connection: Connection, org: int, changes: Iterable[DeleteRecord]) -> None:
        """Take all links of deleted records away, at the ends where their module stands."""
        ends = {(left, relation, c.id) for c in changes for relation, left in c.links}
        for side, statement in self._clear.items():
            rows = sorted(
                (org, relation, record) for left, relation, record in ends if left is side
            )
            statement.write(connection, rows)

    def read_far_ends(
        self,
        connection: Connection,
        org: int,
        end: tuple[int, bool, int],
        among: tuple[int, Sequence[int]],
    ) -> FarEnds:
        """Read the live records of a module among these ids, and the end's links to them."""
        relation, left, parent = end
        module, ids = among
        if not ids:
            return FarEnds(owners={}, links={})
        arguments: Arguments = {
            "org": org,
            "relation": relation,
            "parent": parent,
            "module": module,
            "live": LIVE,
            "ids": ids,
        }
        rows = self._far_ends[left].read(connection, arguments)
        return FarEnds(
            owners={row[0]: row[1] for row in rows},
            links={row[0]: row[2] for row in rows if row[2] is not None},
        )

    def read(
        self, connection: Connection, org: int, end: tuple[int, bool, int], ids: Sequence[int]
    ) -> Mapping[int, str]:
        """Read the attributes of the links from an end (relation, left, parent) to these ids."""
        relation, left, parent = end
        if not ids:
            return {}
        arguments: Arguments = {"org": org, "relation": relation, "parent": parent, "ids": ids}
        return dict(self._links[left].read(connection, arguments))
