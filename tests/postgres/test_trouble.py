"""What a store on PostgreSQL does when servers are silent, gone, or only read any more."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from threading import Event, Thread

import psycopg
import pytest

from tests.contract.desk import ORG, insert
from tests.postgres import databases
from vinculum.model.change import PutLinks
from vinculum.ports.store import Job, StoreFailure
from vinculum.sqlstore.engines.engine import Tuning
from vinculum.sqlstore.engines.postgres import PostgresEngine
from vinculum.sqlstore.work import SqlStore

pytestmark = pytest.mark.skipif(not databases.is_wanted(), reason="needs `make test-postgres`")
SILENCE = 0.5
_IDS = count(1_000)


@pytest.fixture
def url():
    return databases.emptied()


@pytest.fixture
def store(url):
    opened = open_store(url)
    opened.create_org(ORG, [])
    yield opened
    opened.close()


def open_store(url):
    engine = PostgresEngine(url, Tuning(statement_seconds=SILENCE))
    return SqlStore(engine, next_id=_IDS.__next__, monotonic=time.monotonic)


def write(store, run, *, org=ORG, seconds=10.0):
    job = Job(id=next(_IDS), org_id=org, run=run, deadline=time.monotonic() + seconds)
    (settled,) = store.write([job])
    return settled


def linking(right):
    link = PutLinks(relation=1, left=True, parent=1, links={right: "{}"}, at=1)
    return lambda work: work.apply([link])


def linked(store):
    return sorted(store.read(ORG, lambda work: work.read_links(1, True, 1, range(100))))


def backend_of(connection):
    return connection.execute("SELECT pg_backend_pid()").fetchall()[0][0]


@contextmanager
def frozen(process: int) -> Iterator[None]:
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


def test_a_connection_whose_server_is_silent_is_replaced(store):
    with frozen(backend_of(store._connections.writer)):
        began = time.monotonic()
        assert None is write(store, linking(2)).failure
        assert SILENCE <= time.monotonic() - began < 5
    assert [2] == linked(store)


def test_a_reading_from_a_silent_server_is_made_from_another_connection(store):
    write(store, linking(2))
    frozen_once: list[int] = []

    def look(work):
        if not frozen_once:
            frozen_once.append(backend_of(work.connection))
            os.kill(frozen_once[0], signal.SIGSTOP)
        return sorted(work.read_links(1, True, 1, [2]))

    try:
        assert [2] == store.read(ORG, look, time.monotonic() + 10)
    finally:
        os.kill(frozen_once[0], signal.SIGCONT)


def test_a_writing_behind_a_frozen_one_is_refused_at_its_deadline(store, url):
    with psycopg.connect(url) as other:
        other.execute("SELECT id FROM org WHERE id = %s FOR UPDATE", [ORG])
        began = time.monotonic()
        settled = write(store, linking(2), seconds=2)

        assert isinstance(settled.failure, StoreFailure)
        assert time.monotonic() - began < 2 + 3 * SILENCE
    assert None is write(store, linking(3)).failure
    assert [3] == linked(store)


def test_connections_that_the_server_ended_are_replaced_without_a_word(store, url):
    write(store, linking(2))
    linked(store)
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert [2] == linked(store)
    assert None is write(store, linking(3)).failure
    assert [2, 3] == linked(store)


def test_a_server_that_only_reads_any_more_is_left(store):
    writer = store._connections.writer
    writer.execute("SET default_transaction_read_only = on")

    assert None is write(store, linking(2)).failure
    assert writer is not store._connections.writer
    assert [2] == linked(store)


def test_a_commit_whose_answer_is_lost_is_not_done_twice(store):
    runs = []
    writer = store._connections.writer
    execute = writer.execute

    def lose(text, *values):
        answer = execute(text, *values)
        if text == "COMMIT":
            writer.cut()
            execute("SELECT 1")
        return answer

    writer.execute = lose

    def run(work):
        runs.append(1)
        work.apply([insert(10)])
        return "added"

    settled = write(store, run)
    assert ("added", [1]) == (settled.result, runs)
    assert [10] == list(store.read(ORG, lambda work: work.read_refs([10])))


def test_writers_of_one_org_are_serial_across_processes(store, url):
    """Each takes the next free number, which it can only if nobody else does meanwhile."""
    other = open_store(url)

    def take_next(work):
        taken = work.read_links(1, True, 1, range(1, 100))
        number = max(taken, default=0) + 1
        work.apply([PutLinks(relation=1, left=True, parent=1, links={number: "{}"}, at=1)])
        return number

    numbers: list[int] = []

    def work(mine):
        numbers.extend(write(mine, take_next).result for _ in range(10))

    threads = [Thread(target=work, args=(mine,)) for mine in (store, other, store, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert list(range(1, 41)) == sorted(numbers)


def test_orgs_are_written_side_by_side(store):
    store.create_org(8, [])
    begun, over = Event(), Event()

    def wait(work):
        begun.set()
        over.wait(5)
        work.apply([insert(10)])

    slow = Thread(target=write, args=(store, wait))
    slow.start()
    begun.wait(5)
    assert None is write(store, linking(2), org=8).failure
    assert slow.is_alive()
    over.set()
    slow.join()


def test_a_job_that_writes_from_inside_another_one_fails_at_once(store):
    def nested(work):
        raise write(store, linking(2)).failure

    began = time.monotonic()
    assert isinstance(write(store, nested, seconds=1).failure, StoreFailure)
    assert time.monotonic() - began < 5


def test_worker_numbers_are_of_one_process_at_a_time(store):
    first = store.claim_worker("a", 100, 200, 4)
    second = store.claim_worker("b", 100, 300, 4)

    assert {0, 1} == {first, second}
    assert store.extend_worker(first, "a", 250)
    assert not store.extend_worker(first, "b", 999)
    assert first == store.claim_worker("c", 251, 900, 4)
    assert not store.extend_worker(first, "a", 999)
    assert [2, 3] == [store.claim_worker(name, 100, 900, 4) for name in "de"]
    with pytest.raises(StoreFailure, match="leased"):
        store.claim_worker("f", 100, 900, 4)
