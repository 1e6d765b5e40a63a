"""What a lead may become is said in values, before anything is looked up."""

from __future__ import annotations

from tests.unit.rules_records.desk import ADA, GONE, NOW, SAM, writing
from vinculum.model.change import InsertRecord, UpdateRecord
from vinculum.model.record import IndexRows, JsonValue, Record
from vinculum.rules.batch import Facts
from vinculum.rules.composing import OpenRecord, insertion_of
from vinculum.rules.converting import (
    needs_of_candidate,
    plan_converting,
    propose_conversion,
    refuse_lead,
)
from vinculum.rules.converting_items import Wish
from vinculum.rules.lead_mapping import LEAD_MAPPING, TARGETS
from vinculum.rules.transferring import Hanging

LEADS = writing("Leads")
TWO_DAYS = 2 * 86_400_000


def lead_of(owner: int = SAM, **values: JsonValue) -> OpenRecord:
    return OpenRecord(
        module=LEADS.module,
        id=500,
        owner=owner,
        created=NOW - TWO_DAYS,
        modified=NOW - TWO_DAYS,
        created_by=ADA,
        modified_by=ADA,
        values={"Last_Name": "Almeida", **values},
    )


def conversion_of(lead: OpenRecord, wish: Wish, **unique: tuple[str, ...]):
    writings = {name: writing(name, unique=unique.get(name, ())) for name in TARGETS}
    return propose_conversion(LEADS, lead, wish, writings)


def concluded(lead: OpenRecord, wish: Wish):
    conversion = conversion_of(lead, wish)
    facts = {name: Facts() for name in conversion.candidates}
    stored = insertion_of(lead, LEADS.zone).record
    return plan_converting(conversion, facts, Hanging(lead=stored))


def made(lead: OpenRecord, wish: Wish) -> list[Record]:
    changes = concluded(lead, wish).changes
    return [change.record for change in changes if isinstance(change, InsertRecord)]


def test_new_records_get_who_is_named_else_the_leads_owner_and_the_caller_for_one_who_left():
    owners = {
        (lead, named): {record.owner for record in made(lead_of(lead), Wish(owner=named))}
        for lead, named in ((SAM, None), (SAM, ADA), (GONE, None))
    }

    assert {(SAM, None): {SAM}, (SAM, ADA): {ADA}, (GONE, None): {ADA}} == owners


def test_only_a_lead_with_a_company_or_a_named_account_has_an_account():
    has = [
        "Accounts" in conversion_of(lead, wish).candidates
        for lead, wish in (
            (lead_of(), Wish()),
            (lead_of(Company="Zylker"), Wish()),
            (lead_of(), Wish(account=7)),
        )
    ]

    assert [False, True, True] == has


def test_a_contact_is_looked_for_by_unique_fields_and_by_address_unless_it_is_named():
    lead = lead_of(Email="a@b.example", Phone="5")
    candidate = conversion_of(lead, Wish(), Contacts=("Phone",)).candidates["Contacts"]
    fields = {field.api_name: field.id for field in candidate.writing.module.fields}

    found, named = (
        needs_of_candidate(each)
        for each in (candidate, conversion_of(lead, Wish(contact=7)).candidates["Contacts"])
    )

    assert {(fields["Phone"], "5")} == found.unique
    assert ((fields["Email"],), frozenset({"a@b.example"})) == found.matches
    assert (frozenset({7}), frozenset()) == (named.records, named.unique)


def test_every_field_of_the_mapping_is_there_and_its_value_fits():
    lead_fields = {field.api_name for field in LEADS.module.fields}
    taken = {
        (name, field)
        for fields in LEAD_MAPPING.values()
        for name, field in fields.items()
        if field is not None
    }
    there = {(name, field.api_name) for name in TARGETS for field in writing(name).module.fields}

    assert set() == LEAD_MAPPING.keys() - lead_fields
    assert set() == taken - there


def test_the_lead_is_marked_last_and_tells_how_long_it_was_one():
    *_, marked = concluded(lead_of(Company="Zylker"), Wish()).changes

    assert isinstance(marked, UpdateRecord)
    assert (500, True, NOW) == (marked.record.id, marked.record.converted, marked.record.modified)
    assert '"Lead_Conversion_Time":2' in marked.record.body
    assert IndexRows() != marked.index


def test_a_lead_is_converted_once():
    *_, marked = concluded(lead_of(), Wish()).changes
    assert isinstance(marked, UpdateRecord)

    again = OpenRecord(
        module=LEADS.module,
        id=500,
        owner=SAM,
        created=NOW,
        modified=NOW,
        created_by=ADA,
        modified_by=ADA,
        converted=marked.record.converted,
    )

    refusal = refuse_lead(again)

    assert refuse_lead(lead_of()) is None
    assert refusal is not None
    assert {"id": "500"} == refusal.details
