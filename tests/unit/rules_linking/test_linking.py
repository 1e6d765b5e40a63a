"""Which links a request makes."""

from __future__ import annotations

import pytest

from tests.unit.rules_linking.situations import (
    ADA,
    NOW,
    PARENT,
    SAM,
    actor_of,
    facts_of,
    ref_of,
    situation_of,
    wanted_of,
)
from vinculum.errors import catalogue
from vinculum.errors.refusal import Refused
from vinculum.model.change import PutLinks
from vinculum.rules.linking import LinkingFacts, Wanted, plan_linking, require_side
from vinculum.rules.plan import Linked


def put(situation, links):
    side = situation.side
    return PutLinks(relation=side.relation.id, left=side.left, parent=PARENT, links=links, at=NOW)


def refusal_of(situation, body, facts):
    with pytest.raises(Refused) as stopped:
        plan_linking(situation, body, facts, NOW)
    return stopped.value.refusal


def test_a_pair_is_linked_from_either_side():
    lead = 22
    from_campaign = situation_of("Campaigns", "Leads")
    from_lead = situation_of("Leads", "Campaigns")

    one = plan_linking(from_campaign, wanted_of(lead), facts_of(from_campaign, lead), NOW)
    other = plan_linking(from_lead, wanted_of(lead), facts_of(from_lead, lead), NOW)

    assert (put(from_campaign, {22: "{}"}),) == one.changes
    assert (put(from_lead, {22: "{}"}),) == other.changes
    assert [True, False] == [from_campaign.side.left, from_lead.side.left]


def test_outcomes_keep_the_order_of_the_request():
    situation = situation_of()
    body = (*wanted_of(22), Wanted(related=catalogue.FIELD_MANDATORY.refusal(api_name="id")))

    plan = plan_linking(situation, (*body, *wanted_of(33, 21)), facts_of(situation, 21, 22), NOW)

    assert (
        Linked(id=22),
        catalogue.FIELD_MANDATORY.refusal(api_name="id"),
        catalogue.RELATED_ID_INVALID.refusal(id="33"),
        Linked(id=21),
    ) == plan.outcomes


def test_an_id_that_is_repeated_sees_what_its_earlier_item_did_and_is_written_once():
    situation = situation_of()
    body = (
        Wanted(related=22, given={"Member_Status": "Sent"}),
        Wanted(related=22),
        Wanted(related=22, given={"Member_Status": "Opened"}),
    )

    plan = plan_linking(situation, body, facts_of(situation, 22), NOW)

    assert (put(situation, {22: '{"Member_Status":"Opened"}'}),) == plan.changes
    assert (Linked(id=22),) * 3 == plan.outcomes


def test_a_refused_item_does_not_undo_an_earlier_one_of_the_same_id():
    situation = situation_of()
    body = (
        Wanted(related=22, given={"Member_Status": "Sent"}),
        Wanted(related=22, given={"Member_Status": 5}),
    )

    plan = plan_linking(situation, body, facts_of(situation, 22), NOW)

    assert (put(situation, {22: '{"Member_Status":"Sent"}'}),) == plan.changes
    assert [
        Linked(id=22),
        catalogue.FIELD_TYPE.refusal(expected_data_type="text", api_name="Member_Status"),
    ] == list(plan.outcomes)


def test_only_a_relation_that_says_so_tells_an_update_from_an_addition():
    deal = situation_of("Deals", "Contact_Roles")
    campaign = situation_of("Campaigns", "Leads")
    role = deal.schema.contact_roles[0].id

    first = plan_linking(deal, wanted_of(22, 22, Contact_Role=str(role)), facts_of(deal, 22), NOW)
    again = plan_linking(
        deal, wanted_of(22), facts_of(deal, 22, links={22: {"Contact_Role": role}}), NOW
    )
    member = plan_linking(campaign, wanted_of(22), facts_of(campaign, 22, links={22: {}}), NOW)

    assert (Linked(id=22), Linked(id=22, updated=True)) == first.outcomes
    assert (Linked(id=22, updated=True),) == again.outcomes
    assert (Linked(id=22),) == member.outcomes


def test_an_external_value_is_echoed_in_the_success():
    situation = situation_of()
    body = (Wanted(related=22, external=("Badge", "B-1")),)

    plan = plan_linking(situation, body, facts_of(situation, 22), NOW)

    assert (Linked(id=22, external=("Badge", "B-1")),) == plan.outcomes


