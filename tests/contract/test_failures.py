"""
What a store answers when something goes wrong, provoked at each place where it can.

A job may fail alone; a transaction fails with all its jobs, and each of them gets another
chance. Nothing is answered that is not committed, and nothing is done twice.
"""

from __future__ import annotations

import sqlite3

import pytest
from psycopg import DataError

from tests.contract.desk import EMAIL, ORG, Desk, insert, open_desk, rows, url_of
from tests.contract.jobs import Once, commits, link, linked, linking, logged
from tests.contract.watching import error
from vinculum.model.change import PutMetadata
from vinculum.ports.store import Conflict, StoreFailure

# Jobs that fail alone.


def test_a_batch_answers_in_order_after_one_commit(desk):
    desk.watch.restart()
    settled = desk.settle(*(linking(right) for right in range(2, 34)))

    assert list(range(2, 34)) == [each.result for each in settled]
    assert [(link(right),) for right in range(2, 34)] == [each.changes for each in settled]
    assert 1 == commits(desk)
    assert 32 == len(logged(desk))


def test_a_later_job_sees_what_an_earlier_one_wrote(desk):
    desk.settle(linking(2))

    def look(work):
        return sorted(work.read_links(1, True, 1, [2, 3, 4]))

    answers = [each.result for each in desk.settle(look, linking(3), look, linking(4), look)]
    assert [[2], 3, [2, 3], 4, [2, 3, 4]] == answers


def test_a_job_that_raises_leaves_nothing_and_its_neighbours_commit(desk):
    def fail(work):
        work.apply([link(50), insert(50), PutMetadata(area="role", id=1, body="")])
        raise ValueError("refused")

    before, failed, after = desk.settle(linking(2), fail, linking(3))

    assert (2, 3) == (before.result, after.result)
    assert "refused" == str(failed.failure)
    assert () == failed.changes
    assert [2, 3] == linked(desk)
    assert {} == desk.read(lambda work: work.read_refs([50]))
    assert [] == desk.read(lambda work: work.read_metadata())
    assert 2 == len(logged(desk))


def test_a_job_may_not_hide_that_a_write_broke(desk):
    desk.apply(insert(10))

    def swallow(work):
        with pytest.raises(Conflict):
            work.apply([link(2), insert(10)])
        return "all is well"

    (settled,) = desk.settle(swallow)
    assert isinstance(settled.failure, Conflict)
    assert [] == linked(desk)


def test_a_value_that_cannot_be_stored_is_the_jobs_failure(desk):
    def write_too_much(work):
        work.apply([insert(2**64)])

    settled, neighbour = desk.settle(write_too_much, linking(2))
    assert isinstance(settled.failure, OverflowError | DataError)
    assert [2] == linked(desk)
    assert 2 == neighbour.result


def test_a_job_that_changes_metadata_ends_its_batch(desk):
    def change(work):
        work.apply([PutMetadata(area="role", id=1, body="")])

    desk.watch.restart()
    settled = desk.settle(linking(2), change, linking(3), linking(4), change)

    assert [2, None, 3, 4, None] == [each.result for each in settled]
    assert [] == [each.failure for each in settled if each.failure]
    assert 2 == commits(desk)


def test_a_job_whose_deadline_has_passed_does_not_run(desk):
    runs = []

    def run(work):
        runs.append(1)
        work.apply([link(2)])

    late = desk.job(run, deadline=desk.clock() - 1)
    settled, neighbour = desk.store.write([late, desk.job(linking(3))])

    assert isinstance(settled.failure, StoreFailure)
    assert [] == runs
    assert 3 == neighbour.result
    assert [3] == linked(desk)


def test_no_jobs_are_no_transaction(desk):
    desk.watch.restart()

    assert [] == list(desk.store.write([]))
    assert [] == desk.watch.statements


# Transactions that fail.

PLACES = ("BEGIN", "INSERT INTO link", "INSERT INTO change_log")


@pytest.mark.parametrize("place", [*PLACES, "COMMIT"])
def test_a_transaction_that_fails_anywhere_is_tried_again_job_by_job(desk, place):
    desk.watch.before = Once(place)
    desk.watch.restart()
    settled = desk.settle(*(linking(right) for right in (2, 3, 4)))

    assert [2, 3, 4] == [each.result for each in settled]
    assert [2, 3, 4] == linked(desk)
    assert 3 == len(logged(desk))
    assert 3 + (place == "COMMIT") == commits(desk)


