"""
Lend connections: one that writes, and as many that read as there are readers at once.

Owns their life, the lock around the writer, and transactions that only read.
Never commits; work.py does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock, RLock

from vinculum.ports.store import StoreFailure
from vinculum.sqlstore.engines.engine import Connection, Engine, meaning_of


class Connections:
    """
    The open connections of one database.

    A database in memory has one connection, lent to readers and writers in turn. `lock`
    guards the writer; it lets a thread in twice, so that a store that is asked from inside
    one of its own jobs fails instead of hanging.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._idle: list[Connection] = []
        self._lending = Lock()
        self._closed = False
        self.lock = RLock()
        self.writer = self._connect_writer()

    def mend(self) -> None:
        """Bring the writer out of a failed transaction; one that cannot is replaced."""
        try:
            self._engine.roll_back(self.writer)
        except self._engine.errors as error:
            if self._engine.single or self._closed:
                raise StoreFailure(f"the only connection is lost: {error}") from error
            with suppress(self._engine.errors):
                self.writer.close()
            self.writer = self._connect_writer()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Borrow a connection inside a transaction that reads; it ends without a trace."""
        if self._engine.single:
            with self.lock, self._transaction(self.writer):
                yield self.writer
            return
        connection = self._take()
        sound = False
        try:
            with self._transaction(connection):
                try:
                    yield connection
                finally:
                    sound = True  # whatever the reader met, if the transaction ends in order
        except StoreFailure:
            sound = False
            raise
        finally:
            self._give_back(connection, sound=sound)

    def close(self) -> None:
        """Close what is idle now and what is lent when it comes back."""
        with self.lock, self._lending:
            self._closed = True
            for connection in (*self._idle, self.writer):
                connection.close()
            self._idle.clear()

    @contextmanager
    def _transaction(self, connection: Connection) -> Iterator[None]:
        try:
            self._engine.begin_reading(connection)
        except self._engine.errors as error:
            raise meaning_of(self._engine, error) from error
        try:
            yield
        finally:
            self._roll_back(connection)

    def _roll_back(self, connection: Connection) -> None:
        try:
            self._engine.roll_back(connection)
        except self._engine.errors as error:
            raise StoreFailure(str(error)) from error

    def _take(self) -> Connection:
        with self._lending:
            if self._closed:
                raise StoreFailure("the store is closed")
            if self._idle:
                return self._idle.pop()
        try:
            return self._engine.connect_reader()
        except self._engine.errors as error:
            raise StoreFailure(f"cannot open {self._engine.url}: {error}") from error

    def _give_back(self, connection: Connection, *, sound: bool) -> None:
        with self._lending:
            if sound and not self._closed:
                self._idle.append(connection)
                return
        with suppress(self._engine.errors):
            connection.close()

    def _connect_writer(self) -> Connection:
        try:
            return self._engine.connect_writer()
        except self._engine.errors as error:
            raise StoreFailure(f"cannot open {self._engine.url}: {error}") from error
