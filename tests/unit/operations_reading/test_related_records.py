"""Linking and delinking through the operations: both ends, and how often the store is asked."""

from __future__ import annotations

import pytest

from tests.unit.operations_reading.world import World, ids_of
from vinculum.errors import catalogue
from vinculum.errors.refusal import Refused
from vinculum.operations.related_records import (
    delink_records,
    read_related,
    update_related_records,
)
from vinculum.rules.commands import (
    DelinkRecords,
    ExternalValue,
    PageRequest,
    ReadRelated,
    UpdateRelatedRecords,
)
from vinculum.rules.plan import Delinked, Linked


class CountedWork:
    """A work that counts what it is asked."""

    def __init__(self, work):
        self._work = work
        self.asked = []

    def __getattr__(self, name):
        self.asked.append(name)
        return getattr(self._work, name)


def put(module, record, name, *items, **more):
    return UpdateRelatedRecords(
        module=module, record=record, related_list=name, items=items, **more
    )


def delink(module, record, name, *keys, **more):
    return DelinkRecords(module=module, record=record, related_list=name, keys=keys, **more)


def related(world, module, record, name):
    command = ReadRelated(module=module, record=record, related_list=name, page=PageRequest())
    return world.read(read_related, command)


def refusal_of(world, operation, command, actor=None):
    with pytest.raises(Refused) as stopped:
        world.write(operation, command, actor)
    return stopped.value.refusal


def test_what_is_linked_at_one_end_is_delinked_at_the_other():
    world = World()
    campaign = world.add("Campaigns", Campaign_Name="Spring")
    lead = world.add("Leads", Last_Name="x")

    linked = world.write(
        update_related_records,
        put("Campaigns", campaign, "leads", {"id": str(lead), "Member_Status": "Sent"}),
    )
    shown = related(world, "Leads", lead, "Campaigns")
    delinked = world.write(delink_records, delink("Leads", lead, "Campaigns", campaign))

    assert (Linked(id=lead),) == linked.outcomes
    assert [campaign] == ids_of(shown)
    assert {"Member_Status": "Sent"} == shown.attributes[shown.records[0].attributes]
    assert (Delinked(id=campaign),) == delinked.outcomes
    assert [] == ids_of(related(world, "Campaigns", campaign, "Leads"))


@pytest.mark.parametrize("size", [1, 100])
@pytest.mark.parametrize(
    ("given", "asked"), [({}, "read_far_ends"), ({"Member_Status": "Sent"}, "read_owners")]
)
def test_a_batch_of_any_size_asks_the_store_twice(size, given, asked):
    world = World()
    campaign = world.add("Campaigns", Campaign_Name="Spring")
    leads = [world.add("Leads", Last_Name="x") for _ in range(size)]
    command = put("Campaigns", campaign, "Leads", *({"id": lead} | given for lead in leads))
    actor = world.actor()
    counted = []

    def run(work):
        call = world.call(CountedWork(work), actor)
        call.work.asked.clear()
        counted.append(call.work.asked)
        return update_related_records(call, command)

    outcomes = world.api.write(run).outcomes

    assert [Linked(id=lead) for lead in leads] == list(outcomes)
    assert [["read_refs", asked, "apply"]] == counted


def test_a_pair_that_only_a_lookup_gives_is_not_linked():
    world = World()
    contact = world.add("Contacts", Last_Name="x")
    deal = world.add("Deals", references={"Contact_Name": contact}, Deal_Name="Big", Stage="x")

    outcomes = world.write(delink_records, delink("Deals", deal, "Contact_Roles", contact))
    role = str(world.schema().contact_roles[0].id)
    linked = world.write(
        update_related_records,
        put("Deals", deal, "Contact_Roles", {"id": contact, "Contact_Role": role}),
    )

    assert (catalogue.ROLE_RELATION_NOT_FOUND.refusal(id=str(contact)),) == outcomes.outcomes
    assert (Linked(id=contact),) == linked.outcomes


@pytest.mark.parametrize("name", ["Emails", "Attachments", "Activities", "Invited_Events"])
def test_lists_without_links_refuse_before_the_parent_is_sought(name):
    world = World()
    expected = catalogue.RELATION_READ_ONLY.refusal()

    assert expected == refusal_of(world, update_related_records, put("Leads", 12, name))
    assert expected == refusal_of(world, delink_records, delink("Leads", 12, name, 5))


def test_an_external_field_must_be_unique_in_its_module():
    world = World()
    campaign = world.add("Campaigns", Campaign_Name="Spring")
    expected = catalogue.EXTERNAL_FIELD_INVALID.refusal()
    by_parent = put("Leads", ExternalValue(field="Company", value="x"), "Campaigns")
    by_item = put("Campaigns", campaign, "Leads", {"Company": "x"}, external="Company")

    assert expected == refusal_of(world, update_related_records, by_parent)
    assert expected == refusal_of(world, update_related_records, by_item)


def test_delinking_refuses_with_its_own_words_what_sharing_withholds():
    world = World(Campaigns="public_read")
    campaign = world.add("Campaigns", owner=world.ada, Campaign_Name="Spring")
    sam = world.actor(world.sam)

    assert catalogue.AUTHORIZATION_FAILED_RELATED.refusal() == refusal_of(
        world, update_related_records, put("Campaigns", campaign, "Leads"), sam
    )
    assert catalogue.AUTHORIZATION_FAILED_DELINK.refusal() == refusal_of(
        world, delink_records, delink("Campaigns", campaign, "Leads", 12), sam
    )
