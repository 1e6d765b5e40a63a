"""Links and their pages, from either end, with the pairs that a lookup adds."""

from __future__ import annotations

import json
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contract.desk import ADA, BOB, CAMPAIGNS, LEADS, MEMBERS, ORG, insert, open_desk, rows
from vinculum.model.change import CutLinks, DeleteRecord, PutLinks
from vinculum.model.record import IndexRows
from vinculum.ports.store import LinkPage
from vinculum.sqlstore import planner

SPRING, AUTUMN = 201, 202
LOOKUP = 104  # a field of leads that names a campaign


def put(left, right, status="Invited", relation=MEMBERS):
    return PutLinks(
        relation=relation,
        left=True,
        parent=left,
        links={right: json.dumps({"Status": status})},
        at=1,
    )


def cut(left, right, relation=MEMBERS):
    return CutLinks(relation=relation, left=True, parent=left, related=(right,))


def shown(desk, page, org=ORG):
    return [
        (each.id, json.loads(each.attributes).get("Status"))
        for each in desk.read(lambda work: work.page_links(page), org)
    ]


def leads_of(campaign, **given):
    return LinkPage(
        **{"relation": MEMBERS, "left": True, "parent": campaign, "module": LEADS} | given
    )


def campaigns_of(lead, **given):
    return LinkPage(
        **{"relation": MEMBERS, "left": False, "parent": lead, "module": CAMPAIGNS} | given
    )


@pytest.fixture
def linked(desk):
    desk.apply(
        *(insert(each) for each in range(1, 10)),
        *(insert(each, module=CAMPAIGNS) for each in (SPRING, AUTUMN)),
    )
    desk.apply(*(put(SPRING, each) for each in (3, 1, 2)), put(AUTUMN, 1, "Active"))
    return desk


def test_a_pair_is_one_link_seen_from_both_ends(linked):
    assert [(3, "Invited"), (2, "Invited"), (1, "Invited")] == shown(linked, leads_of(SPRING))
    assert [(AUTUMN, "Active"), (SPRING, "Invited")] == shown(linked, campaigns_of(1))


def test_linking_again_replaces_the_attributes_and_the_last_wins(linked):
    linked.apply(put(SPRING, 1, "Sent"), put(SPRING, 2, "Sent"), put(SPRING, 1, "Bounced"))

    assert [(3, "Invited"), (2, "Sent"), (1, "Bounced")] == shown(linked, leads_of(SPRING))


def test_a_link_that_is_cut_is_gone_from_both_ends(linked):
    linked.apply(cut(SPRING, 1), cut(SPRING, 9))

    assert [(3, "Invited"), (2, "Invited")] == shown(linked, leads_of(SPRING))
    assert [(AUTUMN, "Active")] == shown(linked, campaigns_of(1))


def test_a_put_and_a_cut_of_one_pair_keep_their_order(linked):
    linked.apply(cut(SPRING, 1), put(SPRING, 1, "Back"), put(SPRING, 5), cut(SPRING, 5))

    expected = [(3, "Invited"), (2, "Invited"), (1, "Back")]
    assert expected == shown(linked, leads_of(SPRING))


def test_attributes_are_read_for_the_ids_that_are_linked(linked):
    def read(left, parent, ids):
        return linked.read(lambda work: work.read_links(MEMBERS, left, parent, ids))

    invited = '{"Status": "Invited"}'
    assert {1: invited, 3: invited} == read(True, SPRING, [1, 3, 9])
    assert {SPRING: invited} == read(False, 3, [SPRING, AUTUMN])
    assert {} == read(False, SPRING, [1])
    assert {} == read(True, SPRING, [])


