"""
Watch and disturb a connection.

Owns a connection that counts its statements and fails on demand, as disks and networks do.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from typing import Any


class Watch:
    """
    What passes through the connections of one store.

    `before` and `after` see each statement; what they raise is the driver's error.
    """

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.before: Callable[[str, sqlite3.Connection], None] = lambda text, connection: None
        self.after: Callable[[str, sqlite3.Connection], None] = lambda text, connection: None

    def restart(self) -> None:
        """Forget the statements so far."""
        self.statements.clear()

    @property
    def data_statements(self) -> list[str]:
        """The statements that read or write, without those of transactions."""
        words = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")
        return [text for text in self.statements if not text.startswith(words)]


def watched(watch: Watch) -> type[sqlite3.Connection]:
    """Make the class of connections that a watch sees."""

    class Watched(sqlite3.Connection):
        def execute(self, text: str, values: Any = (), /) -> sqlite3.Cursor:
            watch.statements.append(text)
            watch.before(text, self)
            cursor = super().execute(text, values)
            watch.after(text, self)
            return cursor

        def executemany(self, text: str, rows: Iterable, /) -> sqlite3.Cursor:
            watch.statements.append(text)
            watch.before(text, self)
            cursor = super().executemany(text, rows)
            watch.after(text, self)
            return cursor

    return Watched


def error(text: str, code: int = sqlite3.SQLITE_IOERR) -> sqlite3.OperationalError:
    """An error as SQLite gives it."""
    failure = sqlite3.OperationalError(text)
    failure.sqlite_errorcode = code
    return failure
