"""What a request may put into a field, and what it is told otherwise."""

from __future__ import annotations

import pytest

from tests.unit.fieldtypes.fields import field_of
from vinculum.errors.catalogue import (
    FIELD_LENGTH,
    FIELD_MANDATORY,
    FIELD_TYPE,
    FIELD_VALUE,
    PARTICIPANTS_TOO_MANY,
    PROBABILITY_INVALID,
)
from vinculum.fieldtypes import ALL, BY_NAME, type_of
from vinculum.fieldtypes.multipicklist import append_choices

KOLKATA = "Asia/Kolkata"


def accept(type_name, raw, **facts):
    field = field_of(type_name, **facts)
    return type_of(field).accept(field, raw, KOLKATA)


def wrong_type(word, api_name="Slot"):
    return FIELD_TYPE.refusal(expected_data_type=word, api_name=api_name)


@pytest.mark.parametrize(
    ("type_name", "raw", "canonical"),
    [
        ("text", "Zylker", "Zylker"),
        ("text", "日本 🎉", "日本 🎉"),
        ("textarea", "two\nlines", "two\nlines"),
        ("email", "p.boyle+crm@mail.zylker.example", "p.boyle+crm@mail.zylker.example"),
        ("email", "büro@münchen.example", "büro@münchen.example"),
        ("phone", "+1 (555) 010-0199 x12", "+1 (555) 010-0199 x12"),
        ("website", "www.zylker.example", "www.zylker.example"),
        ("website", "https://zylker.example:8443/a?b=c#d", "https://zylker.example:8443/a?b=c#d"),
        ("website", "http://intranet/", "http://intranet/"),
        ("integer", 999_999_999, 999_999_999),
        ("integer", -5, -5),
        ("bigint", "007", "7"),
        ("bigint", 12345678901, "12345678901"),
        ("double", 50.56, 50.56),
        ("currency", 9_999_999_999_999_999, 9_999_999_999_999_999),
        ("currency", 5, 5),
        ("decimal", 0.123456789, 0.123456789),
        ("percent", 99999, 99999),
        ("boolean", True, True),
        ("boolean", "False", False),
        ("date", "2024-02-29", "2024-02-29"),
        ("datetime", "2019-05-02T11:17:33+05:30", "2019-05-02T11:17:33+05:30"),
        ("datetime", "2019-05-02T05:47:33Z", "2019-05-02T11:17:33+05:30"),
        ("datetime", "2019-05-02T05:47:33.987-00:00", "2019-05-02T11:17:33+05:30"),
        ("picklist", "A value nobody listed", "A value nobody listed"),
        ("picklist", "-None-", None),
        ("multiselectpicklist", ["a", "b", "a", "-None-"], ["a", "b"]),
        ("multiselectpicklist", [], None),
        ("lookup", {"id": "3652397000000001829"}, 3652397000000001829),
        ("lookup", {"name": "Zylker", "id": 3652397000000001829}, 3652397000000001829),
        ("lookup", "42", 42),
        ("lookup", 43, 43),
        ("owner", {"id": "7"}, 7),
        ("ownerlookup", "7", 7),
        ("layout", {"id": "7"}, 7),
        ("tags", [{"name": " a "}, "a", {"id": "9"}, {"name": "b", "id": "8"}], ["a", 9, "b"]),
        ("RRULE", {"RRULE": "FREQ=DAILY;INTERVAL=1"}, {"RRULE": "FREQ=DAILY;INTERVAL=1"}),
        ("ALARM", {"ALARM": None}, None),
        ("contact_role", "77", 77),
        ("contact_role", {"name": "Purchasing"}, "Purchasing"),
        ("contact_role", {"name": "Purchasing", "id": "77"}, 77),
    ],
)  # fmt: skip
def test_a_fitting_value_gets_its_canonical_form(type_name, raw, canonical):
    accepted = accept(type_name, raw)

    assert canonical == accepted
    assert type(canonical) is type(accepted)


@pytest.mark.parametrize("type_", ALL, ids=lambda type_: type_.name)
@pytest.mark.parametrize("nothing", [None, ""])
def test_null_and_the_empty_text_clear_a_field_of_any_type(type_, nothing):
    assert accept(type_.name, nothing) is None


