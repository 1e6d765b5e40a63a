"""Records go to the recycle bin with what belongs to them."""

from __future__ import annotations

import pytest

from tests.api import START
from tests.unit.operations_records.office import said
from vinculum.errors import catalogue
from vinculum.errors.refusal import Refused
from vinculum.rules.commands import UNKNOWN_ID, ExternalValue
from vinculum.rules.plan import Deleted


def refusal_of(office, *arguments, **options):
    """The refusal of a whole deletion."""
    with pytest.raises(Refused) as refused:
        office.delete(*arguments, **options)
    return refused.value.refusal


def test_deleted_records_are_in_the_recycle_bin_only(office):
    first, second = office.add("Leads", Last_Name="A"), office.add("Leads", Last_Name="B")
    module = office.schema().module("Leads").id

    outcomes = office.delete("Leads", second, actor=office.actor("sam"))

    (binned,) = office.api.read(lambda work: work.page_deleted(module, None, 0, 10))
    assert [Deleted(id=second)] == list(outcomes)
    assert (second, "B", office.keys["sam"], START) == (
        binned.id,
        binned.name,
        binned.deleted_by,
        binned.deleted,
    )
    assert [first] == [record.id for record in office.everything("Leads")]


def test_what_is_not_there_is_not_deleted(office):
    lead = office.add("Leads", Last_Name="A")
    account = office.add("Accounts", Account_Name="Zylker")

    outcomes = office.delete("Leads", 12, lead, lead, account, UNKNOWN_ID)
    (again,) = office.delete("Leads", lead, single=True)

    refused = [("INVALID_DATA", {"id": str(each)}) for each in (12, lead, account, 0, lead)]
    assert lead == outcomes[1].id
    assert refused == [said(outcome) for outcome in (outcomes[0], *outcomes[2:], again)]
    assert office.record(account) is not None


def test_notes_and_history_go_with_their_record(office):
    kept, gone = (
        office.add("Deals", Deal_Name=name, Stage="Qualification") for name in ("kept", "gone")
    )
    for deal in (kept, gone):
        office.note({"Note_Content": "Remember"}, parent=("Deals", deal))

    office.delete("Deals", gone)

    parents = [office.content(note.id).references for note in office.everything("Notes")]
    deals = [office.content(row.id).references for row in office.everything("DealHistory")]
    assert ([{"Parent_Id": kept}], [{"Deal": kept}]) == (parents, deals)


def test_what_belongs_to_a_record_that_stays_stays(office):
    deal = office.add("Deals", Deal_Name="Pier", Stage="Qualification")
    office.note({"Note_Content": "Remember"}, parent=("Deals", deal))

    (outcome,) = office.delete("Deals", deal, actor=office.actor("sam"))

    assert "NO_PERMISSION" == outcome.entry.code
    assert (1, 1) == (len(office.everything("Notes")), len(office.everything("DealHistory")))


def test_a_freed_unique_value_can_be_taken(office):
    lead = office.add("Leads", Last_Name="A", Badge="B-1")

    office.delete("Leads", lead)

    assert office.add("Leads", Last_Name="B", Badge="B-1") > lead


def test_sharing_is_judged_for_each_record(office):
    mine = office.add("Deals", actor=office.actor("sam"), Deal_Name="A", Stage="Qualification")
    theirs = office.add("Deals", Deal_Name="B", Stage="Qualification")

    outcomes = office.delete("Deals", theirs, mine, actor=office.actor("sam"))

    assert (
        "NO_PERMISSION",
        {"permissions": ("Crm_Implied_Delete_Potentials",), "id": str(theirs)},
    ) == said(outcomes[0])
    assert mine == outcomes[1].id


def test_the_record_of_the_path_is_refused_as_a_whole(office):
    deal = office.add("Deals", Deal_Name="Pier", Stage="Qualification")
    sam = office.actor("sam")

    refusal = refusal_of(office, "Deals", deal, single=True, actor=sam)

    assert catalogue.AUTHORIZATION_FAILED_DELETE == refusal.entry


def test_the_right_is_judged_before_the_ids(office):
    lead = office.add("Leads", Last_Name="A")
    denied = office.actor("sam", denied=["Leads:delete"])

    refusal = refusal_of(office, "Leads", lead, actor=denied)

    assert ("NO_PERMISSION", {"permissions": ("Crm_Implied_Delete_Leads",)}) == said(refusal)


def test_external_values_stand_for_ids(office):
    lead = office.add("Leads", Last_Name="A", Badge="B-1")

    outcomes = office.delete(
        "Leads",
        ExternalValue(field="Badge", value="B-2"),
        ExternalValue(field="Badge", value="b-1"),
    )

    assert ("INVALID_DATA", {"id": "B-2"}) == said(outcomes[0])
    assert Deleted(id=lead, external=("Badge", "b-1")) == outcomes[1]


def test_modules_that_are_only_read_refuse_the_verb(office):
    assert catalogue.METHOD_INVALID == refusal_of(office, "Activities", 12).entry


def test_a_batch_of_any_size_asks_the_same_number_of_questions(office):
    leads = [
        outcome.id
        for outcome in office.insert("Leads", *({"Last_Name": f"L{n}"} for n in range(100)))
    ]

    def asked(ids):
        office.delete("Leads", *ids)
        return office.last_work.readings, office.last_work.applied

    assert asked(leads[:1]) == asked(leads[1:])
