"""Only what an item sets changes, and an item sees what earlier ones did."""

from __future__ import annotations

from itertools import pairwise

import pytest
from msgspec.structs import replace

from tests.api import START
from tests.unit.operations_records.office import said
from vinculum.errors import catalogue
from vinculum.errors.refusal import Refused
from vinculum.model.change import UpdateRecord
from vinculum.model.record import IndexRows
from vinculum.operations.records import update_records
from vinculum.query.record_query import Compare, RecordQuery
from vinculum.rules.commands import UNKNOWN_ID, ExternalValue, UpdateRecords

DAY = 86_400


def refusal_of(office, *arguments, **options):
    """The refusal of a whole update."""
    with pytest.raises(Refused) as refused:
        office.update(*arguments, **options)
    return refused.value.refusal


def convert(office, lead):
    """Mark a lead as converted, as a conversion does."""
    record = replace(office.record(lead), converted=True)
    office.api.apply(UpdateRecord(record=record, unindex=IndexRows(), index=IndexRows()))


def found_by(office, module_name, field_name, value):
    """The ids that the index gives for a text."""
    module = office.schema().module(module_name)
    field = office.schema().find_field(module, field_name)
    where = Compare(index="text", field=field.id, comparison="equals", values=(value,))
    query = RecordQuery(modules=(module.id,), where=where)
    return [record.id for record in office.api.read(lambda work: work.page_records(query))]


def test_only_what_is_sent_changes(office):
    lead = office.add("Leads", Last_Name="Daly", Phone="123", Colours=["red"])
    office.api.clock.advance(60)

    (outcome,) = office.update(
        "Leads", {"id": str(lead), "First_Name": "Ines"}, actor=office.actor("sam")
    )

    record, values = office.record(lead), office.values(lead)
    assert ("Ines Daly", "Ines Daly", "123") == (
        record.name,
        values["Full_Name"],
        values["Phone"],
    )
    assert ["red"] == values["Colours"]
    assert (START, START + 60_000) == (record.created, record.modified)
    assert (office.keys["ada"], office.keys["sam"]) == (record.created_by, record.modified_by)
    assert "2026-09-21T14:14:20+00:00" == values["Modified_Time"]
    assert (lead, record.modified, None) == (outcome.id, outcome.modified, outcome.matched)


def test_null_and_an_empty_text_clear_a_field(office):
    account = office.add("Accounts", Account_Name="Zylker")
    contact = office.add(
        "Contacts", Last_Name="Nora", Phone="123", Account_Name=str(account), Fax="7"
    )

    office.update("Contacts", {"id": contact, "Phone": None, "Fax": "", "Account_Name": None})

    assert (None, None) == (office.values(contact)["Phone"], office.values(contact)["Fax"])
    assert {} == office.content(contact).references


def test_the_index_follows_the_values(office):
    lead = office.add("Leads", Last_Name="Daly", Email="a@zylker.example")

    office.update("Leads", {"id": lead, "Email": "b@zylker.example"})

    assert [] == found_by(office, "Leads", "Email", "a@zylker.example")
    assert [lead] == found_by(office, "Leads", "Email", "b@zylker.example")


def test_a_record_named_twice_is_changed_twice(office):
    lead = office.add("Leads", Last_Name="Daly")

    outcomes = office.update(
        "Leads",
        {"id": lead, "Colours": ["red"], "Phone": "1"},
        {"id": str(lead), "Colours": ["blue", "red"], "$append_values": {"Colours": True}},
    )

    assert [lead, lead] == [outcome.id for outcome in outcomes]
    assert (["red", "blue"], "1") == (
        office.values(lead)["Colours"],
        office.values(lead)["Phone"],
    )


def test_choices_replace_those_before_unless_they_are_appended(office):
    lead = office.add("Leads", Last_Name="Daly", Colours=["red", "green"])

    office.update("Leads", {"id": lead, "Colours": ["blue"]})

    assert ["blue"] == office.values(lead)["Colours"]


def test_append_values_must_be_an_object(office):
    lead = office.add("Leads", Last_Name="Daly")

    (outcome,) = office.update("Leads", {"id": lead, "$append_values": True})

    assert (
        "INVALID_DATA",
        {"expected_data_type": "jsonobject", "api_name": "$append_values"},
    ) == said(outcome)


def test_tags_are_the_complete_set_unless_they_are_appended(office):
    lead = office.add("Leads", Last_Name="Daly", Tag=[{"name": "a"}, {"name": "b"}])
    names = {tag.name: tag.id for tag in office.schema().tags.values()}

    office.update("Leads", {"id": lead, "Tag": [{"name": "b"}]})
    replaced = office.content(lead).references["Tag"]
    office.update(
        "Leads", {"id": lead, "Tag": [{"id": str(names["a"])}], "$append_values": {"Tag": True}}
    )
    appended = office.content(lead).references["Tag"]
    office.update("Leads", {"id": lead, "Tag": []})

    assert ([names["b"]], [names["b"], names["a"]]) == (replaced, appended)
    assert {} == office.content(lead).references