def test_far_ends_are_the_live_records_of_one_module_with_the_links_that_exist(linked):
    def read(left, parent, module, ids):
        ends = linked.read(lambda work: work.read_far_ends(MEMBERS, left, parent, module, ids))
        return ends.owners, ends.links

    linked.apply(DeleteRecord(id=2, module=LEADS, at=5, by=BOB, unindex=IndexRows()))
    invited, active = '{"Status": "Invited"}', '{"Status": "Active"}'

    expected = {1: ADA, 3: ADA, 9: ADA}, {1: invited, 3: invited}
    assert expected == read(True, SPRING, LEADS, [9, 3, 2, 1, 1, AUTUMN, 777])
    expected = {SPRING: ADA, AUTUMN: ADA}, {SPRING: invited, AUTUMN: active}
    assert expected == read(False, 1, CAMPAIGNS, [SPRING, AUTUMN, 3])
    assert ({}, {}) == read(True, SPRING, CAMPAIGNS, [1])
    assert ({}, {}) == read(True, SPRING, LEADS, [])


def test_many_pairs_are_written_at_once_in_any_number(linked):
    ids = range(1000, 1137)
    linked.apply(*(insert(each) for each in ids))
    links = {each: json.dumps({"Status": "Sent" if each % 3 else "Bounced"}) for each in ids}

    linked.apply(PutLinks(relation=MEMBERS, left=True, parent=AUTUMN, links=links, at=7))
    again = {each: json.dumps({"Status": "Sent"}) for each in reversed(ids)}
    linked.apply(PutLinks(relation=MEMBERS, left=True, parent=AUTUMN, links=again, at=8))

    expected = [(each, "Sent") for each in again]
    assert expected == shown(linked, leads_of(AUTUMN, ids=tuple(ids)))
    linked.apply(CutLinks(relation=MEMBERS, left=True, parent=AUTUMN, related=tuple(ids)))
    assert [(1, "Active")] == shown(linked, leads_of(AUTUMN))


def test_relations_are_apart(linked):
    linked.apply(put(SPRING, 8, relation=51))

    assert [(8, "Invited")] == shown(linked, leads_of(SPRING, relation=51))
    linked.apply(cut(SPRING, 1, relation=51))
    assert 3 == len(shown(linked, leads_of(SPRING)))


def test_a_self_relation_keeps_its_ends_apart(linked):
    linked.apply(put(1, 2, relation=60))

    assert [(2, "Invited")] == shown(linked, leads_of(1, relation=60))
    assert [] == shown(linked, leads_of(2, relation=60))
    assert [(1, "Invited")] == shown(linked, campaigns_of(2, relation=60, module=LEADS))


def test_a_page_is_a_window_from_the_highest_id_down(linked):
    linked.apply(*(put(SPRING, each) for each in range(4, 10)))

    def window(offset, limit):
        return [each for each, _ in shown(linked, leads_of(SPRING, offset=offset, limit=limit))]

    assert [9, 8, 7] == window(0, 3)
    assert [3, 2, 1] == window(6, 5)
    assert [] == window(9, 3)


def test_a_page_keeps_only_what_is_asked_for(linked):
    linked.apply(insert(20, owner=BOB, modified=5000), put(SPRING, 20))

    def ids(**given):
        return [each for each, _ in shown(linked, leads_of(SPRING, **given))]

    assert [20, 3, 2, 1] == ids()
    assert [20] == ids(owners=(BOB,))
    assert [3, 2, 1] == ids(owners=(ADA, 99))
    assert [] == ids(owners=())
    assert [20] == ids(modified_after=5000)
    assert [20, 3] == ids(ids=(3, 20, 7))
    assert [] == ids(ids=())
    assert [] == ids(module=CAMPAIGNS)


def test_a_deleted_record_takes_its_links_away_from_both_ends(linked):
    linked.apply(put(1, 2, relation=60), put(3, 1, relation=60), put(SPRING, 1, relation=51))

    def delete(record_id, module, links):
        return DeleteRecord(
            id=record_id, module=module, at=9, by=ADA, unindex=IndexRows(), links=links
        )

    linked.apply(delete(1, LEADS, ((MEMBERS, False), (60, True), (60, False))))

    assert [(3, "Invited"), (2, "Invited")] == shown(linked, leads_of(SPRING))
    assert [] == shown(linked, leads_of(AUTUMN))
    both = linked.read(
        lambda work: (work.read_links(60, True, 1, [2]), work.read_links(60, False, 1, [3]))
    )
    assert ({}, {}) == both
    # The relation that was not named still has its row, but pages show live records only.
    assert [] == shown(linked, leads_of(SPRING, relation=51))

    linked.apply(delete(SPRING, CAMPAIGNS, ((MEMBERS, True),)))
    assert {} == linked.read(lambda work: work.read_links(MEMBERS, False, 2, [SPRING]))


