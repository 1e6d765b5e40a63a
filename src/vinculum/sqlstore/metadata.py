"""
Keep an org's metadata and its version.

Owns the statements of tables `org` and `metadata`.
Never interprets a body; schema/assemble.py does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, delete, insert, select, update

from vinculum.model.change import CutMetadata, PutMetadata
from vinculum.ports.store import MetadataRow
from vinculum.sqlstore.engines.engine import Connection, Engine
from vinculum.sqlstore.statement import Reading, Writing
from vinculum.sqlstore.tables import ORG, PIECE

KEYS = ("org", "area", "id")


class Metadata:
    """Statements on orgs and their metadata."""

    def __init__(self, engine: Engine) -> None:
        self._add_org = Writing(engine, insert(ORG), ["id", "version"])
        self._renew = Writing(
            engine,
            update(ORG).where(ORG.c.id == bindparam("org")).values(version=bindparam("fresh")),
            ["fresh", "org"],
        )
        self._put = Writing(engine, engine.upsert(PIECE, KEYS), [*KEYS, "body"])
        exact = [PIECE.c[key] == bindparam(key) for key in KEYS]
        self._cut = Writing(engine, delete(PIECE).where(*exact), KEYS)
        self._version: Reading[tuple[int]] = Reading(
            engine, select(ORG.c.version).where(ORG.c.id == bindparam("org"))
        )
        self._orgs: Reading[tuple[int]] = Reading(engine, select(ORG.c.id).order_by(ORG.c.id))
        self._pieces: Reading[tuple[str, int, str]] = Reading(
            engine,
            select(PIECE.c.area, PIECE.c.id, PIECE.c.body)
            .where(exact[0])
            .order_by(PIECE.c.area, PIECE.c.id),
        )

    def add_org(self, connection: Connection, org: int, version: int) -> None:
        """Add an org; Conflict when it is there."""
        self._add_org.write(connection, [(org, version)])

    def renew(self, connection: Connection, org: int, version: int) -> None:
        """Give the org's metadata a version that it never had."""
        self._renew.write(connection, [(version, org)])

    def put(self, connection: Connection, org: int, changes: Iterable[PutMetadata]) -> None:
        """Set pieces; of a repeated piece the last wins."""
        self._put.write(connection, [(org, c.area, c.id, c.body) for c in changes])

    def cut(self, connection: Connection, org: int, changes: Iterable[CutMetadata]) -> None:
        """Remove pieces."""
        self._cut.write(connection, sorted((org, c.area, c.id) for c in changes))

    def read_version(self, connection: Connection, org: int) -> int:
        """Read the version of an org's metadata; 0, which no version is, when there is no org."""
        rows = self._version.read(connection, {"org": org})
        return rows[0][0] if rows else 0

    def read_orgs(self, connection: Connection) -> Sequence[int]:
        """Read the ids of all orgs."""
        return [row[0] for row in self._orgs.read(connection, {})]

    def read(self, connection: Connection, org: int) -> Sequence[MetadataRow]:
        """Read all pieces, by area and id."""
        rows = self._pieces.read(connection, {"org": org})
        return [MetadataRow(area=area, id=piece, body=body) for area, piece, body in rows]
