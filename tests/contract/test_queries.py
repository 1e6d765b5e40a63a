"""
Pages of records: whatever is asked, the answer is that of a list in memory.

Every query is answered on both roads: walking the order, and sorting few candidates.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contract import reference
from tests.contract.desk import ADA, BOB, ids_of, insert, open_desk, rows
from vinculum.model.record import IndexRows
from vinculum.query.record_query import (
    LOWEST_NUMBER,
    LOWEST_TEXT,
    AllOf,
    AnyOf,
    Compare,
    IdIn,
    Order,
    PhoneIs,
    RecordQuery,
    WordPrefix,
)
from vinculum.sqlstore import planner

WALK, SORT = -1, 5000
MODULES = (1, 2)
FIELDS: dict[int, dict[str, tuple[int, ...]]] = {
    1: {"text": (11, 12), "number": (13, 14)},
    2: {"text": (21,), "number": (23,)},
}
TEXTS = (
    "",
    "a",
    "ab",
    "abc",
    "b",
    "é",
    "aé",
    "日",
    "\ud7ff",
    "\ue000",
    "\U0010ffff",
    "a\U0010ffff",
)
NUMBERS = (LOWEST_NUMBER, -2, 0, 1, 1.5, 2, 2.0, 0.1, 2**53 + 1, 2**62, 1e300, 2**63 - 1)
WORDS = ("ab", "abc", "b", "ba", "日本")
PHONES = ("1", "12", "123")
OWNERS = (ADA, BOB, 9)
IDS = range(1, 30)


@st.composite
def inserts(draw):
    """A record with exactly one index row per field, or none when it is converted."""
    module = draw(st.sampled_from(MODULES))
    converted = draw(st.booleans())
    index = rows(
        text=[(field, draw(st.sampled_from(TEXTS))) for field in FIELDS[module]["text"]],
        number=[(field, draw(st.sampled_from(NUMBERS))) for field in FIELDS[module]["number"]],
        words=draw(st.lists(st.sampled_from(WORDS), max_size=3, unique=True)),
        phones=draw(st.lists(st.sampled_from(PHONES), max_size=2, unique=True)),
    )
    return insert(
        draw(st.sampled_from(IDS)),
        IndexRows() if converted else index,
        module=module,
        owner=draw(st.sampled_from(OWNERS)),
        created=draw(st.integers(1, 3)),
        modified=draw(st.integers(1, 3)),
        converted=converted,
        approved=draw(st.booleans()),
    )


def worlds():
    return st.lists(inserts(), max_size=14, unique_by=lambda row: row.record.id)


@st.composite
def comparisons(draw):
    index = draw(st.sampled_from(("text", "number")))
    field = draw(st.sampled_from([f for each in FIELDS.values() for f in each[index]]))
    comparison = draw(
        st.sampled_from(
            sorted(set(reference.COMPARISONS) - ({"starts_with"} if index == "number" else set()))
        )
    )
    size = {"between": (2, 2), "in": (0, 12)}.get(comparison, (1, 1))
    pool = TEXTS if index == "text" else (*NUMBERS, 2**70, -(2**70))
    values = draw(st.lists(st.sampled_from(pool), min_size=size[0], max_size=size[1]))
    return Compare(index=index, field=field, comparison=comparison, values=tuple(values))


def conditions():
    simple = st.one_of(
        comparisons(),
        st.builds(
            IdIn, ids=st.lists(st.sampled_from(IDS), max_size=12).map(tuple), negated=st.booleans()
        ),
        st.builds(WordPrefix, prefix=st.sampled_from(("a", "ab", "abc", "b", "日", "x"))),
        st.builds(PhoneIs, digits=st.sampled_from(PHONES)),
    )
    return st.recursive(
        simple,
        lambda inner: st.one_of(
            st.builds(AllOf, conditions=st.lists(inner, max_size=3).map(tuple)),
            st.builds(AnyOf, conditions=st.lists(inner, max_size=3).map(tuple)),
        ),
        max_leaves=6,
    )


def owner_lists():
    return st.lists(st.sampled_from(OWNERS), max_size=3, unique=True).map(tuple)


@st.composite
def orders(draw, module):
    by = draw(st.sampled_from(("created", "modified", "id", "field")))
    index = draw(st.sampled_from(("text", "number")))
    return Order(
        by=by,
        index=index,
        field=draw(st.sampled_from(FIELDS[module][index])),
        descending=draw(st.booleans()),
    )


@st.composite
def queries(draw):
    modules = draw(st.sampled_from(((1,), (2,), (1, 2))))
    order = draw(orders(modules[0]))
    if order.by == "field":
        modules = modules[:1]  # a field belongs to one module
    return RecordQuery(
        modules=modules,
        where=draw(st.none() | conditions()),
        owners=draw(st.none() | owner_lists()),
        owners_by_module=draw(st.dictionaries(st.sampled_from(MODULES), owner_lists(), max_size=2)),
        converted=draw(st.sampled_from((False, False, True, None))),
        approved=draw(st.sampled_from((True, None, False))),
        modified_after=draw(st.none() | st.integers(1, 4)),
        order=order,
        offset=draw(st.integers(0, 4)),
        limit=draw(st.integers(1, 14)),
    )


@pytest.fixture(scope="module")
def wide_desk():
    desk = open_desk("sqlite://")
    yield desk
    desk.store.close()


@settings(deadline=None)
@given(world=worlds(), asked=st.lists(queries(), min_size=1, max_size=5))
def test_a_page_is_what_a_list_in_memory_gives(wide_desk, world, asked):
    org = wide_desk.next_id()  # an org of its own for each example: orgs do not meet
    wide_desk.store.create_org(org, world)
    for query in asked:
        expected = reference.page(query, world)
        for few in (WALK, SORT):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(planner, "FEW", few)
                answer = wide_desk.read(lambda work, query=query: work.page_records(query), org)
            assert expected == ids_of(answer)


@pytest.fixture
def leads(desk):
    """Thirty leads of two owners, in two companies; the last ten were changed late."""
    desk.apply(
        *(
            insert(
                each,
                rows(
                    text=[(11, "acme" if each % 2 else "brew")],
                    number=[(13, each % 7)],
                    words=[f"w{each}"],
                ),
                owner=ADA if each % 3 else BOB,
                created=100 - each // 4,
                modified=1000 if each > 20 else each,
            )
            for each in range(1, 31)
        )
    )
    return desk


def page(desk, **given):
    query = RecordQuery(**{"modules": (1,)} | given)
    return ids_of(desk.read(lambda work: work.page_records(query)))


def test_pages_follow_each_other_without_gap_or_repetition(leads):
    for order in (
        Order(),
        Order(by="modified", descending=False),
        Order(by="id"),
        Order(by="field", field=11),
        Order(by="field", index="number", field=13, descending=False),
    ):
        whole = page(leads, order=order, limit=100)
        parts = [page(leads, order=order, limit=7, offset=at) for at in range(0, 35, 7)]

        assert sorted(whole) == list(range(1, 31))
        assert whole == [each for part in parts for each in part]


def test_the_default_order_is_the_youngest_first(leads):
    assert [3, 2, 1, 7, 6] == page(leads, limit=5)


def test_a_page_runs_two_selects_at_most_and_one_when_nothing_is_filtered(leads):
    where = Compare(index="text", field=11, comparison="equals", values=("acme",))
    page(leads)
    leads.watch.restart()
    page(leads, limit=200)
    assert 1 == len(leads.watch.data_statements)
    for given_query in (
        {"where": where, "owners": (ADA, BOB), "modified_after": 5},
        {"where": AllOf(conditions=(where,) * 4), "limit": 1},
        {"modules": (1, 2, 3), "where": where},
    ):
        leads.watch.restart()
        page(leads, **given_query)
        assert 2 == len(leads.watch.data_statements)


def test_equal_questions_with_other_values_run_the_same_text(leads):
    leads.watch.restart()
    for number in (3, 9):
        among = Compare(index="number", field=13, comparison="in", values=tuple(range(number)))
        page(leads, where=AnyOf(conditions=(among, IdIn(ids=(number,)))), limit=number)

    texts = leads.watch.data_statements
    assert texts[:2] == texts[2:]


def test_no_owner_to_see_is_an_empty_page_without_a_question(leads):
    leads.watch.restart()

    assert [] == page(leads, owners=())
    assert [] == leads.watch.data_statements


@pytest.mark.parametrize(("prefix", "found"), [("", [2]), ("\U0010ffff", [3])])
def test_a_prefix_at_the_ends_of_the_alphabet(desk, prefix, found):
    ends = ((1, LOWEST_TEXT), (2, "a"), (3, "\U0010ffff\U0010ffff"))
    desk.apply(*(insert(each, rows(text=[(11, text)])) for each, text in ends))
    where = Compare(index="text", field=11, comparison="starts_with", values=(prefix,))

    expected = [3, 2] if prefix == "" else found
    assert expected == page(desk, where=where)
