"""
Give each test process a database, and empty it for each test.

Owns the databases on the server that the surroundings name; without one, tests run on SQLite.
"""

from __future__ import annotations

import gc
import os
import sqlite3
from functools import cache
from typing import Any
from weakref import ReferenceType, ref

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
def template() -> str:
    """Make a database with tables and nothing in them, to copy others from; gives its name."""
    name = f"template_{os.environ.get('PYTEST_XDIST_WORKER', 'only')}"
    migrate.upgrade(new_database(name))
    return name


def new_database(name: str, *, like: str = "template1") -> str:
    """Make a database; one of that name goes. Gives the URL."""
    with psycopg.connect(os.environ[SERVER].format("postgres"), autocommit=True) as admin:
        names = [sql.Identifier(each) for each in (name, like)]
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(names[0]))
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
    return os.environ[SERVER].format(name)


class _Place:
    """A database that one store at a time has to itself, and what that store has opened."""

    def __init__(self, number: int) -> None:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "only")
        self.url = new_database(f"test_{worker}_{number}", like=template())
        self.opened: list[PostgresConnection] = []
        self.engine: ReferenceType[PostgresEngine] | None = None

    @property
    def is_free(self) -> bool:
        return self.engine is None or self.engine() is None

    def clear(self) -> None:
        while self.opened:
            self.opened.pop().close()
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(TRUNCATE)


TRUNCATE = f"TRUNCATE {', '.join(METADATA.tables)}"
ENOUGH = 3  # databases; whoever wants more may have forgotten some
_PLACES: list[_Place] = []


def open_engine() -> PostgresEngine:
    """Give an engine on an empty database, that no other one uses that somebody still holds."""
    place = _free_place()
    place.clear()

    class Noted(PostgresConnection):
        """A connection that is closed when another engine takes the place."""

        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            place.opened.append(self)

    engine = PostgresEngine(place.url, kind=Noted)
    place.engine = ref(engine)
    return engine


def _free_place() -> _Place:
    for _ in range(2):
        for place in _PLACES:
            if place.is_free:
                return place
        if len(_PLACES) < ENOUGH:
            break
        gc.collect()
    _PLACES.append(_Place(len(_PLACES)))
    return _PLACES[-1]


_DESK: list[str] = []


def emptied() -> str:
    """Give the URL of the one database that stores of the contract tests use in turn."""
    if not _DESK:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "only")
        _DESK.append(new_database(f"desk_{worker}", like=template()))
    with psycopg.connect(_DESK[0], autocommit=True) as connection:
        connection.execute(TRUNCATE)
    return _DESK[0]


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