def test_a_tag_id_must_be_one_of_the_module(office):
    lead = office.add("Leads", Last_Name="Daly")
    office.add("Contacts", Last_Name="Nora", Tag=[{"name": "theirs"}])
    (tag,) = office.schema().tags

    (outcome,) = office.update("Leads", {"id": lead, "Tag": [{"id": str(tag)}]})

    assert ("INVALID_DATA", {"api_name": "Tag"}) == said(outcome)


def test_items_name_their_records_by_id(office):
    lead = office.add("Leads", Last_Name="Daly")
    account = office.add("Accounts", Account_Name="Zylker")
    beyond = "9" * 30

    outcomes = office.update(
        "Leads",
        {"Phone": "1"},
        {"id": "", "Phone": "1"},
        {"id": "abc"},
        {"id": True},
        {"id": {"id": str(lead)}},
        {"id": "12"},
        {"id": beyond},
        {"id": 0},
        {"id": str(account)},
        "nothing",
    )

    missing = ("MANDATORY_NOT_FOUND", {"api_name": "id"})
    wrong = ("INVALID_DATA", {"expected_data_type": "bigint", "api_name": "id"})
    assert [
        *(missing, missing, wrong, wrong, wrong),
        *(("INVALID_DATA", {"id": text}) for text in ("12", beyond, "0", str(account))),
        ("INVALID_DATA", {"expected_data_type": "jsonobject"}),
    ] == [said(outcome) for outcome in outcomes]


def test_what_is_mandatory_cannot_be_cleared(office):
    deal = office.add("Deals", Deal_Name="Pier", Stage="Qualification")

    outcomes = office.update(
        "Deals",
        {"id": deal, "Deal_Name": None},
        {"id": deal, "Deal_Name": ""},
        {"id": deal, "Stage": "-None-"},
        {"id": deal, "Owner": None},
        {"id": deal},
    )

    assert ["Deal_Name", "Deal_Name", "Stage", "Owner"] == [
        outcome.details["api_name"] for outcome in outcomes[:4]
    ]
    assert deal == outcomes[4].id


def test_an_update_without_a_change_is_one(office):
    lead = office.add("Leads", Last_Name="Daly")
    office.api.clock.advance(60)

    (outcome,) = office.update("Leads", {"id": lead})

    assert START + 60_000 == outcome.modified == office.record(lead).modified


def test_a_unique_value_that_an_earlier_item_gave_up_is_free(office):
    first = office.add("Leads", Last_Name="A", Badge="B-1")
    second = office.add("Leads", Last_Name="B", Badge="B-2")

    outcomes = office.update(
        "Leads",
        {"id": second, "Badge": "B-1"},
        {"id": first, "Badge": "B-3"},
        {"id": second, "Badge": "b-1"},
        {"id": first, "Badge": "B-2"},
        {"id": first, "Badge": "B-2"},
    )

    assert ("DUPLICATE_DATA", {"api_name": "Badge", "id": str(first)}) == said(outcomes[0])
    assert [first, second, first, first] == [outcome.id for outcome in outcomes[1:]]
    assert ("B-2", "b-1") == (office.values(first)["Badge"], office.values(second)["Badge"])


def test_a_converted_lead_stays_as_it_is(office):
    lead = office.add("Leads", Last_Name="Daly")
    convert(office, lead)

    (by_item,) = office.update("Leads", {"id": lead, "Phone": 5})
    (by_path,) = office.update("Leads", {"Phone": "1"}, single=lead)

    refused = ("CONVERTED_RECORD", {"id": str(lead)})
    assert (refused, refused) == (said(by_item), said(by_path))


def test_the_id_of_the_path_wins(office):
    first, second = office.add("Leads", Last_Name="A"), office.add("Leads", Last_Name="B")

    (outcome,) = office.update("Leads", {"id": str(second), "Phone": "1"}, single=first)

    assert first == outcome.id
    assert ("1", None) == (office.values(first)["Phone"], office.values(second)["Phone"])


