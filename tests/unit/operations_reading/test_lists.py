"""Which records a list shows, to whom, in which order."""

from __future__ import annotations

import pytest

from tests.api import START
from tests.unit.operations_reading.world import SECOND, World, ids_of
from vinculum.errors import catalogue
from vinculum.errors.refusal import Refused
from vinculum.operations.lists import page_deleted, page_records, read_record
from vinculum.rules.commands import ExternalValue, PageDeleted, PageRecords, PageRequest, ReadRecord


def page_of(world, module, actor=None, **page):
    command = PageRecords(module=module, page=PageRequest(**page))
    return world.read(page_records, command, actor)


def record_of(world, module, key, actor=None, **page):
    command = ReadRecord(module=module, key=key, page=PageRequest(**page))
    return world.read(read_record, command, actor)


def refusal_of(call, *arguments, **more):
    with pytest.raises(Refused) as stopped:
        call(*arguments, **more)
    return stopped.value.refusal


def test_a_list_is_newest_first_and_knows_whether_more_follow():
    world = World()
    ids = [world.add("Leads", at=at, Last_Name=f"Lead {at}") for at in (3, 1, 2)]

    first = page_of(world, "Leads", per_page=2)
    second = page_of(world, "Leads", per_page=2, page=2)

    assert [ids[0], ids[2]] == ids_of(first)
    assert first.more
    assert [ids[1]] == ids_of(second)
    assert not second.more


@pytest.mark.parametrize(
    ("sort_by", "descending", "expected"),
    [
        (None, False, [0, 1, 2]),
        ("id", None, [2, 1, 0]),
        ("Created_Time", False, [0, 1, 2]),
        ("Modified_Time", True, [2, 1, 0]),
        ("Last_Name", False, [1, 2, 0]),
        ("Last_Name", None, [0, 2, 1]),
        ("No_of_Employees", True, [1, 0, 2]),
    ],
)
def test_a_list_is_sorted_by_any_sortable_field_descending_unless_told(
    sort_by, descending, expected
):
    world = World()
    ids = [
        world.add("Leads", at=0, Last_Name="Cole", No_of_Employees=5),
        world.add("Leads", at=1, Last_Name="albers", No_of_Employees=7),
        world.add("Leads", at=2, Last_Name="Berg"),
    ]

    page = page_of(world, "Leads", sort_by=sort_by, descending=descending)

    assert [ids[each] for each in expected] == ids_of(page)


@pytest.mark.parametrize(
    ("module", "sort_by"),
    [("Leads", "Nothing"), ("Leads", "Description"), ("Leads", "Tag"), ("Activities", "Subject")],
)
def test_a_field_that_cannot_be_sorted_by_is_refused(module, sort_by):
    assert catalogue.PARAM_INVALID.refusal(param="sort_by") == refusal_of(
        page_of, World(), module, sort_by=sort_by
    )


def test_ids_cut_a_list_down_and_unknown_ones_are_left_out():
    world = World()
    one, other, _ = (world.add("Leads", Last_Name="x") for _ in range(3))

    assert [other, one] == ids_of(page_of(world, "Leads", ids=(one, 12, other)))


def test_converted_and_unapproved_records_are_left_out_unless_asked_for():
    world = World()
    plain = world.add("Leads", Last_Name="plain")
    converted = world.add("Leads", Last_Name="converted", flags={"converted": True})
    waiting = world.add("Leads", Last_Name="waiting", flags={"approved": False})

    assert [plain] == ids_of(page_of(world, "Leads"))
    assert [converted] == ids_of(page_of(world, "Leads", converted=True))
    assert [converted, plain] == ids_of(page_of(world, "Leads", converted=None))
    assert [waiting] == ids_of(page_of(world, "Leads", approved=False))
    assert [waiting, plain] == ids_of(page_of(world, "Leads", approved=None))


def test_only_what_was_modified_in_a_later_second_is_news():
    world = World()
    world.add("Leads", at=0, Last_Name="old")
    new = world.add("Leads", at=1, Last_Name="new")

    assert [new] == ids_of(page_of(world, "Leads", since=START))
    assert [] == ids_of(page_of(world, "Leads", since=START + SECOND))
    assert page_of(world, "Leads", since=START).since


def test_a_private_module_shows_each_user_its_own_records():
    world = World(Leads="private")
    mine = world.add("Leads", owner=world.sam, Last_Name="mine")
    other = world.add("Leads", owner=world.ada, Last_Name="not mine")
    sam = world.actor(world.sam)

    assert [mine] == ids_of(page_of(world, "Leads", sam))
    assert [] == ids_of(page_of(world, "Leads", sam, owner=world.ada))
    assert [other, mine] == ids_of(page_of(world, "Leads"))
    assert [other] == ids_of(page_of(world, "Leads", owner=world.ada))


