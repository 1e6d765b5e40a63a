"""An item is judged by the schema alone, in one order."""

from __future__ import annotations

import pytest

from tests.unit.rules_records.desk import GONE, SAM, writing
from vinculum.errors.refusal import Refusal
from vinculum.model.record import JsonValue
from vinculum.rules.accepting import Accepted, accept_item, cleared, missing
from vinculum.rules.lookups import Target


def refused(module, item, demand=missing):
    outcome = accept_item(writing(module), item, demand)
    assert isinstance(outcome, Refusal)
    return outcome.entry.code, outcome.details


def test_what_is_accepted_is_canonical():
    item: JsonValue = {
        "Subject": "Call",
        "Due_Date": "2026-09-21",
        "Remind_At": {"ALARM": "FREQ=NONE"},
        "What_Id": {"id": "500"},
        "Who_Id": 600,
        "$se_module": "deals",
        "Owner": str(SAM),
        "Modified_Time": "2020-01-01T00:00:00Z",
        "id": "7",
        "$append_values": {"Tag": True, "Status": False},
    }

    assert Accepted(
        values={
            "Owner": SAM,
            "Subject": "Call",
            "Due_Date": "2026-09-21",
            "Remind_At": {"ALARM": "FREQ=NONE"},
            "What_Id": 500,
            "Who_Id": 600,
        },
        targets=(
            Target(api_name="Who_Id", id=600, module="Contacts"),
            Target(api_name="What_Id", id=500, module="Deals"),
        ),
        appended=frozenset({"Tag"}),
    ) == accept_item(writing("Tasks"), item, missing)


@pytest.mark.parametrize("item", [None, [], "x", 5, True])
def test_an_item_is_an_object(item):
    assert ("INVALID_DATA", {"expected_data_type": "jsonobject"}) == refused("Leads", item)


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ({"Email": 5, "Owner": str(GONE)}, "Last_Name"),
        ({"Email": 5, "Owner": str(GONE), "Last_Name": "A"}, "Email"),
        ({"Owner": str(GONE), "Last_Name": "A", "Layout": {"id": "1"}}, "Layout"),
        ({"Owner": str(GONE), "Last_Name": "A", "$approved": 5}, "Owner"),
        ({"Last_Name": "A", "$approved": 5}, "$approved"),
    ],
)
def test_the_first_refusal_wins(item, said):
    assert said == refused("Leads", item)[1]["api_name"]


def test_a_change_may_leave_out_what_is_mandatory_but_not_clear_it():
    nothing = accept_item(writing("Deals"), {}, cleared)

    assert Accepted() == nothing
    assert {"api_name": "Stage"} == refused("Deals", {"Stage": None}, cleared)[1]
    assert {"api_name": "Owner"} == refused("Deals", {"Owner": None}, cleared)[1]


def test_a_polymorphic_lookup_that_is_cleared_needs_no_module():
    accepted = accept_item(writing("Tasks"), {"What_Id": None}, cleared)

    assert Accepted(values={"What_Id": None}) == accepted


def test_an_unserved_module_is_no_target():
    item = {"What_Id": "500", "$se_module": "DealHistory"}

    assert ("INVALID_DATA", {"api_name": "$se_module"}) == refused("Tasks", item, cleared)


def test_rows_name_targets_too():
    line: JsonValue = {"product": {"id": "5"}, "quantity": 1, "book": "6"}

    accepted = accept_item(writing("Quotes"), {"Product_Details": [line]}, cleared)

    assert isinstance(accepted, Accepted)
    assert (
        Target(api_name="product", id=5, module="Products"),
        Target(api_name="book", id=6, module="Price_Books"),
    ) == accepted.targets
