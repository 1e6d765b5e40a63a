"""Which links a request cuts."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.unit.rules_linking.situations import (
    PARENT,
    SAM,
    actor_of,
    facts_of,
    situation_of,
    wanted_of,
)
from vinculum.errors import catalogue
from vinculum.errors.refusal import Refused
from vinculum.model.change import CutLinks
from vinculum.rules.linking import plan_delinking
from vinculum.rules.plan import Delinked


def cut(situation, *related):
    side = situation.side
    return CutLinks(relation=side.relation.id, left=side.left, parent=PARENT, related=related)


def refusal_of(situation, body, facts):
    with pytest.raises(Refused) as stopped:
        plan_delinking(situation, body, facts)
    return stopped.value.refusal


def test_a_link_is_cut_from_either_side():
    from_campaign = situation_of("Campaigns", "Leads")
    from_lead = situation_of("Leads", "Campaigns")

    one = plan_delinking(from_campaign, wanted_of(22), facts_of(from_campaign, 22, links={22: {}}))
    other = plan_delinking(from_lead, wanted_of(22), facts_of(from_lead, 22, links={22: {}}))

    assert (cut(from_campaign, 22),) == one.changes
    assert (cut(from_lead, 22),) == other.changes
    assert (Delinked(id=22),) == one.outcomes


def test_an_id_that_is_repeated_fails_the_second_time():
    situation = situation_of()

    plan = plan_delinking(situation, wanted_of(22, 22), facts_of(situation, 22, links={22: {}}))

    assert (cut(situation, 22),) == plan.changes
    assert (Delinked(id=22), catalogue.DELINK_NOT_LINKED.refusal(id="22")) == plan.outcomes


def test_a_record_that_is_unknown_or_not_linked_is_refused_alone():
    situation = situation_of()

    plan = plan_delinking(situation, wanted_of(22, 33), facts_of(situation, 22))

    assert () == plan.changes
    assert (
        catalogue.DELINK_NOT_LINKED.refusal(id="22"),
        catalogue.DELINK_NOT_LINKED.refusal(id="33"),
    ) == plan.outcomes


def test_the_single_form_refuses_the_request_for_a_pair_that_is_not_linked():
    situation = situation_of(single=True)

    assert catalogue.RELATED_PATH_ID_INVALID.refusal() == refusal_of(
        situation, wanted_of(22), facts_of(situation, 22)
    )


def test_a_contact_without_a_role_in_the_deal_is_refused_as_an_item_of_a_list():
    situation = situation_of("Deals", "Contact_Roles")

    plan = plan_delinking(situation, wanted_of(22), facts_of(situation, 22))

    assert (catalogue.ROLE_RELATION_NOT_FOUND.refusal(id="22"),) == plan.outcomes


def test_a_contact_without_a_role_in_the_deal_is_refused_bare_in_the_path():
    situation = situation_of("Deals", "Contact_Roles", single=True)

    with pytest.raises(Refused) as refused:
        plan_delinking(situation, wanted_of(22), facts_of(situation, 22))

    assert catalogue.ROLE_RELATION_NOT_FOUND_PATH.refusal() == refused.value.refusal


@pytest.mark.parametrize("links", [{}, {22: {}}])
def test_what_the_actor_may_not_edit_is_refused_before_it_is_told_whether_it_is_linked(links):
    situation = situation_of(actor=actor_of(SAM), sharing={"Leads": "private"})

    plan = plan_delinking(situation, wanted_of(22), facts_of(situation, 22, links=links))

    expected = catalogue.NO_PERMISSION_ITEM.refusal(
        permissions=("Crm_Implied_Edit_Leads",), id="22"
    )
    assert (expected,) == plan.outcomes


def test_a_record_of_the_path_that_sharing_withholds_has_the_words_of_delinking():
    unshared = catalogue.AUTHORIZATION_FAILED_DELINK
    of_parent = situation_of(
        actor=actor_of(SAM), sharing={"Campaigns": "public_read"}, unshared=unshared
    )
    of_related = replace(
        situation_of(actor=actor_of(SAM), sharing={"Leads": "public_read"}, unshared=unshared),
        single=True,
    )

    assert unshared.refusal() == refusal_of(of_parent, wanted_of(22), facts_of(of_parent, 22))
    assert unshared.refusal() == refusal_of(of_related, wanted_of(22), facts_of(of_related, 22))


def test_malformed_parameters_are_refused_after_the_parent():
    situation = situation_of()
    missing = catalogue.PARAM_MISSING.refusal(param="ids")

    assert missing == refusal_of(situation, missing, facts_of(situation))
