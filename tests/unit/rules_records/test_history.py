"""Each value that a deal's stage takes on has a row, with how long it lasted."""

from __future__ import annotations

from msgspec.structs import replace

from tests.unit.rules_records.desk import ADA, NOW, writing
from vinculum.model.change import InsertRecord, UpdateRecord
from vinculum.rules.composing import OpenRecord, open_record
from vinculum.rules.history import DAY_MS, plan_history, takes_on

LATER = writing("Deals", now=NOW + 2 * DAY_MS)
ROWS = LATER.schema.module("DealHistory")


def deal(stage, amount=None, record_id=500):
    return OpenRecord(
        module=LATER.module,
        id=record_id,
        owner=ADA,
        created=NOW,
        modified=NOW,
        created_by=ADA,
        modified_by=ADA,
        values={"Stage": stage, "Amount": amount},
    )


def planned(*taken, rows=(), by=LATER):
    return plan_history(by, taken, rows)


def first_row():
    (change,) = planned(deal("Qualification"), by=writing("Deals"))
    return replace(change.record, id=900)


def opened(change):
    return open_record(ROWS, change.record, LATER.zone)


def test_the_first_value_has_a_row_that_lasts():
    (change,) = planned(deal("Qualification", 100))

    row = opened(change)
    assert isinstance(change, InsertRecord)
    assert (ROWS.id, "Qualification", {"Deal": 500}) == (
        change.record.module,
        change.record.name,
        row.references,
    )
    assert (100, None) == (row.values["Amount"], row.values["Stage_Duration"])


def test_the_next_value_ends_the_row_before_and_leaves_its_time():
    ended, begun = planned(deal("Closed Won"), rows=[first_row()])

    assert isinstance(ended, UpdateRecord)
    assert isinstance(begun, InsertRecord)
    assert (900, NOW, 2) == (
        ended.record.id,
        ended.record.modified,
        opened(ended).values["Stage_Duration"],
    )
    assert NOW + 2 * DAY_MS == begun.record.modified


def test_rows_of_other_modules_do_not_count():
    foreign = replace(first_row(), module=ROWS.id + 1)

    assert 1 == len(planned(deal("Closed Won"), rows=[foreign]))


def test_only_another_value_is_taken_on():
    assert takes_on(None, deal("Qualification"))
    assert takes_on(deal("Qualification"), deal("Closed Won"))
    assert not takes_on(deal("Qualification"), deal("Qualification", 5))
    assert not takes_on(None, deal(None))
    assert not takes_on(None, replace(deal("x"), module=writing("Leads").module))


def test_modules_without_a_history_plan_nothing():
    assert () == planned(deal("x"), by=writing("Leads"))
