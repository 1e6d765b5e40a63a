"""
Ask a database what only it can know.

Owns the questions every engine answers, and what a driver's error means to the store.
Never asks which database it is: whatever differs is a question here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol, TypeAlias

import sqlalchemy
from sqlalchemy import Dialect, Insert, Table
from sqlalchemy.sql.dml import UpdateBase

from vinculum.model.value import Value
from vinculum.ports.store import Conflict, StoreFailure
from vinculum.sqlstore.statistics import Statistics

Bound: TypeAlias = int | float | str | bool | bytes | None
Row: TypeAlias = tuple[Bound, ...]
UPSERT_KEYS = "keys"  # the option by which an upsert says what makes two rows the same


class Cursor(Protocol):
    """What a statement answered."""

    def fetchall(self) -> list[Row]:
        """All rows at once: one crossing into the driver instead of one per row."""
        ...


class Connection(Protocol):
    """A driver's own connection; every value travels bound, by position."""

    def execute(self, text: str, values: Sequence[Bound | Sequence[Bound]] = ..., /) -> Cursor:
        """Run a statement; a list stands where the text has a list."""
        ...

    def executemany(self, text: str, rows: Iterable[Row], /) -> Cursor:
        """Run a statement once for each row of values."""
        ...

    def close(self) -> None:
        """Give the connection back to the system."""
        ...


class Batch(Protocol):
    """A statement that writes many rows at once."""

    def write(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Write the rows, in their order; at least two."""
        ...


class Tuning(Value):
    """What an operator may set about an engine; one that has no use for it takes no notice."""

    write_threads: int = 4
    statement_seconds: float = 10.0


class Engine(Protocol):
    """
    One kind of database.

    `dialect` compiles statements, with parameters by position. `errors` is the root of the
    driver's exceptions. `url` is the database's address. `single` is true when there is one
    connection for everybody, which must never be replaced (a database in memory). `writers`,
    `one_org_per_batch` and `readings_wait` say how work is handed in, see `ports.store.Store`.
    `file` is the file that one server has to itself, None when servers share the database. The
    `waits` are the seconds before each next try of what the database has failed.
    """

    dialect: Dialect
    errors: type[Exception]
    url: str
    single: bool
    file: Path | None
    writers: int
    one_org_per_batch: bool
    readings_wait: bool
    writing_waits: Sequence[float]
    reading_waits: Sequence[float]

    def connect_writer(self) -> Connection:
        """Open a connection that writes."""
        ...

    def connect_reader(self) -> Connection:
        """Open a connection that cannot write."""
        ...

    def begin_writing(self, connection: Connection) -> None:
        """Begin a transaction that already holds what all writers must not share."""
        ...

    def lock_org(self, connection: Connection, org: int) -> None:
        """Hold off other writers of an org, where more than one may write at once."""
        ...

    def begin_reading(self, connection: Connection) -> None:
        """Begin a transaction whose readings all see the same state."""
        ...

    def in_transaction(self, connection: Connection) -> bool:
        """Tell whether a transaction is open: some databases end one by themselves."""
        ...

    def may_commit(self, connection: Connection) -> bool:
        """Tell whether a transaction is open that has not failed: COMMIT would not always say."""
        ...

    def roll_back(self, connection: Connection) -> None:
        """End the transaction without a trace; nothing happens when there is none."""
        ...

    def is_worn(self, connection: Connection) -> bool:
        """Tell whether a connection should be replaced before its next use."""
        ...

    def is_conflict(self, error: Exception) -> bool:
        """Tell whether a unique key was taken."""
        ...

    def is_transaction_failure(self, error: Exception) -> bool:
        """Tell whether the transaction is lost, although its statements may be sound."""
        ...

    def read_revision(self, connection: Connection) -> str | None:
        """Read the revision of the tables; None when there are none."""
        ...

    def alone(self) -> AbstractContextManager[None]:
        """Hold off other processes that prepare the same tables, once these are there."""
        ...

    def migrating(self) -> sqlalchemy.Engine:
        """Give what migrations run on; of two at once, one waits or fails without a trace."""
        ...

    def tell_planner(self, connection: Connection, statistics: Statistics) -> None:
        """Have statements planned for a big org, whatever the database holds today."""
        ...

    def upsert(self, table: Table, keys: Sequence[str]) -> Insert:
        """Build the insert of whole rows that replaces the row with the same keys, by name."""
        ...

    def batched(self, expression: UpdateBase, order: Sequence[str]) -> Batch | None:
        """
        Build what writes many rows at once; `order` names the values of a row.

        None for a statement that the driver had better run row by row.
        """
        ...


def unopened(engine: Engine, error: Exception) -> StoreFailure:
    """The failure of an opening: why, and what to do about it."""
    advice = (
        "check the address, and that its server runs"
        if engine.file is None
        else "check the path, and who may write to the file and to its directory;"
        " `vinculum restore` puts a backup in the place of a damaged file"
    )
    return StoreFailure(f"cannot open {engine.url}: {error}; {advice}")


def meaning_of(engine: Engine, error: Exception) -> Exception:
    """Translate a driver's error into the port's words; a fault of ours stays what it is."""
    if engine.is_conflict(error):
        return Conflict(str(error))
    if engine.is_transaction_failure(error):
        return StoreFailure(str(error))
    return error
