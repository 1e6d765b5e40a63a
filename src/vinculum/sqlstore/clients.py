"""
Keep OAuth clients.

Owns the statements of table `client`, and what becomes of the tokens of a client that goes.
Never sees a secret.
Next door: tokens.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, delete, select

from vinculum.model.change import CutClient, PutClient
from vinculum.ports.store import StoredClient
from vinculum.sqlstore.engines.engine import Connection, Engine
from vinculum.sqlstore.statement import Reading, Writing
from vinculum.sqlstore.tables import CLIENT, TOKEN

KEYS = ("org", "client_id")


class Clients:
    """Statements on clients."""

    def __init__(self, engine: Engine) -> None:
        self._put = Writing(engine, engine.upsert(CLIENT, KEYS), [*KEYS, "body"])
        self._cut, self._cut_tokens = (
            Writing(
                engine, delete(table).where(*(table.c[key] == bindparam(key) for key in KEYS)), KEYS
            )
            for table in (CLIENT, TOKEN)
        )
        clients = select(CLIENT.c.client_id, CLIENT.c.org, CLIENT.c.body).where(
            CLIENT.c.org == bindparam("org")
        )
        self._all: Reading[tuple[str, int, str]] = Reading(
            engine, clients.order_by(CLIENT.c.client_id)
        )
        self._one: Reading[tuple[str, int, str]] = Reading(
            engine, clients.where(CLIENT.c.client_id == bindparam("client_id"))
        )

    def put(self, connection: Connection, org: int, changes: Iterable[PutClient]) -> None:
        """Register or replace clients."""
        self._put.write(connection, [(org, c.client_id, c.body) for c in changes])

    def cut(self, connection: Connection, org: int, changes: Iterable[CutClient]) -> None:
        """Remove clients with all their tokens."""
        rows = [(org, c.client_id) for c in changes]
        self._cut_tokens.write(connection, rows)
        self._cut.write(connection, rows)

    def read(self, connection: Connection, org: int) -> Sequence[StoredClient]:
        """Read all clients of an org."""
        rows = self._all.read(connection, {"org": org})
        return [StoredClient(client_id=row[0], org=row[1], body=row[2]) for row in rows]

    def find(self, connection: Connection, org: int, client_id: str) -> StoredClient | None:
        """Find a client of an org."""
        rows = self._one.read(connection, {"org": org, "client_id": client_id})
        return StoredClient(client_id=rows[0][0], org=rows[0][1], body=rows[0][2]) if rows else None
