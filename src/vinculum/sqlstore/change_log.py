"""
Keep what happened: one row for each unit of work.

Owns the form of the log and its statements. A row's body is a JSON array of changes;
index rows are left out, because they are derived from the records beside them, and the contents of
attachments, because their digests are there.
Never replays anything.
Next door: model/change.py, whose values the log holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import bindparam, delete, insert, select

from vinculum.model.change import (
    Change,
    CutLog,
    DeleteRecord,
    InsertRecord,
    PutAttachmentPart,
    PutMail,
    UpdateRecord,
)
from vinculum.model.former import decode_logged
from vinculum.model.record import IndexRows
from vinculum.ports.store import LoggedWork
from vinculum.sqlstore.engines.engine import Connection, Engine
from vinculum.sqlstore.planner import FROM_TOP
from vinculum.sqlstore.statement import Reading, Writing
from vinculum.sqlstore.tables import CHANGE_LOG

NO_ROWS = IndexRows()
_ENCODER = msgspec.json.Encoder()
# What the log leaves out of a change: what is derived, and what would make it as large as the data.
_LEFT_OUT: dict[type, dict[str, object]] = {
    InsertRecord: {"index": NO_ROWS},
    UpdateRecord: {"unindex": NO_ROWS, "index": NO_ROWS, "before": None},
    DeleteRecord: {"unindex": NO_ROWS},
    PutAttachmentPart: {"data": b""},
    PutMail: {"body": "", "head": ""},
}


def _logged(change: Change) -> Change:
    empty = _LEFT_OUT.get(type(change))
    return change if empty is None else msgspec.structs.replace(change, **empty)


def encode_changes(changes: Iterable[Change]) -> str:
    """Write changes as the body of a row."""
    return _ENCODER.encode([_logged(change) for change in changes]).decode()


class ChangeLog:
    """Statements on the log."""

    def __init__(self, engine: Engine) -> None:
        self._append = Writing(engine, insert(CHANGE_LOG), ["org", "id", "body"])
        key = (CHANGE_LOG.c.org == bindparam("org"), CHANGE_LOG.c.id == bindparam("id"))
        self._find: Reading[tuple[int]] = Reading(engine, select(CHANGE_LOG.c.id).where(*key))
        self._after: Reading[tuple[int, str]] = Reading(
            engine,
            select(CHANGE_LOG.c.id, CHANGE_LOG.c.body)
            .where(key[0], CHANGE_LOG.c.id > bindparam("after"))
            .order_by(CHANGE_LOG.c.id)
            .limit(bindparam("limit"))
            .offset(FROM_TOP),
        )

        before = CHANGE_LOG.c.id < bindparam("before")
        self._cut = Writing(engine, delete(CHANGE_LOG).where(key[0], before), ["org", "before"])
        self._oldest: Reading[tuple[int]] = Reading(
            engine,
            select(CHANGE_LOG.c.id)
            .where(key[0], before)
            .order_by(CHANGE_LOG.c.id)
            .limit(bindparam("limit"))
            .offset(bindparam("offset")),
        )

    def cut(self, connection: Connection, org: int, changes: Iterable[CutLog]) -> None:
        """Forget the oldest units of work."""
        self._cut.write(connection, [(org, change.before) for change in changes])

    def find_id(self, connection: Connection, org: int, before: int, skipped: int) -> int | None:
        """The id of a unit of work before another, behind so many older ones."""
        arguments = {"org": org, "before": before, "limit": 1, "offset": skipped}
        rows = self._oldest.read(connection, arguments)
        return rows[0][0] if rows else None

    def append(self, connection: Connection, rows: Sequence[tuple[int, int, str]]) -> None:
        """Log what units of work changed: org, id, encoded changes."""
        self._append.write(connection, rows)

    def has(self, connection: Connection, org: int, work: int) -> bool:
        """Tell whether a unit of work has been committed."""
        return bool(self._find.read(connection, {"org": org, "id": work}))

    def read(
        self, connection: Connection, org: int, after: int, limit: int
    ) -> Sequence[LoggedWork]:
        """Read units of work in the order of their ids, from the one after `after`."""
        rows = self._after.read(connection, {"org": org, "after": after, "limit": limit})
        return [LoggedWork(id=work, changes=decode_logged(body)) for work, body in rows]
