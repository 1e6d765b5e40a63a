"""Notes are records with words of their own, reached by themselves or through their parent."""

from __future__ import annotations

import pytest

from tests.unit.operations_records.office import said
from vinculum.errors import catalogue
from vinculum.errors.refusal import Refused
from vinculum.operations.notes import delete_notes, update_notes
from vinculum.rules.commands import DelinkRecords, UpdateRelatedRecords
from vinculum.rules.plan import Deleted, Updated

BROKEN = catalogue.WRAPPER_MISSING.refusal(api_name="data")


@pytest.fixture
def lead(office):
    return office.add("Leads", Last_Name="Daly")


@pytest.fixture
def other(office):
    return office.add("Leads", Last_Name="Other")


def update(office, parent, *items, single=None, actor=None, module="Leads"):
    command = UpdateRelatedRecords(
        module=module, record=parent, related_list="Notes", items=items, single=single
    )
    return office.run(update_notes, command, actor)


def delete(office, parent, *keys, single=False, actor=None, module="Leads"):
    command = DelinkRecords(
        module=module, record=parent, related_list="Notes", keys=keys, single=single
    )
    return office.run(delete_notes, command, actor)


def refusal_of(operation, *arguments, **options):
    with pytest.raises(Refused) as refused:
        operation(*arguments, **options)
    return refused.value.refusal


def test_a_note_names_its_parent_and_goes_by_its_title_or_content(office, lead):
    long = "x" * 200

    outcomes = office.note(
        {"Parent_Id": str(lead), "$se_module": "Leads", "Note_Content": long},
        {
            "Parent_Id": {"id": str(lead)},
            "$se_module": "Leads",
            "Note_Content": "c",
            "Note_Title": "t",
        },
    )

    notes = [office.record(outcome.id) for outcome in outcomes]
    assert ["x" * 120, "t"] == [note.name for note in notes]
    assert {"Parent_Id": lead} == office.content(notes[0].id).references


def test_what_a_note_lacks_is_missed_in_order(office, lead):
    whole = {"Note_Content": "c", "Parent_Id": str(lead), "$se_module": "Leads"}

    outcomes = office.note(
        {},
        {"Parent_Id": str(lead)},
        {"Parent_Id": str(lead), "$se_module": "Leads"},
        whole | {"Note_Title": "x" * 121},
        whole | {"Note_Content": "x" * 32_001},
        whole | {"Note_Title": 5},
        whole | {"Parent_Id": "12"},
        whole | {"$se_module": "Accounts"},
        whole | {"$se_module": "Notes"},
        whole | {"Note_Title": None},
    )

    assert [
        ("MANDATORY_NOT_FOUND", {"api_name": "Parent_Id"}),
        ("MANDATORY_NOT_FOUND", {"api_name": "$se_module"}),
        ("MANDATORY_NOT_FOUND", {"api_name": "Note_Content"}),
        ("INVALID_DATA", {"maximum_length": 120, "api_name": "Note_Title"}),
        ("INVALID_DATA", {"maximum_length": 32_000, "api_name": "Note_Content"}),
        ("INVALID_DATA", {"expected_data_type": "text", "api_name": "Note_Title"}),
        ("INVALID_DATA", {"api_name": "Parent_Id"}),
        ("INVALID_DATA", {"api_name": "Parent_Id"}),
        ("INVALID_DATA", {"api_name": "$se_module"}),
    ] == [said(outcome) for outcome in outcomes[:-1]]
    assert office.values(outcomes[-1].id)["Note_Title"] is None


def test_the_path_says_the_parent(office, lead, other):
    outcomes = office.note(
        {"Note_Content": "a"},
        {"Note_Content": "b", "Parent_Id": str(other), "$se_module": "Accounts"},
        "not an object",
        {"Note_Title": "t"},
        parent=("Leads", lead),
    )

    assert [{"Parent_Id": lead}, {"Parent_Id": lead}] == [
        office.content(outcome.id).references for outcome in outcomes[:2]
    ]
    assert ("INVALID_DATA", {"expected_data_type": "jsonobject"}) == said(outcomes[2])
    assert ("MANDATORY_NOT_FOUND", {"api_name": "Note_Content"}) == said(outcomes[3])


