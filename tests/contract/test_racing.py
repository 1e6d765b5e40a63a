"""
Several writers on one database, each with a store of its own, as processes have.

What one decided on, the other must not have changed: gathering and applying are one step.
"""

from __future__ import annotations

import os
import random
import threading
import time
from itertools import count
from typing import cast

import psycopg
import pytest
from psycopg import sql
from psycopg.pq import TransactionStatus

from tests.contract.desk import ADA, EMAIL, LEADS, ORG, insert, rows
from tests.postgres.databases import SERVER, emptied, is_wanted
from vinculum.model.change import DeleteRecord, PutLinks, PutMetadata
from vinculum.ports.store import Conflict, Job, StoreFailure
from vinculum.sqlstore.engines.postgres import PostgresEngine
from vinculum.sqlstore.engines.postgres_connection import PostgresConnection
from vinculum.sqlstore.work import SqlStore

pytestmark = pytest.mark.skipif(
    not is_wanted(), reason="one process writes to a SQLite file; run make test-postgres"
)
LEVELS = ("read committed", "repeatable read", "serializable")
_IDS = count(1_000_000)
_LOCK = threading.Lock()


def next_id():
    with _LOCK:
        return next(_IDS)


def open_store(url, kind=PostgresConnection):
    return SqlStore(PostgresEngine(url, kind=kind), next_id=next_id, monotonic=time.monotonic)


@pytest.fixture(params=LEVELS)
def url(request):
    """A database with this isolation by default, whatever the server's is."""
    url = emptied()
    name = sql.Identifier(url.rpartition("?")[0].rpartition("/")[2])
    change = sql.SQL("ALTER DATABASE {} SET default_transaction_isolation = {}")
    back = sql.SQL("ALTER DATABASE {} RESET default_transaction_isolation").format(name)
    with psycopg.connect(os.environ[SERVER].format("postgres"), autocommit=True) as admin:
        admin.execute(change.format(name, sql.Literal(request.param)))
        store = open_store(url)
        for org in (ORG, ORG + 1):
            store.create_org(org, [])
        store.close()
        yield url
        admin.execute(back)


def job(run, org=ORG, seconds=30.0):
    return Job(id=next_id(), org_id=org, run=run, deadline=time.monotonic() + seconds)


def link(right, left=1):
    return PutLinks(relation=1, left=True, parent=left, links={right: "{}"}, at=1)


def append(work):
    """Count what is there and add the next: two that saw the same count would add the same."""
    number = len(work.read_links(1, True, 1, range(1, 2001))) + 1
    work.apply([link(number)])
    return number


def race(url, seconds, harm=lambda: time.sleep(0.05)):
    """Append from two stores, four threads each, to two orgs; gives the answers by org."""
    stores = [open_store(url), open_store(url)]
    answers: dict[int, list] = {ORG: [], ORG + 1: []}
    over = threading.Event()

    def write(store, org):
        while not over.is_set():
            jobs = [job(append, org) for _ in range(random.randint(1, 3))]
            answers[org].extend(zip(jobs, store.write(jobs), strict=True))

    threads = [
        threading.Thread(target=write, args=(store, org))
        for store in stores
        for org in answers
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        harm()
    over.set()
    for thread in threads:
        thread.join()
    check_account(stores[0], answers)
    for store in stores:
        store.close()


def check_account(store, answers):
    for org, settled in answers.items():
        logged = store.read(org, lambda work: {each.id for each in work.page_changes(0, 10**6)})
        linked = store.read(org, lambda work: work.read_links(1, True, 1, range(1, 2001)))
        assert [] == [end.failure for _, end in settled if end.failure is not None]
        assert list(range(1, len(settled) + 1)) == sorted(end.result for _, end in settled)
        assert {each.id for each, _ in settled} == logged
        assert len(settled) == len(linked) > 20


def test_interleaved_writers_never_decide_on_what_another_has_changed(url):
    race(url, 2.0)


def test_writers_whose_connections_are_killed_lose_and_double_nothing(url):
    killing = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY random() LIMIT 2"
    )

    def kill():
        time.sleep(0.05)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(killing)

    race(url, 3.0, kill)


def test_nobody_links_what_another_deletes(url):
    """Neither writes what the other does, so only the lock on the org can tell them apart."""
    stores = [open_store(url), open_store(url)]
    for record_id in range(1, 31):
        stores[0].write([job(lambda work, new=record_id: work.apply([insert(new)]))])
        together = threading.Barrier(2)

        def delete(work, gone=record_id):
            if work.read_refs([gone]):
                end = ((1, False),)
                work.apply(
                    [DeleteRecord(id=gone, module=LEADS, at=1, by=ADA, unindex=rows(), links=end)]
                )

        def connect(work, wanted=record_id):
            if work.read_refs([wanted]):
                work.apply([link(wanted)])

        def write(store, run, together=together):
            together.wait()
            store.write([job(run)])

        threads = [
            threading.Thread(target=write, args=pair)
            for pair in zip(stores, (delete, connect), strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert {} == stores[0].read(ORG, lambda work: work.read_links(1, True, 1, range(1, 31)))
    for store in stores:
        store.close()


class Impatient(PostgresConnection):
    """A connection that gives up on a COMMIT which the server goes on with, when it is told so."""

    armed = False

    def execute(self, text, values=(), /):
        if text != "COMMIT" or not Impatient.armed:
            return super().execute(text, values)
        Impatient.armed = False
        driver, self._driver, self._spent = self._driver, cast("psycopg.Connection", Gone()), True
        threading.Timer(0.5, finish, (driver,)).start()
        raise psycopg.OperationalError("no answer in time")


def finish(driver):
    driver.execute("COMMIT")
    driver.close()


class Gone:
    """What is left of a driver's connection that was given up."""

    closed = broken = True
    info = type("Info", (), {"transaction_status": TransactionStatus.UNKNOWN})

    def close(self):
        """Nothing is left to close."""


@pytest.fixture
def impatient(url):
    store = open_store(url, Impatient)
    Impatient.armed = True
    yield store
    Impatient.armed = False
    store.close()


def test_a_commit_that_is_still_under_way_is_waited_for_and_not_done_twice(impatient):
    made = []

    def add(work):
        made.append(next_id())  # as operations make ids: a second run would answer with others
        work.apply([insert(made[-1])])
        return made[-1]

    (settled,) = impatient.write([job(add)])

    assert made == [settled.result]
    assert [settled.result] == list(impatient.read(ORG, lambda work: work.read_refs(made)))


def test_a_record_whose_commit_is_under_way_is_not_called_a_duplicate_of_itself(impatient):
    def add_unless_there(work):
        if work.read_unique(LEADS, [(EMAIL, "a@b")]):
            return "duplicate"
        work.apply([insert(10, rows(unique=[(EMAIL, "a@b")]))])
        return "added"

    (settled,) = impatient.write([job(add_unless_there)])

    assert ("added", None) == (settled.result, settled.failure)


def test_an_org_whose_founding_is_under_way_is_founded_once(impatient):
    impatient.create_org(99, [PutMetadata(area="role", id=1, body="")])

    assert 99 in impatient.read_orgs()
    with pytest.raises(Conflict):
        impatient.create_org(99, [PutMetadata(area="role", id=1, body="")])


def test_a_closed_store_says_so_at_once(url):
    store = open_store(url)
    store.close()
    began = time.monotonic()

    with pytest.raises(StoreFailure, match="closed"):
        store.read(ORG, lambda work: work.read_version())
    (settled,) = store.write([job(append)])
    assert "closed" in str(settled.failure)
    assert time.monotonic() - began < 1
