"""Runs of functions: found by state in the order of their ids, forgotten when they have ended."""

from __future__ import annotations

from tests.contract.desk import ORG
from vinculum.model.change import CutRuns, PutRun
from vinculum.ports.store import StoredRun


def run(number, state="waiting", **given):
    return PutRun(**{"id": number, "function": 1, "state": state, "at": 10, "body": "{}"} | given)


def ids(desk, state, limit=10, org=ORG):
    return [each.id for each in desk.read(lambda work: work.read_runs(state, limit), org)]


def test_waiting_runs_come_oldest_first_and_all_runs_newest_first(desk):
    desk.apply(run(3), run(1), run(2, "done"), run(4, "begun"))
    desk.apply(run(9), org=ORG + 1)

    assert [1, 3] == ids(desk, "waiting")
    assert [1] == ids(desk, "waiting", limit=1)
    assert [4, 3, 2, 1] == ids(desk, None)
    assert [9] == ids(desk, None, org=ORG + 1)


def test_a_run_is_noted_again_as_it_goes_on(desk):
    desk.apply(run(1))
    desk.apply(run(1, "begun", at=11), run(1, "failed", at=12, body='{"a":1}'))

    expected = StoredRun(id=1, function=1, state="failed", at=12, body='{"a":1}')
    assert expected == desk.read(lambda work: work.find_run(1))
    assert desk.read(lambda work: work.find_run(2)) is None


def test_only_what_has_ended_is_forgotten(desk):
    states = ("waiting", "begun", "done", "failed")
    desk.apply(*(run(number, state) for number, state in enumerate(states, 1)), run(5, "done"))
    desk.apply(CutRuns(before=5))

    assert [5, 2, 1] == ids(desk, None)
