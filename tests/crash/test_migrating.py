"""
A migration that is killed has done nothing or everything, and the next start does what is left.

An old database is one of the first revision with the rows of the demo org.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from alembic import command
from alembic.config import Config

from tests.unit.server.running import Running
from vinculum.sqlstore import migrate
from vinculum.sqlstore.engines.sqlite import SqliteEngine

FIRST = "0001"
PLAIN = {name: text for name, text in os.environ.items() if "VINCULUM" not in name}
PROGRAM = str(Path(__file__).parent / "migrating.py")
Rows: TypeAlias = dict[str, tuple[list[str], list[Any]]]


def tables_of(file: sqlite3.Connection) -> list[str]:
    found = file.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [name for (name,) in found if not name.startswith(("sqlite_", "alembic_"))]


def columns_of(file: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in file.execute(f"PRAGMA table_info({table})")]


def rows_of(file: sqlite3.Connection) -> Rows:
    """All rows by table, with the columns that they are given by."""
    columns = {table: columns_of(file, table) for table in tables_of(file)}
    return {table: (names, rows_by(file, table, names)) for table, names in columns.items()}


def rows_by(file: sqlite3.Connection, table: str, names: list[str]) -> list[Any]:
    return sorted(file.execute(f"SELECT {', '.join(names)} FROM {table}").fetchall(), key=repr)


def make_first(path: Path) -> None:
    """Make the tables of the first revision."""
    config = Config()
    config.set_main_option("script_location", str(migrate.STEPS))
    config.set_main_option("path_separator", "os")
    config.attributes["say"] = lambda _: None
    engine = SqliteEngine(f"sqlite:///{path}").migrating()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, FIRST)
    engine.dispose()


@pytest.fixture(scope="module")
def old(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("old")
    server = Running(folder, "--demo")
    assert 0 == server.stop()
    path: Path = folder / "old.db"
    make_first(path)
    with closing(sqlite3.connect(path)) as file:
        file.execute("ATTACH ? AS current", (str(folder / "crm.db"),))
        for table in tables_of(file):
            names = ", ".join(columns_of(file, table))
            file.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM current.{table}")
        file.commit()
        assert file.execute("SELECT count(*) FROM record").fetchone()[0] > 20
    return path


@pytest.fixture(scope="module")
def names_of_fresh(tmp_path_factory) -> set[str]:
    path = tmp_path_factory.mktemp("fresh") / "crm.db"
    migrate.upgrade(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as file:
        return names_in(file)


def names_in(file: sqlite3.Connection) -> set[str]:
    found = file.execute("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%'")
    return {name for (name,) in found}


def run(path: Path, *killer: str) -> int:
    """Let a command prepare a database, to its end or until it is killed."""
    program = [PROGRAM, *killer] if killer else ["-m", "vinculum"]
    ran = subprocess.run(
        [sys.executable, *program, "org", "show", "--database", f"sqlite:///{path}"],
        env=PLAIN,
        capture_output=True,
        check=False,
        timeout=60,
    )
    return ran.returncode


def require_sound(path: Path, rows: Rows, revisions: set[str]) -> str:
    """See that a file has all its rows, and give its revision."""
    with closing(sqlite3.connect(path)) as file:
        assert ("ok",) == file.execute("PRAGMA integrity_check").fetchone()
        (revision,) = file.execute("SELECT version_num FROM alembic_version").fetchone()
        assert revision in revisions
        for table, (names, expected) in rows.items():
            assert expected == rows_by(file, table, names)
        return str(revision)


def test_a_migration_killed_at_any_statement_has_done_nothing_or_everything(
    old, names_of_fresh, tmp_path
):
    with closing(sqlite3.connect(old)) as file:
        rows = rows_of(file)
    number, ended, revisions = 0, -signal.SIGKILL, []
    while ended == -signal.SIGKILL:
        number += 1
        path = tmp_path / f"{number}.db"
        shutil.copy(old, path)
        ended = run(path, str(number), "before")
        revisions.append(require_sound(path, rows, {FIRST, migrate.HEAD}))
        if number % 8 == 1:
            assert 0 == run(path)
            require_sound(path, rows, {migrate.HEAD})
            with closing(sqlite3.connect(path)) as file:
                assert names_of_fresh == names_in(file)

    assert (0, [FIRST] * (number - 1) + [migrate.HEAD]) == (ended, revisions)
    assert number > 12
    behind_commit = tmp_path / "behind.db"
    shutil.copy(old, behind_commit)
    assert -signal.SIGKILL == run(behind_commit, str(number - 1), "behind")
    require_sound(behind_commit, rows, {migrate.HEAD})
    assert 0 == run(behind_commit)


def test_a_start_that_is_killed_at_random_moments_is_simply_started_again(old, tmp_path):
    with closing(sqlite3.connect(old)) as file:
        rows = rows_of(file)
    path = tmp_path / "crm.db"
    shutil.copy(old, path)
    chance = random.Random(7)
    for _ in range(8):
        victim = subprocess.Popen(
            [sys.executable, "-m", "vinculum", "serve", "--port", "0"],
            env={**PLAIN, "VINCULUM_DATABASE": f"sqlite:///{path}"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(chance.uniform(0.2, 0.7))
        victim.kill()
        victim.wait()
        if require_sound(path, rows, {FIRST, migrate.HEAD}) == migrate.HEAD:
            shutil.copy(old, path)
            for end in ("-wal", "-shm"):
                path.with_name(path.name + end).unlink(missing_ok=True)
    server = Running(tmp_path)
    found = server.ask("GET", "/crm/v2/Leads", server.token())[0]
    server.stop()

    assert 200 == found
    with closing(sqlite3.connect(path)) as file:
        (revision,) = file.execute("SELECT version_num FROM alembic_version").fetchone()
    assert migrate.HEAD == revision


def test_the_making_of_a_new_database_is_killed_and_ends_with_one_org(tmp_path):
    number, ended = 1, -signal.SIGKILL
    while ended == -signal.SIGKILL:
        path = tmp_path / f"{number}.db"
        ended = run(path, str(number), "before")
        assert 0 == run(path)
        with closing(sqlite3.connect(path)) as file:
            assert [(1,)] == file.execute("SELECT count(*) FROM org").fetchall()
        number += 9

    assert (0, True) == (ended, number > 20)
