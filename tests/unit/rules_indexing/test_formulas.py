"""What follows from the values that a request gave."""

from __future__ import annotations

import pytest

from tests.unit.rules_indexing.modules import module_of
from vinculum.model.field import PickListValue
from vinculum.rules.formulas import Draft, compute

NOW = "2019-05-02T11:17:33+05:30"


def stage(name, actual, probability, forecast):
    return PickListValue(
        display_value=name,
        actual_value=actual,
        sequence_number=1,
        probability=probability,
        forecast_type=forecast,
    )


STAGES = (
    stage("Qualification", "Qualification", 10, "Open"),
    stage("Identify Decision Makers", "Id. Decision Makers", 60, "Open"),
    stage("Closed Won", "Closed Won", 100, "Closed Won"),
)
DEALS = module_of(
    ("Stage", "picklist", {"pick_list": STAGES}),
    ("Probability", "integer"),
    ("Amount", "currency"),
    ("Expected_Revenue", "formula"),
    ("Deal_Category_Status", "picklist"),
    api_name="Deals",
)
QUOTES = module_of(
    ("Product_Details", "line_items"),
    ("Sub_Total", "formula"),
    ("Discount", "currency"),
    ("Tax", "currency"),
    ("Adjustment", "currency"),
    ("Grand_Total", "formula"),
    api_name="Quotes",
)
CONTACTS = module_of(("Full_Name", "full_name"), ("Last_Name", "text"), api_name="Contacts")
TASKS = module_of(("Status", "picklist"), ("Closed_Time", "datetime"), api_name="Tasks")
CASES = module_of(("Comments", "comments"), ("No_of_comments", "integer"), api_name="Cases")


def computed(module, values, rows=None, before=None, given=()):
    draft = Draft(
        module=module,
        values=values,
        rows=rows or {},
        before=before,
        given=frozenset(given),
        now=NOW,
    )
    return compute(draft)


@pytest.mark.parametrize(
    ("parts", "full_name"),
    [
        ({"Salutation": "Ms.", "First_Name": "Ada", "Last_Name": "King"}, "Ms. Ada King"),
        ({"Salutation": None, "Last_Name": "King"}, "King"),
        ({}, None),
    ],
)
def test_a_full_name_is_put_together_of_what_there_is(parts, full_name):
    assert full_name == computed(CONTACTS, parts).values["Full_Name"]


def test_a_new_deal_takes_probability_and_category_from_its_stage():
    draft = computed(DEALS, {"Stage": "Id. Decision Makers", "Amount": 1000.5})

    assert {
        "Stage": "Id. Decision Makers",
        "Amount": 1000.5,
        "Probability": 60,
        "Deal_Category_Status": "Open",
        "Expected_Revenue": 600.3,
    } == draft.values


def test_a_given_probability_is_kept():
    values = {"Stage": "Closed Won", "Probability": 80, "Amount": 10}
    draft = computed(DEALS, values, given=["Probability"])

    assert 80 == draft.values["Probability"]
    assert 8 == draft.values["Expected_Revenue"]


def test_a_stage_that_stays_leaves_the_probability_alone():
    before = {"Stage": "Closed Won", "Probability": 80}
    draft = computed(DEALS, dict(before), before=before)

    assert 80 == draft.values["Probability"]


def test_an_unlisted_stage_has_no_category_and_changes_no_probability():
    before = {"Stage": "Closed Won", "Probability": 100}
    draft = computed(DEALS, {"Stage": "Dreaming", "Probability": 100}, before=before)

    assert 100 == draft.values["Probability"]
    assert draft.values["Deal_Category_Status"] is None
    assert draft.values["Expected_Revenue"] is None


def test_a_line_is_totalled_with_its_taxes():
    row = {
        "product": 5,
        "quantity": 3,
        "list_price": 9.99,
        "Discount": 0.97,
        "line_tax": [{"name": "VAT", "percentage": 10}, {"name": "Fee", "value": 1.5}],
        "total": 12345,
    }
    rows = {"Product_Details": [row]}
    total = computed(QUOTES, {}, rows).rows["Product_Details"][0]

    assert {
        "product": 5,
        "quantity": 3,
        "list_price": 9.99,
        "Discount": 0.97,
        "line_tax": [
            {"name": "VAT", "percentage": 10, "value": 2.9},
            {"name": "Fee", "value": 1.5},
        ],
        "total": 29.97,
        "total_after_discount": 29,
        "Tax": 4.4,
        "net_total": 33.4,
    } == total


def test_a_quote_sums_its_lines():
    rows = {
        "Product_Details": [
            {"product": 5, "quantity": 2, "list_price": 50.56},
            {"product": 6, "quantity": 1, "list_price": 100, "Discount": 10},
        ]
    }
    values = {"Discount": 11.12, "Tax": 5, "Adjustment": -0.5}
    draft = computed(QUOTES, values, rows)

    assert 191.12 == draft.values["Sub_Total"]
    assert 184.5 == draft.values["Grand_Total"]
    assert [101.12, 90] == [row["net_total"] for row in draft.rows["Product_Details"]]


def test_sums_of_nothing_and_of_giants_are_numbers():
    giant = {"product": 5, "quantity": 10**15, "list_price": 10**15}
    rows = {"Product_Details": [giant]}

    assert 0 == computed(QUOTES, {}).values["Grand_Total"]
    assert 1e30 == computed(QUOTES, {}, rows).values["Grand_Total"]


def test_a_task_is_closed_when_it_is_completed_and_opened_again():
    completed = {"Status": "Completed", "Closed_Time": None}
    closed = computed(TASKS, completed, before={"Status": "Deferred"}).values
    kept = computed(TASKS, {**closed, "Closed_Time": "then"}, before=closed).values
    opened = computed(TASKS, {**closed, "Status": "Deferred"}, before=closed).values

    assert [NOW, "then", None] == [values["Closed_Time"] for values in (closed, kept, opened)]


def test_a_case_counts_its_comments():
    rows = {"Comments": [{"id": 1, "comment_content": "Hm"}]}

    assert 1 == computed(CASES, {}, rows).values["No_of_comments"]
    assert 0 == computed(CASES, {}).values["No_of_comments"]
