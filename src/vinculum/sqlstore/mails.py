"""
Keep the outbox.

Owns the statements of tables `mail` and `mail_head`.
Never looks into a mail.
Next door: model/mail.py for the form of a body.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import and_, bindparam, delete, select

from vinculum.model.change import CutMail, PutMail
from vinculum.ports.store import StoredMail, StoredMailHead
from vinculum.sqlstore.engines.engine import Connection, Engine
from vinculum.sqlstore.planner import FROM_TOP
from vinculum.sqlstore.statement import Reading, Writing
from vinculum.sqlstore.tables import MAIL, MAIL_HEAD

KEYS = ("org", "id")


class Mails:
    """Statements on mails."""

    def __init__(self, engine: Engine) -> None:
        self._put = Writing(engine, engine.upsert(MAIL, KEYS), [*KEYS, "at", "body"])
        key = [MAIL.c[name] == bindparam(name) for name in KEYS]
        self._put_head = Writing(engine, engine.upsert(MAIL_HEAD, KEYS), [*KEYS, "head"])
        self._cut = Writing(engine, delete(MAIL).where(*key), KEYS)
        keys_of_head = [MAIL_HEAD.c[name] == bindparam(name) for name in KEYS]
        self._cut_head = Writing(engine, delete(MAIL_HEAD).where(*keys_of_head), KEYS)
        rows = select(MAIL.c.id, MAIL.c.at, MAIL.c.body)
        self._one: Reading[tuple[int, int, str]] = Reading(engine, rows.where(*key))
        of_mail = and_(MAIL_HEAD.c.org == MAIL.c.org, MAIL_HEAD.c.id == MAIL.c.id)
        self._heads: Reading[tuple[int, int, str | None]] = Reading(
            engine,
            select(MAIL.c.id, MAIL.c.at, MAIL_HEAD.c.head)
            .select_from(MAIL.outerjoin(MAIL_HEAD, of_mail))
            .where(key[0])
            .order_by(MAIL.c.id.desc())
            .limit(bindparam("limit"))
            .offset(FROM_TOP),
        )

    def put(self, connection: Connection, org: int, changes: Iterable[PutMail]) -> None:
        """Take mails into the outbox."""
        mails = list(changes)
        self._put.write(connection, [(org, c.id, c.at, c.body) for c in mails])
        self._put_head.write(connection, [(org, c.id, c.head) for c in mails if c.head])

    def cut(self, connection: Connection, org: int, changes: Iterable[CutMail]) -> None:
        """Take mails out of it."""
        keys = [(org, c.id) for c in changes]
        self._cut.write(connection, keys)
        self._cut_head.write(connection, keys)

    def find(self, connection: Connection, org: int, mail_id: int) -> StoredMail | None:
        """Find a mail."""
        rows = self._one.read(connection, {"org": org, "id": mail_id})
        return StoredMail(id=rows[0][0], at=rows[0][1], body=rows[0][2]) if rows else None

    def read_heads(self, connection: Connection, org: int, limit: int) -> Sequence[StoredMailHead]:
        """Read the heads of the newest mails."""
        rows = self._heads.read(connection, {"org": org, "limit": limit})
        return [StoredMailHead(id=row[0], at=row[1], head=row[2]) for row in rows]
