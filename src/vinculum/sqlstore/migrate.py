"""
Bring a database to the tables of this program.

Owns the revision that the program needs, and the only way to reach it.
Never imports Alembic to open a database that is current: that would cost every start.
Next door: migrations/ holds the steps, tables.py what they lead to.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import sqlalchemy
from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateIndex, CreateTable

from vinculum.ports.store import StoreFailure
from vinculum.sqlstore.engines import engine_for
from vinculum.sqlstore.engines.engine import Connection, Engine, unopened
from vinculum.sqlstore.tables import METADATA

HEAD = "0008"
REVISION_TABLE = "alembic_version"
STEPS = Path(__file__).parent / "migrations"


def current(url: str) -> str | None:
    """Read the revision of a database; None when it has no tables yet or is not there."""
    engine = engine_for(url)
    try:
        connection = engine.connect_writer()
    except engine.errors as error:
        if engine.file is not None and not engine.file.exists():
            return None
        raise unopened(engine, error) from error
    try:
        return engine.read_revision(connection)
    finally:
        connection.close()


def upgrade(url: str, say: Callable[[str], None] = lambda _: None) -> None:
    """
    Make the tables, or bring them to the program's revision, in one transaction.

    `say` hears of each step. Two processes may ask at once: the second finds nothing to do.
    StoreFailure when the database cannot be opened, holds another program's tables,
    or comes from a later version of this one.
    """
    engine = engine_for(url)
    if engine.single:
        raise StoreFailure("a database in memory is made when it is opened")
    from alembic import command  # noqa: PLC0415 - see the module's head
    from alembic.config import Config  # noqa: PLC0415 - the same
    from alembic.util.exc import CommandError  # noqa: PLC0415 - the same

    config = Config()
    config.set_main_option("script_location", str(STEPS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["say"] = say
    migrating = engine.migrating()
    try:
        with migrating.begin() as connection:
            _require_ours(connection, engine.url)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DBAPIError as error:
        if current(url) == HEAD:  # another process made them meanwhile, which stopped this one
            return
        raise unopened(engine, error.orig or error) from error
    except CommandError as error:
        raise StoreFailure(
            f"{engine.url} was made by a later program: {error}; use that one"
        ) from error
    finally:
        migrating.dispose()


def _require_ours(connection: sqlalchemy.Connection, url: str) -> None:
    tables = inspect(connection).get_table_names()
    if tables and REVISION_TABLE not in tables:
        raise StoreFailure(f"{url} holds the tables of another program; name another database")


def is_current(engine: Engine, connection: Connection) -> bool:
    """Tell whether the tables are those of this program; in memory they always are."""
    return engine.single or engine.read_revision(connection) == HEAD


def require_current(engine: Engine, connection: Connection) -> None:
    """
    Refuse tables of another program; a database in memory gets its tables here.

    StoreFailure says which revision is there and what to do.
    """
    if engine.single:
        for table in METADATA.sorted_tables:
            connection.execute(str(CreateTable(table).compile(dialect=engine.dialect)))
            for index in sorted(table.indexes, key=lambda index: str(index.name)):
                connection.execute(str(CreateIndex(index).compile(dialect=engine.dialect)))
        return
    revision = engine.read_revision(connection)
    if revision != HEAD:
        raise StoreFailure(
            f"{engine.url} has the tables of revision {revision or 'none'}, not {HEAD}: upgrade it"
        )