def test_a_related_record_that_the_profile_may_not_edit_is_refused_alone():
    situation = situation_of(actor=actor_of(denied={"Leads:update"}))

    plan = plan_linking(situation, wanted_of(22), facts_of(situation, 22), NOW)

    expected = catalogue.NO_PERMISSION_ITEM.refusal(
        permissions=("Crm_Implied_Edit_Leads",), id="22"
    )
    assert (expected,) == plan.outcomes
    assert () == plan.changes


@pytest.mark.parametrize("sharing", ["public_read", "private"])
def test_a_related_record_that_sharing_withholds_is_refused_alone(sharing):
    situation = situation_of(actor=actor_of(SAM), sharing={"Leads": sharing})
    facts = facts_of(situation, 22, 23, owners={22: ADA, 23: SAM})

    plan = plan_linking(situation, wanted_of(22, 23), facts, NOW)

    expected = catalogue.NO_PERMISSION_ITEM.refusal(
        permissions=("Crm_Implied_Edit_Leads",), id="22"
    )
    assert (expected, Linked(id=23)) == plan.outcomes


def test_a_superior_and_an_administrator_edit_what_sharing_withholds_from_others():
    superior = situation_of(actor=actor_of(ADA), sharing={"Leads": "private"})
    administrator = situation_of(
        actor=actor_of(SAM, administrator=True), sharing={"Leads": "private"}
    )

    for situation, owner in ((superior, SAM), (administrator, ADA)):
        facts = facts_of(situation, 22, owners={22: owner})
        assert (Linked(id=22),) == plan_linking(situation, wanted_of(22), facts, NOW).outcomes


def test_the_checks_come_in_the_order_of_the_fact_file():
    body = catalogue.BODY_NOT_OBJECT.refusal(expected_data_type="jsonobject")
    denied = situation_of(
        actor=actor_of(SAM, denied={"Campaigns:update"}), sharing={"Campaigns": "private"}
    )
    withheld = situation_of(actor=actor_of(SAM), sharing={"Campaigns": "private"})
    open_ = situation_of()

    assert catalogue.PARENT_ID_INVALID.refusal() == refusal_of(
        denied, body, LinkingFacts(parent=None)
    )
    assert catalogue.NO_PERMISSION_UPDATE.refusal(
        permissions=("Crm_Implied_Edit_Campaigns",)
    ) == refusal_of(denied, body, facts_of(denied))
    assert catalogue.AUTHORIZATION_FAILED_RELATED.refusal() == refusal_of(
        withheld, body, facts_of(withheld)
    )
    assert body == refusal_of(open_, body, facts_of(open_))


def test_a_parent_of_another_module_is_no_parent():
    situation = situation_of("Campaigns", "Leads")
    facts = LinkingFacts(parent=ref_of(PARENT, situation.far))

    assert catalogue.PARENT_ID_INVALID.refusal() == refusal_of(situation, wanted_of(22), facts)


def test_in_the_single_form_an_unknown_related_id_refuses_the_request():
    campaign = situation_of(single=True)
    deal = situation_of("Deals", "Contact_Roles", single=True)

    assert catalogue.RELATED_PATH_ID_INVALID.refusal() == refusal_of(
        campaign, wanted_of(22), facts_of(campaign)
    )
    assert catalogue.RECORD_ID_INVALID.refusal() == refusal_of(deal, wanted_of(22), facts_of(deal))


def test_in_a_batch_an_unknown_contact_of_a_deal_has_words_of_its_own():
    deal = situation_of("Deals", "Contact_Roles")
    contact = situation_of("Contacts", "Deals")

    assert (catalogue.ITEM_ID_INVALID.refusal(id="22"),) == plan_linking(
        deal, wanted_of(22), facts_of(deal), NOW
    ).outcomes
    assert (catalogue.RELATED_ID_INVALID.refusal(id="22"),) == plan_linking(
        contact, wanted_of(22), facts_of(contact), NOW
    ).outcomes


def test_in_the_single_form_a_record_that_sharing_withholds_refuses_the_request():
    situation = situation_of(actor=actor_of(SAM), sharing={"Leads": "private"}, single=True)

    assert catalogue.AUTHORIZATION_FAILED_RELATED.refusal() == refusal_of(
        situation, wanted_of(22), facts_of(situation, 22)
    )


@pytest.mark.parametrize(
    ("module", "related_list"),
    [
        ("Accounts", "Contacts"),
        ("Leads", "Activities"),
        ("Leads", "Emails"),
        ("Leads", "Attachments"),
    ],
)
def test_a_list_that_shows_no_links_can_only_be_read(module, related_list):
    schema = situation_of().schema
    parent = schema.module(module)

    with pytest.raises(Refused) as stopped:
        require_side(schema, parent, schema.find_list(parent, related_list))

    assert catalogue.RELATION_READ_ONLY.refusal() == stopped.value.refusal
