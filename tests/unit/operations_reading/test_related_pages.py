"""What a related list shows, by its content."""

from __future__ import annotations

import pytest

from tests.api import START
from tests.unit.operations_reading.world import SECOND, World, ids_of
from vinculum.errors import catalogue
from vinculum.errors.refusal import Refused
from vinculum.operations.related_records import read_related
from vinculum.rules.commands import PageRequest, ReadRelated


def related(world, module, record, name, actor=None, single=None, **page):
    command = ReadRelated(
        module=module, record=record, related_list=name, page=PageRequest(**page), single=single
    )
    return world.read(read_related, command, actor)


def refusal_of(*arguments, **more):
    with pytest.raises(Refused) as stopped:
        related(*arguments, **more)
    return stopped.value.refusal


def moment(seconds):
    return f"2026-09-21T14:{13 + seconds // 60:02}:{20 + seconds % 60:02}+00:00"


def attributes_of(page):
    return [page.attributes[record.attributes] for record in page.records]


def test_links_are_shown_from_both_ends_highest_id_first():
    world = World()
    campaign = world.add("Campaigns", Campaign_Name="Spring")
    one, two, three = (world.add("Leads", Last_Name="x") for _ in range(3))
    world.link("campaign_leads", campaign, two)
    world.link("campaign_leads", campaign, one, '{"Member_Status":"Sent"}')

    leads = related(world, "Campaigns", campaign, "leads")

    assert [two, one] == ids_of(leads)
    assert [{"Member_Status": None}, {"Member_Status": "Sent"}] == attributes_of(leads)
    assert [campaign] == ids_of(related(world, "Leads", one, "Campaigns"))
    assert [] == ids_of(related(world, "Leads", three, "Campaigns"))


def test_a_page_of_links_knows_whether_more_follow():
    world = World()
    campaign = world.add("Campaigns", Campaign_Name="Spring")
    leads = [world.add("Leads", Last_Name="x") for _ in range(3)]
    for lead in leads:
        world.link("campaign_leads", campaign, lead)

    first = related(world, "Campaigns", campaign, "Leads", per_page=2)
    second = related(world, "Campaigns", campaign, "Leads", per_page=2, page=2)

    assert ([leads[2], leads[1]], True) == (ids_of(first), first.more)
    assert ([leads[0]], False) == (ids_of(second), second.more)


def test_one_related_record_is_read_alone_and_one_that_is_not_linked_is_nothing():
    world = World()
    campaign = world.add("Campaigns", Campaign_Name="Spring")
    lead, other = (world.add("Leads", at=5, Last_Name="x") for _ in range(2))
    world.link("campaign_leads", campaign, lead, '{"Member_Status":"Sent"}')

    alone = related(world, "Campaigns", campaign, "Leads", single=lead)

    assert alone.single
    assert [{"Member_Status": "Sent"}] == attributes_of(alone)
    assert () == related(world, "Campaigns", campaign, "Leads", single=other).records
    assert () == related(world, "Campaigns", campaign, "Leads", single=0).records
    stale = related(world, "Campaigns", campaign, "Leads", single=lead, since=START + 5 * SECOND)
    assert ((), True) == (stale.records, stale.since)
    nothing = related(world, "Campaigns", campaign, "Leads", single=other, since=START)
    assert ((), False) == (nothing.records, nothing.since)


def test_only_related_records_modified_in_a_later_second_are_news():
    world = World()
    campaign = world.add("Campaigns", Campaign_Name="Spring")
    old, new = world.add("Leads", at=0, Last_Name="x"), world.add("Leads", at=1, Last_Name="x")
    for lead in (old, new):
        world.link("campaign_leads", campaign, lead)

    news = related(world, "Campaigns", campaign, "Leads", since=START)

    assert ([new], True) == (ids_of(news), news.since)


