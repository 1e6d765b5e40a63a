"""
Keep the outbox.

Owns the statements of table `mail`.
Never looks into a mail.
Next door: model/mail.py for the form of a body.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, delete, select

from vinculum.model.change import CutMail, PutMail
from vinculum.ports.store import StoredMail
from vinculum.sqlstore.engines.engine import Connection, Engine
from vinculum.sqlstore.planner import FROM_TOP
from vinculum.sqlstore.statement import Reading, Writing
from vinculum.sqlstore.tables import MAIL

KEYS = ("org", "id")


class Mails:
    """Statements on mails."""

    def __init__(self, engine: Engine) -> None:
        self._put = Writing(engine, engine.upsert(MAIL, KEYS), [*KEYS, "at", "body"])
        key = [MAIL.c[name] == bindparam(name) for name in KEYS]
        self._cut = Writing(engine, delete(MAIL).where(*key), KEYS)
        rows = select(MAIL.c.id, MAIL.c.at, MAIL.c.body)
        self._one: Reading[tuple[int, int, str]] = Reading(engine, rows.where(*key))
        self._newest: Reading[tuple[int, int, str]] = Reading(
            engine,
            rows.where(key[0])
            .order_by(MAIL.c.id.desc())
            .limit(bindparam("limit"))
            .offset(FROM_TOP),
        )

    def put(self, connection: Connection, org: int, changes: Iterable[PutMail]) -> None:
        """Take mails into the outbox."""
        self._put.write(connection, [(org, c.id, c.at, c.body) for c in changes])

    def cut(self, connection: Connection, org: int, changes: Iterable[CutMail]) -> None:
        """Take mails out of it."""
        self._cut.write(connection, [(org, c.id) for c in changes])

    def find(self, connection: Connection, org: int, mail_id: int) -> StoredMail | None:
        """Find a mail."""
        rows = self._one.read(connection, {"org": org, "id": mail_id})
        return StoredMail(id=rows[0][0], at=rows[0][1], body=rows[0][2]) if rows else None

    def read_newest(self, connection: Connection, org: int, limit: int) -> Sequence[StoredMail]:
        """Read the newest mails."""
        rows = self._newest.read(connection, {"org": org, "limit": limit})
        return [StoredMail(id=row[0], at=row[1], body=row[2]) for row in rows]
