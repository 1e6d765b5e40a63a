"""
Drive a store in tests: a clock to move, ids that count, and records to write.

Owns the small world of the contract tests: modules, fields and relations are mere numbers.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace

from tests.contract.watching import Watch, watched
from tests.postgres.databases import emptied
from vinculum.model.change import Change, InsertRecord
from vinculum.model.record import IndexRows, Record
from vinculum.ports.store import Job, Settled, Work
from vinculum.sqlstore import migrate
from vinculum.sqlstore.engines.engine import Engine
from vinculum.sqlstore.engines.postgres import PostgresEngine
from vinculum.sqlstore.engines.postgres_connection import PostgresConnection
from vinculum.sqlstore.engines.sqlite import SqliteEngine
from vinculum.sqlstore.work import SqlStore

T = TypeVar("T")
ORG = 7
LEADS, CAMPAIGNS = 1, 2
COMPANY, REVENUE, EMAIL, PARENT = 101, 102, 103, 104  # fields of LEADS
MEMBERS = 50  # the relation between campaigns (left) and leads (right)
ADA, BOB = 5, 6


class Clock:
    """A monotonic clock that stands still."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Desk:
    """A store with everything it was made of."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.clock = Clock()
        self.next_id: Callable[[], int] = count(1_000_000).__next__
        self.watch = Watch()
        self.engine = engine_of(url, self.watch)
        self.store = SqlStore(self.engine, next_id=self.next_id, monotonic=self.clock)

    def job(self, run: Callable[[Work], T], org: int = ORG, deadline: float = math.inf) -> Job[T]:
        """Make a unit of work."""
        return Job(id=self.next_id(), org_id=org, run=run, deadline=deadline)

    def settle(self, *runs: Callable[[Work], T]) -> Sequence[Settled[T]]:
        """Run jobs as one batch."""
        return self.store.write([self.job(run) for run in runs])

    def apply(self, *changes: Change, org: int = ORG) -> None:
        """Commit changes as one unit of work."""
        (settled,) = self.store.write([self.job(lambda work: work.apply(changes), org)])
        if settled.failure is not None:
            raise settled.failure

    def read(self, reading: Callable[[Work], T], org: int = ORG) -> T:
        """Read on a snapshot."""
        return self.store.read(org, reading)

    def reopened(self) -> Desk:
        """Close the store and open its file again."""
        self.store.close()
        return Desk(self.url)


def engine_of(url: str, watch: Watch) -> Engine:
    """Choose the engine of a URL, with connections that are watched."""
    if url.startswith("sqlite:"):
        return SqliteEngine(url, factory=watched(watch, sqlite3.Connection))
    engine = PostgresEngine(url, kind=watched(watch, PostgresConnection))
    engine.writing_waits, engine.reading_waits = (0.0, 0.0), ()  # as often as on SQLite
    return engine


def url_of(engine: str, folder: Path) -> str:
    """Name an empty database of an engine; one of PostgreSQL has its tables already."""
    if engine == "postgres":
        return emptied()
    return "sqlite://" if engine == "memory" else f"sqlite:///{folder / 'vinculum.db'}"


def open_desk(url: str) -> Desk:
    """Open a store, after making the tables of one that is a file."""
    if url.startswith("sqlite:///"):
        migrate.upgrade(url)
    return Desk(url)


def record(record_id: int, **given) -> Record:
    """A lead of Ada's, made and changed at the moment that is its id."""
    plain = Record(
        id=record_id,
        module=LEADS,
        owner=ADA,
        created=record_id,
        modified=record_id,
        created_by=ADA,
        modified_by=ADA,
        name=f"name {record_id}",
        body=f'{{"No":{record_id}}}',
        references="{}",
    )
    return replace(plain, **given)


def rows(text=(), number=(), words=(), phones=(), unique=()) -> IndexRows:
    """Index rows, from any iterables."""
    return IndexRows(
        text=tuple(text),
        number=tuple(number),
        words=tuple(words),
        phones=tuple(phones),
        unique=tuple(unique),
    )


def insert(record_id: int, index: IndexRows | None = None, **given) -> InsertRecord:
    """The insert of a record."""
    return InsertRecord(record=record(record_id, **given), index=index or IndexRows())


def ids_of(records) -> list[int]:
    """The ids of records, in their order."""
    return [each.id for each in records]
