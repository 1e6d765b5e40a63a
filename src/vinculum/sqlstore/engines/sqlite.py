"""
Answer the engine's questions for SQLite.

Owns the pragmas, the form of transactions and the meaning of SQLite's result codes.
Never runs a statement of an area.
One process opens a file: one writer beside any number of readers, by the write-ahead log.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import cast

import sqlalchemy
from sqlalchemy import Dialect, Insert, Table, make_url
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.dml import UpdateBase

from vinculum.sqlstore.engines.engine import UPSERT_KEYS, Batch, Connection
from vinculum.sqlstore.engines.sqlite_values import ValuesBatch
from vinculum.sqlstore.statistics import Statistics

MEMORY = ":memory:"
CACHED_STATEMENTS = 512
# Acknowledged means durable, so FULL: the log is synced at every commit.
PRAGMAS = (
    "PRAGMA busy_timeout = 5000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -16384",  # KiB
    "PRAGMA journal_size_limit = 67108864",
)
READ_ONLY = "PRAGMA query_only = ON"
TAKEN = frozenset(
    {
        sqlite3.SQLITE_CONSTRAINT_UNIQUE,
        sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
        sqlite3.SQLITE_CONSTRAINT_ROWID,
    }
)


def _leave_transactions_alone(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None


def _begin_writing(connection: sqlalchemy.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


class SqliteEngine:
    """
    A SQLite file, or a database in memory that lives as long as its one connection.

    `factory` makes the connections; tests watch and disturb them by it.
    """

    writers = 1
    one_org_per_batch = False
    readings_wait = False
    writing_waits: Sequence[float] = (0.0, 0.0)  # waiting is what busy_timeout does
    reading_waits: Sequence[float] = ()

    def __init__(self, url: str, factory: type[sqlite3.Connection] = sqlite3.Connection) -> None:
        self.dialect: Dialect = sqlite.dialect(paramstyle="qmark")
        self.errors: type[Exception] = sqlite3.Error
        self.url = url
        path = make_url(url).database or MEMORY
        self.single = path == MEMORY
        self.file: Path | None = None if self.single else Path(path)
        # Opening never makes a file: a mistyped path is an error, not an empty database.
        self._address = MEMORY if self.single else f"{Path(path).absolute().as_uri()}?mode=rw"
        self._factory = factory

    def connect_writer(self) -> Connection:
        """Open a connection in the mode that makes every commit durable."""
        connection = sqlite3.connect(
            self._address,
            uri=not self.single,
            isolation_level=None,
            check_same_thread=False,
            factory=self._factory,
            cached_statements=CACHED_STATEMENTS,
        )
        try:
            for pragma in PRAGMAS:
                connection.execute(pragma)
        except BaseException:
            connection.close()
            raise
        return cast("Connection", connection)

    def connect_reader(self) -> Connection:
        """Open a connection that refuses to write."""
        connection = self.connect_writer()
        connection.execute(READ_ONLY)
        return connection

    def begin_writing(self, connection: Connection) -> None:
        """Take the write lock at once: a reader that turns writer may find its snapshot stale."""
        connection.execute("BEGIN IMMEDIATE")

    def lock_org(self, connection: Connection, org: int) -> None:
        """Do nothing: there is one writer."""

    def begin_reading(self, connection: Connection) -> None:
        """Begin; the first select fixes the snapshot."""
        connection.execute("BEGIN")

    def in_transaction(self, connection: Connection) -> bool:
        """Ask SQLite, which rolls back by itself when the disk is full or broken."""
        return cast("sqlite3.Connection", connection).in_transaction

    def may_commit(self, connection: Connection) -> bool:
        """Tell whether a transaction is open; one that has failed is not."""
        return self.in_transaction(connection)

    def roll_back(self, connection: Connection) -> None:
        """Roll back, unless SQLite has already done so."""
        if self.in_transaction(connection):
            connection.execute("ROLLBACK")

    def is_worn(self, connection: Connection) -> bool:
        """Files do not wear connections out."""
        del connection
        return False

    def is_conflict(self, error: Exception) -> bool:
        """Tell a taken key from the other integrity errors by the extended result code."""
        return isinstance(error, sqlite3.IntegrityError) and error.sqlite_errorcode in TAKEN

    def is_transaction_failure(self, error: Exception) -> bool:
        """
        Tell trouble of the file or the connection from a wrong value.

        Disk full, I/O, locked, read-only and missing savepoints are OperationalError, a
        damaged file is a bare DatabaseError, and a connection that was closed is a
        ProgrammingError without a result code.
        """
        if isinstance(error, sqlite3.OperationalError) or type(error) is sqlite3.DatabaseError:
            return True
        return isinstance(error, sqlite3.ProgrammingError) and "closed" in str(error)

    def read_revision(self, connection: Connection) -> str | None:
        """Read the row that Alembic keeps, after asking whether its table is there."""
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
        )
        if not tables.fetchall():
            return None
        rows = connection.execute("SELECT version_num FROM alembic_version").fetchall()
        return str(rows[0][0]) if rows else None

    def alone(self) -> AbstractContextManager[None]:
        """Leave it to the process, which locks the file's directory."""
        return nullcontext()

    def migrating(self) -> sqlalchemy.Engine:
        """Make the file when it is missing; the write lock keeps other migrations waiting."""
        engine = sqlalchemy.create_engine(self.url, poolclass=sqlalchemy.NullPool)
        sqlalchemy.event.listen(engine, "connect", _leave_transactions_alone)
        sqlalchemy.event.listen(engine, "begin", _begin_writing)
        return engine

    def tell_planner(self, connection: Connection, statistics: Statistics) -> None:
        """
        Keep the figures where ANALYZE would, and have them read.

        The primary key of a table without rowid goes by the table's own name.
        """
        connection.execute("ANALYZE sqlite_master")  # makes the table of figures
        rowid = "SELECT name, wr FROM pragma_table_list WHERE schema = 'main'"
        keys = {
            str(name): str(name) if without else f"sqlite_autoindex_{name!s}_1"
            for name, without in connection.execute(rowid).fetchall()
        }
        wanted = {
            (table, index or keys[table], " ".join(map(str, figures)))
            for (table, index), figures in statistics.items()
        }
        if wanted == set(connection.execute("SELECT tbl, idx, stat FROM sqlite_stat1").fetchall()):
            return
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DELETE FROM sqlite_stat1")
        connection.executemany("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", sorted(wanted))
        connection.execute("COMMIT")
        connection.execute("ANALYZE sqlite_master")

    def upsert(self, table: Table, keys: Sequence[str]) -> Insert:
        """Build INSERT ... ON CONFLICT DO UPDATE."""
        statement = sqlite.insert(table)
        return statement.on_conflict_do_update(
            index_elements=keys,
            set_={c.name: statement.excluded[c.name] for c in table.columns if c.name not in keys},
        ).execution_options(**{UPSERT_KEYS: tuple(keys)})

    def batched(self, expression: UpdateBase, order: Sequence[str]) -> Batch | None:
        """Insert many rows by one statement; whatever else is written runs row by row."""
        if not isinstance(expression, Insert) or expression.select is not None:
            return None
        return ValuesBatch.of(expression, self.dialect, len(order))