def test_a_lookup_of_the_related_records_adds_pairs(linked):
    index = rows(number=[(LOOKUP, SPRING)])
    linked.apply(insert(20, index), insert(21, index), put(SPRING, 20, "Active"))

    expected = [(21, None), (20, "Active"), (3, "Invited"), (2, "Invited"), (1, "Invited")]
    assert expected == shown(linked, leads_of(SPRING, lookup_field=LOOKUP))
    assert expected[1:3] == shown(linked, leads_of(SPRING, lookup_field=LOOKUP, offset=1, limit=2))
    assert [(21, None)] == shown(linked, leads_of(SPRING, lookup_field=LOOKUP, ids=(21,)))


def test_a_lookup_of_the_parent_adds_a_pair(linked):
    def pairs(lead, value):
        return shown(linked, campaigns_of(lead, lookup_value=value))

    assert [(AUTUMN, None), (SPRING, "Invited")] == pairs(3, AUTUMN)
    assert [(SPRING, "Invited")] == pairs(3, SPRING)
    assert [(AUTUMN, None)] == pairs(9, AUTUMN)
    assert [] == pairs(9, 5)  # names a record of another module


@pytest.fixture(scope="module")
def wide_desk():
    desk = open_desk("sqlite://")
    yield desk
    desk.store.close()


class Lead(NamedTuple):
    """A lead that may be linked with the campaign, and may name it by itself."""

    id: int
    owner: int
    modified: int
    linked: bool
    named: bool


def crowds():
    owners = st.sampled_from((ADA, BOB, 8))
    lead = st.builds(Lead, st.integers(1, 40), owners, st.integers(1, 4), *[st.booleans()] * 2)
    return st.lists(lead, min_size=1, max_size=12, unique_by=lambda each: each.id)


def pages():
    owners = st.lists(st.sampled_from((ADA, BOB, 8)), min_size=1, unique=True).map(tuple)
    return st.builds(
        LinkPage,
        relation=st.just(MEMBERS),
        left=st.booleans(),
        parent=st.just(SPRING),
        module=st.just(LEADS),
        lookup_field=st.sampled_from((None, LOOKUP)),
        owners=st.none() | owners,
        modified_after=st.none() | st.integers(1, 5),
        ids=st.none() | st.lists(st.integers(1, 40), min_size=1, max_size=12).map(tuple),
        offset=st.integers(0, 5),
        limit=st.integers(1, 6),
    )


def expected_page(crowd, page):
    found = [
        (lead.id, "Invited" if lead.linked else None)
        for lead in crowd
        if (lead.linked or (page.lookup_field and lead.named))
        and (page.owners is None or lead.owner in page.owners)
        and (page.modified_after is None or lead.modified >= page.modified_after)
        and (page.ids is None or lead.id in page.ids)
    ]
    return sorted(found, reverse=True)[page.offset : page.offset + page.limit]


@settings(deadline=None)
@given(crowd=crowds(), page=pages(), few=st.sampled_from((-1, 5000)))
def test_a_page_of_links_is_what_a_list_in_memory_gives(wide_desk, crowd, page, few):
    """Whether the links are walked or the few candidates sorted."""
    org = wide_desk.next_id()
    inserts = [
        insert(
            lead.id,
            rows(number=[(LOOKUP, SPRING if lead.named else 0)]),
            owner=lead.owner,
            modified=lead.modified,
        )
        for lead in crowd
    ]
    links = [
        put(SPRING, lead.id) if page.left else put(lead.id, SPRING) for lead in crowd if lead.linked
    ]
    wide_desk.store.create_org(org, [*inserts, *links])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planner, "FEW", few)
        assert expected_page(crowd, page) == shown(wide_desk, page, org)