@pytest.mark.parametrize(
    ("type_name", "raw", "word"),
    [
        ("text", 5, "text"),
        ("text", ["a"], "text"),
        ("text", "a\0b", "text"),
        ("text", "\ud800", "text"),
        ("textarea", "é\0", "text"),
        ("picklist", 5, "text"),
        ("email", "\udfff@a.example", "text"),
        ("email", 5, "email"),
        ("email", "nobody", "email"),
        ("email", "a@b", "email"),
        ("email", "a b@c.example", "email"),
        ("email", "a@-c.example", "email"),
        ("phone", "none", "phone"),
        ("phone", "555\n0199", "phone"),
        ("website", "javascript:alert(1)", "website"),
        ("website", "zylker", "website"),
        ("website", "http://", "website"),
        ("integer", "5", "integer"),
        ("integer", 5.0, "integer"),
        ("integer", True, "integer"),
        ("integer", 1_000_000_000, "integer"),
        ("bigint", "12345678901234567890", "bigint"),
        ("bigint", 10**18, "bigint"),
        ("bigint", 10**400, "bigint"),
        ("bigint", "12a", "bigint"),
        ("bigint", "١٢", "bigint"),
        ("bigint", 1.5, "bigint"),
        ("double", "1.5", "double"),
        ("double", float("nan"), "double"),
        ("double", float("inf"), "double"),
        ("double", 1e16, "double"),
        ("double", 10**400, "double"),
        ("double", 0.1234567891, "double"),
        ("currency", False, "double"),
        ("percent", 100_000, "double"),
        ("boolean", 1, "boolean"),
        ("boolean", "yes", "boolean"),
        ("date", "2023-02-29", "date"),
        ("date", "2019-05-02T11:17:33+05:30", "date"),
        ("date", 20190502, "date"),
        ("datetime", "2019-05-02T11:17:33", "datetime"),
        ("datetime", "0001-01-01T00:00:00+00:00", "datetime"),
        ("datetime", "9999-12-31T23:59:59-12:00", "datetime"),
        ("datetime", "2019-05-02", "datetime"),
        ("multiselectpicklist", "a;b", "jsonarray"),
        ("multiselectpicklist", [5], "text"),
        ("lookup", "Zylker", "jsonobject"),
        ("lookup", {"name": "Zylker"}, "jsonobject"),
        ("lookup", {"id": "Zylker"}, "bigint"),
        ("lookup", {"id": True}, "bigint"),
        ("lookup", [1], "jsonobject"),
        ("tags", "vip", "jsonarray"),
        ("tags", [["vip"]], "jsonobject"),
        ("RRULE", "FREQ=DAILY", "jsonobject"),
        ("RRULE", {"RRULE": 5}, "text"),
        ("line_items", {"product": "1"}, "jsonarray"),
        ("line_items", ["1"], "jsonobject"),
    ],
)
def test_a_wrong_type_is_named_with_the_expected_one(type_name, raw, word):
    assert wrong_type(word) == accept(type_name, raw)


@pytest.mark.parametrize(
    ("type_name", "raw", "facts", "most"),
    [
        ("text", "x" * 256, {}, 255),
        ("text", "x" * 81, {"length": 80}, 80),
        ("textarea", "x" * 32_001, {}, 32_000),
        ("email", "a@" + "b." * 50 + "example", {}, 100),
        ("phone", "5" * 31, {}, 30),
        ("website", "www." + "a." * 130 + "example", {"length": 255}, 255),
        ("picklist", "x" * 26, {"length": 25}, 25),
        ("multiselectpicklist", ["abc", "def"], {"length": 6}, 6),
        ("tags", [{"name": "x" * 26}], {}, 25),
        ("pricing_rows", [{}] * 101, {}, 100),
    ],
)
def test_a_value_that_is_too_long_is_told_the_most(type_name, raw, facts, most):
    expected = FIELD_LENGTH.refusal(maximum_length=most, api_name="Slot")

    assert expected == accept(type_name, raw, **facts)


@pytest.mark.parametrize(
    ("type_name", "raw"),
    [
        ("lookup", "0"),
        ("lookup", {"id": "99999999999999999999"}),
        ("lookup", 2**63),
        ("contact_role", "99999999999999999999"),
        ("contact_role", ["1"]),
        ("tags", [{"name": "a,b"}]),
        ("tags", [" "]),
    ],
)
def test_a_value_that_names_nothing_is_refused_without_a_type(type_name, raw):
    assert FIELD_VALUE.refusal(api_name="Slot") == accept(type_name, raw)


