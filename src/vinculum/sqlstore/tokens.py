"""
Keep tokens by their hashes.

Owns the statements of table `token`, but for those of a client that goes.
Never sees a token itself, nor judges one.
Next door: clients.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from sqlalchemy import ColumnElement, Delete, bindparam, delete, select

from vinculum.model.change import CutExpired, CutToken, PutToken
from vinculum.ports.store import StoredToken
from vinculum.sqlstore.engines.engine import Bound, Connection, Engine
from vinculum.sqlstore.statement import Reading, Writing
from vinculum.sqlstore.tables import ORG, TOKEN

KEYS = ("org", "hash")
TokenRow: TypeAlias = tuple[
    str, str, str, int, str, int | None, str | None, int, str, int
]  # fmt: skip


def _token_of(row: TokenRow) -> StoredToken:
    return StoredToken(
        hash=row[0],
        type=row[1],
        client_id=row[2],
        user=row[3],
        scopes=row[4],
        expires=row[5],
        parent=row[6],
        created=row[7],
        detail=row[8],
        version=row[9],
    )


def _delete_family() -> Delete:
    """Delete a token and what came from it, and so on."""
    root = (
        select(TOKEN.c.hash)
        .where(TOKEN.c.org == bindparam("org"), TOKEN.c.hash == bindparam("hash"))
        .cte("family", recursive=True)
    )
    child = TOKEN.alias("child")
    family = root.union(
        select(child.c.hash).where(child.c.org == bindparam("org"), child.c.parent == root.c.hash)
    )
    return delete(TOKEN).where(
        TOKEN.c.org == bindparam("org"), TOKEN.c.hash.in_(select(family.c.hash))
    )


class Tokens:
    """Statements on tokens."""

    def __init__(self, engine: Engine) -> None:
        names = [column.name for column in TOKEN.c]
        self._put = Writing(engine, engine.upsert(TOKEN, KEYS), names)
        self._cut = Writing(engine, _delete_family(), ["org", "hash", "org", "org"])
        self._by_hash = self._reading(
            engine, TOKEN.c.hash == bindparam("hash"), TOKEN.c.type == bindparam("type")
        )
        self._by_grant = self._reading(
            engine,
            TOKEN.c.client_id == bindparam("client"),
            TOKEN.c.user_id == bindparam("user"),
            TOKEN.c.type == bindparam("type"),
        )
        self._by_user = self._reading(
            engine, TOKEN.c.user_id == bindparam("user"), TOKEN.c.type == bindparam("type")
        )
        self._by_parent = self._reading(engine, TOKEN.c.parent == bindparam("parent"))
        self._cut_expired = Writing(
            engine,
            delete(TOKEN).where(
                TOKEN.c.org == bindparam("org"), TOKEN.c.expires < bindparam("before")
            ),
            ["org", "before"],
        )

    @staticmethod
    def _reading(engine: Engine, *conditions: ColumnElement[bool]) -> Reading[TokenRow]:
        """Select tokens with their org's version, so that one select also validates the schema."""
        columns = [column for column in TOKEN.c if column is not TOKEN.c.org]
        return Reading(
            engine,
            select(*columns, ORG.c.version)
            .join(ORG, ORG.c.id == TOKEN.c.org)
            .where(TOKEN.c.org == bindparam("org"), *conditions)
            .order_by(TOKEN.c.created, TOKEN.c.hash),
        )

    def put(self, connection: Connection, org: int, changes: Iterable[PutToken]) -> None:
        """Store tokens."""
        rows = [
            (
                *(org, c.hash, c.type, c.client_id, c.user),
                *(c.scopes, c.expires, c.parent, c.created, c.detail),
            )
            for c in changes
        ]
        self._put.write(connection, rows)

    def cut(self, connection: Connection, org: int, changes: Iterable[CutToken]) -> None:
        """Remove tokens, and those that came from them, and so on."""
        self._cut.write(connection, [(org, c.hash, org, org) for c in changes])

    def cut_expired(self, connection: Connection, org: int, changes: Iterable[CutExpired]) -> None:
        """Remove what expired before a moment."""
        self._cut_expired.write(connection, [(org, c.before) for c in changes])

    def find(
        self, connection: Connection, org: int, token_hash: str, token_type: str
    ) -> StoredToken | None:
        """Find a token of a type by its hash."""
        rows = self._by_hash.read(connection, {"org": org, "hash": token_hash, "type": token_type})
        return _token_of(rows[0]) if rows else None

    def read_of(
        self, connection: Connection, org: int, grant: tuple[str, int, str]
    ) -> Sequence[StoredToken]:
        """Read the tokens of a grant (client, user, type), oldest first."""
        client, user, token_type = grant
        arguments: Mapping[str, Bound] = {
            "org": org,
            "client": client,
            "user": user,
            "type": token_type,
        }
        return [_token_of(row) for row in self._by_grant.read(connection, arguments)]

    def read_of_user(
        self, connection: Connection, org: int, user: int, token_type: str
    ) -> Sequence[StoredToken]:
        """Read the tokens of a type of a user, whatever the client, oldest first."""
        rows = self._by_user.read(connection, {"org": org, "user": user, "type": token_type})
        return [_token_of(row) for row in rows]

    def read_children_of(
        self, connection: Connection, org: int, parent_hash: str
    ) -> Sequence[StoredToken]:
        """Read the tokens that came from one, oldest first."""
        rows = self._by_parent.read(connection, {"org": org, "parent": parent_hash})
        return [_token_of(row) for row in rows]
