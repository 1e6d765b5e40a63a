"""
Write changes, kind by kind.

Owns the table of what each kind of change does to which tables.
Never decides a change, nor begins or ends a transaction.
Next door: grouping.py orders them, work.py hands them in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from vinculum.model.change import (
    METADATA_CHANGES,
    Change,
    CutAttachment,
    CutClient,
    CutExpired,
    CutLinks,
    CutLog,
    CutMail,
    CutMetadata,
    CutPurged,
    CutRuns,
    CutToken,
    DeleteRecord,
    IndexField,
    InsertRecord,
    MoveAttachments,
    PurgeRecord,
    PutAttachment,
    PutAttachmentPart,
    PutClient,
    PutLinks,
    PutMail,
    PutMetadata,
    PutRun,
    PutToken,
    UpdateRecord,
)
from vinculum.ports.store import StoreFailure
from vinculum.sqlstore.areas import Areas
from vinculum.sqlstore.engines.engine import Connection, Engine
from vinculum.sqlstore.grouping import grouped

Write: TypeAlias = Callable[[Connection, int, Sequence[Any]], None]


def changes_metadata(changes: Sequence[Change]) -> bool:
    """Tell whether an org's version must change."""
    return not METADATA_CHANGES.isdisjoint(map(type, changes))


class Applying:
    """What every kind of change does."""

    def __init__(self, engine: Engine, areas: Areas, next_id: Callable[[], int]) -> None:
        self._engine = engine
        self._areas = areas
        self._next_id = next_id
        self._writes: Mapping[type[Change], Write] = {
            InsertRecord: self._insert_records,
            UpdateRecord: self._update_records,
            DeleteRecord: self._delete_records,
            PutLinks: areas.links.put,
            CutLinks: areas.links.cut,
            PutMetadata: areas.metadata.put,
            CutMetadata: areas.metadata.cut,
            IndexField: areas.index.fill,
            PutClient: areas.clients.put,
            CutClient: areas.clients.cut,
            PutToken: areas.tokens.put,
            CutToken: areas.tokens.cut,
            PutAttachment: areas.attachments.put,
            PutAttachmentPart: areas.attachments.put_parts,
            CutAttachment: areas.attachments.cut,
            MoveAttachments: areas.attachments.move,
            PutMail: areas.mails.put,
            CutMail: areas.mails.cut,
            PutRun: areas.runs.put,
            CutRuns: areas.runs.cut,
            CutExpired: areas.tokens.cut_expired,
            CutLog: areas.change_log.cut,
            PurgeRecord: areas.recycle_bin.purge,
            CutPurged: areas.recycle_bin.forget,
        }

    def apply(self, connection: Connection, org: int, changes: Sequence[Change]) -> None:
        """Write changes; the version of the org is renewed when its metadata changed."""
        self._require_transaction(connection)
        for group in grouped(changes):
            self._writes[group.kind](connection, org, group.changes)
        if changes_metadata(changes):
            self._areas.metadata.renew(connection, org, self._next_id())

    def log(self, connection: Connection, rows: Sequence[tuple[int, int, str]]) -> None:
        """Keep what units of work have changed: org, id, encoded changes."""
        if rows:
            self._require_transaction(connection)
            self._areas.change_log.append(connection, rows)

    def _require_transaction(self, connection: Connection) -> None:
        """Refuse to write where each statement would commit for itself."""
        if not self._engine.in_transaction(connection):
            raise StoreFailure("the transaction was rolled back by the database")

    def _insert_records(
        self, connection: Connection, org: int, changes: Sequence[InsertRecord]
    ) -> None:
        self._areas.records.insert(connection, org, (c.record for c in changes))
        self._areas.index.add(
            connection, org, ((c.record.id, c.record.module, c.index) for c in changes)
        )

    def _update_records(
        self, connection: Connection, org: int, changes: Sequence[UpdateRecord]
    ) -> None:
        # All old rows go before any new one comes: two records may swap a unique value.
        self._areas.index.remove(
            connection, org, ((c.record.id, c.record.module, c.unindex) for c in changes)
        )
        self._areas.records.update(connection, org, changes)
        self._areas.index.add(
            connection, org, ((c.record.id, c.record.module, c.index) for c in changes)
        )

    def _delete_records(
        self, connection: Connection, org: int, changes: Sequence[DeleteRecord]
    ) -> None:
        self._areas.records.delete(connection, org, changes)
        self._areas.links.cut_all_of(connection, org, changes)
        self._areas.attachments.cut_all_of(connection, org, changes)
        self._areas.index.remove(connection, org, ((c.id, c.module, c.unindex) for c in changes))