def test_a_path_without_a_parent_is_refused(office, lead):
    def refused(*parent):
        return refusal_of(office.note, {"Note_Content": "a"}, parent=parent).entry

    assert catalogue.PARENT_ID_INVALID == refused("Leads", 12)
    assert catalogue.PARENT_ID_INVALID == refused("Accounts", lead)
    assert catalogue.MODULE_INVALID == refused("Nowhere", lead)
    assert catalogue.RELATION_NAME_INVALID == refused("Activities", lead)


def test_only_title_and_content_change(office, lead, other):
    (note,) = office.note({"Note_Content": "a"}, parent=("Leads", lead))
    sent = {
        "id": str(note.id),
        "Note_Title": "t",
        "Parent_Id": {"id": str(other)},
        "$se_module": "Nowhere",
        "Owner": str(office.keys["sam"]),
    }

    by_itself = office.update("Notes", sent)
    by_parent = update(office, lead, sent)
    by_path = update(office, lead, sent, single=note.id)

    assert [Updated] * 3 == [type(outcome) for (outcome,) in (by_itself, by_parent, by_path)]
    assert {"Parent_Id": lead} == office.content(note.id).references
    assert office.keys["ada"] == office.record(note.id).owner
    assert ("t", "a") == (
        office.values(note.id)["Note_Title"],
        office.values(note.id)["Note_Content"],
    )


def test_content_cannot_be_cleared_and_a_title_can(office, lead):
    (note,) = office.note({"Note_Content": "a", "Note_Title": "t"}, parent=("Leads", lead))

    outcomes = office.update(
        "Notes", {"id": note.id, "Note_Content": ""}, {"id": note.id, "Note_Title": None}
    )

    assert ("MANDATORY_NOT_FOUND", {"api_name": "Note_Content"}) == said(outcomes[0])
    assert "a" == office.record(note.id).name


def test_a_note_of_another_parent_is_a_stranger(office, lead, other):
    (note,) = office.note({"Note_Content": "a"}, parent=("Leads", other))
    stranger = ("INVALID_DATA", {"id": str(note.id)})

    (updated,) = update(office, lead, {"id": note.id, "Note_Title": "t"})
    deleted = delete(office, lead, note.id, 12)

    assert stranger == said(updated)
    assert catalogue.ITEM_ID_INVALID == updated.entry == deleted[0].entry
    assert (catalogue.RECORD_NOT_DELETED, {"id": "12"}) == (deleted[1].entry, deleted[1].details)
    for refusal in (
        refusal_of(update, office, lead, {"Note_Title": "t"}, single=note.id),
        refusal_of(update, office, lead, {"Note_Title": "t"}, single=12),
        refusal_of(delete, office, lead, note.id, single=True),
    ):
        assert catalogue.RECORD_ID_INVALID == refusal.entry
    assert "a" == office.record(note.id).name


def test_notes_are_deleted_by_themselves_and_through_their_parent(office, lead):
    notes = office.note(*({"Note_Content": text} for text in "abcd"), parent=("Leads", lead))
    first, second, third, fourth = (note.id for note in notes)

    outcomes = [
        *delete(office, lead, first, first),
        *delete(office, lead, second, single=True),
        *office.delete("Notes", third),
        *office.delete("Notes", fourth, single=True),
        *delete(office, lead, 12, single=True),
    ]

    assert [first, second, third, fourth] == [o.id for o in outcomes if isinstance(o, Deleted)]
    assert [first, 12] == [int(o.details["id"]) for o in outcomes if not isinstance(o, Deleted)]
    assert [] == office.everything("Notes")


