"""How canonical values are shown elsewhere, indexed, and asked for."""

from __future__ import annotations

import pytest

from vinculum.fieldtypes import BY_NAME
from vinculum.fieldtypes.fieldtype import LOWEST_NUMBER, LOWEST_TEXT


def localise(type_name, value, zone):
    return BY_NAME[type_name].localise(value, zone)


def row_ids(type_name, rows):
    return BY_NAME[type_name].row_ids(rows)


@pytest.mark.parametrize(
    ("type_name", "canonical", "indexed"),
    [
        ("text", "Straße", "strasse"),
        ("text", "x" * 450, "x" * 450),
        ("email", "Ines@Zylker.example", "ines@zylker.example"),
        ("picklist", "Closed Won", "closed won"),
        ("multiselectpicklist", ["Vat", "Sales Tax"], "vat;sales tax"),
        ("integer", 5, 5),
        ("bigint", "12", 12),
        ("autonumber", "3652397000000001829", 3652397000000001829),
        ("currency", 50.56, 50.56),
        ("currency", -0.0, 0),
        ("boolean", True, 1),
        ("boolean", False, 0),
        ("date", "1970-01-01", 719163),
        ("datetime", "1970-01-01T05:30:01+05:30", 1000),
        ("lookup", 42, 42),
        ("owner", 42, 42),
        ("text", None, LOWEST_TEXT),
        ("boolean", None, LOWEST_NUMBER),
        ("lookup", None, LOWEST_NUMBER),
    ],
)
def test_a_canonical_value_has_an_index_value(type_name, canonical, indexed):
    assert indexed == BY_NAME[type_name].index_value(canonical)


@pytest.mark.parametrize("type_name", ["date", "datetime"])
def test_a_stored_time_that_is_none_is_a_programming_error(type_name):
    with pytest.raises(ValueError, match="not a canonical"):
        BY_NAME[type_name].index_value("yesterday")


@pytest.mark.parametrize(
    ("type_name", "text", "operand"),
    [
        ("text", "ZYLKER", "zylker"),
        ("integer", "5", 5),
        ("integer", "5.5", 5.5),
        ("integer", "five", None),
        ("currency", "1e5", None),
        ("currency", "-.5", -0.5),
        ("bigint", "9223372036854775808", None),
        ("boolean", "TRUE", 1),
        ("boolean", "1", None),
        ("date", "1970-01-01", 719163),
        ("date", "1970-01-32", None),
        ("datetime", "1970-01-01T00:00:01Z", 1000),
        ("datetime", "1970-01-01", None),
        ("lookup", "42", 42),
        ("lookup", "0", None),
        ("tags", "vip", None),
    ],
)
def test_a_criteria_value_is_read_as_an_index_value(type_name, text, operand):
    assert operand == BY_NAME[type_name].parse_operand(text)


def test_only_moments_look_different_in_another_zone():
    moment = localise("datetime", "2019-05-02T11:17:33+05:30", "America/New_York")
    comment = {"comment_content": "Hm", "commented_time": "2019-05-02T11:17:33+05:30"}
    comments = localise("comments", [comment, {"comment_content": "Ah"}], "UTC")

    assert "2019-05-02T01:47:33-04:00" == moment
    assert "2019-05-02T05:47:33+00:00" == comments[0]["commented_time"]
    assert {"comment_content": "Ah"} == comments[1]
    assert "2019-05-02" == localise("date", "2019-05-02", "America/New_York")
    assert localise("datetime", None, "UTC") is None


def test_line_items_name_each_product_once():
    rows = [{"id": 1, "product": 7}, {"id": 2, "product": 8}, {"id": 3, "product": 7}]

    assert (7, 8) == row_ids("line_items", rows)
    assert () == row_ids("line_items", None)
    assert () == row_ids("text", "12")


@pytest.mark.parametrize(
    ("type_name", "canonical", "unique"),
    [
        ("text", "ABC" * 200, "abc" * 200),
        ("integer", 5, "5"),
        ("double", 5.0, "5"),
        ("double", 5.25, "5.25"),
        ("bigint", "5", "5"),
        ("text", None, None),
    ],
)
def test_a_unique_value_is_compared_as_a_whole_and_without_case(type_name, canonical, unique):
    assert unique == BY_NAME[type_name].unique_text(canonical)


def test_long_texts_that_begin_alike_are_told_apart_and_found_by_their_beginning():
    one, two = (BY_NAME["textarea"].index_value("x" * 500 + end) for end in ("a", "b"))

    assert one != two
    assert str(one).startswith("x" * 450)
    assert BY_NAME["textarea"].parse_operand("X" * 500 + "a") == one
