"""Records by id: written, replaced, deleted, and read by any number of ids."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.contract.desk import (
    ADA,
    BOB,
    CAMPAIGNS,
    COMPANY,
    EMAIL,
    LEADS,
    MEMBERS,
    PARENT,
    ids_of,
    insert,
    record,
    rows,
)
from vinculum.model.change import DeleteRecord, InsertRecord, PutLinks, UpdateRecord
from vinculum.model.record import IndexRows, RecordRef, listed
from vinculum.ports.store import Conflict, DeletedRecord, LinkPage
from vinculum.query.record_query import RecordQuery


def delete(record_id, at=9, unindex=None, links=(), module=LEADS):
    return DeleteRecord(
        id=record_id, module=module, at=at, by=BOB, unindex=unindex or IndexRows(), links=links
    )


def full_record():
    """A record of which no two members are the same."""
    return record(
        10,
        owner=BOB,
        created=1,
        modified=2,
        created_by=3,
        modified_by=4,
        name="Zoë \x00 '\"",
        body='{"Company":"\\u00e9"}',
        references='{"Account_Name":12}',
        rows='{"Product_Details":[]}',
        shape=4_294_967_295,
        converted=True,
        approved=False,
    )


def test_a_record_comes_back_as_it_was_written(desk):
    full = full_record()
    desk.apply(InsertRecord(record=full, index=IndexRows()))

    assert {10: full} == desk.read(lambda work: work.read_records([10]))


@pytest.mark.parametrize("lookup", [None, PARENT])
def test_pages_show_what_was_written(desk, lookup):
    full = full_record()
    sent = '{"Status":"Sent"}'
    put = PutLinks(relation=MEMBERS, left=True, parent=20, links={10: sent}, at=1)
    desk.apply(InsertRecord(record=full, index=IndexRows()), put)
    query = RecordQuery(modules=(LEADS,), converted=True, approved=None)
    links = LinkPage(relation=MEMBERS, left=True, parent=20, module=LEADS, lookup_field=lookup)

    assert [listed(full)] == desk.read(lambda work: work.page_records(query))
    assert [replace(listed(full), attributes=sent)] == desk.read(
        lambda work: work.page_links(links)
    )


def test_a_pair_that_only_a_lookup_adds_carries_nothing(desk):
    lead = insert(10, rows(number=[(PARENT, 20)]))
    desk.apply(lead)
    links = LinkPage(relation=MEMBERS, left=True, parent=20, module=LEADS, lookup_field=PARENT)

    assert [listed(lead.record)] == desk.read(lambda work: work.page_links(links))


def test_an_update_replaces_all_but_id_and_module(desk):
    desk.apply(insert(10))
    after = record(
        10,
        owner=BOB,
        created=77,
        modified=78,
        created_by=79,
        modified_by=80,
        name="after",
        body="{}",
        references='{"Tag":[1]}',
        rows="[]",
        shape=5,
        converted=True,
        approved=False,
    )
    desk.apply(UpdateRecord(record=after, unindex=IndexRows(), index=IndexRows()))

    assert {10: after} == desk.read(lambda work: work.read_records([10]))


@pytest.mark.parametrize(
    "parts",
    [
        {"name": "after", "body": "{}", "references": "{}", "rows": "[]", "shape": 5},
        {"modified": 78, "modified_by": 80},
        {"owner": BOB},
        {"created": 77},
        {"converted": True},
        {"approved": False},
    ],
    ids="-".join,
)
def test_an_update_that_knows_what_was_there_replaces_as_much(desk, parts):
    before, other = insert(10), insert(11)
    desk.apply(before, other)
    after = replace(before.record, **parts)
    moved = replace(other.record, owner=BOB)
    none = IndexRows()
    desk.apply(
        UpdateRecord(record=moved, unindex=none, index=none, before=other.record),
        UpdateRecord(record=after, unindex=none, index=none, before=before.record),
    )

    assert {10: after, 11: moved} == desk.read(lambda work: work.read_records([10, 11]))


@pytest.mark.parametrize("number", [0, 1, 2, 10, 11, 101, 102, 203, 1001])
def test_any_number_of_ids_is_one_select(desk, number):
    desk.apply(*(insert(each) for each in range(1, 301)))
    desk.watch.restart()
    wanted = range(2, 2 + number)
    there = [each for each in wanted if each <= 300]

    assert there == sorted(desk.read(lambda work: work.read_refs(wanted)))
    assert there == sorted(desk.read(lambda work: work.read_records(wanted)))
    assert min(2, 2 * number) == len(desk.watch.data_statements)


def test_repeated_and_unknown_ids_do_no_harm(desk):
    desk.apply(insert(10))

    assert [10] == list(desk.read(lambda work: work.read_refs([10, 11, 10])))


def test_a_reference_tells_what_decisions_need(desk):
    desk.apply(insert(10, owner=BOB, name="Ines", converted=True))

    expected = RecordRef(id=10, module=LEADS, owner=BOB, name="Ines", converted=True)
    assert {10: expected} == desk.read(lambda work: work.read_refs([10]))


def test_a_deleted_record_is_in_the_recycle_bin_only(desk):
    index = rows(
        text=[(COMPANY, "acme")],
        number=[(PARENT, 3)],
        words=["acme"],
        phones=["123"],
        unique=[(EMAIL, "a@b")],
    )
    desk.apply(insert(10, index), insert(11))
    desk.apply(delete(10, at=500, unindex=index))

    deleted = DeletedRecord(id=10, name="name 10", created_by=ADA, deleted_by=BOB, deleted=500)
    assert [deleted] == desk.read(lambda work: work.page_deleted(LEADS, None, 0, 10))
    assert {} == desk.read(lambda work: work.read_refs([10]))
    assert {} == desk.read(lambda work: work.read_records([10]))
    assert {} == desk.read(lambda work: work.read_matches(LEADS, [COMPANY], ["acme"]))
    assert {} == desk.read(lambda work: work.read_unique(LEADS, [(EMAIL, "a@b")]))
    assert [] == desk.read(lambda work: work.read_children([PARENT], [3]))
    assert [11] == ids_of(desk.read(lambda work: work.page_records(RecordQuery(modules=(LEADS,)))))


def test_a_second_deletion_keeps_the_first_date(desk):
    desk.apply(insert(10))
    desk.apply(delete(10, at=500))
    desk.apply(delete(10, at=600))

    (deleted,) = desk.read(lambda work: work.page_deleted(LEADS, None, 0, 10))
    assert 500 == deleted.deleted


def test_the_recycle_bin_pages_newest_first_by_module_and_moment(desk):
    desk.apply(*(insert(each) for each in range(1, 7)), insert(9, module=CAMPAIGNS))
    desk.apply(*(delete(each, at=each // 2 * 10 + 100) for each in range(1, 7)))
    desk.apply(delete(9, module=CAMPAIGNS))

    def page(since, offset, limit):
        return ids_of(desk.read(lambda work: work.page_deleted(LEADS, since, offset, limit)))

    assert [6, 5, 4, 3, 2, 1] == page(None, 0, 10)
    assert [4, 3] == page(None, 2, 2)
    assert [6, 5, 4] == page(120, 0, 10)
    assert [] == page(999, 0, 10)


def test_an_id_is_taken_once(desk):
    desk.apply(insert(10))

    with pytest.raises(Conflict):
        desk.apply(insert(10, name="another"))


def test_matches_are_listed_oldest_first_by_field_and_value(desk):
    acme = rows(text=[(COMPANY, "acme"), (EMAIL, "x@y")])
    desk.apply(insert(10, acme, created=30), insert(11, acme, created=20), insert(12, acme))
    desk.apply(insert(13, acme, module=CAMPAIGNS))

    expected = {(COMPANY, "acme"): [12, 11, 10], (EMAIL, "x@y"): [12, 11, 10]}
    assert expected == desk.read(
        lambda work: work.read_matches(LEADS, [COMPANY, EMAIL], ["x@y", "acme", "none"])
    )
    assert {} == desk.read(lambda work: work.read_matches(LEADS, [COMPANY], []))
    assert {} == desk.read(lambda work: work.read_matches(LEADS, [], ["acme"]))


def test_unique_values_name_their_holder_by_field(desk):
    desk.apply(insert(10, rows(unique=[(COMPANY, "a"), (EMAIL, "b")])))

    asked = [(COMPANY, "a"), (EMAIL, "a"), (EMAIL, "b"), (COMPANY, "c")]
    expected = {(COMPANY, "a"): 10, (EMAIL, "b"): 10}
    assert expected == desk.read(lambda work: work.read_unique(LEADS, asked))
    assert {} == desk.read(lambda work: work.read_unique(LEADS, []))


def test_a_unique_value_is_taken_once_in_a_field(desk):
    desk.apply(insert(10, rows(unique=[(EMAIL, "a@b")])))

    with pytest.raises(Conflict):
        desk.apply(insert(11, rows(unique=[(EMAIL, "a@b")])))
    desk.apply(insert(12, rows(unique=[(COMPANY, "a@b")])))


def test_two_records_may_swap_their_unique_values(desk):
    a, b = rows(unique=[(EMAIL, "a")]), rows(unique=[(EMAIL, "b")])
    desk.apply(insert(10, a), insert(11, b))
    desk.apply(
        UpdateRecord(record=record(10), unindex=a, index=b),
        UpdateRecord(record=record(11), unindex=b, index=a),
    )

    expected = {(EMAIL, "a"): 11, (EMAIL, "b"): 10}
    asked = [(EMAIL, "a"), (EMAIL, "b")]
    assert expected == desk.read(lambda work: work.read_unique(LEADS, asked))


def test_children_are_found_by_any_of_their_lookups_once(desk):
    desk.apply(
        insert(12, rows(number=[(PARENT, 3), (105, 3)])),
        insert(11, rows(number=[(PARENT, 4)])),
        insert(13, rows(number=[(PARENT, 5)])),
        insert(14, rows(number=[(106, 3)])),
    )

    assert [11, 12] == ids_of(desk.read(lambda work: work.read_children([PARENT, 105], [4, 3])))
    assert [] == desk.read(lambda work: work.read_children([], [3]))
    assert [] == desk.read(lambda work: work.read_children([PARENT], []))


def test_orgs_do_not_see_each_other(desk):
    desk.store.create_org(8, [])
    index = rows(text=[(COMPANY, "acme")], unique=[(EMAIL, "a")], number=[(PARENT, 3)])
    desk.apply(insert(10, index, name="ours"))
    desk.apply(insert(10, index, name="theirs"), org=8)
    desk.apply(delete(10, unindex=index))

    assert {} == desk.read(lambda work: work.read_refs([10]))
    assert "theirs" == desk.read(lambda work: work.read_refs([10])[10].name, org=8)
    assert {(COMPANY, "acme"): [10]} == desk.read(
        lambda work: work.read_matches(LEADS, [COMPANY], ["acme"]), org=8
    )
    assert [10] == ids_of(desk.read(lambda work: work.read_children([PARENT], [3]), org=8))
    assert [7, 8] == desk.store.read_orgs()
