"""
What a machine does to a server: each fault gives a clear answer, and nothing acknowledged is lost.

While the server runs, a fault is 503 with Retry-After, and is over when the fault is; at the
start it is one line that says what to do. Each test is a server process of its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.unit.server.running import Running

LEADS = "/crm/v2/Leads"


@pytest.fixture
def running(tmp_path):
    server = Running(tmp_path, VINCULUM_REQUEST_SECONDS="8")
    yield server
    server.kill()


def insert(server, token, name, size=10) -> int:
    body = json.dumps({"data": [{"Last_Name": name, "Description": "x" * size}]}).encode()
    return int(server.ask("POST", LEADS, token, body)[0])


def names(server, token) -> set[str]:
    status, answer = server.ask("GET", f"{LEADS}?fields=Last_Name", token)
    return {row["Last_Name"] for row in json.loads(answer)["data"]} if status == 200 else set()


def limit(server, kind, most) -> None:
    hard = resource.prlimit(server.process.pid, kind)[1]
    resource.prlimit(server.process.pid, kind, (most, hard))


def refused(server, token, name) -> dict:
    """Insert in vain and give the answer."""
    body = json.dumps({"data": [{"Last_Name": name, "Description": "x" * 30_000}]}).encode()
    began = time.monotonic()
    received = server.talk(
        f"POST {LEADS} HTTP/1.1\r\nHost: t\r\nConnection: close\r\nAuthorization: Zoho-oauthtoken"
        f" {token}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        + body,
        patience=30,
    )
    head, _, answer = received.partition(b"\r\n\r\n")
    assert time.monotonic() - began < 20
    assert b"\r\nretry-after: 5\r\n" in head.lower() + b"\r\n"
    assert head.startswith(b"HTTP/1.1 503"), head
    return dict(json.loads(answer))


def test_a_full_disk_refuses_writes_and_is_over_when_there_is_room(running):
    token = running.token()
    assert 201 == insert(running, token, "before")
    log = Path(running.environment["VINCULUM_DATABASE"].removeprefix("sqlite:///") + "-wal")
    limit(running, resource.RLIMIT_FSIZE, log.stat().st_size)
    assert "SERVICE_UNAVAILABLE" == refused(running, token, "during")["code"]
    assert {"before"} == names(running, token)
    limit(running, resource.RLIMIT_FSIZE, resource.RLIM_INFINITY)

    assert 201 == insert(running, token, "after")
    assert {"before", "after"} == names(running, token)


def test_a_lock_of_another_process_refuses_writes_in_time_and_readings_go_on(running):
    token = running.token()
    assert 201 == insert(running, token, "before")
    path = running.environment["VINCULUM_DATABASE"].removeprefix("sqlite:///")
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "SERVICE_UNAVAILABLE" == refused(running, token, "during")["code"]
        assert {"before"} == names(running, token)
        other.execute("ROLLBACK")

    assert 201 == insert(running, token, "after")
    assert {"before", "after"} == names(running, token)


def test_without_file_descriptors_nothing_is_lost_and_the_server_comes_back(running):
    token = running.token()
    assert 201 == insert(running, token, "before")
    used = len(list(Path(f"/proc/{running.process.pid}/fd").iterdir()))
    limit(running, resource.RLIMIT_NOFILE, used)
    with contextlib.suppress(OSError, AssertionError, IndexError, ValueError):
        running.talk(b"GET / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n", patience=2)
    limit(running, resource.RLIMIT_NOFILE, used + 100)
    time.sleep(0.5)  # whoever sends connections away may not have noticed yet

    assert 201 == insert(running, token, "after")
    assert {"before", "after"} == names(running, token)


def test_a_server_whose_tables_become_those_of_another_program_says_so(running):
    path = running.environment["VINCULUM_DATABASE"].removeprefix("sqlite:///")
    answers = [running.ask("GET", "/health/ready")]
    for revision in ("9999", "0001"):
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
            mine = other.execute("SELECT version_num FROM alembic_version").fetchone()
            other.execute("UPDATE alembic_version SET version_num = ?", (revision,))
            time.sleep(1.1)  # as long as an answer is known
            answers.append(running.ask("GET", "/health/ready"))
            other.execute("UPDATE alembic_version SET version_num = ?", mine)
    time.sleep(1.1)
    answers += [running.ask("GET", f"/health/{word}") for word in ("ready", "live")]

    other_version = (503, b"the tables are of another version\n")
    ready = (200, b"ready\n")
    assert [ready, other_version, other_version, ready, (200, b"ok\n")] == answers


# At the start.


def started(database: str, **more: str) -> subprocess.CompletedProcess[str]:
    plain = {name: text for name, text in os.environ.items() if "VINCULUM" not in name}
    command = [sys.executable, "-m", "vinculum", "serve", "--port", "0", "--database", database]
    return subprocess.run(
        command, capture_output=True, text=True, env={**plain, **more}, timeout=60, check=False
    )


def made(folder: Path) -> Path:
    path = folder / "crm.db"
    plain = {name: text for name, text in os.environ.items() if "VINCULUM" not in name}
    command = [sys.executable, "-m", "vinculum", "org", "show", "--database", f"sqlite:///{path}"]
    subprocess.run(command, check=True, capture_output=True, env=plain)
    return path


def corrupt(path: Path) -> None:
    path.write_bytes(b"this is no database" * 1000)


def scramble(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))


def of_another_program(path: Path) -> None:
    path.unlink()
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE things (id INTEGER)")


def of_a_later_program(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
        other.commit()


def of_the_future(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("UPDATE org SET version = version + (3600000 << 22)")
        other.commit()


def without_folder(path: Path) -> None:
    shutil.rmtree(path.parent)


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


FAULTS = {
    corrupt: "not a database",
    scramble: "malformed",
    of_another_program: "another program",
    of_a_later_program: "later",
    of_the_future: "clock",
    without_folder: "directory",
    a_folder: "open",
}


@pytest.mark.parametrize("harm", FAULTS, ids=lambda harm: harm.__name__)
def test_a_database_that_cannot_be_served_ends_the_start_with_one_line(harm, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    path = made(folder)
    harm(path)
    ended = started(f"sqlite:///{path}")

    lines = ended.stderr.strip().splitlines()
    assert (1, True, False) == (
        ended.returncode,
        lines[-1].startswith("vinculum: ") and FAULTS[harm] in lines[-1],
        "Traceback" in ended.stderr,
    ), lines


def test_a_second_server_on_one_file_is_told_who_is_there(running):
    ended = started(running.environment["VINCULUM_DATABASE"])

    assert (1, True) == (ended.returncode, f"process {running.process.pid}" in ended.stderr)


def test_a_log_of_another_time_is_survived(tmp_path):
    path = made(tmp_path)
    log = path.with_name("crm.db-wal")
    log.write_bytes(os.urandom(40_000))
    server = Running(tmp_path)
    token = server.token()
    assert 201 == insert(server, token, "after")
    server.kill()
    again = Running(tmp_path)
    found = names(again, token)
    again.kill()

    assert {"after"} == found


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(os.urandom(32_768))])
def test_the_index_of_the_log_is_made_anew_when_it_is_missing_or_wrong(tmp_path, harm):
    server = Running(tmp_path)
    token = server.token()
    written = {f"n{number}" for number in range(20) if insert(server, token, f"n{number}") == 201}
    server.kill()
    harm(tmp_path / "crm.db-shm")
    again = Running(tmp_path)
    found = names(again, token)
    status = insert(again, token, "after")
    again.kill()

    assert (20, written, 201) == (len(written), found, status)


def test_without_the_log_a_database_is_that_of_its_last_checkpoint_and_whole(tmp_path):
    server = Running(tmp_path)
    token = server.token()
    assert 201 == insert(server, token, "kept")
    assert 0 == server.stop()  # a stop leaves no log behind
    server = Running(tmp_path)
    assert 201 == insert(server, token, "in the log only")
    server.kill()
    (tmp_path / "crm.db-wal").unlink()
    again = Running(tmp_path)
    found = names(again, token)
    status = insert(again, token, "after")
    again.stop()
    with contextlib.closing(sqlite3.connect(tmp_path / "crm.db")) as file:
        checked = file.execute("PRAGMA integrity_check").fetchone()

    assert ({"kept"}, 201, ("ok",)) == (found, status, checked)