def test_the_lookup_of_a_relation_adds_its_pair_at_both_ends():
    world = World()
    role = next(role for role in world.schema().contact_roles if role.name == "End User")
    named, linked = (world.add("Contacts", Last_Name="x") for _ in range(2))
    deal = world.add("Deals", references={"Contact_Name": named}, Deal_Name="Big", Stage="x")
    world.link("deal_contacts", deal, linked, f'{{"Contact_Role":{role.id}}}')

    contacts = related(world, "Deals", deal, "Contact_Roles")

    assert [linked, named] == ids_of(contacts)
    assert [
        {"Contact_Role": {"name": "End User", "id": str(role.id)}},
        {"Contact_Role": None},
    ] == attributes_of(contacts)
    for contact in (named, linked):
        assert [deal] == ids_of(related(world, "Contacts", contact, "Deals"))


def test_ids_cut_down_the_contact_roles_of_a_deal_and_no_other_list():
    world = World()
    one, two = (world.add("Contacts", Last_Name="x") for _ in range(2))
    deal = world.add("Deals", Deal_Name="Big", Stage="x")
    product = world.add("Products", Product_Name="Cable")
    for contact in (one, two):
        world.link("deal_contacts", deal, contact)
        world.link("product_contacts", product, contact)

    assert [one] == ids_of(related(world, "Deals", deal, "Contact_Roles", ids=(one, 12)))
    assert [two, one] == ids_of(related(world, "Products", product, "Contacts", ids=(one,)))


def test_related_records_that_the_actor_does_not_see_are_left_out():
    world = World(Leads="private")
    campaign = world.add("Campaigns", Campaign_Name="Spring")
    mine = world.add("Leads", owner=world.sam, Last_Name="x")
    other = world.add("Leads", owner=world.ada, Last_Name="x")
    for lead in (mine, other):
        world.link("campaign_leads", campaign, lead)
    sam, denied = world.actor(world.sam), world.actor(denied={"Leads:read"})

    assert [mine] == ids_of(related(world, "Campaigns", campaign, "Leads", sam))
    assert [other, mine] == ids_of(related(world, "Campaigns", campaign, "Leads"))
    assert [] == ids_of(related(world, "Campaigns", campaign, "Leads", denied))


def test_children_name_their_parent():
    world = World()
    account = world.add("Accounts", Account_Name="Harbour")
    child = world.add("Accounts", references={"Parent_Account": account}, Account_Name="Dock")
    contacts = [
        world.add("Contacts", references={"Account_Name": account}, Last_Name="x") for _ in range(2)
    ]

    assert [child] == ids_of(related(world, "Accounts", account, "Member_Accounts"))
    page = related(world, "Accounts", account, "Contacts")
    assert [*reversed(contacts)] == ids_of(page)
    assert "Harbour" == page.names[account].name
    assert [contacts[0]] == ids_of(
        related(world, "Accounts", account, "Contacts", single=contacts[0])
    )


def test_orders_are_related_to_the_products_of_their_lines():
    world = World()
    product = world.add("Products", Product_Name="Cable")
    lines = [{"id": "1", "product": str(product), "quantity": 2}]
    quote = world.add("Quotes", Subject="offer", rows={"Product_Details": lines})
    world.add("Quotes", Subject="other")

    assert [quote] == ids_of(related(world, "Products", product, "Quotes"))


def test_events_are_related_to_their_participants():
    world = World()
    lead = world.add("Leads", Last_Name="x")
    people = [{"type": "lead", "participant": str(lead)}]
    event = world.add("Events", Event_Title="fair", rows={"Participants": people})

    assert [event] == ids_of(related(world, "Leads", lead, "Invited_Events"))


def test_activities_are_open_until_completed_or_past():
    world = World()
    lead = world.add("Leads", Last_Name="x")
    about = {"What_Id": lead}
    world.api.clock.advance(10)

    opened = [
        world.add("Tasks", references=about, Subject="x", Status="Not Started"),
        world.add("Tasks", references=about, Subject="x"),
        world.add("Events", references=about, Event_Title="x", End_DateTime=moment(10)),
        world.add("Calls", references=about, Subject="x", Call_Start_Time=moment(11)),
        world.add("Calls", references=about, Subject="x"),
    ]
    closed = [
        world.add("Tasks", references=about, Subject="x", Status="Completed"),
        world.add("Events", references=about, Event_Title="x", End_DateTime=moment(9)),
        world.add("Calls", references=about, Subject="x", Call_Start_Time=moment(9)),
    ]
    world.add("Tasks", Subject="x")

    page = related(world, "Leads", lead, "Activities")

    assert [*reversed(opened)] == ids_of(page)
    assert page.activities
    assert [*reversed(closed)] == ids_of(related(world, "Leads", lead, "Activities_History"))
    without_events = world.actor(denied={"Events:read"})
    assert [closed[2], closed[0]] == ids_of(
        related(world, "Leads", lead, "Activities_History", without_events)
    )


