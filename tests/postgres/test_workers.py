"""Several processes serve one database from one socket, as one server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.postgres import databases
from tests.unit.server.running import Running

LEADS = "/crm/v2/Leads"


@pytest.fixture
def url():
    if not databases.is_wanted():
        pytest.skip("needs `make test-postgres`")
    return databases.emptied()


@pytest.fixture
def server(url, tmp_path):
    running = Running(tmp_path, "--workers", "2", VINCULUM_DATABASE=url)
    yield running
    if running.process.poll() is None:
        running.stop()


def workers_of(server: Running) -> list[int]:
    pid = server.process.pid
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def wait_until(is_so: Callable[[], bool], seconds: float = 20.0) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.1)


def ask(server: Running, token: str, method: str = "GET", path: str = LEADS, body=None):
    status, answer = server.ask(method, path, token, json.dumps(body).encode() if body else b"")
    return status, json.loads(answer) if answer else None


def test_a_worker_that_dies_is_replaced_and_nothing_is_refused(server, url):
    token = server.token()
    first = workers_of(server)
    assert 2 == len(first)
    os.kill(first[0], signal.SIGKILL)
    wait_until(lambda: len(set(workers_of(server)) - {first[0]}) == 2)

    for number in range(10):
        lead = {"data": [{"Last_Name": f"n{number}"}]}
        status, made = ask(server, token, "POST", body=lead)
        assert (201, "SUCCESS") == (status, made["data"][0]["code"])
    assert 10 == len(ask(server, token)[1]["data"])
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT id, owner FROM worker").fetchall()
    assert len(rows) == len({row[1] for row in rows}) >= 3


def test_what_one_process_changes_counts_in_all_at_once(server):
    token = server.token()
    for _ in range(6):
        assert 204 == ask(server, token)[0]
    ask(server, "", "POST", f"/oauth/v2/token/revoke?token={token}")

    assert {401} == {ask(server, token)[0] for _ in range(8)}


def test_a_signal_stops_all_and_gives_their_numbers_back(server, url):
    workers = workers_of(server)
    assert 0 == server.stop()
    assert [] == [each for each in workers if Path(f"/proc/{each}").exists()]
    with psycopg.connect(url) as connection:
        ends = [row[0] for row in connection.execute("SELECT expires FROM worker").fetchall()]
    now = time.time() * 1000
    assert [] == [end for end in ends if end > now]  # one that is kept lasts for a minute more
    assert 0 < min(ends)  # free behind the ids that were made with it, not before them


def test_workers_do_not_outlive_the_process_that_started_them(server):
    workers = workers_of(server)
    server.kill()
    wait_until(lambda: not any(_lives(each) for each in workers))


def _lives(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_file_is_served_by_one_process(tmp_path):
    command = [sys.executable, "-m", "vinculum", "serve", "--workers", "2"]
    address = f"sqlite:///{tmp_path}/crm.db"
    done = subprocess.run(
        [*command, "--database", address], capture_output=True, text=True, check=False
    )

    assert (1, "") == (done.returncode, done.stdout)
    assert "postgresql://" in done.stderr
    assert [] == list(tmp_path.iterdir())
