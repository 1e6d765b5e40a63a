"""
Talk to a PostgreSQL server, never longer than a statement may take.

Owns the form in which values travel, and the watch over connections whose server is silent:
a frozen server enforces no limit of its own, so the limit has to be kept at this end.
Never knows what a statement does.
Next door: postgres.py makes connections and judges their errors.
"""

from __future__ import annotations

import math
import os
import socket
from collections.abc import Iterable, Sequence
from contextlib import suppress
from decimal import Decimal
from threading import Lock, Thread
from time import monotonic, sleep
from typing import Any
from weakref import WeakSet

import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import TransactionStatus
from psycopg.types.numeric import Int8Dumper
from psycopg.types.string import StrDumperUnknown

from vinculum.sqlstore.engines.engine import Bound, Row

LIFETIME_SECONDS = 300.0  # so that connections drift back to all servers after a switch
KEPT_STATEMENTS = 512
LOOK_SECONDS = 0.25
# The server is going, or follows another one now: whatever comes next needs a new connection.
SPENT = ("08", "57P0", "25006")
_WHOLE_NUMBERS = range(-(2**63), 2**63)

# PostgreSQL stores no NUL. Both letters below are written in two, which keeps equality, order
# and prefixes, so that every question about a text has the answer that any engine gives.
_ESCAPES = {"\x00": "\x01\x01", "\x01": "\x01\x02"}
_OUTWARD = str.maketrans(_ESCAPES)


def stored_text(text: str) -> str:
    """Write a text so that it holds no NUL."""
    return text.translate(_OUTWARD) if "\x00" in text or "\x01" in text else text


def read_text(stored: str) -> str:
    """Read what `stored_text` wrote."""
    if "\x01" not in stored:
        return stored
    return stored.replace("\x01\x01", "\x00").replace("\x01\x02", "\x01")


class _Whole(Int8Dumper):
    """Numbers of one type, whatever their size: a text is planned once."""

    def dump(self, obj: int) -> bytes:
        return str(int(obj)).encode()


class _Exact(Dumper):
    """Floats as exact numbers, in which whole numbers and fractions are compared rightly."""

    oid = psycopg.adapters.types["numeric"].oid

    def dump(self, obj: float) -> bytes:
        return _number(obj).encode()


class _Text(StrDumperUnknown):
    """Texts without NUL."""

    def dump(self, obj: str) -> bytes:
        return stored_text(obj).encode()


def _number(value: float) -> str:
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")


def _element(value: Bound) -> str:
    """Write a value as an array has it."""
    match value:
        case None:
            return "NULL"
        case bool():
            return "t" if value else "f"
        case int():
            return str(value)
        case float():
            return _number(value)
        case str():
            escaped = stored_text(value).replace("\\", "\\\\").replace('"', '\\"')
            return f'"{escaped}"'
        case _:
            return f'"\\\\x{bytes(value).hex()}"'


class Array(str):
    """A list as PostgreSQL reads it; the type of its elements stands in the statement."""

    __slots__ = ()


def array(values: Iterable[Bound]) -> Array:
    """Write a list as an array."""
    return Array("{" + ",".join(map(_element, values)) + "}")


