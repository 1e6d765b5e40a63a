"""An upsert changes the record that a field finds, and adds one where none does."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.unit.operations_records.office import said
from vinculum.errors import catalogue
from vinculum.errors.refusal import Refused
from vinculum.model.change import UpdateRecord
from vinculum.model.record import IndexRows
from vinculum.operations.records import upsert_records
from vinculum.rules.commands import UpsertRecords
from vinculum.rules.plan import Inserted, Updated

EMAIL = "ines@zylker.example"


def refusal_of(office, *arguments, **options):
    """The refusal of a whole upsert."""
    with pytest.raises(Refused) as refused:
        office.upsert(*arguments, **options)
    return refused.value.refusal


def test_a_match_ignores_case_and_needs_nothing_mandatory(office):
    lead = office.add("Leads", Last_Name="Daly", Email=EMAIL)

    (outcome,) = office.upsert("Leads", {"Email": EMAIL.upper(), "Phone": "1"})

    assert isinstance(outcome, Updated)
    assert (lead, "Email") == (outcome.id, outcome.matched)
    assert ("Daly", "1") == (office.values(lead)["Last_Name"], office.values(lead)["Phone"])


def test_without_a_match_a_record_is_added_and_needs_what_is_mandatory(office):
    outcomes = office.upsert("Leads", {"Email": EMAIL}, {"Email": EMAIL, "Last_Name": "Daly"})

    assert ("MANDATORY_NOT_FOUND", {"api_name": "Last_Name"}) == said(outcomes[0])
    assert isinstance(outcomes[1], Inserted)


def test_an_item_finds_what_an_earlier_one_added(office):
    outcomes = office.upsert(
        "Leads", {"Email": EMAIL, "Last_Name": "Daly"}, {"Email": EMAIL, "Phone": "1"}
    )

    assert [Inserted, Updated] == [type(outcome) for outcome in outcomes]
    assert outcomes[0].id == outcomes[1].id
    assert "1" == office.values(outcomes[0].id)["Phone"]


def test_an_item_does_not_find_what_an_earlier_one_changed_away(office):
    first = office.add("Leads", Last_Name="A", Email=EMAIL)
    office.api.clock.advance(1)
    second = office.add("Leads", Last_Name="B", Email=EMAIL)

    outcomes = office.upsert(
        "Leads",
        {"Email": EMAIL, "Phone": "1"},
        {"id": str(first), "Email": "other@zylker.example"},
        {"Email": EMAIL, "Phone": "2"},
    )

    assert [first, first, second] == [outcome.id for outcome in outcomes]
    assert ["Email", None, "Email"] == [outcome.matched for outcome in outcomes]


def test_an_id_decides_before_any_field(office):
    first = office.add("Leads", Last_Name="A", Email=EMAIL)
    second = office.add("Leads", Last_Name="B")

    outcomes = office.upsert(
        "Leads",
        {"id": str(second), "Email": EMAIL},
        {"id": "12", "Last_Name": "C"},
        {"id": "abc", "Last_Name": "C"},
    )

    assert (second, None) == (outcomes[0].id, outcomes[0].matched)
    assert ("INVALID_DATA", {"id": "12"}) == said(outcomes[1])
    assert "id" == outcomes[2].details["api_name"]
    assert EMAIL == office.values(first)["Email"]


def test_the_systems_field_is_asked_before_the_unique_ones(office):
    by_email = office.add("Leads", Last_Name="A", Email=EMAIL)
    by_badge = office.add("Leads", Last_Name="B", Badge="B-1")

    outcomes = office.upsert(
        "Leads",
        {"Email": EMAIL, "Badge": "B-2"},
        {"Email": "none@zylker.example", "Badge": "b-1"},
    )

    assert [(by_email, "Email"), (by_badge, "Badge")] == [
        (outcome.id, outcome.matched) for outcome in outcomes
    ]


def test_the_fields_that_are_given_are_asked_first(office):
    by_email = office.add("Leads", Last_Name="A", Email=EMAIL)
    by_badge = office.add("Leads", Last_Name="B", Badge="B-1", Locker=17)
    both = {"Email": EMAIL, "Badge": "B-1"}

    def found(item, *check):
        (outcome,) = office.upsert("Leads", item, check=check)
        return outcome.id, outcome.matched

    assert (by_badge, "Badge") == found({"Badge": "B-1"}, "Badge", "Email")
    assert (by_email, "Email") == found({"Email": EMAIL}, "Email", "Badge")
    # Unique fields that are not given are asked all the same, the system's are not.
    assert (by_badge, "Locker") == found({"Locker": 17, "Email": EMAIL}, "Badge")
    (skipped,) = office.upsert("Leads", both | {"Badge": "B-9", "Last_Name": "C"}, check=("Badge",))
    assert isinstance(skipped, Inserted)


def test_only_fields_that_check_duplicates_may_be_given(office):
    refusal = refusal_of(office, "Leads", {"Last_Name": "A"}, check=("Phone",))

    assert ("INVALID_DATA", {"api_name": "duplicate_check_fields"}) == said(refusal)


def test_a_match_that_takes_anothers_unique_value_is_refused(office):
    office.add("Leads", Last_Name="A", Email=EMAIL)
    other = office.add("Leads", Last_Name="B", Badge="B-1")

    (outcome,) = office.upsert("Leads", {"Email": EMAIL, "Badge": "B-1"})

    assert ("DUPLICATE_DATA", {"api_name": "Badge", "id": str(other)}) == said(outcome)


def test_converted_leads_are_not_found(office):
    lead = office.add("Leads", Last_Name="Daly", Email=EMAIL)
    record = replace(office.record(lead), converted=True)
    office.api.apply(UpdateRecord(record=record, unindex=IndexRows(), index=IndexRows()))

    (outcome,) = office.upsert("Leads", {"Last_Name": "New", "Email": EMAIL})

    assert isinstance(outcome, Inserted)


def test_a_match_needs_the_right_to_update_and_the_record(office):
    deal = office.add("Deals", Deal_Name="Pier", Stage="Qualification")
    lead = office.add("Leads", Last_Name="Daly", Email=EMAIL)

    (unshared,) = office.upsert("Deals", {"Deal_Name": "pier"}, actor=office.actor("sam"))
    (denied,) = office.upsert(
        "Leads", {"Email": EMAIL}, actor=office.actor("sam", denied=["Leads:update"])
    )

    assert str(deal) == unshared.details["id"]
    assert (
        "NO_PERMISSION",
        {"permissions": ("Crm_Implied_Edit_Leads",), "id": str(lead)},
    ) == said(denied)


def test_an_upsert_needs_the_right_to_create(office):
    actor = office.actor("sam", denied=["Leads:create"])

    refusal = refusal_of(office, "Leads", {"Last_Name": "A"}, actor=actor)

    assert catalogue.NO_PERMISSION_CREATE == refusal.entry


def test_an_external_field_is_the_only_one_that_is_asked(office):
    office.add("Leads", Last_Name="A", Email=EMAIL)
    lead = office.add("Leads", Last_Name="B", Badge="B-1")

    outcomes = office.upsert(
        "Leads",
        {"Badge": "B-1", "Email": EMAIL},
        {"Badge": "B-2", "Last_Name": "C"},
        {"Badge": "B-2", "Phone": "1"},
        {"Last_Name": "D"},
        external="Badge",
    )

    assert (lead, "Badge", ("Badge", "B-1")) == (
        outcomes[0].id,
        outcomes[0].matched,
        outcomes[0].external,
    )
    assert [Inserted, Updated] == [type(outcome) for outcome in outcomes[1:3]]
    assert outcomes[1].id == outcomes[2].id
    assert ("MANDATORY_NOT_FOUND", {"api_name": "Badge"}) == said(outcomes[3])


def test_a_new_stage_of_a_match_is_history(office):
    office.add("Deals", Deal_Name="Pier", Stage="Qualification")

    office.upsert("Deals", {"Deal_Name": "Pier", "Stage": "Closed Won"})

    assert ["Qualification", "Closed Won"] == [
        record.name for record in office.everything("DealHistory")
    ]
    assert 0 == office.values(office.everything("DealHistory")[0].id)["Stage_Duration"]


def test_notes_are_not_upserted(office):
    assert catalogue.METHOD_INVALID == refusal_of(office, "Notes", {"Note_Content": "a"}).entry


def test_modules_without_such_fields_add_every_item(office):
    outcomes = office.upsert("Tasks", {"Subject": "Call"}, {"Subject": "Call"})

    assert [Inserted, Inserted] == [type(outcome) for outcome in outcomes]


def test_a_batch_of_any_size_asks_the_same_number_of_questions(office):
    def asked(count):
        office.upsert(
            "Leads",
            *(
                {"Last_Name": f"L{n}", "Email": f"l{n}@zylker.example", "Badge": f"B-{n}"}
                for n in range(count)
            ),
        )
        return office.last_work.readings, office.last_work.applied

    asked(100)
    assert asked(1) == asked(100)


def test_outcomes_say_that_they_are_of_an_upsert(office):
    command = UpsertRecords(module="Leads", items=({"Last_Name": "A"},))
    answers = []

    def upsert(call, asked):
        answers.append(upsert_records(call, asked))
        return answers[0]

    office.run(upsert, command)

    assert answers[0].upsert