def test_a_probability_lies_between_0_and_100():
    refused = PROBABILITY_INVALID.refusal(api_name="Probability")
    answers = [
        accept("integer", raw, api_name="Probability", length=3) for raw in (0, 100, 101, -1, 1000)
    ]

    assert [0, 100, refused, refused, refused] == answers
    assert 101 == accept("integer", 101, api_name="Probability", custom=True)
    assert wrong_type("integer", "Probability") == accept("integer", "50", api_name="Probability")


def test_a_line_item_keeps_what_may_be_given_and_drops_what_is_computed():
    given = {
        "product": {"id": "12", "name": "Clamp"},
        "quantity": 2,
        "list_price": 9.5,
        "Discount": 1,
        "total": 1000,
        "net_total": 1000,
        "line_tax": [{"name": "VAT", "percentage": 10, "id": "5"}],
        "anything": "else",
    }
    expected = {
        "product": 12,
        "quantity": 2,
        "list_price": 9.5,
        "Discount": 1,
        "line_tax": [{"id": 5, "percentage": 10, "name": "VAT"}],
    }

    assert [expected] == accept("line_items", [given])


@pytest.mark.parametrize(
    ("type_name", "row", "missing"),
    [
        ("line_items", {"quantity": 1}, "product"),
        ("line_items", {"product": "1"}, "quantity"),
        ("line_items", {"id": "3", "quantity": None}, "quantity"),
        ("pricing_rows", {"from_range": 1, "to_range": 5}, "discount"),
        ("participants", {"type": "user"}, "participant"),
        ("participants", {"id": "3", "participant": "1"}, "type"),
        ("comments", {"comment_content": ""}, "comment_content"),
    ],
)
def test_a_row_without_a_mandatory_value_is_refused(type_name, row, missing):
    assert FIELD_MANDATORY.refusal(api_name=missing) == accept(type_name, [row])


def test_a_row_with_an_id_may_come_alone_and_a_marked_row_is_left_out():
    given = [{"id": "3"}, {"id": 4, "quantity": 7}, {"id": "5", "_delete": None}]

    assert [{"id": 3}, {"id": 4, "quantity": 7}] == accept("line_items", given)


@pytest.mark.parametrize(
    ("row", "refusal"),
    [
        ({"id": "x", "product": "1", "quantity": 1}, wrong_type("bigint", "id")),
        ({"product": "x", "quantity": 1}, wrong_type("jsonobject", "product")),
        ({"product": "1", "quantity": "2"}, wrong_type("double", "quantity")),
        (
            {"product": "1", "quantity": 1, "line_tax": [{"value": "1"}]},
            wrong_type("double", "value"),
        ),
    ],
)
def test_a_refused_row_names_the_column(row, refusal):
    assert refusal == accept("line_items", [row])


def test_a_participant_is_a_person_by_id_or_an_address():
    given = [
        {"type": "contact", "participant": "12"},
        {"type": "user", "participant": {"id": 13}},
        {"type": "email", "participant": "guest@zylker.example", "invited": True},
    ]
    expected = [
        {"type": "contact", "participant": "12"},
        {"type": "user", "participant": "13"},
        {"type": "email", "participant": "guest@zylker.example", "invited": True},
    ]
    accepted = accept("participants", given)

    assert expected == accepted
    assert (12, 13) == BY_NAME["participants"].row_ids(accepted)


@pytest.mark.parametrize(
    ("row", "refusal"),
    [
        ({"type": "robot", "participant": "1"}, FIELD_VALUE.refusal(api_name="type")),
        ({"type": "lead", "participant": "me"}, FIELD_VALUE.refusal(api_name="participant")),
        ({"type": "email", "participant": "me"}, wrong_type("email", "participant")),
    ],
)
def test_a_participant_that_nobody_can_be_is_refused(row, refusal):
    assert refusal == accept("participants", [row])


def test_an_event_has_at_most_50_participants():
    row = {"type": "lead", "participant": "1"}

    assert 50 == len(accept("participants", [row] * 50))
    assert PARTICIPANTS_TOO_MANY.refusal() == accept("participants", [row] * 51)


def test_appended_choices_come_after_the_kept_ones():
    assert ["a", "b", "c"] == append_choices(["a", "b"], ["c", "a"])
    assert ["c"] == append_choices(None, ["c"])
    assert append_choices(None, None) is None


def test_every_type_has_one_name():
    assert len(ALL) == len(BY_NAME)
