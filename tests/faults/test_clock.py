"""What a clock that steps back does to a server that runs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.server.running import Running

LEADS = "/crm/v2/Leads"


class Stepping(Running):
    """A server whose clock can be set."""

    program = (str(Path(__file__).parent / "stepping.py"),)

    def __init__(self, folder: Path) -> None:
        self._file = folder / "step"
        self.step(0)
        super().__init__(folder, STEP_FILE=str(self._file))

    def step(self, seconds: float) -> None:
        """Set by how much the clock is off, at once."""
        written = self._file.with_suffix(".new")
        written.write_text(str(seconds))
        written.replace(self._file)

    def insert(self, token: str, name: str) -> tuple[int, str]:
        """Insert a lead; gives the status and the id, or the code."""
        body = b'{"data":[{"Last_Name":"%b"}]}' % name.encode()
        status, answer = self.ask("POST", LEADS, token, body)
        said = json.loads(answer)
        return status, said["data"][0]["details"]["id"] if status == 201 else said["code"]

    def names(self, token: str) -> list[str]:
        """The last names of all leads, the newest first."""
        status, body = self.ask("GET", f"{LEADS}?sort_by=id&fields=Last_Name", token)
        return [row["Last_Name"] for row in json.loads(body)["data"]] if status == 200 else []


@pytest.fixture
def server(tmp_path):
    running = Stepping(tmp_path)
    yield running
    running.kill()


def test_a_small_step_back_is_not_noticed(server):
    token = server.token()
    inserted = [server.insert(token, "before")]
    server.step(-3)
    inserted += [server.insert(token, f"during {number}") for number in range(3)]
    server.step(0)
    inserted.append(server.insert(token, "after"))

    ids = [int(made) for _, made in inserted]
    assert [201] * 5 == [status for status, _ in inserted]
    assert sorted(set(ids)) == ids


def test_after_a_large_step_back_nothing_is_written_until_the_clock_has_caught_up(server):
    token = server.token()
    before = server.insert(token, "before")
    server.step(-3600)
    during = [server.insert(token, "during") for _ in range(3)]
    read = server.names(token)
    page = server.ask("GET", "/accounts/signin")[0]
    ready = server.ask("GET", "/health/ready")[0]
    server.step(0)
    after = server.insert(token, "after")

    assert [(503, "SERVICE_UNAVAILABLE")] * 3 == during
    assert (["before"], 200, 200) == (read, page, ready)
    assert (201, 201, True) == (before[0], after[0], int(before[1]) < int(after[1]))
    assert {"before", "after"} == set(server.names(token))
    assert "s behind the newest id" in server.errors.read_text()
    assert "Traceback" not in server.errors.read_text()


def test_a_clock_that_stays_behind_ends_the_next_start_with_one_line(server):
    token = server.token()
    assert 201 == server.insert(token, "before")[0]
    server.step(-3600)
    assert 0 == server.stop()
    ended = subprocess.run(
        [sys.executable, *server.program, "serve", "--port", "0"],
        env=server.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    (line,) = ended.stderr.splitlines()
    assert (1, True) == (ended.returncode, "s behind the newest id; set the clock" in line)
