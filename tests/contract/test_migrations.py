"""Migrations lead to the tables of tables.py, and a current database is opened without them."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from tests.contract.desk import Desk
from vinculum.ports.store import StoreFailure
from vinculum.sqlstore import migrate
from vinculum.sqlstore.engines import engine_for
from vinculum.sqlstore.engines.sqlite import SqliteEngine
from vinculum.sqlstore.statistics import STATISTICS
from vinculum.sqlstore.tables import METADATA
from vinculum.sqlstore.work import SqlStore


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'v.db'}"


def tables_of(connection):
    """Every column, key and index, as the database itself describes them."""
    found = {}
    for name, kind, without_rowid in connection.execute(
        "SELECT name, type, wr FROM pragma_table_list WHERE schema = 'main' ORDER BY name"
    ).fetchall():
        if name.startswith(("sqlite_", "alembic_")):
            continue
        columns = connection.execute(f"PRAGMA table_xinfo({name})").fetchall()
        indexes = {
            index[1:]: connection.execute(f"PRAGMA index_xinfo({index[1]})").fetchall()
            for index in connection.execute(f"PRAGMA index_list({name})").fetchall()
        }
        found[name] = (kind, without_rowid, columns, indexes)
    return found


def test_migrated_tables_are_those_of_a_fresh_database(url):
    migrate.upgrade(url)
    migrated, fresh = Desk(url), Desk("sqlite://")

    expected = tables_of(fresh.store._connections.writer)
    assert set(METADATA.tables) == set(expected)
    assert expected == tables_of(migrated.store._connections.writer)
    migrated.store.close()
    fresh.store.close()


def test_the_revision_the_program_needs_is_the_last_one():
    config = Config()
    config.set_main_option("script_location", str(migrate.STEPS))
    config.set_main_option("path_separator", "os")

    assert migrate.HEAD == ScriptDirectory.from_config(config).get_current_head()


def test_an_upgrade_says_what_it_does_and_only_when_it_does(url):
    said: list[str] = []
    assert None is migrate.current(url)
    migrate.upgrade(url, said.append)
    migrate.upgrade(url, said.append)

    steps = ["0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008"]
    assert [f"tables are at revision {step}" for step in steps] == said
    assert migrate.HEAD == migrate.current(url)


def test_a_database_of_the_first_revision_is_brought_up_to_date_with_what_is_in_it(url):
    migrate.upgrade(url)
    engine = SqliteEngine(url)
    connection = engine.connect_writer()
    for index in ("token_user", "token_expires"):
        connection.execute(f"DROP INDEX {index}")
    for table in (
        "function_run",
        "attachment",
        "attachment_part",
        "worker",
        "mail",
        "mail_head",
        "purged",
    ):
        connection.execute(f"DROP TABLE {table}")
    connection.execute("UPDATE alembic_version SET version_num = '0001'")
    connection.execute("INSERT INTO org VALUES (1, 2)")
    connection.close()
    migrate.upgrade(url)
    migrated, fresh = Desk(url), Desk("sqlite://")

    assert 1 in migrated.store.read_orgs()
    assert tables_of(fresh.store._connections.writer) == tables_of(
        migrated.store._connections.writer
    )
    migrated.store.close()
    fresh.store.close()


def test_two_processes_may_upgrade_at_once(url):
    failures = []

    def upgrade():
        program = f"from vinculum.sqlstore import migrate; migrate.upgrade({url!r})"
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=False
        )
        failures.extend([done.stderr] if done.returncode else [])

    threads = [threading.Thread(target=upgrade) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [] == failures
    assert migrate.HEAD == migrate.current(url)


def test_a_current_database_is_opened_without_alembic(url):
    migrate.upgrade(url)
    program = (
        "import sys, time; from vinculum.sqlstore.work import SqlStore;"
        f"SqlStore.open({url!r}, next_id=lambda: 1, monotonic=time.monotonic).close();"
        "print('alembic' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert "False" == done.stdout.strip()


def opening(url):
    return SqlStore.open(url, next_id=lambda: 1, monotonic=lambda: 0.0)


def test_a_database_without_tables_is_refused_and_nothing_is_made(url, tmp_path):
    with pytest.raises(StoreFailure, match="cannot open"):
        opening(url)
    assert [] == list(tmp_path.iterdir())
    sqlite3.connect(tmp_path / "v.db").close()
    (tmp_path / "v.db").touch()
    with pytest.raises(StoreFailure, match="revision none"):
        opening(url)


def test_a_database_of_another_program_version_is_refused(url, tmp_path):
    migrate.upgrade(url)
    connection = sqlite3.connect(tmp_path / "v.db")
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    with pytest.raises(StoreFailure, match="9999"):
        opening(url)
    assert "9999" == migrate.current(url)
    with pytest.raises(StoreFailure, match="9999"):
        migrate.upgrade(url)


def test_a_file_that_is_no_database_is_refused(url, tmp_path):
    (tmp_path / "v.db").write_text("This is a letter to the editor. " * 200)

    with pytest.raises(StoreFailure):
        opening(url)
    with pytest.raises(StoreFailure):
        migrate.upgrade(url)


def test_tables_of_another_program_are_left_alone(url, tmp_path):
    connection = sqlite3.connect(tmp_path / "v.db")
    connection.execute("CREATE TABLE recipe (name)")
    connection.close()

    with pytest.raises(StoreFailure, match="another program"):
        migrate.upgrade(url)
    assert None is migrate.current(url)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(StoreFailure, match="nowhere"):
        migrate.upgrade(f"sqlite:///{tmp_path}/nowhere/v.db")


def test_a_database_in_memory_has_no_migrations():
    with pytest.raises(StoreFailure):
        migrate.upgrade("sqlite://")


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_urls_of_databases_in_memory(url):
    store = opening(url)
    store.create_org(1, [])

    assert [1] == store.read_orgs()
    store.close()


def test_urls_of_files_are_relative_with_three_slashes_and_absolute_with_four(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    name = "odd name # 100%25.db"  # a URL: %25 is a percent sign
    migrate.upgrade(f"sqlite:///{name}")

    opening(f"sqlite:///{name}").close()
    opening(f"sqlite:///{tmp_path}/{name}").close()
    assert [name.replace("%25", "%")] == [path.name for path in tmp_path.iterdir()]


def test_other_databases_are_refused():
    with pytest.raises(StoreFailure, match="mysql"):
        engine_for("mysql://host/db")


def test_every_key_has_figures_for_the_planner():
    expected = {}
    for table in METADATA.tables.values():
        if table.name != "org":
            expected[table.name, ""] = len(table.primary_key.columns) + 1
        for index in table.indexes:
            expected[table.name, str(index.name)] = len(index.columns) + 1

    assert expected == {
        (table, index or ""): len(figures) for (table, index), figures in STATISTICS.items()
    }


def test_figures_that_somebody_changed_are_set_again(url):
    migrate.upgrade(url)
    Desk(url).store.close()
    engine = SqliteEngine(url)
    connection = engine.connect_writer()
    before = connection.execute("SELECT * FROM sqlite_stat1 ORDER BY tbl, idx").fetchall()
    connection.execute("ANALYZE")
    connection.execute("DELETE FROM sqlite_stat1 WHERE tbl = 'record'")
    connection.close()
    Desk(url).store.close()
    connection = engine.connect_writer()

    assert before == connection.execute("SELECT * FROM sqlite_stat1 ORDER BY tbl, idx").fetchall()
    assert len(STATISTICS) == len(before)
    connection.close()
