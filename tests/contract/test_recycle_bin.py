"""Deleted records: in the recycle bin, then remembered by their ids, then forgotten."""

from __future__ import annotations

import pytest

from tests.contract.desk import ADA, BOB, CAMPAIGNS, LEADS, ORG, ids_of, insert
from vinculum.model.change import CutPurged, DeleteRecord, PurgeRecord
from vinculum.model.record import IndexRows
from vinculum.ports.store import DeletedRecord


def delete(record_id, at, module=LEADS):
    return DeleteRecord(
        id=record_id, module=module, at=at, by=BOB, unindex=IndexRows(), links=((50, False),)
    )


def purge(record_id, at, module=LEADS):
    return PurgeRecord(id=record_id, module=module, deleted=at)


def page(desk, kind, offset=0, limit=10, since=None, module=LEADS):
    return desk.read(lambda work: work.page_deleted(module, since, offset, limit, kind))


@pytest.fixture
def town(desk):
    """Six leads: 1 and 2 are purged, 3 to 5 in the bin, 6 lives; a campaign is in its own bin."""
    desk.apply(*(insert(each) for each in range(1, 7)), insert(9, module=CAMPAIGNS))
    desk.apply(*(delete(each, at=each * 10) for each in range(1, 6)))
    desk.apply(delete(9, at=5, module=CAMPAIGNS))
    desk.apply(purge(1, 10), purge(2, 20))
    return desk


def test_a_purged_record_is_remembered_by_its_id_and_date_only(town):
    expected = DeletedRecord(id=2, name="", created_by=0, deleted_by=0, deleted=20, purged=True)
    kept = DeletedRecord(id=3, name="name 3", created_by=ADA, deleted_by=BOB, deleted=30)

    assert expected == page(town, "permanent")[0]
    assert kept == page(town, "recycle")[-1]


def test_each_kind_is_paged_newest_first(town):
    assert [5, 4, 3, 2, 1] == ids_of(page(town, "all"))
    assert [5, 4, 3] == ids_of(page(town, "recycle"))
    assert [2, 1] == ids_of(page(town, "permanent"))
    assert [3, 2] == ids_of(page(town, "all", offset=2, limit=2))
    assert [5, 4, 3, 2] == ids_of(page(town, "all", since=20))
    assert [2] == ids_of(page(town, "permanent", since=20))
    assert [9] == ids_of(page(town, "all", module=CAMPAIGNS))


def test_the_oldest_are_found_by_kind_module_and_date(town):
    def oldest(kind, before, limit=10):
        return ids_of(town.read(lambda work: work.read_oldest_deleted(LEADS, kind, before, limit)))

    assert [3, 4] == oldest("recycle", 50)
    assert [3] == oldest("recycle", 51, limit=1)
    assert [1] == oldest("permanent", 20)
    assert [] == oldest("permanent", 10)


def test_a_live_record_is_not_purged_nor_one_of_another_deletion(town):
    town.apply(purge(6, 0), purge(5, 40), purge(99, 10))

    assert {6} == set(town.read(lambda work: work.read_records([6])))
    assert [5, 4, 3, 2, 1] == ids_of(page(town, "all"))


def test_purging_again_changes_nothing(town):
    town.apply(purge(2, 20), purge(2, 20))

    assert [2, 1] == ids_of(page(town, "permanent"))


def test_what_was_purged_can_be_forgotten(town):
    town.apply(CutPurged(id=1, module=LEADS, deleted=10))

    assert [2] == ids_of(page(town, "permanent"))


def test_an_org_purges_its_own_records_only(town):
    town.apply(insert(3), delete(3, at=30), org=ORG + 1)
    town.apply(purge(3, 30), org=ORG + 1)

    assert [5, 4, 3] == ids_of(page(town, "recycle"))


def test_changes_of_one_unit_of_work_keep_their_order(town):
    town.apply(delete(6, at=60), purge(6, 60), CutPurged(id=6, module=LEADS, deleted=60), insert(7))

    assert [5, 4, 3, 2, 1] == ids_of(page(town, "all"))