class PostgresConnection:
    """
    A connection that gives up when its server is silent for longer than a statement may take.

    Everything but a value bound to a statement is sent as it is: BEGIN, COMMIT, savepoints.
    """

    def __init__(self, parameters: dict[str, Any], watch: Watch) -> None:
        self._driver = psycopg.connect(**parameters, autocommit=True)
        self._driver.prepared_max = KEPT_STATEMENTS
        adapters = self._driver.adapters
        adapters.register_dumper(int, _Whole)
        adapters.register_dumper(float, _Exact)
        adapters.register_dumper(str, _Text)
        adapters.register_dumper(Array, StrDumperUnknown)
        self._cursor = self._driver.cursor(binary=True)
        self._watch = watch
        self._closing = Lock()
        self._began = monotonic()
        self.deadline = math.inf
        self._spent = False
        self._begin = ""
        watch.add(self)

    def execute(self, text: str, values: Sequence[Bound | Sequence[Bound]] = (), /) -> Answer:
        """Run a statement; a list among the values travels as an array."""
        self.deadline = monotonic() + self._watch.seconds
        try:
            if values:
                bound = [array(v) if isinstance(v, list | tuple) else v for v in values]
                self._cursor.execute(text, bound)
            else:
                self._cursor.execute(text, prepare=False)
        except psycopg.Error as error:
            self._note(error)
            raise
        finally:
            self.deadline = math.inf
        return Answer(self._cursor)

    def executemany(self, text: str, rows: Iterable[Row], /) -> Answer:
        """Run a statement once for each row of values, without waiting between them."""
        self.deadline = monotonic() + self._watch.seconds
        try:
            self._cursor.executemany(text, rows)
        except psycopg.Error as error:
            self._note(error)
            raise
        finally:
            self.deadline = math.inf
        return Answer(self._cursor)

    @property
    def begin(self) -> str:
        """
        How a transaction begins that writes.

        Each statement sees what was committed before it, unless the database asks for more by
        default: REPEATABLE READ, which shows an old state without noticing, is less than that.
        """
        if not self._begin:
            question = "SHOW default_transaction_isolation"
            level = PostgresConnection.execute(self, question).fetchall()[0][0]
            kept = "SERIALIZABLE" if level == "serializable" else "READ COMMITTED"
            self._begin = f"BEGIN ISOLATION LEVEL {kept}"
        return self._begin

    @property
    def in_transaction(self) -> bool:
        """Tell whether a transaction is open, failed or not."""
        return self._driver.info.transaction_status in {
            TransactionStatus.INTRANS,
            TransactionStatus.INERROR,
        }

    @property
    def may_commit(self) -> bool:
        """Tell whether a transaction is open and has not failed."""
        return self._driver.info.transaction_status == TransactionStatus.INTRANS

    @property
    def is_worn(self) -> bool:
        """Tell whether another connection should take its place."""
        old = monotonic() - self._began > LIFETIME_SECONDS
        return old or self._spent or bool(self._driver.closed)

    def cut(self) -> None:
        """End the conversation from another thread: whoever waits for the server wakes up."""
        with self._closing, suppress(OSError, psycopg.Error):
            if not self._driver.closed:
                self._spent = True
                with socket.socket(fileno=os.dup(self._driver.fileno())) as line:
                    line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Give the connection back to the system."""
        with self._closing:
            self._driver.close()

    def _note(self, error: psycopg.Error) -> None:
        if self._driver.closed or self._driver.broken or (error.sqlstate or "").startswith(SPENT):
            self._spent = True


class Answer:
    """The rows that a statement gave."""

    def __init__(self, cursor: psycopg.Cursor[tuple[Any, ...]]) -> None:
        self._cursor = cursor

    def fetchall(self) -> list[Row]:
        """All rows at once, their texts as they were before they were stored."""
        rows = self._cursor.fetchall() if self._cursor.description else []
        if any(_is_escaped(column) for column in zip(*rows, strict=True)):
            return [
                tuple(read_text(value) if isinstance(value, str) else value for value in row)
                for row in rows
            ]
        return rows


def _is_escaped(column: tuple[Any, ...]) -> bool:
    """Tell whether any text of a column was stored in another form: seldom, so all at once."""
    texts = [value for value in column if value.__class__ is str]
    return "\x01" in "".join(texts)


class Watch:
    """Looks after connections, and cuts those that have waited for too long."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._connections: WeakSet[PostgresConnection] = WeakSet()
        self._lock = Lock()
        self._thread: Thread | None = None

    def add(self, connection: PostgresConnection) -> None:
        """Look after one more."""
        with self._lock:
            self._connections.add(connection)
            if self._thread is None:
                self._thread = Thread(target=self._look, daemon=True, name="statement-watch")
                self._thread.start()

    def _look(self) -> None:
        """Look at all of them, until there are none any more."""
        while True:
            sleep(LOOK_SECONDS)
            with self._lock:
                connections = list(self._connections)
                if not connections:
                    self._thread = None
                    return
            now = monotonic()
            for connection in connections:
                if connection.deadline < now:
                    connection.cut()
            del connection, connections