def test_notes_are_oldest_first_unless_told():
    world = World()
    lead = world.add("Leads", Last_Name="x")
    about = {"Parent_Id": lead}
    second = world.add("Notes", at=2, references=about, Note_Content="b", Note_Title="a")
    first = world.add("Notes", at=1, references=about, Note_Content="a", Note_Title="b")

    assert [first, second] == ids_of(related(world, "Leads", lead, "notes"))
    assert [second, first] == ids_of(related(world, "Leads", lead, "Notes", descending=True))
    by_title = related(world, "Leads", lead, "Notes", sort_by="Note_Title", descending=False)
    assert [second, first] == ids_of(by_title)
    assert catalogue.PARAM_INVALID.refusal(param="sort_by") == refusal_of(
        world, "Leads", lead, "Notes", sort_by="Note_Content"
    )


@pytest.mark.parametrize("name", ["Attachments", "Emails", "Social"])
def test_a_list_whose_records_are_not_served_is_empty(name):
    world = World()
    lead = world.add("Leads", Last_Name="x")

    assert () == related(world, "Leads", lead, name).records
    assert () == related(world, "Leads", lead, name, single=12).records


def test_a_price_book_is_shown_with_its_ranges():
    world = World()
    product = world.add("Products", Product_Name="Cable")
    book = world.add("Price_Books", Price_Book_Name="List", rows={"Pricing_Details": []})
    world.link("price_book_products", book, product, '{"list_price":50.56}')

    page = related(world, "Products", product, "Price_Books")

    assert ("Pricing_Details",) == page.row_fields
    assert [{"list_price": 50.56}] == attributes_of(page)


def test_the_stages_of_a_deal_are_its_history():
    world = World()
    deal = world.add("Deals", Deal_Name="Big", Stage="Qualification")
    stage = world.add("DealHistory", references={"Deal": deal}, Stage="Qualification")

    assert [stage] == ids_of(related(world, "Deals", deal, "Stage_History"))


def test_a_reading_is_refused_in_the_order_of_the_fact_file():
    world = World()
    lead = world.add("Leads", Last_Name="x")
    note_denied, denied = (world.actor(denied={f"{m}:read"}) for m in ("Notes", "Leads"))

    assert catalogue.MODULE_INVALID.refusal() == refusal_of(world, "Leeds", 12, "Nothing")
    assert catalogue.RELATION_NAME_INVALID.refusal() == refusal_of(world, "Leads", 12, "Nothing")
    assert catalogue.PARENT_ID_INVALID.refusal() == refusal_of(world, "Leads", 12, "Emails", denied)
    assert catalogue.PARENT_ID_INVALID.refusal() == refusal_of(world, "Accounts", lead, "Deals")
    assert catalogue.NO_PERMISSION_READ.refusal(
        permissions=("Crm_Implied_View_Leads",)
    ) == refusal_of(world, "Leads", lead, "Emails", denied)
    assert catalogue.NO_PERMISSION_NOTES_READ.refusal(
        permissions=("Crm_Implied_View_Notes",)
    ) == refusal_of(world, "Leads", lead, "Notes", note_denied)


def test_nothing_is_shown_of_a_parent_that_the_actor_does_not_see():
    world = World(Leads="private")
    lead = world.add("Leads", owner=world.ada, Last_Name="x")
    campaign = world.add("Campaigns", Campaign_Name="Spring")
    world.link("campaign_leads", campaign, lead)

    assert () == related(world, "Leads", lead, "Campaigns", world.actor(world.sam)).records
