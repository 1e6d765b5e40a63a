"""Records are added item by item, and refused ones leave no trace."""

from __future__ import annotations

import pytest

from tests.api import START
from tests.unit.operations_records.office import said
from vinculum.errors import catalogue
from vinculum.errors.refusal import Refused
from vinculum.operations.records import insert_records
from vinculum.rules.commands import InsertRecords


def test_a_new_record_has_every_own_field_and_the_callers_name(office):
    (outcome,) = office.insert("Leads", {"Last_Name": "Daly", "First_Name": "Ines"})

    record = office.record(outcome.id)
    values = office.values(outcome.id)

    assert "Ines Daly" == record.name
    assert office.keys["ada"] == record.owner == record.created_by == record.modified_by
    assert START == record.created == record.modified == outcome.created
    assert "2026-09-21T14:13:20+00:00" == values["Created_Time"]
    assert values["Phone"] is None
    assert values["Email_Opt_Out"] is False
    assert "Ines Daly" == values["Full_Name"]


def test_outcomes_keep_the_order_of_the_items(office):
    outcomes = office.insert(
        "Leads", {"Company": "Zylker"}, {"Last_Name": "Daly"}, "not an object", {"Last_Name": 5}
    )

    assert ("MANDATORY_NOT_FOUND", {"api_name": "Last_Name"}) == said(outcomes[0])
    assert "Daly" == office.record(outcomes[1].id).name
    assert ("INVALID_DATA", {"expected_data_type": "jsonobject"}) == said(outcomes[2])
    assert (
        "INVALID_DATA",
        {"expected_data_type": "text", "api_name": "Last_Name"},
    ) == said(outcomes[3])
    assert 1 == len(office.everything("Leads"))


@pytest.mark.parametrize("blank", [None, "", []])
def test_what_is_blank_is_missing(office, blank):
    (outcome,) = office.insert("Leads", {"Last_Name": blank})

    assert ("MANDATORY_NOT_FOUND", {"api_name": "Last_Name"}) == said(outcome)


def test_a_choice_that_is_none_is_missing(office):
    (outcome,) = office.insert("Deals", {"Deal_Name": "Pier", "Stage": "-None-"})

    assert ("MANDATORY_NOT_FOUND", {"api_name": "Stage"}) == said(outcome)


def test_what_is_missing_comes_before_a_wrong_type(office):
    (outcome,) = office.insert("Deals", {"Deal_Name": 5})

    assert ("MANDATORY_NOT_FOUND", {"api_name": "Stage"}) == said(outcome)


def test_types_are_judged_in_schema_order(office):
    (outcome,) = office.insert(
        "Leads", {"Email": "nobody", "No_of_Employees": "many", "Last_Name": "Daly"}
    )

    assert ("INVALID_DATA", {"expected_data_type": "email", "api_name": "Email"}) == said(outcome)


def test_unknown_and_read_only_keys_are_ignored(office):
    lead = office.add("Leads", Last_Name="Daly", Nonsense={}, Full_Name="Other", id="1")

    assert "Daly" == office.record(lead).name
    assert 1 != lead


def test_an_owner_must_be_an_active_user(office):
    gone, ada = str(office.keys["gone"]), str(office.keys["ada"])
    refused = ("INVALID_DATA", {"api_name": "Owner"})

    outcomes = office.insert(
        "Leads",
        {"Last_Name": "Daly", "Owner": {"id": gone}},
        {"Last_Name": "Daly", "Owner": {"id": "17"}},
        {"Last_Name": "Daly", "Owner": {"id": ada}},
        {"Last_Name": "Daly", "Owner": None},
        actor=office.actor("sam"),
    )

    assert [refused, refused] == [said(outcome) for outcome in outcomes[:2]]
    assert office.keys["ada"] == office.record(outcomes[2].id).owner
    assert office.keys["sam"] == office.record(outcomes[3].id).owner


def test_a_lookup_must_name_a_live_record_of_its_module(office):
    account = office.add("Accounts", Account_Name="Zylker")
    lead = office.add("Leads", Last_Name="Daly")
    refused = ("INVALID_DATA", {"api_name": "Account_Name"})

    outcomes = office.insert(
        "Contacts",
        {"Last_Name": "A", "Account_Name": {"id": str(account)}},
        {"Last_Name": "B", "Account_Name": str(account)},
        {"Last_Name": "C", "Account_Name": {"id": str(lead)}},
        {"Last_Name": "D", "Account_Name": {"id": "12"}},
    )

    assert account == office.content(outcomes[0].id).references["Account_Name"]
    assert account == office.content(outcomes[1].id).references["Account_Name"]
    assert [refused, refused] == [said(outcome) for outcome in outcomes[2:]]


