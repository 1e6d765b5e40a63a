"""The short form of `make test-crash`, and proof that its checks see what they are to see."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.crash.inspection import disagreements
from tests.crash.rounds import Crash
from tests.crash.serving import Server


@pytest.fixture(scope="module")
def crash(tmp_path_factory):
    """A run of a few kills, each of another kind."""
    crash = Crash(tmp_path_factory.mktemp("crash"), seed=5)
    crash.prepare()
    for aim in ("", "commit", "committed", "checkpoint"):
        crash.round(aim)
    crash.finish()
    return crash


def test_nothing_acknowledged_is_lost_doubled_or_torn(crash):
    figures = crash.figures

    assert [] == figures.faults
    assert (0, 0, 0) == (figures.lost, figures.duplicated, figures.torn)
    assert figures.acknowledged > 50
    assert figures.unknown > 4


HARM = {
    "a link": "DELETE FROM link WHERE left_id = (SELECT max(left_id) FROM link)",
    "a word": "DELETE FROM idx_word WHERE id = (SELECT max(id) FROM idx_word)",
    "a record": "DELETE FROM record WHERE id = (SELECT max(id) FROM record WHERE deleted = 0)",
    "a unit of work": "DELETE FROM change_log WHERE rowid = (SELECT max(rowid) FROM change_log)",
    "a token": "DELETE FROM token WHERE hash = (SELECT max(hash) FROM token)",
}


@pytest.mark.parametrize("what", HARM)
def test_the_look_into_the_file_sees_that_something_is_missing(crash, what, tmp_path):
    path = tmp_path / "harmed.db"
    with closing(sqlite3.connect(crash.path)) as sound, closing(sqlite3.connect(path)) as harmed:
        sound.backup(harmed)
        harmed.execute(HARM[what])
        harmed.commit()

    assert [] != list(disagreements(path))


def test_the_look_over_the_wire_sees_that_something_is_missing(crash):
    """Last, because it harms the run's own database behind the writers' backs."""
    with closing(sqlite3.connect(crash.path)) as file:
        file.execute("DELETE FROM link")
        file.commit()
    server = Server(crash.database, crash.folder / "server.log")
    crash.settle(server.listens())
    server.kill()

    assert crash.figures.lost > 0