@pytest.mark.parametrize("place", [*PLACES, "COMMIT"])
def test_a_transaction_that_never_works_is_nobodys_success(desk, place):
    desk.watch.before = Once(place, times=10**6)
    desk.watch.restart()
    settled = desk.settle(linking(2), linking(3))

    assert [StoreFailure, StoreFailure] == [type(each.failure) for each in settled]
    tries = 1 + len(desk.engine.writing_waits)
    waits = 2 * tries if place == "COMMIT" and desk.store.one_org_per_batch else 0
    begun = sum(text.startswith("BEGIN") for text in desk.watch.statements)
    assert 1 + 2 * tries + waits == begun  # a lost COMMIT is waited for, in a transaction more
    desk.watch.before = lambda text, connection: None
    assert [] == linked(desk)
    assert [] == logged(desk)
    assert [4] == [each.result for each in desk.settle(linking(4))]


def test_a_commit_that_worked_although_it_failed_is_not_done_twice(desk):
    """The answer to COMMIT was lost: the jobs' log rows tell that they are done."""
    runs = []

    def insert_a_new_record(work):
        runs.append(1)
        found = dict(work.read_unique(1, [(EMAIL, "a@b")]))
        if found:
            return "duplicate"
        work.apply([insert(10, rows(unique=[(EMAIL, "a@b")]))])
        return "added"

    desk.watch.after = Once("COMMIT")
    settled = desk.settle(insert_a_new_record, linking(2), lambda work: "read")

    assert ["added", 2, "read"] == [each.result for each in settled]
    assert [insert(10, rows(unique=[(EMAIL, "a@b")]))] == list(settled[0].changes)
    assert [1] == runs
    assert 2 == len(logged(desk))


def test_a_lost_answer_is_found_even_when_the_first_look_for_it_fails(desk):
    desk.watch.after = Once("COMMIT")
    desk.watch.before = Once("SELECT change_log.id")
    runs = []

    def run(work):
        runs.append(1)
        work.apply([insert(10)])
        return "added"

    (settled,) = desk.settle(run)
    assert "added" == settled.result
    assert [1] == runs


def test_a_lost_answer_that_shows_late_is_the_one_that_was_computed_then(desk, monkeypatch):
    """The second run may make other ids; only what is stored may be acknowledged."""
    runs = []

    def insert_a_new_record(work):
        runs.append(1)
        work.apply([insert(9 + len(runs))])
        return 9 + len(runs)

    desk.watch.after = Once("COMMIT")
    looked, look = [], desk.store._is_logged

    def overlook_once(writer, job):
        looked.append(job)
        return len(looked) > 1 and look(writer, job)

    monkeypatch.setattr(desk.store, "_is_logged", overlook_once)
    (settled,) = desk.settle(insert_a_new_record)

    assert [1, 1] == runs
    assert 10 == settled.result
    assert (insert(10),) == settled.changes
    assert [10] == list(desk.read(lambda work: work.read_refs([10, 11])))


def test_a_lost_answer_is_found_after_the_deadline(desk):
    desk.watch.after = Once("COMMIT")

    def run(work):
        work.apply([insert(10)])
        desk.clock.seconds += 100
        return "added"

    (settled,) = desk.store.write([desk.job(run, deadline=desk.clock() + 50)])
    assert "added" == settled.result


def test_a_job_is_not_tried_again_after_its_deadline(desk):
    runs = []

    def run(work):
        runs.append(1)
        desk.clock.seconds += 100
        work.apply([link(2)])

    desk.watch.before = Once("COMMIT")
    (settled,) = desk.store.write([desk.job(run, deadline=desk.clock() + 50)])

    assert isinstance(settled.failure, StoreFailure)
    assert [1] == runs
    assert [] == linked(desk)


def test_a_retry_reads_afresh(desk):
    """The second job's answer must not rest on a first job that was rolled back."""
    runs = []

    def fail_the_second_time(work):
        runs.append(1)
        if len(runs) > 1:
            raise ValueError
        work.apply([link(2)])

    def count_links(work):
        work.apply([link(9, left=8)])
        return sorted(work.read_links(1, True, 1, [2]))

    desk.watch.before = Once("COMMIT")
    failed, settled = desk.settle(fail_the_second_time, count_links)

    assert isinstance(failed.failure, ValueError)
    assert [] == settled.result


def test_no_write_runs_outside_a_transaction(desk):
    """Behind a rollback of the database's own, each statement would commit for itself."""
    runs = []

    def lose_and_go_on(work):
        runs.append(1)
        if len(runs) == 1:
            desk.store._connections.writer.execute("ROLLBACK")
            with pytest.raises(StoreFailure):
                work.apply([link(3)])
        raise ValueError

    (settled,) = desk.settle(lose_and_go_on)
    assert [] == linked(desk)
    assert [] == logged(desk)
    assert settled.failure is not None


