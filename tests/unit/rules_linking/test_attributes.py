"""What a link carries."""

from __future__ import annotations

import pytest

from tests.unit.rules_linking.situations import schema_of
from vinculum.errors import catalogue
from vinculum.rules.linking_attributes import (
    Merging,
    merged_attributes,
    needs_existing,
    read_attributes,
    shown_attributes,
    write_attributes,
)

SCHEMA = schema_of()
MEMBERS = SCHEMA.relation("campaign_leads")
PRICES = SCHEMA.relation("price_book_products")
ROLES = SCHEMA.relation("deal_contacts")
PLAIN = SCHEMA.relation("product_leads")
PURCHASING = next(role for role in SCHEMA.contact_roles if role.name == "Purchasing")


@pytest.mark.parametrize(
    ("given", "existing", "expected"),
    [
        ({}, None, {}),
        ({"Member_Status": "Active"}, None, {"Member_Status": "Active"}),
        ({"Status": "Active"}, None, {"Member_Status": "Active"}),
        ({"Status": "Sent", "Member_Status": "Active"}, None, {"Member_Status": "Active"}),
        ({"Member_Status": "any word"}, {"Member_Status": "Sent"}, {"Member_Status": "any word"}),
        ({"id": "12", "other": 1}, {"Member_Status": "Sent"}, {"Member_Status": "Sent"}),
        ({"Member_Status": None}, {"Member_Status": "Sent"}, {}),
        ({"Status": ""}, {"Member_Status": "Sent"}, {}),
    ],
)
def test_given_attributes_overwrite_null_clears_and_absent_ones_stay(given, existing, expected):
    assert expected == merged_attributes(SCHEMA, MEMBERS, given, existing)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (5, catalogue.FIELD_TYPE.refusal(expected_data_type="text", api_name="Member_Status")),
        (["x"], catalogue.FIELD_TYPE.refusal(expected_data_type="text", api_name="Member_Status")),
        ("x" * 121, catalogue.FIELD_LENGTH.refusal(maximum_length=120, api_name="Member_Status")),
        ("\0", catalogue.FIELD_TYPE.refusal(expected_data_type="text", api_name="Member_Status")),
    ],
)
def test_a_status_that_is_no_short_text_is_refused(status, expected):
    assert expected == merged_attributes(SCHEMA, MEMBERS, {"Member_Status": status}, None)


def test_a_mandatory_attribute_must_be_given_with_a_new_link_and_may_be_left_out_later():
    missing = catalogue.FIELD_MANDATORY.refusal(api_name="list_price")

    assert missing == merged_attributes(SCHEMA, PRICES, {}, None)
    assert missing == merged_attributes(SCHEMA, PRICES, {"list_price": None}, None)
    assert {"list_price": 5} == merged_attributes(SCHEMA, PRICES, {}, {"list_price": 5})


def test_a_mandatory_attribute_cannot_be_cleared():
    missing = catalogue.FIELD_MANDATORY.refusal(api_name="list_price")

    assert missing == merged_attributes(SCHEMA, PRICES, {"list_price": None}, {"list_price": 5})


@pytest.mark.parametrize("price", [50.56, 0, -1])
def test_a_list_price_is_any_number(price):
    assert {"list_price": price} == merged_attributes(SCHEMA, PRICES, {"list_price": price}, None)


@pytest.mark.parametrize("price", ["50.56", True, [5]])
def test_a_list_price_is_nothing_but_a_number(price):
    expected = catalogue.FIELD_TYPE.refusal(expected_data_type="double", api_name="list_price")

    assert expected == merged_attributes(SCHEMA, PRICES, {"list_price": price}, None)


@pytest.mark.parametrize(
    "given",
    [
        str(PURCHASING.id),
        PURCHASING.id,
        {"id": str(PURCHASING.id)},
        {"id": PURCHASING.id, "name": "whatever"},
        {"name": "Purchasing"},
        {"name": "purchasing"},
    ],
    ids=repr,
)
def test_a_role_is_named_by_id_by_an_object_with_its_id_or_with_its_name(given):
    assert {"Contact_Role": PURCHASING.id} == merged_attributes(
        SCHEMA, ROLES, {"Contact_Role": given}, None
    )


@pytest.mark.parametrize("given", ["12", {"id": "12"}, {"name": "Nobody"}, {}, [], True, "9" * 30])
def test_a_role_that_does_not_exist_is_refused(given):
    assert catalogue.FIELD_VALUE.refusal(api_name="Contact_Role") == merged_attributes(
        SCHEMA, ROLES, {"Contact_Role": given}, None
    )


def test_a_relation_without_attributes_carries_nothing():
    assert {} == merged_attributes(SCHEMA, PLAIN, {"Member_Status": "Active"}, None)
    assert {} == shown_attributes(SCHEMA, PLAIN, "{}")


def test_attributes_are_kept_as_ascii_json():
    stored = write_attributes({"Member_Status": "Zugesagt ✓"})

    assert stored.isascii()
    assert {"Member_Status": "Zugesagt ✓"} == read_attributes(stored)
    assert "{}" == write_attributes({})


def test_every_attribute_of_the_relation_is_shown_and_an_unset_one_is_null():
    assert {"Member_Status": "Active"} == shown_attributes(
        SCHEMA, MEMBERS, '{"Member_Status":"Active"}'
    )
    assert {"Member_Status": None} == shown_attributes(SCHEMA, MEMBERS, "{}")
    assert {"Contact_Role": None} == shown_attributes(SCHEMA, ROLES, "{}")


def test_a_role_is_shown_with_its_present_name_and_a_deleted_one_as_null():
    stored = write_attributes({"Contact_Role": PURCHASING.id})

    assert {"Contact_Role": {"name": "Purchasing", "id": str(PURCHASING.id)}} == shown_attributes(
        SCHEMA, ROLES, stored
    )
    assert {"Contact_Role": None} == shown_attributes(SCHEMA, ROLES, '{"Contact_Role":12}')


@pytest.mark.parametrize(
    ("relation", "given", "expected"),
    [
        (MEMBERS, [{"Member_Status": "Sent"}, {"Member_Status": None, "id": "22"}], False),
        (MEMBERS, [{"Member_Status": "Sent"}, {"id": "22"}], True),
        (PRICES, [{"list_price": 5}], False),
        (PRICES, [{}], True),
        (PLAIN, [{"id": "22"}], False),
        (ROLES, [{"Contact_Role": "1"}], True),
    ],
)
def test_what_links_carry_matters_unless_every_item_gives_all_of_it(relation, given, expected):
    assert expected is needs_existing(relation, given)


@pytest.mark.parametrize("prices", [(0.0, -0.0), (-0.0, 0.0), (1, 1.0), (1.0, 1), (5, 5)])
def test_numbers_that_are_equal_are_kept_as_they_were_given(prices):
    merging = Merging(SCHEMA, PRICES)

    kept = [merging.merged({"list_price": price}, None) for price in prices]

    expected = [Merging(SCHEMA, PRICES).merged({"list_price": price}, None) for price in prices]
    assert expected == kept
