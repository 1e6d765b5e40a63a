"""Orgs, the pieces of their metadata, and the version that changes with them."""

from __future__ import annotations

import pytest

from tests.contract.desk import COMPANY, LEADS, ORG, REVENUE, ids_of, insert, rows
from vinculum.model.change import (
    CutMetadata,
    IndexField,
    PutClient,
    PutLinks,
    PutMetadata,
)
from vinculum.ports.store import Conflict, MetadataRow
from vinculum.query.record_query import LOWEST_NUMBER, LOWEST_TEXT, Compare, Order, RecordQuery


def role(role_id, body):
    return PutMetadata(area="role", id=role_id, body=body)


def version(desk, org=ORG):
    return desk.read(lambda work: work.read_version(), org)


def test_an_org_is_made_with_its_first_metadata(empty_desk):
    assert [] == empty_desk.store.read_orgs()
    assert 0 == version(empty_desk)

    empty_desk.store.create_org(8, [PutMetadata(area="org", id=8, body='{"name":"Zylker"}')])

    assert [8] == empty_desk.store.read_orgs()
    row = MetadataRow(area="org", id=8, body='{"name":"Zylker"}')
    assert [row] == empty_desk.read(lambda work: work.read_metadata(), 8)
    assert version(empty_desk, 8) > 0


def test_an_org_is_made_once(desk):
    desk.apply(role(1, "kept"))

    with pytest.raises(Conflict):
        desk.store.create_org(ORG, [role(1, "lost")])
    assert ["kept"] == [row.body for row in desk.read(lambda work: work.read_metadata())]


def test_pieces_are_set_replaced_and_removed(desk):
    desk.apply(role(1, "one"), role(2, "two"), PutMetadata(area="user", id=1, body="ada"))
    desk.apply(role(2, "deux"), CutMetadata(area="role", id=1), role(3, "a"), role(3, "b"))

    assert [("role", 2, "deux"), ("role", 3, "b"), ("user", 1, "ada")] == [
        (row.area, row.id, row.body) for row in desk.read(lambda work: work.read_metadata())
    ]


@pytest.mark.parametrize(
    "change",
    [
        role(1, "one"),
        CutMetadata(area="role", id=1),
        IndexField(module=LEADS, field=COMPANY, number=False),
    ],
    ids=lambda change: type(change).__name__,
)
def test_every_change_of_metadata_gives_a_version_that_never_was(desk, change):
    before = version(desk)
    desk.apply(change)
    between = version(desk)
    desk.apply(change)

    assert 3 == len({before, between, version(desk)})


def test_other_changes_keep_the_version(desk):
    before = version(desk)
    desk.apply(
        insert(10),
        PutLinks(relation=1, left=True, parent=2, links={3: "{}"}, at=1),
        PutClient(client_id="c", body="{}"),
    )

    assert before == version(desk)


def test_a_version_that_was_rolled_back_does_not_come_again(desk):
    seen = []

    def fail(work):
        work.apply([role(1, "lost")])
        seen.append(work.read_version())
        raise ValueError

    desk.settle(fail)
    desk.apply(role(1, "kept"))

    assert version(desk) not in seen


def test_a_new_field_is_null_in_every_record_that_is_found_by_value(desk):
    desk.apply(
        insert(10),
        insert(11, module=2),
        insert(12, converted=True),
        insert(13),
        IndexField(module=LEADS, field=COMPANY, number=False),
        IndexField(module=LEADS, field=REVENUE, number=True),
        insert(14, rows(text=[(COMPANY, "a")], number=[(REVENUE, 3)])),
    )

    def found(index, field, comparison, value):
        where = Compare(index=index, field=field, comparison=comparison, values=(value,))
        query = RecordQuery(modules=(LEADS,), where=where, converted=None)
        return ids_of(desk.read(lambda work: work.page_records(query)))

    assert [13, 10] == found("text", COMPANY, "equals", LOWEST_TEXT)
    assert [14] == found("text", COMPANY, "not_equal", LOWEST_TEXT)
    assert [13, 10] == found("number", REVENUE, "equals", LOWEST_NUMBER)
    assert [14, 13, 10] == found("number", REVENUE, "not_equal", 4)
    by_company = RecordQuery(modules=(LEADS,), order=Order(by="field", field=COMPANY))
    assert [14, 13, 10] == ids_of(desk.read(lambda work: work.page_records(by_company)))
