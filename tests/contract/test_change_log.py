"""The change log: one row for each unit of work, and enough to make the world again."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contract.desk import ADA, COMPANY, EMAIL, LEADS, ORG, insert, open_desk, record, rows
from tests.contract.histories import DERIVED, MADE, dump, histories
from vinculum.model.change import CutLinks, DeleteRecord, InsertRecord, PutLinks, UpdateRecord
from vinculum.model.former import decode_logged
from vinculum.model.record import IndexRows
from vinculum.ports.store import LoggedWork


def log_of(desk, after=0, limit=100, org=ORG):
    return desk.read(lambda work: work.page_changes(after, limit), org)


def link(left, right):
    return PutLinks(relation=1, left=True, parent=left, links={right: '{"é":1}'}, at=1)


def test_a_unit_of_work_is_one_row_under_the_id_of_its_job(desk):
    def twice(work):
        work.apply([link(1, 2)])
        work.apply([link(1, 3), link(1, 4)])

    job = desk.job(twice)
    desk.store.write([job])

    expected = LoggedWork(id=job.id, changes=(link(1, 2), link(1, 3), link(1, 4)))
    assert [expected] == log_of(desk)


def test_each_job_of_a_batch_has_its_own_row(desk):
    jobs = [desk.job(lambda work, right=right: work.apply([link(1, right)])) for right in (2, 3)]
    desk.store.write(jobs)

    assert [(jobs[0].id, (link(1, 2),)), (jobs[1].id, (link(1, 3),))] == [
        (each.id, each.changes) for each in log_of(desk)
    ]


def test_a_job_that_changes_nothing_leaves_no_row(desk):
    desk.settle(lambda work: work.read_refs([1]), lambda work: work.apply([]))

    assert [] == log_of(desk)


def test_the_log_pages_in_the_order_of_ids(desk):
    for right in range(2, 7):
        desk.apply(link(1, right))
    ids = [each.id for each in log_of(desk)]

    assert sorted(ids) == ids
    assert ids[1:3] == [each.id for each in log_of(desk, after=ids[0], limit=2)]
    assert [] == log_of(desk, org=8)


def test_index_rows_are_not_logged(desk):
    index = rows(text=[(COMPANY, "acme")], words=["acme"], unique=[(EMAIL, "a")])
    desk.apply(insert(10, index))
    desk.apply(UpdateRecord(record=record(10, name="after"), unindex=index, index=index))
    desk.apply(DeleteRecord(id=10, module=LEADS, at=1, by=ADA, unindex=index, links=((1, True),)))

    none = IndexRows()
    assert [
        InsertRecord(record=record(10), index=none),
        UpdateRecord(record=record(10, name="after"), unindex=none, index=none),
        DeleteRecord(id=10, module=LEADS, at=1, by=ADA, unindex=none, links=((1, True),)),
    ] == [change for each in log_of(desk) for change in each.changes]
    (body,) = desk.store._connections.writer.execute("SELECT body FROM change_log").fetchall()[0]
    assert "acme" not in body
    assert ["insert_record"] == [change["change"] for change in json.loads(body)]


@pytest.fixture(scope="module")
def wide_desk():
    desk = open_desk("sqlite://")
    yield desk
    desk.store.close()


@settings(deadline=None)
@given(history=histories(), sizes=st.lists(st.integers(1, 5), min_size=1))
def test_replaying_the_log_makes_the_same_world(wide_desk, history, sizes):
    """Except for index rows, which are derived from the records."""
    first, second = wide_desk.next_id(), wide_desk.next_id()
    wide_desk.store.create_org(first, [])
    wide_desk.store.create_org(second, [])
    rest = list(history)
    for size in sizes:
        if rest:
            wide_desk.apply(*rest[:size], org=first)
            rest = rest[size:]
    for unit in log_of(wide_desk, org=first):
        wide_desk.apply(*unit.changes, org=second)

    without = (*MADE, *DERIVED)
    assert dump(wide_desk, first, without=without) == dump(wide_desk, second, without=without)


def test_links_that_older_programs_logged_one_by_one_are_read():
    pair = {"relation": 1, "left": 2, "right": 3}
    put = {"change": "put_link", **pair, "attributes": "{}", "at": 4}
    cut = {"change": "cut_link", **pair}

    assert (
        PutLinks(relation=1, left=True, parent=2, links={3: "{}"}, at=4),
        CutLinks(relation=1, left=True, parent=2, related=(3,)),
    ) == decode_logged(json.dumps([put, cut]))
