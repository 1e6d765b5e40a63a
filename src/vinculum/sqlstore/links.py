"""
Keep links.

Owns the statements of table `link`; a pair is one row, whichever end it was written from.
Never decides which pairs may be linked.
Next door: link_pages.py shows what is linked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter

from sqlalchemy import (
    bindparam,
    delete,
    select,
)

from vinculum.model.change import CutLink, DeleteRecord, PutLink
from vinculum.sqlstore.engines.engine import Connection, Engine
from vinculum.sqlstore.statement import Arguments, Reading, Writing
from vinculum.sqlstore.tables import LINK

KEYS = ("org", "relation", "left_id", "right_id")


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
            for left, near, far in (
                (True, LINK.c.left_id, LINK.c.right_id),
                (False, LINK.c.right_id, LINK.c.left_id),
            )
        }

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
