"""Which parameter of a search counts, and what it finds."""

from __future__ import annotations

import pytest

from tests.unit.operations_reading.world import World, ids_of
from vinculum.errors import catalogue
from vinculum.errors.refusal import Refused
from vinculum.operations.search import search_records
from vinculum.rules.commands import PageRequest, SearchRecords


def search(world, module="Leads", actor=None, page=None, **sought):
    command = SearchRecords(module=module, page=page or PageRequest(), **sought)
    return world.read(search_records, command, actor)


def refusal_of(*arguments, **more):
    with pytest.raises(Refused) as stopped:
        search(*arguments, **more)
    return stopped.value.refusal


def test_criteria_come_before_email_before_phone_before_word():
    world = World()
    found = {
        "criteria": world.add("Leads", Last_Name="Almeida"),
        "email": world.add("Leads", Last_Name="b", Email="b@heron.example"),
        "phone": world.add("Leads", Last_Name="c", Phone="+1 (555) 0100"),
        "word": world.add("Leads", Last_Name="Doyle"),
    }
    sought = {
        "criteria": "(Last_Name:equals:almeida)",
        "email": "B@HERON.example",
        "phone": "1-555-0100",
        "word": "doy",
    }

    for first in ("criteria", "email", "phone", "word"):
        assert [found[first]] == ids_of(search(world, **sought))
        del sought[first]


def test_a_search_without_a_parameter_is_refused():
    expected = catalogue.SEARCH_PARAM_MISSING.refusal(
        param_names=("criteria", "email", "phone", "word")
    )

    assert expected == refusal_of(World())


def test_a_search_ends_at_its_two_thousandth_row():
    world = World()

    assert () == search(world, word="xy", page=PageRequest(page=10)).records
    assert catalogue.SEARCH_LIMIT_REACHED.refusal(limit="2000") == refusal_of(
        world, word="xy", page=PageRequest(page=11)
    )


def test_a_word_has_two_letters():
    assert catalogue.SEARCH_WORD_TOO_SHORT.refusal(param="word") == refusal_of(World(), word="x")


def test_criteria_that_cannot_be_read_are_refused():
    refusal = refusal_of(World(), criteria="(Nothing:equals:x)")

    assert "INVALID_QUERY" == refusal.entry.code
    assert "Nothing" == refusal.details["api_name"]


def test_the_name_of_a_record_stands_for_its_id():
    world = World()
    account = world.add("Accounts", Account_Name="Harbour")
    contact = world.add("Contacts", references={"Account_Name": account}, Last_Name="x")
    world.add("Contacts", Last_Name="y")

    for value in ("harbour", str(account)):
        criteria = f"(Account_Name:equals:{value})"
        assert [contact] == ids_of(search(world, "Contacts", criteria=criteria))


def test_a_search_leaves_out_what_the_actor_does_not_see():
    world = World(Leads="private")
    mine = world.add("Leads", owner=world.sam, Last_Name="Same")
    world.add("Leads", owner=world.ada, Last_Name="Same")

    assert [mine] == ids_of(search(world, actor=world.actor(world.sam), word="same"))


def test_activities_are_searched_as_one():
    world = World()
    task = world.add("Tasks", Subject="Call back")
    call = world.add("Calls", Subject="Call back")

    assert [call, task] == ids_of(search(world, "Activities", word="back"))
    criteria = "(Subject:starts_with:call)"
    assert [call, task] == ids_of(search(world, "Activities", criteria=criteria))


def test_attachments_are_not_searched():
    assert catalogue.MODULE_NOT_SEARCHABLE.refusal() == refusal_of(
        World(), "Attachments", word="xy"
    )
