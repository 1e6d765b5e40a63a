"""
Give each test process a database, and empty it for each test.

Owns the databases on the server that the surroundings name; without one, tests run on SQLite.
"""

from __future__ import annotations

import os
import sqlite3
from functools import cache
from typing import Any, ClassVar

import psycopg
from psycopg import sql
from sqlalchemy import Boolean, insert

from vinculum.sqlstore import migrate
from vinculum.sqlstore.engines.engine import Engine
from vinculum.sqlstore.engines.postgres import PostgresEngine
from vinculum.sqlstore.engines.postgres_connection import PostgresConnection
from vinculum.sqlstore.statement import Writing
from vinculum.sqlstore.tables import METADATA
from vinculum.sqlstore.work import SqlStore

SERVER = "VINCULUM_TEST_POSTGRES"  # the URL of a server, with {} for the name of the database


def is_wanted() -> bool:
    """Tell whether tests run on PostgreSQL."""
    return SERVER in os.environ


@cache
def own_database() -> str:
    """Make this process's database, with its tables; gives the URL."""
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'only')}"
    url = new_database(name)
    migrate.upgrade(url)
    return url


def new_database(name: str) -> str:
    """Make a database without tables; one of that name goes. Gives the URL."""
    with psycopg.connect(os.environ[SERVER].format("postgres"), autocommit=True) as admin:
        quoted = sql.Identifier(name)
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(quoted))
        admin.execute(sql.SQL("CREATE DATABASE {}").format(quoted))
    return os.environ[SERVER].format(name)


def emptied() -> str:
    """Empty this process's database; gives the URL."""
    url = own_database()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TRUNCATE)
    return url


TRUNCATE = f"TRUNCATE {', '.join(METADATA.tables)}"


class _Noted(PostgresConnection):
    """A connection that is closed when the next test begins."""

    opened: ClassVar[list[PostgresConnection]] = []

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.opened.append(self)


def open_engine() -> PostgresEngine:
    """Give an engine on this process's database; what the last one had open is closed."""
    while _Noted.opened:
        _Noted.opened.pop().close()
    return PostgresEngine(own_database(), kind=_Noted)


def copy(source: sqlite3.Connection, store: SqlStore) -> None:
    """Replace all rows of a database by those of another one."""
    connection, engine = store._connections.writer, store._engine
    connection.execute("BEGIN")
    connection.execute(TRUNCATE)
    for table in METADATA.tables.values():
        truths = [isinstance(column.type, Boolean) for column in table.c]
        rows = [
            tuple(bool(v) if truth else v for v, truth in zip(row, truths, strict=True))
            for row in source.execute(f"SELECT * FROM {table.name}")
        ]
        _loading(engine, table.name).write(connection, rows)
    connection.execute("COMMIT")


_LOADING: dict[str, Writing] = {}


def _loading(engine: Engine, name: str) -> Writing:
    """The statement that loads a table, compiled once."""
    if name not in _LOADING:
        table = METADATA.tables[name]
        _LOADING[name] = Writing(engine, insert(table), [column.name for column in table.c])
    return _LOADING[name]