def test_a_polymorphic_lookup_needs_the_name_of_its_module(office):
    lead = office.add("Leads", Last_Name="Daly")

    outcomes = office.insert(
        "Tasks",
        {"Subject": "Call", "What_Id": str(lead), "$se_module": "leads"},
        {"Subject": "Call", "What_Id": str(lead)},
        {"Subject": "Call", "What_Id": str(lead), "$se_module": "Nowhere"},
        {"Subject": "Call", "What_Id": str(lead), "$se_module": "Accounts"},
        {"Subject": "Call", "What_Id": str(lead), "$se_module": 5},
        {"Subject": "Call", "$se_module": 5},
    )

    assert lead == office.content(outcomes[0].id).references["What_Id"]
    assert ("MANDATORY_NOT_FOUND", {"api_name": "$se_module"}) == said(outcomes[1])
    assert ("INVALID_DATA", {"api_name": "$se_module"}) == said(outcomes[2])
    assert ("INVALID_DATA", {"api_name": "What_Id"}) == said(outcomes[3])
    assert (
        "INVALID_DATA",
        {"expected_data_type": "text", "api_name": "$se_module"},
    ) == said(outcomes[4])
    assert "Call" == office.record(outcomes[5].id).name


def test_a_layout_must_be_the_modules_own(office):
    layout = office.schema().module("Leads").layout.id

    outcomes = office.insert(
        "Leads",
        {"Last_Name": "Daly", "Layout": {"id": str(layout)}},
        {"Last_Name": "Daly", "Layout": {"id": str(layout + 1)}},
    )

    assert "Daly" == office.record(outcomes[0].id).name
    assert ("INVALID_DATA", {"api_name": "Layout"}) == said(outcomes[1])


def test_unknown_tags_are_made_once_for_all_items(office):
    outcomes = office.insert(
        "Leads",
        {"Last_Name": "A", "Tag": [{"name": "hot"}, {"name": "new"}]},
        {"Last_Name": "B", "Tag": [{"name": "HOT"}]},
    )

    tags = {tag.name: tag for tag in office.schema().tags.values()}
    hot, new = tags["hot"], tags["new"]
    assert {"hot", "new"} == tags.keys()
    assert ("Leads", office.keys["ada"], START) == (hot.module, hot.created_by, hot.created)
    assert [hot.id, new.id] == office.content(outcomes[0].id).references["Tag"]
    assert [hot.id] == office.content(outcomes[1].id).references["Tag"]


def test_tags_of_a_refused_item_are_not_made(office):
    office.insert("Leads", {"Tag": [{"name": "hot"}]})

    assert {} == office.schema().tags


def test_a_record_has_ten_tags_at_most(office):
    ten = [{"name": f"t{number}"} for number in range(10)]

    good, bad = office.insert(
        "Leads",
        {"Last_Name": "A", "Tag": ten},
        {"Last_Name": "B", "Tag": [*ten, {"name": "one more"}]},
    )

    assert 10 == len(office.content(good.id).references["Tag"])
    assert ("LIMIT_EXCEEDED", {"api_name": "Tag"}) == said(bad)


def test_a_unique_value_is_held_by_one_record_only(office):
    (first,) = office.insert("Leads", {"Last_Name": "A", "Badge": "B-1"})

    outcomes = office.insert(
        "Leads",
        {"Last_Name": "B", "Badge": "b-1"},
        {"Last_Name": "C", "Badge": "B-2"},
        {"Last_Name": "D", "Badge": "B-2"},
        {"Last_Name": "E", "Badge": None},
        {"Last_Name": "F", "Badge": ""},
    )

    assert ("DUPLICATE_DATA", {"api_name": "Badge", "id": str(first.id)}) == said(outcomes[0])
    assert (
        "DUPLICATE_DATA",
        {"api_name": "Badge", "id": str(outcomes[1].id)},
    ) == said(outcomes[2])
    assert ["C", "E", "F"] == [record.name for record in office.everything("Leads")[1:]]


def test_a_record_may_wait_for_approval(office):
    outcomes = office.insert(
        "Leads",
        {"Last_Name": "A", "$approved": False},
        {"Last_Name": "B", "$approved": "perhaps"},
    )

    assert office.record(outcomes[0].id).approved is False
    assert (
        "INVALID_DATA",
        {"expected_data_type": "boolean", "api_name": "$approved"},
    ) == said(outcomes[1])


def test_numbers_of_documents_are_made(office):
    case = office.add("Cases", Subject="Noise", Status="New", Case_Origin="Phone", Case_Number=5)

    assert office.values(case)["Case_Number"].isdigit()
    assert "5" != office.values(case)["Case_Number"]


