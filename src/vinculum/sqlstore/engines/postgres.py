"""
Answer the engine's questions for PostgreSQL.

Owns how a server is reached, the form of transactions, and the meaning of SQLSTATE codes.
Never runs a statement of an area.
Any number of processes may share a database: writers of one org wait for each other at its row.
Next door: postgres_sql.py is its SQL, postgres_connection.py its connections.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import psycopg
import sqlalchemy
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import Dialect, Insert, Table, bindparam, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.dml import UpdateBase

from vinculum.ports.store import StoreFailure
from vinculum.sqlstore.engines.engine import UPSERT_KEYS, Batch, Connection, Tuning
from vinculum.sqlstore.engines.postgres_connection import PostgresConnection, Watch
from vinculum.sqlstore.engines.postgres_sql import PostgresDialect, batched
from vinculum.sqlstore.statistics import Statistics
from vinculum.sqlstore.tables import ORG

# A silent server or network is noticed in seconds; what the URL says goes before.
DEFAULTS = {
    "application_name": "vinculum",
    "connect_timeout": "3",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
}
WAITS = (0.05, 0.1, 0.2, 0.4, 0.8, *(1.0,) * 45)
# Failures of the transaction: serialization, deadlock, a server that only reads, one that
# stops, starts or was told to end us, one that has run out of something, a lost connection.
_LOST = ("40001", "40P01", "25006", "57P0", "53", "55P03", "57014", "58", "08")
_SECRETS = re.compile(r"(?<=://)([^:/?#@]*):[^/?#]*@|(?<=[?&]password=)[^&]*")


def hidden(url: str) -> str:
    """Show a URL without its password."""
    return _SECRETS.sub(lambda found: f"{found[1]}:***@" if found[1] is not None else "***", url)


class PostgresEngine:
    """
    A PostgreSQL database, by the URL that libpq takes, with as many hosts as it names.

    `kind` makes the connections; tests watch and disturb them by it.
    """

    one_org_per_batch = True
    readings_wait = True
    single = False
    file: Path | None = None
    writing_waits: Sequence[float] = WAITS
    reading_waits: Sequence[float] = WAITS

    def __init__(
        self,
        url: str,
        tuning: Tuning = Tuning(),  # noqa: B008 - a frozen value
        kind: type[PostgresConnection] = PostgresConnection,
    ) -> None:
        try:
            given = conninfo_to_dict(url)
        except psycopg.Error as error:
            raise StoreFailure(f"{hidden(url)!r} is no database URL: {error}") from error
        self.dialect: Dialect = PostgresDialect.made()
        self.errors: type[Exception] = psycopg.Error
        self.url = hidden(url)
        self.writers = tuning.write_threads
        self._parameters: dict[str, Any] = {**DEFAULTS, **given}
        self._watch = Watch(tuning.statement_seconds)
        self._kind = kind
        lock = select(ORG.c.id).where(ORG.c.id == bindparam("org")).with_for_update()
        self._lock = str(lock.compile(dialect=self.dialect))

    def connect_writer(self) -> Connection:
        """Open a connection; the URL says to which of its hosts."""
        return cast("Connection", self._kind(self._parameters, self._watch))

    def connect_reader(self) -> Connection:
        """Open a connection; its transactions refuse to write."""
        return self.connect_writer()

    def begin_writing(self, connection: Connection) -> None:
        """Begin; what writers must not share is taken by `lock_org`."""
        connection.execute(cast("PostgresConnection", connection).begin)

    def lock_org(self, connection: Connection, org: int) -> None:
        """Wait until no other transaction writes to the org."""
        connection.execute(self._lock, (org,)).fetchall()

    def begin_reading(self, connection: Connection) -> None:
        """Begin; the first select fixes the snapshot."""
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def in_transaction(self, connection: Connection) -> bool:
        """Ask the driver, which the server tells with each answer."""
        return cast("PostgresConnection", connection).in_transaction

    def may_commit(self, connection: Connection) -> bool:
        """Tell an open transaction from a failed one, which COMMIT rolls back without an error."""
        return cast("PostgresConnection", connection).may_commit

    def roll_back(self, connection: Connection) -> None:
        """Roll back, unless there is nothing to roll back."""
        if self.in_transaction(connection):
            connection.execute("ROLLBACK")
        elif cast("PostgresConnection", connection).is_worn:
            raise psycopg.OperationalError("the connection is closed")

    def is_worn(self, connection: Connection) -> bool:
        """Tell by its age and by what it has met."""
        return cast("PostgresConnection", connection).is_worn

    def is_conflict(self, error: Exception) -> bool:
        """Tell a taken key from the other integrity errors."""
        return isinstance(error, errors.UniqueViolation)

    def is_transaction_failure(self, error: Exception) -> bool:
        """Tell by the SQLSTATE; an error without one comes from a connection that is gone."""
        if not isinstance(error, psycopg.Error):
            return False
        if error.sqlstate is None:
            return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
        return error.sqlstate.startswith(_LOST)

    def read_revision(self, connection: Connection) -> str | None:
        """Read the row that Alembic keeps, after asking whether its table is there."""
        there = connection.execute("SELECT to_regclass('alembic_version') IS NOT NULL").fetchall()
        if not there[0][0]:
            return None
        rows = connection.execute("SELECT version_num FROM alembic_version").fetchall()
        return str(rows[0][0]) if rows else None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Lock the row that Alembic keeps, which every process that prepares tables reads."""
        try:
            with psycopg.connect(**self._parameters) as connection:
                connection.execute("SELECT version_num FROM alembic_version FOR UPDATE")
                yield
        except psycopg.Error as error:
            raise StoreFailure(f"cannot prepare {self.url}: {error}") from error

    def migrating(self) -> sqlalchemy.Engine:
        """Give an engine on the same server; tables are made in one transaction with the rest."""
        return sqlalchemy.create_engine(
            "postgresql+psycopg://",
            creator=lambda: psycopg.connect(**self._parameters),
            poolclass=sqlalchemy.NullPool,
        )

    def tell_planner(self, connection: Connection, statistics: Statistics) -> None:
        """Tell nothing: PostgreSQL keeps figures of its own, and renews them by itself."""

    def upsert(self, table: Table, keys: Sequence[str]) -> Insert:
        """Build INSERT ... ON CONFLICT DO UPDATE."""
        statement = postgresql.insert(table)
        return statement.on_conflict_do_update(
            index_elements=keys,
            set_={c.name: statement.excluded[c.name] for c in table.columns if c.name not in keys},
        ).execution_options(**{UPSERT_KEYS: tuple(keys)})

    def batched(self, expression: UpdateBase, order: Sequence[str]) -> Batch | None:
        """Build the statement that takes a list for each parameter."""
        return batched(expression, order)