def test_rights_to_notes_have_words_of_their_own(office, lead):
    (note,) = office.note({"Note_Content": "a"}, parent=("Leads", lead))

    def sam(verb):
        return office.actor("sam", denied=[f"Notes:{verb}"])

    item = {"id": str(note.id), "Note_Content": "b"}
    refusals = {
        "add": [
            refusal_of(office.note, item, actor=sam("create")),
            refusal_of(office.note, item, parent=("Leads", lead), actor=sam("create")),
        ],
        "update": [
            refusal_of(office.update, "Notes", item, actor=sam("update")),
            refusal_of(office.update, "Notes", item, single=note.id, actor=sam("update")),
            refusal_of(update, office, lead, item, actor=sam("update")),
            refusal_of(update, office, lead, item, single=note.id, actor=sam("update")),
        ],
        "delete": [
            refusal_of(office.delete, "Notes", note.id, actor=sam("delete")),
            refusal_of(delete, office, lead, note.id, actor=sam("delete")),
        ],
    }

    entries = {
        "add": catalogue.NO_PERMISSION_NOTES_ADD,
        "update": catalogue.NO_PERMISSION_NOTES_UPDATE,
        "delete": catalogue.NO_PERMISSION_NOTES_DELETE,
    }
    for verb, said_of in refusals.items():
        assert [entries[verb]] * len(said_of) == [refusal.entry for refusal in said_of]
    assert ("Crm_Implied_Create_Notes",) == refusals["add"][0].details["permissions"]


def test_who_may_not_edit_the_parent_may_not_write_its_notes(office):
    deal = office.add("Deals", Deal_Name="Pier", Stage="Qualification")
    (note,) = office.note({"Note_Content": "a"}, parent=("Deals", deal))
    sam = office.actor("sam")
    item = {"id": str(note.id), "Note_Content": "b"}
    below = {"Note_Content": "b", "Parent_Id": str(deal), "$se_module": "Deals"}

    for refusal in (
        refusal_of(office.note, item, parent=("Deals", deal), actor=sam),
        refusal_of(update, office, deal, item, module="Deals", actor=sam),
        refusal_of(update, office, deal, item, module="Deals", single=note.id, actor=sam),
        refusal_of(delete, office, deal, note.id, module="Deals", actor=sam),
        refusal_of(office.update, "Notes", item, single=note.id, actor=sam),
        refusal_of(office.delete, "Notes", note.id, single=True, actor=sam),
    ):
        assert catalogue.AUTHORIZATION_FAILED_NOTES == refusal.entry
    (added,) = office.note(below, actor=sam)
    (updated,) = office.update("Notes", item, actor=sam)
    (deleted,) = office.delete("Notes", note.id, actor=sam)
    assert (
        "NO_PERMISSION",
        {"permissions": ("Crm_Implied_Edit_Potentials",), "id": str(deal)},
    ) == said(added)
    assert [str(note.id)] * 2 == [updated.details["id"], deleted.details["id"]]
    assert "a" == office.record(note.id).name


def test_the_parent_is_judged_before_the_right_and_the_body(office, lead):
    command = UpdateRelatedRecords(
        module="Leads", record=12, related_list="Notes", items=BROKEN, single=None
    )
    denied = office.actor("sam", denied=["Notes:update"])

    assert (
        catalogue.PARENT_ID_INVALID == refusal_of(office.run, update_notes, command, denied).entry
    )


def test_the_single_form_takes_one_item(office, lead):
    (note,) = office.note({"Note_Content": "a"}, parent=("Leads", lead))

    refusal = refusal_of(update, office, lead, {}, {}, single=note.id)

    assert catalogue.WRAPPER_TOO_LONG == refusal.entry


def test_a_batch_of_any_size_asks_the_same_number_of_questions(office, lead):
    notes = [
        note.id
        for note in office.note(
            *({"Note_Content": str(n)} for n in range(100)), parent=("Leads", lead)
        )
    ]

    def asked(operation, *arguments):
        operation(*arguments)
        return office.last_work.readings

    assert asked(update, office, lead, {"id": notes[0]}) == asked(
        update, office, lead, *({"id": note} for note in notes)
    )
    assert asked(delete, office, lead, notes[0]) == asked(delete, office, lead, *notes[1:])