def test_the_path_is_refused_in_its_order(office):
    deal = office.add("Deals", Deal_Name="Pier", Stage="Qualification")
    broken = catalogue.WRAPPER_MISSING.refusal(api_name="data")
    command = UpdateRecords(module="Deals", items=broken, single=deal)
    sam = office.actor("sam")

    def entry(single, actor):
        with pytest.raises(Refused) as refused:
            office.run(update_records, replace(command, single=single), actor)
        return refused.value.refusal.entry

    denied = office.actor("sam", denied=["Deals:update"])
    assert [
        catalogue.RECORD_ID_INVALID,
        catalogue.RECORD_ID_INVALID,
        catalogue.NO_PERMISSION_UPDATE,
        catalogue.AUTHORIZATION_FAILED_UPDATE,
        catalogue.WRAPPER_MISSING,
    ] == [
        entry(12, denied),
        entry(UNKNOWN_ID, denied),
        entry(deal, denied),
        entry(deal, sam),
        entry(deal, None),
    ]


def test_the_single_form_takes_one_item(office):
    lead = office.add("Leads", Last_Name="Daly")

    refusal = refusal_of(office, "Leads", {"Phone": "1"}, {"Phone": "2"}, single=lead)

    assert ("INVALID_DATA", {"maximum_length": 1, "api_name": "data"}) == said(refusal)


def test_a_record_that_sharing_forbids_is_refused_in_its_item(office):
    mine = office.add("Deals", actor=office.actor("sam"), Deal_Name="A", Stage="Qualification")
    theirs = office.add("Deals", Deal_Name="B", Stage="Qualification")

    outcomes = office.update("Deals", {"id": mine}, {"id": theirs}, actor=office.actor("sam"))

    assert mine == outcomes[0].id
    assert (
        "NO_PERMISSION",
        {"permissions": ("Crm_Implied_Edit_Potentials",), "id": str(theirs)},
    ) == said(outcomes[1])


def test_a_superior_may_change_what_its_subordinates_own(office):
    deal = office.add("Deals", actor=office.actor("sam"), Deal_Name="A", Stage="Qualification")

    (outcome,) = office.update("Deals", {"id": deal}, actor=office.actor("maria"))

    assert deal == outcome.id


def test_rows_are_the_complete_desired_set(office):
    product = office.add("Products", Product_Name="Oil")

    def line(quantity):
        return {"product": {"id": str(product)}, "quantity": quantity, "list_price": 10}

    quote = office.add("Quotes", Subject="Oil", Product_Details=[line(1), line(2), line(3)])
    first, second, third = office.content(quote).rows["Product_Details"]

    office.update("Quotes", {"id": quote, "Description": "untouched rows"})
    untouched = office.content(quote).rows["Product_Details"]
    office.update(
        "Quotes",
        {
            "id": quote,
            "Product_Details": [
                {"id": str(third["id"])},
                {"id": str(first["id"]), "quantity": 5},
                {"id": str(second["id"]), "_delete": None},
                line(4),
            ],
        },
    )

    kept = office.content(quote).rows["Product_Details"]
    assert [first, second, third] == untouched
    assert third == kept[0]
    assert (first["id"], 5, 50, product) == tuple(
        kept[1][key] for key in ("id", "quantity", "total", "product")
    )
    assert 4 == kept[2]["quantity"]
    assert 3 == len({row["id"] for row in kept})
    assert 120 == office.values(quote)["Sub_Total"]


def test_a_row_of_another_record_is_refused(office):
    book = {"from_range": 1, "to_range": 5, "discount": 1}
    first = office.add("Price_Books", Price_Book_Name="A", Pricing_Details=[book])
    second = office.add("Price_Books", Price_Book_Name="B", Pricing_Details=[book])
    (row,) = office.content(first).rows["Pricing_Details"]

    outcomes = office.update(
        "Price_Books",
        {"id": second, "Pricing_Details": [{"id": row["id"]}]},
        {"id": first, "Pricing_Details": [{"id": row["id"]}, {"id": row["id"]}]},
    )

    refused = ("INVALID_DATA", {"api_name": "id"})
    assert [refused, refused] == [said(outcome) for outcome in outcomes]


def test_rows_that_are_all_deleted_leave_none(office):
    times = {"Start_DateTime": "2026-09-21T10:00:00Z", "End_DateTime": "2026-09-21T11:00:00Z"}
    people = [{"type": "user", "participant": str(office.keys["sam"])}]
    event = office.add("Events", Event_Title="Talk", Participants=people, **times)

    office.update("Events", {"id": event, "Participants": []})

    assert "" == office.record(event).rows


def test_a_comment_that_is_added_becomes_a_row(office):
    case = office.add("Cases", Subject="Noise", Status="New", Case_Origin="Phone")
    sam = office.actor("sam")

    office.update("Cases", {"id": case, "Add_Comment": "first"}, actor=sam)
    office.update("Cases", {"id": case, "Add_Comment": "second"})

    rows = office.content(case).rows["Comments"]
    assert [("first", office.keys["sam"]), ("second", office.keys["ada"])] == [
        (row["comment_content"], row["commented_by"]) for row in rows
    ]
    assert "2026-09-21T14:13:20+00:00" == rows[0]["commented_time"]
    assert (2, None) == (
        office.values(case)["No_of_comments"],
        office.values(case)["Add_Comment"],
    )


