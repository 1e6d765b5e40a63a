"""
Keep the recycle bin, and what is remembered of the records that have left it.

Owns the statements of table `purged`, and those of table `record` on deleted records by date.
Never decides when a record leaves.
Next door: records.py dates deletions, operations/recycling.py purges.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Select,
    bindparam,
    delete,
    desc,
    null,
    select,
    union_all,
)
from sqlalchemy import insert as insert_into

from vinculum.model.change import CutPurged, PurgeRecord
from vinculum.ports.store import DeletedKind, DeletedRecord
from vinculum.sqlstore.engines.engine import Connection, Engine
from vinculum.sqlstore.planner import FROM_TOP
from vinculum.sqlstore.statement import Reading, Writing
from vinculum.sqlstore.tables import LIVE, PURGED, RECORD

# Of a record that has left the bin, only id and date are there.
_Row = tuple[int, str | None, int | None, int | None, int]


def _recycled(*bounds: ColumnElement[bool]) -> Select[Any]:
    """The rows of records in the bin."""
    columns = ("id", "name", "created_by", "deleted_by", "deleted")
    return select(*(RECORD.c[name] for name in columns)).where(
        RECORD.c.org == bindparam("org"), RECORD.c.module == bindparam("module"), *bounds
    )


def _purged(*bounds: ColumnElement[bool]) -> Select[Any]:
    """The rows of records that have left it, in the same form."""
    nothing = (null().label(name) for name in ("name", "created_by", "deleted_by"))
    return select(PURGED.c.id, *nothing, PURGED.c.deleted).where(
        PURGED.c.org == bindparam("org"), PURGED.c.module == bindparam("module"), *bounds
    )


def _newest(rows: Select[Any] | CompoundSelect[Any]) -> Select[Any] | CompoundSelect[Any]:
    return (
        rows.order_by(desc("deleted"), desc("id"))
        .limit(bindparam("limit"))
        .offset(bindparam("offset"))
    )


def _first(rows: Select[Any]) -> Select[Any]:
    return rows.order_by("deleted", "id").limit(bindparam("limit")).offset(FROM_TOP)


class RecycleBin:
    """Statements on deleted records."""

    def __init__(self, engine: Engine) -> None:
        since: BindParameter[int] = bindparam("since")
        bin_, left = _recycled(RECORD.c.deleted >= since), _purged(PURGED.c.deleted >= since)
        self._pages: dict[DeletedKind, Reading[_Row]] = {
            "all": Reading(engine, _newest(union_all(bin_, left))),
            "recycle": Reading(engine, _newest(bin_)),
            "permanent": Reading(engine, _newest(left)),
        }
        first: BindParameter[int] = bindparam("first")
        before: BindParameter[int] = bindparam("before")
        old = _recycled(RECORD.c.deleted >= first, RECORD.c.deleted < before)
        forgotten = _purged(PURGED.c.deleted >= first, PURGED.c.deleted < before)
        self._oldest: dict[DeletedKind, Reading[_Row]] = {
            "recycle": Reading(engine, _first(old)),
            "permanent": Reading(engine, _first(forgotten)),
        }
        key = (
            RECORD.c.org == bindparam("key_org"),
            RECORD.c.id == bindparam("key_id"),
            RECORD.c.deleted == bindparam("key_deleted"),
        )
        names = ["key_org", "key_id", "key_deleted"]
        columns = ("org", "module", "deleted", "id")
        gone = select(*(RECORD.c[name] for name in columns)).where(*key)
        self._remember = Writing(engine, insert_into(PURGED).from_select(columns, gone), names)
        self._purge = Writing(engine, delete(RECORD).where(*key), names)
        self._forget = Writing(
            engine, delete(PURGED).where(*(PURGED.c[n] == bindparam(n) for n in columns)), columns
        )

    def purge(self, connection: Connection, org: int, changes: Iterable[PurgeRecord]) -> None:
        """Remove deleted records, and keep that they were there; a live one stays as it is."""
        rows = [(org, c.id, c.deleted) for c in changes if c.deleted != LIVE]
        self._remember.write(connection, rows)
        self._purge.write(connection, rows)

    def forget(self, connection: Connection, org: int, changes: Iterable[CutPurged]) -> None:
        """Forget that records were there."""
        self._forget.write(connection, [(org, c.module, c.deleted, c.id) for c in changes])

    def page(
        self,
        connection: Connection,
        org: int,
        module: int,
        kind: DeletedKind,
        since: int,
        window: tuple[int, int],
    ) -> Sequence[DeletedRecord]:
        """Read a window (offset, limit) of what was deleted, newest deletion first."""
        arguments = {
            "org": org,
            "module": module,
            "since": max(since, LIVE + 1),
            "offset": window[0],
            "limit": window[1],
        }
        return [_deleted(row) for row in self._pages[kind].read(connection, arguments)]

    def read_oldest(
        self,
        connection: Connection,
        org: int,
        module: int,
        kind: DeletedKind,
        bounds: tuple[int, int],
    ) -> Sequence[DeletedRecord]:
        """Read what was deleted before a moment, the oldest so many (before, limit)."""
        arguments = {
            "org": org,
            "module": module,
            "first": LIVE + 1,
            "before": bounds[0],
            "limit": bounds[1],
        }
        return [_deleted(row) for row in self._oldest[kind].read(connection, arguments)]


def _deleted(row: _Row) -> DeletedRecord:
    return DeletedRecord(
        id=row[0],
        name=row[1] or "",
        created_by=row[2] or 0,
        deleted_by=row[3] or 0,
        deleted=row[4],
        purged=row[1] is None,
    )
