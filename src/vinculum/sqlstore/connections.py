"""
Lend connections: as many that write as the engine allows, as many that read as there are readers.

Owns their life, and transactions that only read.
Never commits; work.py does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import BoundedSemaphore, Lock, RLock, local

from vinculum.ports.store import StoreFailure
from vinculum.sqlstore.engines.engine import Connection, Engine, meaning_of, unopened


class Writer:
    """
    A connection that writes, and is replaced when it breaks.

    `lock` guards it; it lets a thread in twice, so that a store that is asked from inside
    one of its own jobs fails instead of hanging.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._closed = False
        self.lock = RLock()

    @property
    def connection(self) -> Connection:
        """The connection, made again if the last one is lost; StoreFailure when it cannot be."""
        if self._connection is None:
            if self._closed:
                raise StoreFailure("the store is closed")
            self._connection = _opened(self._engine, self._engine.connect_writer)
        return self._connection

    def mend(self) -> None:
        """Bring the connection out of a failed transaction; one that cannot is let go."""
        if self._connection is None:
            return
        try:
            self._engine.roll_back(self._connection)
            worn = self._engine.is_worn(self._connection)
        except self._engine.errors as error:
            if self._engine.single or self._closed:
                raise StoreFailure(f"the only connection is lost: {error}") from error
            worn = True
        if worn:
            with suppress(self._engine.errors):
                self._connection.close()
            self._connection = None

    def refresh(self) -> None:
        """Let a connection go that should not be used again, between two transactions."""
        if self._closed:
            raise StoreFailure("the store is closed")
        if self._connection is not None and self._engine.is_worn(self._connection):
            self.mend()

    def close(self) -> None:
        """Close it for good."""
        with self.lock:
            self._closed = True
            if self._connection is not None:
                self._connection.close()


class Connections:
    """
    The open connections of one database.

    A database in memory has one connection, lent to readers and writers in turn.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._idle: list[Connection] = []
        self._lending = Lock()
        self._closed = False
        self._home = Writer(engine)
        self._writers = [self._home]
        self._idle_writers = [self._home]
        self._free = BoundedSemaphore(engine.writers)
        self._held = local()
        self.writer  # noqa: B018 - opened now, so that what is wrong shows at once.

    @property
    def writer(self) -> Connection:
        """The first connection that writes."""
        return self._home.connection

    @property
    def lock(self) -> RLock:
        """What guards the first connection that writes."""
        return self._home.lock

    @property
    def is_closed(self) -> bool:
        """Tell whether nothing is lent any more."""
        return self._closed

    def mend(self) -> None:
        """Bring the first writer out of a failed transaction."""
        self._home.mend()

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """Borrow a writer; waits while all of them are at work."""
        if self._engine.writers == 1:
            with self._home.lock:
                yield self._home
            return
        if getattr(self._held, "writer", False):
            raise StoreFailure("a job may not open another transaction")
        with self._free:
            writer = self._take_writer()
            self._held.writer = True
            try:
                with writer.lock:
                    writer.refresh()
                    yield writer
            finally:
                self._held.writer = False
                with self._lending:
                    self._idle_writers.append(writer)

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
        with self._lending:
            self._closed = True
            writers = list(self._writers)
        for writer in writers:
            writer.close()
        with self._lending:
            for connection in self._idle:
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

    def _take_writer(self) -> Writer:
        with self._lending:
            if self._idle_writers:
                return self._idle_writers.pop()
            writer = Writer(self._engine)
            self._writers.append(writer)
            if self._closed:
                writer.close()
            return writer

    def _take(self) -> Connection:
        while True:
            with self._lending:
                if self._closed:
                    raise StoreFailure("the store is closed")
                connection = self._idle.pop() if self._idle else None
            if connection is None:
                return _opened(self._engine, self._engine.connect_reader)
            if not self._engine.is_worn(connection):
                return connection
            with suppress(self._engine.errors):
                connection.close()

    def _give_back(self, connection: Connection, *, sound: bool) -> None:
        with self._lending:
            if sound and not self._closed and not self._engine.is_worn(connection):
                self._idle.append(connection)
                return
        with suppress(self._engine.errors):
            connection.close()


def _opened(engine: Engine, connect: Callable[[], Connection]) -> Connection:
    try:
        return connect()
    except engine.errors as error:
        raise unopened(engine, error) from error
