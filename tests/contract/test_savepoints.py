"""How a job that fails is told apart from its neighbours in the transaction."""

from __future__ import annotations

from contextlib import suppress

import pytest

from tests.contract.desk import EMAIL, insert, rows
from tests.contract.jobs import Once, link, linked, linking, logged
from vinculum.ports.store import Conflict
from vinculum.sqlstore.work import CONFLICTS


def test_a_conflict_lets_the_job_decide_again_from_its_savepoint(desk):
    desk.apply(insert(10, rows(unique=[(EMAIL, "a@b")])))
    runs = []

    def insert_unless_taken(work):
        runs.append(dict(work.read_unique(1, [(EMAIL, "a@b"), (EMAIL, "c@d")])))
        work.apply([link(2)])
        email = "a@b" if len(runs) <= CONFLICTS else "c@d"
        work.apply([insert(11, rows(unique=[(EMAIL, email)]))])
        return email

    first, settled = desk.settle(linking(3), insert_unless_taken)
    assert 3 == first.result
    assert "c@d" == settled.result
    assert [{(EMAIL, "a@b"): 10}] * (CONFLICTS + 1) == runs
    assert [2, 3] == linked(desk)
    assert 3 == len(logged(desk))


def test_a_conflict_for_ever_is_the_jobs_failure(desk):
    desk.apply(insert(10))
    runs = []

    def collide(work):
        runs.append(1)
        work.apply([link(50), insert(10)])

    settled, neighbour = desk.settle(collide, linking(2))
    assert isinstance(settled.failure, Conflict)
    assert 1 + CONFLICTS == len(runs)
    assert 2 == neighbour.result
    assert [2] == linked(desk)


@pytest.mark.parametrize("place", ["SAVEPOINT", "ROLLBACK TO", "RELEASE"])
def test_a_transaction_that_fails_at_a_savepoint_is_tried_again_job_by_job(desk, place):
    def fail(work):
        work.apply([link(50)])
        raise ValueError

    desk.watch.before = Once(place)
    before, failed, after = desk.settle(linking(2), fail, linking(3))

    assert (2, 3) == (before.result, after.result)
    assert isinstance(failed.failure, ValueError)
    assert [2, 3] == linked(desk)
    assert 2 == len(logged(desk))


def test_a_job_that_hides_a_failed_reading_costs_its_neighbours_nothing(desk):
    """PostgreSQL gives such a transaction up, and answers its COMMIT as if all were well."""

    def hide(work):
        if not hidden:
            hidden.append(1)
            with suppress(desk.engine.errors):
                work.connection.execute("SELECT nothing FROM nowhere")
        return "read"

    hidden: list[int] = []
    settled = desk.settle(linking(2), hide)

    assert [2, "read"] == [each.result for each in settled]
    assert [2] == linked(desk)
    assert 1 == len(logged(desk))


def test_jobs_that_do_not_fail_need_no_savepoints(desk):
    desk.watch.restart()
    desk.settle(*(linking(right) for right in (2, 3)))

    assert [] == [text for text in desk.watch.statements if "SAVEPOINT" in text]


def test_a_savepoint_that_is_gone_fails_the_transaction(desk):
    """SQLite rolls the whole transaction back by itself after some errors."""
    runs = []

    def lose(work):
        runs.append(1)
        work.apply([link(3)])
        if len(runs) == 1:
            desk.store._connections.writer.execute("ROLLBACK")
        return "done"

    settled = desk.settle(linking(2), lose)
    assert [2, "done"] == [each.result for each in settled]
    assert [2, 3] == linked(desk)
    assert 2 == len(logged(desk))
