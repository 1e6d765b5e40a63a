"""A unique value has one holder, and moves from record to record."""

from __future__ import annotations

import pytest

from tests.unit.rules_records.desk import SCHEMA, writing
from vinculum.rules.uniqueness import (
    Holders,
    find_unique_field,
    key_of_text,
    refuse_duplicates,
    unique_keys,
)

LEADS = writing("Leads", unique=("Email", "No_of_Employees")).module
(EMAIL, SIZE) = (
    next(field for field in LEADS.fields if field.api_name == name)
    for name in ("Email", "No_of_Employees")
)


def refused(record_id, values, holders):
    return refuse_duplicates(LEADS, record_id, values, holders)


def test_values_are_compared_without_case_and_null_is_none():
    values = {"Email": "A@B.example", "No_of_Employees": None}

    assert ((EMAIL.id, "a@b.example"),) == unique_keys(LEADS, values)


def test_a_holder_is_refused_to_others_only():
    holders = Holders({(EMAIL.id, "a@b.example"): 500})

    refusal = refused(501, {"Email": "A@b.example"}, holders)

    assert {"api_name": "Email", "id": "500"} == refusal.details
    assert refused(500, {"Email": "A@b.example"}, holders) is None
    assert refused(501, {"Email": None}, holders) is None


def test_a_value_that_is_given_up_is_free():
    key = (EMAIL.id, "a@b.example")
    holders = Holders({key: 500})

    holders.move(500, (key,), ())

    assert holders.find(key) is None


@pytest.mark.parametrize(
    ("field", "text", "key"),
    [
        (EMAIL, "A@B.example", "a@b.example"),
        (EMAIL, "nobody", None),
        (EMAIL, "", None),
        (SIZE, "17", "17"),
        (SIZE, "017", "17"),
        (SIZE, "1.5", None),
        (SIZE, "many", None),
    ],
)
def test_a_text_stands_for_a_value_of_the_fields_type(field, text, key):
    found = key_of_text(field, text, "UTC")

    assert (None if key is None else (field.id, key)) == found


def test_fields_that_are_not_unique_are_not_found():
    assert EMAIL == find_unique_field(LEADS, "Email")
    assert find_unique_field(SCHEMA.module("Leads"), "Email") is None
