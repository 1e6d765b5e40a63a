"""Notes: made, read, changed and deleted, through /Notes and through the record's list."""

from __future__ import annotations

from typing import Any

from zcrmsdk.src.com.zoho.crm.api import HeaderMap
from zcrmsdk.src.com.zoho.crm.api import notes as desk
from zcrmsdk.src.com.zoho.crm.api import related_records as related

from tests.clients.python_sdk.calls import (
    ADDED,
    DELETED,
    UPDATED,
    body,
    insert_one,
    named,
    parameters,
    related_one,
    related_rows,
    relations,
    succeeded,
)
from tests.clients.python_sdk.report import expect


def door() -> Any:
    return desk.NotesOperations()


def note(**values: object) -> desk.Note:
    made = desk.Note()
    for name, value in values.items():
        getattr(made, f"set_{name}")(value)
    return made


def request_of(*wanted: desk.Note) -> desk.BodyWrapper:
    request = desk.BodyWrapper()
    request.set_data(list(wanted))
    return request


def write(lead: int, *titles: str) -> list[int]:
    request = request_of(
        *(
            note(note_title=title, note_content="…", se_module="Leads", parent_id=named(lead))
            for title in titles
        )
    )
    return succeeded(door().create_notes(request), ADDED, 201)


def read_note(note_id: int) -> desk.Note:
    (kept,) = door().get_note(note_id).get_object().get_data()
    return kept


def titles_of(lead: int) -> list[str]:
    return sorted(row["Note_Title"] for row in related_rows("Leads", lead, "Notes"))


def a_note_is_written_and_read_with_its_parent() -> None:
    lead = insert_one("Leads", Last_Name="Noted")
    (number,) = write(lead, "First")
    kept = read_note(number)

    expect(
        ("First", "…", "Leads", False, number),
        (
            kept.get_note_title(),
            kept.get_note_content(),
            kept.get_se_module(),
            kept.get_voice_note(),
            kept.get_id(),
        ),
    )
    parent = kept.get_parent_id()
    expect((lead, "Noted"), (parent.get_id(), parent.get_key_value("name")))
    expect("User", type(kept.get_owner()).__name__)


def notes_are_listed_in_general_and_of_a_record() -> None:
    lead = insert_one("Leads", Last_Name="Twice noted")
    numbers = write(lead, "One", "Two")
    wanted = parameters(desk.GetNotesParam, {"page": 1, "per_page": 200})
    answer = door().get_notes(wanted, HeaderMap()).get_object()

    expect(True, {*numbers} <= {each.get_id() for each in answer.get_data()})
    expect(1, answer.get_info().get_page())
    expect(["One", "Two"], titles_of(lead))
    expect([numbers[0]], [row["id"] for row in related_one("Leads", lead, "Notes", numbers[0])])


def notes_are_changed_one_or_many() -> None:
    lead = insert_one("Leads", Last_Name="Changed notes")
    one, two = write(lead, "One", "Two")
    alone = request_of(note(note_content="alone"))
    both = request_of(note(id=one, note_title="Eins"), note(id=two, note_title="Zwei"))

    expect([one], succeeded(door().update_note(one, alone), UPDATED))
    expect([one, two], succeeded(door().update_notes(both), UPDATED))
    expect(["Eins", "Zwei"], titles_of(lead))
    expect("alone", read_note(one).get_note_content())


def notes_are_changed_through_the_list_of_their_record() -> None:
    lead = insert_one("Leads", Last_Name="Listed notes")
    one, two = write(lead, "One", "Two")
    door_to_list = relations("Leads", "Notes")
    many = body(related.BodyWrapper(), [{"id": one, "Note_Title": "Uno"}])
    single = body(related.BodyWrapper(), [{"Note_Title": "Due"}])

    expect([one], succeeded(door_to_list.update_related_records(lead, many), UPDATED))
    expect([two], succeeded(door_to_list.update_related_record(two, lead, single), UPDATED))
    expect(["Due", "Uno"], titles_of(lead))


def notes_are_deleted_one_or_many() -> None:
    lead = insert_one("Leads", Last_Name="Unnoted")
    one, *many = write(lead, "One", "Two", "Three")
    wanted = parameters(desk.DeleteNotesParam, {"ids": many})

    expect([one], succeeded(door().delete_note(one), DELETED))
    expect(many, succeeded(door().delete_notes(wanted), DELETED))
    expect([], titles_of(lead))
    expect(204, door().get_note(one).get_status_code())


def notes_are_deleted_through_the_list_of_their_record() -> None:
    lead = insert_one("Leads", Last_Name="Delinked note")
    one, two = write(lead, "One", "Two")
    door_to_list = relations("Leads", "Notes")
    wanted = parameters(related.DelinkRecordsParam, {"ids": str(two)})

    expect([one], succeeded(door_to_list.delink_record(one, lead), DELETED))
    expect([two], succeeded(door_to_list.delink_records(lead, wanted), DELETED))
    expect([], titles_of(lead))


CHECKS = (
    a_note_is_written_and_read_with_its_parent,
    notes_are_listed_in_general_and_of_a_record,
    notes_are_changed_one_or_many,
    notes_are_changed_through_the_list_of_their_record,
    notes_are_deleted_one_or_many,
    notes_are_deleted_through_the_list_of_their_record,
)