def test_line_items_get_ids_and_totals(office):
    product = office.add("Products", Product_Name="Oil")
    line = {"product": {"id": str(product)}, "quantity": 3, "list_price": 10, "Discount": 5}

    quote = office.add("Quotes", Subject="Oil", Product_Details=[line])

    (row,) = office.content(quote).rows["Product_Details"]
    assert (product, 3, 30, 25) == (row["product"], row["quantity"], row["total"], row["net_total"])
    assert isinstance(row["id"], int)
    assert 25 == office.values(quote)["Grand_Total"]


def test_line_items_must_name_products_and_no_foreign_row(office):
    lead = office.add("Leads", Last_Name="Daly")
    product = office.add("Products", Product_Name="Oil")
    good = {"product": {"id": str(product)}, "quantity": 3}

    outcomes = office.insert(
        "Quotes",
        {"Subject": "A"},
        {"Subject": "B", "Product_Details": []},
        {"Subject": "C", "Product_Details": [{"product": {"id": str(lead)}, "quantity": 1}]},
        {"Subject": "D", "Product_Details": [{"product": {"id": str(product)}}]},
        {"Subject": "E", "Product_Details": [{**good, "id": "77"}]},
    )

    assert [
        ("MANDATORY_NOT_FOUND", {"api_name": "Product_Details"}),
        ("MANDATORY_NOT_FOUND", {"api_name": "Product_Details"}),
        ("INVALID_DATA", {"api_name": "product"}),
        ("MANDATORY_NOT_FOUND", {"api_name": "quantity"}),
        ("INVALID_DATA", {"api_name": "id"}),
    ] == [said(outcome) for outcome in outcomes]


def test_participants_must_be_people_who_are_there(office):
    contact = office.add("Contacts", Last_Name="Nora")
    times = {"Start_DateTime": "2026-09-21T10:00:00Z", "End_DateTime": "2026-09-21T11:00:00Z"}

    def event(kind, participant):
        people = [{"type": kind, "participant": participant}]
        return {"Event_Title": "Talk", "Participants": people, **times}

    outcomes = office.insert(
        "Events",
        event("contact", str(contact)),
        event("user", str(office.keys["sam"])),
        event("email", "who@ever.example"),
        event("lead", str(contact)),
        event("user", str(office.keys["gone"])),
    )

    refused = ("INVALID_DATA", {"api_name": "participant"})
    assert [refused, refused] == [said(outcome) for outcome in outcomes[3:]]
    assert 3 == len(office.everything("Events"))


def test_a_new_deal_begins_its_history(office):
    deal = office.add("Deals", Deal_Name="Pier", Stage="Qualification", Amount=100)

    (row,) = office.everything("DealHistory")
    content = office.content(row.id)
    assert ("Qualification", {"Deal": deal}) == (row.name, content.references)
    assert (100, 10, 10, None) == (
        content.values["Amount"],
        content.values["Probability"],
        content.values["Expected_Revenue"],
        content.values["Stage_Duration"],
    )


def test_a_batch_of_any_size_asks_the_same_number_of_questions(office):
    account = office.add("Accounts", Account_Name="Zylker")

    def asked(count):
        items = [
            {"Last_Name": f"L{number}", "Account_Name": str(account), "Tag": [{"name": "x"}]}
            for number in range(count)
        ]
        office.insert("Contacts", *items)
        return office.last_work.readings, office.last_work.applied

    assert asked(1) == asked(100)


def test_modules_that_take_no_records_refuse_the_verb(office):
    with pytest.raises(Refused) as refused:
        office.insert("Activities", {"Subject": "x"})

    assert catalogue.METHOD_INVALID == refused.value.refusal.entry


@pytest.mark.parametrize(
    ("module", "entry"),
    [
        ("Nowhere", catalogue.MODULE_INVALID),
        ("DealHistory", catalogue.MODULE_UNSUPPORTED),
    ],
)
def test_modules_that_are_not_served_are_refused(office, module, entry):
    with pytest.raises(Refused) as refused:
        office.insert(module, {})

    assert entry == refused.value.refusal.entry


def test_the_right_is_judged_before_the_body(office):
    broken = catalogue.BODY_NOT_OBJECT.refusal(expected_data_type="jsonobject")
    command = InsertRecords(module="Leads", items=broken)
    actor = office.actor("sam", denied=["Leads:create"])

    with pytest.raises(Refused) as denied:
        office.run(insert_records, command, actor)
    with pytest.raises(Refused) as malformed:
        office.run(insert_records, command)

    assert catalogue.NO_PERMISSION_CREATE == denied.value.refusal.entry
    assert ("Crm_Implied_Create_Leads",) == denied.value.refusal.details["permissions"]
    assert broken == malformed.value.refusal
