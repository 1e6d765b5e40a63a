"""
A second store that knows only the change log of the first.

Owns the replay: what a log leaves out is derived again from the records beside it.
Never asks an operation or a rule what to do.
"""

from __future__ import annotations

import math
from functools import partial

from msgspec.structs import replace
from sqlalchemy import select

from vinculum.model.change import Change, DeleteRecord, InsertRecord, UpdateRecord
from vinculum.operations.schemas import SchemaCache
from vinculum.ports.store import Job, Work
from vinculum.rules.indexing import difference, rows_of_record
from vinculum.sqlstore.tables import METADATA
from vinculum.sqlstore.work import SqlStore

MOST_UNITS = 1000
# What tells of the writing itself: the log, and the version that each writing of metadata makes.
UNCOMPARED = {"change_log": None, "org": ("version",)}


class Replica:
    """A store that follows an org's change log."""

    def __init__(self, api):
        self._api = api
        self._ids = iter(range(1, 10**9))
        self.store = SqlStore.open(
            "sqlite://", next_id=self._ids.__next__, monotonic=api.clock.monotonic
        )
        self.store.create_org(api.org_id, ())
        self._schemas = SchemaCache()
        self._last = 0

    def follow(self):
        """Replay the units of work that came since the last time."""
        units = self._api.read(lambda work: work.page_changes(self._last, MOST_UNITS))
        for unit in units:
            run = partial(self._replay, unit.changes)
            job = Job(id=unit.id, org_id=self._api.org_id, run=run, deadline=math.inf)
            (settled,) = self.store.write([job])
            assert settled.failure is None
            self._last = unit.id

    def _replay(self, changes: tuple[Change, ...], work: Work) -> None:
        for change in changes:
            work.apply((self._completed(work, change),))

    def _completed(self, work: Work, change: Change) -> Change:
        """Derive the index rows that the log leaves out."""
        match change:
            case InsertRecord(record=record):
                return replace(change, index=self._rows(work, record))
            case UpdateRecord(record=record):
                before = work.read_records([record.id])[record.id]
                gone, come = difference(self._rows(work, before), self._rows(work, record))
                return replace(change, unindex=gone, index=come)
            case DeleteRecord(id=record_id):
                before = work.read_records([record_id])[record_id]
                return replace(change, unindex=self._rows(work, before))
        return change

    def _rows(self, work, record):
        schema = self._schemas.current(work)
        return rows_of_record(schema.module_of_id(record.module), record)


def tables_of(store):
    """Every row of a store, by table, but for what tells of the writing itself."""
    with store._connections.reading() as connection:
        return {
            table.name: sorted(connection.execute(text).fetchall(), key=repr)
            for table in METADATA.sorted_tables
            if (text := _select(table)) is not None
        }


def _select(table):
    left_out = UNCOMPARED.get(table.name, ())
    if left_out is None:
        return None
    return str(select(*(column for column in table.c if column.name not in left_out)))
