"""Which page of records the parameters choose."""

from __future__ import annotations

import pytest

from tests.unit.query.schemas import ACTIVITIES, LEADS, SCHEMA
from vinculum.errors.catalogue import PARAM_INVALID, SEARCH_LIMIT_REACHED
from vinculum.query.page import Page, parse_flag, parse_order, parse_page, parse_search_page
from vinculum.query.record_query import Order


@pytest.mark.parametrize(
    ("page", "per_page", "expected"),
    [
        (None, None, Page(number=1, size=200)),
        ("3", "50", Page(number=3, size=50)),
        ("1", "201", Page(number=1, size=200)),
    ],
)
def test_a_page_has_a_number_and_a_bounded_size(page, per_page, expected):
    assert expected == parse_page(page, per_page)


def test_a_page_reads_one_row_more():
    page = Page(number=3, size=50)

    assert (100, 51) == (page.offset, page.limit)


@pytest.mark.parametrize("text", ["", "0", "-1", "+1", "1.0", "x", "١", "1" * 10])
def test_what_is_no_count_is_refused(text):
    assert PARAM_INVALID.refusal(param="page") == parse_page(text, None)
    assert PARAM_INVALID.refusal(param="per_page") == parse_page(None, text)


def test_a_search_ends_at_its_2000th_record():
    assert Page(number=10, size=200) == parse_search_page("10", None)
    assert SEARCH_LIMIT_REACHED.refusal(limit="2000") == parse_search_page("11", None)
    assert SEARCH_LIMIT_REACHED.refusal(limit="2000") == parse_search_page("2001", "1")
    assert PARAM_INVALID.refusal(param="page") == parse_search_page("x", None)


@pytest.mark.parametrize(
    ("text", "flag"), [(None, False), ("true", True), ("False", False), ("both", None)]
)
def test_a_flag_is_true_false_or_both(text, flag):
    assert flag is parse_flag("converted", text, default=False)


def test_another_flag_is_refused():
    refused = parse_flag("converted", "maybe", default=False)

    assert PARAM_INVALID.refusal(param="converted") == refused


@pytest.mark.parametrize(
    ("sort_by", "sort_order", "order"),
    [
        (None, None, None),
        (None, "asc", Order(by="id", descending=False)),
        ("id", None, Order(by="id", descending=True)),
        ("Created_Time", "ASC", Order(by="created", descending=False)),
        ("Modified_Time", "desc", Order(by="modified", descending=True)),
        ("Last_Name", "asc", Order(by="field", index="text", field=10, descending=False)),
        ("No_of_Employees", None, Order(by="field", index="number", field=14, descending=True)),
        ("Owner", None, Order(by="field", index="number", field=17, descending=True)),
    ],
)
def test_records_are_sorted_by_a_field_or_a_column(sort_by, sort_order, order):
    assert order == parse_order(SCHEMA, LEADS, sort_by, sort_order)


@pytest.mark.parametrize("sort_by", ["Foo", "Description", "Tag", ""])
def test_a_field_that_cannot_be_sorted_by_is_refused(sort_by):
    assert PARAM_INVALID.refusal(param="sort_by") == parse_order(SCHEMA, LEADS, sort_by, None)


def test_members_are_not_sorted_by_fields_they_do_not_have():
    refused = parse_order(SCHEMA, ACTIVITIES, "Subject", None)

    assert PARAM_INVALID.refusal(param="sort_by") == refused


def test_another_direction_is_refused():
    assert PARAM_INVALID.refusal(param="sort_order") == parse_order(SCHEMA, LEADS, None, "up")
