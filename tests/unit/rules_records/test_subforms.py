"""The rows that an item gives are the complete set."""

from __future__ import annotations

from tests.unit.rules_records.desk import ADA, SCHEMA, stamp_at
from vinculum.model.record import JsonValue
from vinculum.rules.subforms import appended_rows, merged_rows, refuse_rows

QUOTES, CASES = SCHEMA.module("Quotes"), SCHEMA.module("Cases")
LINES = SCHEMA.find_field(QUOTES, "Product_Details")
COMMENTS = SCHEMA.find_field(CASES, "Comments")
BEFORE: JsonValue = [{"id": 1, "quantity": 5}, {"id": 2, "quantity": 6}]


def test_rows_are_kept_changed_added_and_dropped():
    wanted: JsonValue = [{"quantity": 9}, {"id": 2}, {"id": 1, "quantity": 7}]

    assert [
        {"id": 1001, "quantity": 9},
        {"id": 2, "quantity": 6},
        {"id": 1, "quantity": 7},
    ] == merged_rows(LINES, BEFORE, wanted, stamp_at(), "UTC")
    assert [{"id": 2, "quantity": 6}] == merged_rows(LINES, BEFORE, [{"id": 2}], stamp_at(), "UTC")
    assert [] == merged_rows(LINES, BEFORE, None, stamp_at(), "UTC")


def test_only_known_rows_may_be_named_and_each_once():
    assert refuse_rows(BEFORE, [{"id": 2}, {"quantity": 1}, {"id": 1}]) is None
    assert refuse_rows(BEFORE, [{"id": 3}]) is not None
    assert refuse_rows(BEFORE, [{"id": 2}, {"id": 2}]) is not None
    assert refuse_rows(None, [{"id": 2}]) is not None


def test_a_comment_is_signed_and_dated_when_it_is_new():
    rows = appended_rows(COMMENTS, None, "first", stamp_at(), "UTC")
    again = merged_rows(
        COMMENTS, rows, [{"id": 1001, "comment_content": "changed"}], stamp_at(by=12), "UTC"
    )

    signed = {"id": 1001, "commented_by": ADA, "commented_time": "2026-09-21T14:13:20+00:00"}
    assert [signed | {"comment_content": "first"}] == rows
    assert [signed | {"comment_content": "changed"}] == again
