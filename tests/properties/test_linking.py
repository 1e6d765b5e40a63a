"""A batch of links that is decided column by column comes to what its items come to one by one."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.rules_linking.situations import NOW, facts_of, situation_of
from vinculum.rules import linking
from vinculum.rules.linking import Wanted, plan_linking

LISTS = (
    ("Campaigns", "Leads"),
    ("Price_Books", "Products"),
    ("Deals", "Contact_Roles"),
    ("Products", "Leads"),
)
SITUATIONS = {names: situation_of(*names) for names in LISTS}
KNOWN, UNKNOWN = range(21, 33), 99
WORDS = st.sampled_from(("Sent", "Opened", "", "Purchasing", None, 1, 1.0, True, 5, [1], {"id": 2}))
KEYS = st.sampled_from(("Member_Status", "Status", "list_price", "Contact_Role", "other"))
GIVEN: st.SearchStrategy[dict[str, object]] = st.dictionaries(KEYS, WORDS, max_size=2)


# What no item is refused for, by the module of the parent.
SOUND: dict[str, tuple[dict[str, object], ...]] = {
    "Campaigns": ({}, {"Member_Status": "Sent"}, {"Status": "Opened"}, {"Member_Status": None}),
    "Price_Books": ({"list_price": 5}, {"list_price": 6}),
    "Deals": ({"Contact_Role": "Purchasing"}, {"Contact_Role": "Decision Maker"}),
    "Products": ({}, {"other": 1}),
}


@st.composite
def batches(draw):
    """A list, the items of a batch, and what the links that are there carry."""
    names = draw(st.sampled_from(LISTS))
    ids = draw(st.permutations(KNOWN))[: draw(st.integers(2, 12))]
    chosen = st.sampled_from(SOUND[names[0]])
    if draw(st.booleans()):
        chosen = chosen | GIVEN
        ids = [*ids, *draw(st.lists(st.sampled_from((UNKNOWN, *ids)), max_size=2))]
    items = tuple(Wanted(related=each, given=draw(chosen)) for each in ids)
    value = "Sent" if names == LISTS[0] else 7
    attributes = SITUATIONS[names].side.relation.attributes
    carried = {each.field.api_name: value for each in attributes}
    links = dict.fromkeys(draw(st.sets(st.sampled_from(KNOWN))), carried)
    return names, items, links


@given(batches())
def test_items_come_to_the_same_together_as_one_by_one(batch):
    names, items, links = batch
    situation = SITUATIONS[names]
    facts = facts_of(situation, *KNOWN, links=links)

    together = plan_linking(situation, items, facts, NOW)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(linking, "FEW", 10**9)
        one_by_one = plan_linking(situation, items, facts, NOW)

    assert one_by_one.outcomes == together.outcomes
    assert json.dumps(one_by_one.changes, default=repr) == json.dumps(
        together.changes, default=repr
    )
