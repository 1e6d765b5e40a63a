"""A batch of any size runs as many statements as it has kinds of changes, and means the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.contract.desk import ADA, COMPANY, EMAIL, LEADS, REVENUE, insert, open_desk, record, rows
from tests.contract.histories import dump, histories
from vinculum.model.change import (
    METADATA_CHANGES,
    CutClient,
    CutExpired,
    CutLinks,
    CutToken,
    DeleteRecord,
    InsertRecord,
    PutClient,
    PutLinks,
    PutMetadata,
    PutToken,
    UpdateRecord,
)
from vinculum.sqlstore.grouping import TOUCHES, grouped


@pytest.fixture(scope="module")
def wide_desk():
    desk = open_desk("sqlite://")
    yield desk
    desk.store.close()


@settings(deadline=None, max_examples=200)
@given(history=histories())
def test_changes_in_groups_mean_what_they_mean_one_by_one(wide_desk, history):
    together, apart = wide_desk.next_id(), wide_desk.next_id()
    wide_desk.store.create_org(together, [])
    wide_desk.store.create_org(apart, [])
    wide_desk.apply(*history, org=together)
    for change in history:
        wide_desk.apply(change, org=apart)

    assert dump(wide_desk, together) == dump(wide_desk, apart)


def test_every_kind_of_change_is_applied():
    from typing import get_args

    from vinculum.model.change import Change
    from vinculum.sqlstore.applying import Applying
    from vinculum.sqlstore.areas import Areas
    from vinculum.sqlstore.engines.sqlite import SqliteEngine

    kinds = set(get_args(Change))
    engine = SqliteEngine("sqlite://")
    applying = Applying(engine, Areas(engine), lambda: 1)
    assert kinds == set(TOUCHES)
    assert kinds == set(applying._writes)
    assert set(METADATA_CHANGES) < kinds


def index(each):
    return rows(
        text=[(COMPANY, f"acme {each}")],
        number=[(REVENUE, each)],
        words=["acme", f"w{each}"],
        phones=[f"{each}"],
        unique=[(EMAIL, f"{each}@acme")],
    )


def delete(each, links=((50, True), (51, False))):
    return DeleteRecord(id=each, module=LEADS, at=1, by=ADA, unindex=index(each), links=links)


def put_link(each):
    return PutLinks(relation=50, left=True, parent=each, links={7000 + each: "{}"}, at=1)


def put_token(each):
    return PutToken(
        hash=f"{each}",
        type="access",
        client_id="app",
        user=ADA,
        scopes="",
        expires=None,
        parent=None,
        created=each,
    )


def update(each):
    after = index(each + 5000)
    return UpdateRecord(record=record(each), unindex=index(each), index=after)


BATCHES = {
    "inserts": lambda each: [insert(each + 500, index(each + 500))],
    "updates": lambda each: [update(each)],
    "deletes": lambda each: [delete(each)],
    "links": lambda each: [put_link(each)],
    "cuts": lambda each: [CutLinks(relation=50, left=True, parent=each, related=(7000 + each,))],
    "metadata": lambda each: [PutMetadata(area="tag", id=each, body="")],
    "tokens": lambda each: [put_token(each)],
    "revocations": lambda each: [CutToken(hash=f"{each}")],
    "expiries": lambda each: [CutExpired(before=each)],
    "clients": lambda each: [PutClient(client_id=f"{each}", body="")],
    "clients that go": lambda each: [CutClient(client_id=f"{each}")],
    "a note each, linked": lambda each: [insert(each + 500, index(each + 500)), put_link(each)],
    "a deal each, with history": lambda each: [update(each), insert(each + 900, index(each + 900))],
    "all of it": lambda each: [
        update(each),
        put_link(each),
        put_token(each),
        insert(each + 900, index(each + 900)),
    ],
}


@pytest.mark.parametrize("batch", BATCHES)
def test_a_hundred_items_run_as_many_statements_as_one(desk, batch):
    desk.apply(*(insert(each, index(each)) for each in range(1, 203)))
    counts = []
    for items in (range(1, 3), range(101, 201)):
        desk.watch.restart()
        desk.apply(*(change for each in items for change in BATCHES[batch](each)))
        counts.append(len(desk.watch.forms))

    assert counts[0] == counts[1]


def test_a_change_does_not_pass_one_that_touches_the_same():
    changes = [
        put_link(1),
        insert(2),
        CutLinks(relation=50, left=True, parent=1, related=(2,)),
        put_link(1),
    ]

    assert [PutLinks, InsertRecord, CutLinks, PutLinks] == [
        group.kind for group in grouped(changes)
    ]


def test_a_record_is_updated_in_steps():
    once, again = update(1), update(1)

    assert 2 == len(grouped([once, again]))
    assert 1 == len(grouped([update(1), update(2)]))