@pytest.mark.parametrize("engine", ["memory", "file"])
def test_a_full_disk_fails_the_big_job_and_not_its_neighbours(engine, tmp_path):
    desk = open_desk(url_of(engine, tmp_path))
    desk.store.create_org(ORG, [])
    (pages,) = desk.store._connections.writer.execute("PRAGMA page_count").fetchall()[0]
    desk.store._connections.writer.execute(f"PRAGMA max_page_count = {int(str(pages)) + 60}")

    def fill(work):
        work.apply([insert(each, body="x" * 10_000) for each in range(1000, 1200)])

    small, big, other = desk.settle(linking(2), fill, linking(3))

    assert "full" in str(big.failure)
    assert isinstance(big.failure, StoreFailure)
    assert (2, 3) == (small.result, other.result)
    assert [2, 3] == linked(desk)
    assert {} == desk.read(lambda work: work.read_refs([1000]))
    desk.store.close()


def test_a_writer_that_cannot_roll_back_is_replaced(tmp_path):
    desk = open_desk(f"sqlite:///{tmp_path / 'v.db'}")
    desk.store.create_org(ORG, [])
    writer = desk.store._connections.writer
    fail = Once("COMMIT")

    def break_commit_and_rollback(text, connection):
        fail(text, connection)
        if connection is writer and text == "ROLLBACK":
            raise error("disk I/O error", connection)

    desk.watch.before = break_commit_and_rollback
    (settled,) = desk.settle(linking(2))

    assert 2 == settled.result
    assert [2] == linked(desk)
    assert writer is not desk.store._connections.writer
    with pytest.raises(sqlite3.ProgrammingError):
        writer.execute("SELECT 1")
    desk.store.close()


def test_a_database_in_memory_is_never_replaced():
    desk = Desk("sqlite://")
    desk.store.create_org(ORG, [])
    desk.settle(linking(2))
    desk.watch.before = lambda text, connection: (
        Once("ROLLBACK")(text, connection) or Once("COMMIT")(text, connection)
    )
    (settled,) = desk.settle(linking(3))
    desk.watch.before = lambda text, connection: None

    assert isinstance(settled.failure, StoreFailure)
    desk.store._connections.mend()
    assert [2] == linked(desk)
    desk.store.close()


def test_a_file_that_is_locked_by_another_process_fails_in_time(tmp_path):
    path = tmp_path / "v.db"
    desk = open_desk(f"sqlite:///{path}")
    desk.store.create_org(ORG, [])
    desk.store._connections.writer.execute("PRAGMA busy_timeout = 10")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    (settled,) = desk.settle(linking(2))
    other.execute("ROLLBACK")
    other.close()

    assert "locked" in str(settled.failure)
    assert [3] == [each.result for each in desk.settle(linking(3))]
    desk.store.close()


# Readings.


def test_a_reading_may_not_apply(desk):
    with pytest.raises(RuntimeError):
        desk.read(lambda work: work.apply([link(2)]))
    assert [] == linked(desk)


def test_a_reading_that_raises_lets_its_error_pass_and_leaves_the_store_sound(desk):
    def fail(work):
        raise ValueError("refused")

    for _ in range(3):
        with pytest.raises(ValueError, match="refused"):
            desk.read(fail)
    assert [] == linked(desk)


@pytest.mark.parametrize("place", ["BEGIN", "SELECT", "ROLLBACK"])
def test_a_reading_that_the_database_fails_is_a_failure_of_the_store(desk, place):
    desk.settle(linking(2))
    desk.watch.before = Once(place)

    with pytest.raises(StoreFailure):
        linked(desk)
    if desk.url == "sqlite://":
        desk.store._connections.mend()
    assert [2] == linked(desk)


def test_readings_of_a_file_see_one_state_while_others_write(tmp_path):
    desk = open_desk(f"sqlite:///{tmp_path / 'v.db'}")
    desk.store.create_org(ORG, [])
    desk.settle(linking(2))

    def read_write_read(work):
        before = sorted(work.read_links(1, True, 1, [2, 3]))
        desk.settle(linking(3))
        return before, sorted(work.read_links(1, True, 1, [2, 3]))

    assert ([2], [2]) == desk.read(read_write_read)
    assert [2, 3] == linked(desk)
    desk.store.close()


def test_a_store_in_memory_asked_from_inside_its_own_job_fails_instead_of_hanging():
    desk = Desk("sqlite://")
    desk.store.create_org(ORG, [])
    (settled,) = desk.settle(lambda work: linked(desk))

    assert isinstance(settled.failure, StoreFailure)
    assert [2] == [each.result for each in desk.settle(linking(2))]
    desk.store.close()


def test_a_closed_store_says_so(desk):
    desk.store.close()

    with pytest.raises(StoreFailure):
        linked(desk)
    (settled,) = desk.settle(linking(2))
    assert isinstance(settled.failure, StoreFailure)