def test_activities_are_tasks_events_and_calls():
    world = World()
    task = world.add("Tasks", at=1, Subject="task")
    event = world.add("Events", at=3, Event_Title="event")
    call = world.add("Calls", at=2, Subject="call")

    page = page_of(world, "Activities")

    assert [event, call, task] == ids_of(page)
    assert page.activities
    assert ["Events", "Calls", "Tasks"] == [
        world.schema().module_of_id(record.module).api_name for record in page.records
    ]
    assert [call, task] == ids_of(page_of(world, "Activities", world.actor(hidden={"Events"})))
    assert [task] == ids_of(record_of(world, "Activities", task))


def test_a_list_is_refused_in_the_order_of_the_fact_file():
    world = World()
    malformed = catalogue.PARAM_INVALID.refusal(param="page")
    command = PageRecords(module="Leads", page=malformed)
    denied = world.actor(denied={"Leads:read"})

    assert catalogue.NO_PERMISSION_READ.refusal(
        permissions=("Crm_Implied_View_Leads",)
    ) == refusal_of(world.read, page_records, command, denied)
    assert malformed == refusal_of(world.read, page_records, command)
    assert catalogue.MODULE_INVALID.refusal() == refusal_of(page_of, world, "Leeds")
    assert catalogue.MODULE_UNSUPPORTED.refusal() == refusal_of(page_of, world, "Documents")


def test_no_custom_view_exists():
    assert catalogue.PARAM_VIEW_INVALID.refusal(param="cvid") == refusal_of(
        page_of, World(), "Leads", view="12"
    )


def test_all_notes_are_listed_for_administrators_only():
    world = World()
    lead = world.add("Leads", Last_Name="x")
    note = world.add("Notes", references={"Parent_Id": lead}, Note_Content="hello")

    assert [note] == ids_of(page_of(world, "Notes"))
    assert catalogue.NOTES_ADMIN_ONLY.refusal() == refusal_of(
        page_of, world, "Notes", world.actor(world.sam)
    )


def test_a_record_is_read_with_everything_in_it():
    world = World()
    account = world.add("Accounts", Account_Name="Harbour")
    deal = world.add("Deals", references={"Account_Name": account}, Deal_Name="Big", Stage="x")

    page = record_of(world, "Deals", deal)

    assert page.single
    assert [deal] == ids_of(page)
    assert {"Account_Name": account} == page.references[page.records[0].references]
    assert "Harbour" == page.names[account].name


def test_the_products_of_line_items_are_named_with_a_single_record():
    world = World()
    product = world.add("Products", Product_Name="Cable")
    rows = {"Product_Details": [{"id": "1", "product": str(product), "quantity": 2}]}
    quote = world.add("Quotes", Subject="offer", rows=rows)

    assert "Cable" == record_of(world, "Quotes", quote).names[product].name
    assert {} == page_of(world, "Quotes").names


def test_converted_and_unapproved_records_are_read_by_id():
    world = World()
    lead = world.add("Leads", Last_Name="x", flags={"converted": True, "approved": False})

    assert [lead] == ids_of(record_of(world, "Leads", lead))


def test_an_unknown_an_invisible_and_a_foreign_record_are_nothing():
    world = World(Leads="private")
    lead = world.add("Leads", owner=world.ada, Last_Name="x")
    account = world.add("Accounts", Account_Name="x")

    assert () == record_of(world, "Leads", 12).records
    assert () == record_of(world, "Leads", 0).records
    assert () == record_of(world, "Leads", account).records
    assert () == record_of(world, "Leads", lead, world.actor(world.sam)).records
    assert not record_of(world, "Leads", 12, since=START).since


def test_a_record_that_has_not_changed_since_is_no_news():
    world = World()
    lead = world.add("Leads", at=5, Last_Name="x")

    assert [lead] == ids_of(record_of(world, "Leads", lead, since=START + 4 * SECOND))
    stale = record_of(world, "Leads", lead, since=START + 5 * SECOND)
    assert () == stale.records
    assert stale.since


def test_a_note_is_seen_with_its_parent():
    world = World(Leads="private")
    lead = world.add("Leads", owner=world.ada, Last_Name="x")
    account = world.add("Accounts", Account_Name="x")
    hidden = world.add("Notes", references={"Parent_Id": lead}, Note_Content="hidden")
    open_ = world.add("Notes", references={"Parent_Id": account}, Note_Content="open")
    sam = world.actor(world.sam)

    assert [hidden] == ids_of(record_of(world, "Notes", hidden))
    assert [] == ids_of(record_of(world, "Notes", hidden, sam))
    assert [open_] == ids_of(record_of(world, "Notes", open_, sam))


def test_an_external_field_that_is_not_unique_is_refused():
    key = ExternalValue(field="Last_Name", value="x")

    assert catalogue.EXTERNAL_FIELD_INVALID.refusal() == refusal_of(
        record_of, World(), "Leads", key
    )


def deleted_of(world, actor=None, word="all", **page):
    command = PageDeleted(module="Leads", page=PageRequest(**page), type=word)
    return world.read(page_deleted, command, actor)


def test_the_types_of_the_recycle_bin_are_three():
    world = World()

    for word in ("all", "recycle", "permanent"):
        assert () == deleted_of(world, word=word).rows
    assert catalogue.PARAM_INVALID.refusal(param="type") == refusal_of(
        deleted_of, world, word="gone"
    )
