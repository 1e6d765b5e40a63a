"""
Watch and disturb a connection.

Owns a connection that counts its statements and fails on demand, as disks and networks do.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable
from typing import Any

import psycopg

from vinculum.sqlstore.engines.postgres_connection import PostgresConnection

_ROWS = re.compile(r"(?<=VALUES ).*?(?= ON CONFLICT|$)", re.DOTALL)


def form_of(text: str) -> str:
    """A statement without its rows: an insert of many may go in pieces of a hundred."""
    return _ROWS.sub("...", text)


class Watch:
    """
    What passes through the connections of one store.

    `before` and `after` see each statement; what they raise is the driver's error.
    """

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.before: Callable[[str, Any], None] = lambda text, connection: None
        self.after: Callable[[str, Any], None] = lambda text, connection: None

    def restart(self) -> None:
        """Forget the statements so far."""
        self.statements.clear()

    @property
    def forms(self) -> list[str]:
        """The statements in their order; an insert that goes in pieces counts once."""
        texts = [form_of(text) for text in self.statements]
        pairs = zip(texts, ["", *texts], strict=False)
        return [text for text, last in pairs if text != last or not text.startswith("INSERT")]

    @property
    def data_statements(self) -> list[str]:
        """The statements that read or write, without those of transactions."""
        words = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")
        return [text for text in self.statements if not text.startswith(words)]


def watched(watch: Watch, kind: Any) -> Any:
    """Make the class of connections that a watch sees, from a driver's own."""

    def execute(self: Any, text: str, values: Any = (), /) -> Any:
        watch.statements.append(text)
        watch.before(text, self)
        cursor = kind.execute(self, text, values)
        watch.after(text, self)
        return cursor

    def executemany(self: Any, text: str, rows: Iterable, /) -> Any:
        watch.statements.append(text)
        watch.before(text, self)
        cursor = kind.executemany(self, text, rows)
        watch.after(text, self)
        return cursor

    return type("Watched", (kind,), {"execute": execute, "executemany": executemany})


def error(text: str, connection: object) -> Exception:
    """An I/O error as the driver of a connection gives it."""
    if isinstance(connection, PostgresConnection):
        return psycopg.errors.IoError(text)
    failure = sqlite3.OperationalError(text)
    failure.sqlite_errorcode = sqlite3.SQLITE_IOERR
    return failure