def test_a_new_stage_ends_the_one_before(office):
    deal = office.add("Deals", Deal_Name="Pier", Stage="Qualification", Amount=100)
    office.api.clock.advance(3 * DAY + 60)
    office.update("Deals", {"id": deal, "Amount": 200}, {"id": deal, "Stage": "Qualification"})
    assert 1 == len(office.everything("DealHistory"))

    office.update("Deals", {"id": deal, "Stage": "Closed Won"})

    rows = [office.values(record.id) for record in office.everything("DealHistory")]
    assert [("Qualification", 3), ("Closed Won", None)] == [
        (row["Stage"], row["Stage_Duration"]) for row in rows
    ]
    assert [100, 200] == [row["Amount"] for row in rows]
    assert [START, START + (3 * DAY + 60) * 1000] == [
        record.modified for record in office.everything("DealHistory")
    ]


def test_stages_that_follow_each_other_in_one_batch_are_all_kept(office):
    deal = office.add("Deals", Deal_Name="Pier", Stage="Qualification")
    office.api.clock.advance(DAY)

    office.update(
        "Deals", {"id": deal, "Stage": "Needs Analysis"}, {"id": deal, "Stage": "Closed Lost"}
    )

    rows = [office.values(record.id) for record in office.everything("DealHistory")]
    assert [("Qualification", 1), ("Needs Analysis", 0), ("Closed Lost", None)] == [
        (row["Stage"], row["Stage_Duration"]) for row in rows
    ]


def test_external_values_stand_for_ids(office):
    lead = office.add("Leads", Last_Name="Daly", Badge="B-1", Locker=17)

    by_text = office.update(
        "Leads",
        {"Badge": "b-1", "Phone": "1"},
        {"Phone": "2"},
        {"Badge": "B-2"},
        {"Badge": 5},
        external="Badge",
    )
    (by_number,) = office.update("Leads", {"Locker": 17, "Phone": "3"}, external="Locker")
    (by_path,) = office.update(
        "Leads", {"Fax": "4"}, single=ExternalValue(field="Locker", value="17")
    )

    assert (lead, ("Badge", "b-1")) == (by_text[0].id, by_text[0].external)
    assert [
        ("MANDATORY_NOT_FOUND", {"api_name": "Badge"}),
        ("INVALID_DATA", {"id": "B-2"}),
        ("INVALID_DATA", {"expected_data_type": "text", "api_name": "Badge"}),
    ] == [said(outcome) for outcome in by_text[1:]]
    assert (lead, ("Locker", "17")) == (by_number.id, by_number.external)
    assert (lead, ("Locker", "17")) == (by_path.id, by_path.external)
    assert ("3", "4") == (office.values(lead)["Phone"], office.values(lead)["Fax"])


def test_external_fields_must_be_unique_fields_and_values_known(office):
    unknown = ExternalValue(field="Badge", value="B-9")
    foreign = ExternalValue(field="Email", value="x")

    assert catalogue.EXTERNAL_ID_INVALID == refusal_of(office, "Leads", {}, single=unknown).entry
    assert catalogue.EXTERNAL_FIELD_INVALID == refusal_of(office, "Leads", {}, single=foreign).entry
    assert catalogue.EXTERNAL_FIELD_INVALID == refusal_of(office, "Leads", {}, external="X").entry


def test_a_batch_of_any_size_asks_the_same_number_of_questions(office):
    account = office.add("Accounts", Account_Name="Zylker")
    contacts = [
        outcome.id
        for outcome in office.insert("Contacts", *({"Last_Name": f"C{n}"} for n in range(100)))
    ]

    def asked(ids):
        office.update("Contacts", *({"id": each, "Account_Name": str(account)} for each in ids))
        return office.last_work.readings, office.last_work.applied

    assert asked(contacts[:1]) == asked(contacts)


def test_a_module_without_updates_refuses_the_verb(office):
    assert catalogue.METHOD_INVALID == refusal_of(office, "Attachments", {"id": "1"}).entry


def test_ids_of_new_rows_differ(office):
    ranges = [{"from_range": n, "to_range": n + 1, "discount": 1} for n in range(3)]

    book = office.add("Price_Books", Price_Book_Name="A", Pricing_Details=ranges)

    ids = [row["id"] for row in office.content(book).rows["Pricing_Details"]]
    assert all(earlier < later for earlier, later in pairwise(ids))
