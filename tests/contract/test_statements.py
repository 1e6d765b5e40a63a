"""
What every statement of the store has in common, seen on a tour through all of them.

Each is bound to one org, carries no value in its text, uses nothing that another engine
lacks, and takes a road whose length does not grow with the org.
"""

from __future__ import annotations

import re
from typing import get_args

import pytest

from tests.contract.desk import (
    ADA,
    BOB,
    COMPANY,
    EMAIL,
    LEADS,
    REVENUE,
    insert,
    open_desk,
    record,
    rows,
)
from vinculum.model.change import (
    CutClient,
    CutExpired,
    CutLinks,
    CutLog,
    CutMetadata,
    CutPurged,
    CutToken,
    DeleteRecord,
    IndexField,
    PurgeRecord,
    PutClient,
    PutLinks,
    PutMetadata,
    PutToken,
    UpdateRecord,
)
from vinculum.ports.store import DeletedKind, LinkPage
from vinculum.query.record_query import (
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
from vinculum.sqlstore.statement import LENGTHS, padded
from vinculum.sqlstore.tables import METADATA

INDEX = rows(
    text=[(COMPANY, "acme")],
    number=[(REVENUE, 1)],
    words=["acme"],
    phones=["1"],
    unique=[(EMAIL, "a")],
)
TOKEN = PutToken(
    hash="h",
    type="access",
    client_id="app",
    user=ADA,
    scopes="",
    expires=None,
    parent=None,
    created=1,
)
CHANGES = (
    insert(10, INDEX),
    UpdateRecord(record=record(10), unindex=INDEX, index=INDEX),
    PutLinks(relation=50, left=True, parent=1, links={10: "{}"}, at=1),
    CutLinks(relation=50, left=True, parent=1, related=(10,)),
    DeleteRecord(id=10, module=LEADS, at=1, by=BOB, unindex=INDEX, links=((50, True), (50, False))),
    PutMetadata(area="role", id=1, body=""),
    CutMetadata(area="role", id=1),
    IndexField(module=LEADS, field=COMPANY, number=False),
    IndexField(module=LEADS, field=REVENUE, number=True),
    PutClient(client_id="app", body=""),
    TOKEN,
    CutToken(hash="h"),
    CutExpired(before=1),
    CutLog(before=1),
    PurgeRecord(id=10, module=LEADS, deleted=1),
    CutPurged(id=10, module=LEADS, deleted=1),
    CutClient(client_id="app"),
)


def compare(comparison, *values, index="text", field=COMPANY):
    return Compare(index=index, field=field, comparison=comparison, values=values)


CONDITIONS = (
    compare("equals", "a"),
    compare("not_equal", "a"),
    compare("in", "a", "b"),
    compare("starts_with", "a"),
    compare("less_than", "a"),
    compare("between", 1, 2, index="number", field=REVENUE),
    IdIn(ids=(1, 2)),
    IdIn(ids=(1, 2), negated=True),
    WordPrefix(prefix="a"),
    PhoneIs(digits="1"),
)
ASKED = (
    *((each, None, None, False) for each in (None, *CONDITIONS)),
    (AnyOf(conditions=CONDITIONS), None, None, False),
    (AllOf(conditions=CONDITIONS), (ADA,), 5, False),
    (None, (ADA,), None, False),
    (None, (ADA, BOB), 5, False),
    (None, None, None, None),
)
QUERIES = tuple(
    RecordQuery(
        modules=modules,
        where=where,
        owners=owners,
        modified_after=since,
        converted=converted,
        order=order,
    )
    for modules in ((LEADS,), (LEADS, 2))
    for where, owners, since, converted in ASKED
    for order in (
        Order(),
        Order(by="modified", descending=False),
        Order(by="id"),
        Order(by="field", field=COMPANY),
        Order(by="field", index="number", field=REVENUE),
    )
)
PAGES = tuple(
    LinkPage(
        relation=50,
        left=left,
        parent=1,
        module=LEADS,
        lookup_field=field,
        lookup_value=value,
        ids=ids,
        owners=owners,
        modified_after=since,
    )
    for left in (True, False)
    for field, value in ((None, None), (REVENUE, None), (None, 9))
    for ids in (None, (1, 2))
    for owners in (None, (ADA,))
    for since in (None, 5)
)


def look_at_everything(work):
    work.find_token("h", "access")
    work.find_client("app")
    work.read_clients()
    work.read_tokens_of("app", ADA, "access")
    work.read_tokens_of_user(ADA, "access")
    work.read_children_of("h")
    work.read_version()
    work.read_metadata()
    work.read_refs([1, 2])
    work.read_records([1, 2])
    work.read_owners(LEADS, [1, 2])
    work.read_links(50, True, 1, [2])
    work.read_links(50, False, 1, [2])
    work.read_far_ends(50, True, 1, LEADS, [2])
    work.read_far_ends(50, False, 1, LEADS, [2])
    work.read_matches(LEADS, [COMPANY, EMAIL], ["a", "b"])
    work.read_unique(LEADS, [(EMAIL, "a")])
    work.read_children([REVENUE], [1])
    for kind in get_args(DeletedKind):
        work.page_deleted(LEADS, None, 0, 10, kind)
    work.read_oldest_deleted(LEADS, "recycle", 9, 10)
    work.read_oldest_deleted(LEADS, "permanent", 9, 10)
    work.has_waiting_runs(10)
    work.find_log_id(9, 10)
    work.page_changes(0, 10)
    for page in PAGES:
        work.page_links(page)
    for query in QUERIES:
        work.page_records(query)


@pytest.fixture(scope="module")
def tour():
    """Every statement with the plan that SQLite makes of it."""
    desk = open_desk("sqlite://")
    desk.store.create_org(7, [])
    for few in (-1, 5000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(planner, "FEW", few)
            desk.read(look_at_everything)
    desk.apply(*CHANGES)
    connection = desk.store._connections.writer
    plans = {}
    for text in dict.fromkeys(desk.watch.data_statements):
        if re.search("sqlite_|pragma_|CREATE", text) is None:
            values = [1] * text.count("?")
            steps = connection.execute(f"EXPLAIN QUERY PLAN {text}", values).fetchall()
            plans[text] = [str(step[3]) for step in steps]
    desk.store.close()
    return plans


SOURCE = re.compile(r'(?:FROM|JOIN|UPDATE|INTO) "?(\w+)"?(?: AS (\w+))?')


def test_every_table_of_every_statement_is_bound_to_the_org(tour):
    for text in tour:
        for table, alias in SOURCE.findall(text):
            if table not in METADATA.tables:
                continue
            column = "id" if table == "org" else "org"
            if text.startswith("INSERT") and f"INTO {table} (" in text:
                assert f"INTO {table} ({column}" in text
            else:
                assert re.search(
                    rf"\b{alias or table}\.{column} = |= {alias or table}\.{column}\b", text
                ), text


def test_no_value_stands_in_a_text(tour):
    for text in tour:
        assert "'" not in text
        assert set() == set(re.findall(r"(?<![\w.])\d+\b", text)) - {"0"}, text


def test_no_statement_uses_what_another_engine_lacks(tour):
    words = r"\b(GLOB|REPLACE|json_\w+|rowid|now|random|RETURNING|last_insert_rowid|INDEXED)\b"
    for text in tour:
        assert None is re.search(words, text, re.IGNORECASE), text


SMALL = ("metadata", "client", "org")  # a bounded number of rows for each org


def test_no_statement_walks_an_org(tour):
    """Each search uses more of a key than the org, and nothing is scanned but what a page made."""
    for text, plan in tour.items():
        for step in plan:
            assert "AUTOMATIC" not in step, text
            scanned = re.match(r"SCAN (\w+)", step)
            if scanned:
                assert scanned[1] not in METADATA.tables, (text, plan)
            searched = re.match(r"SEARCH (\w+) USING .*\((.*)\)", step)
            if searched and searched[1] not in SMALL:
                assert " AND " in searched[2] or searched[2] == "hash=?", (text, plan)


def test_a_walk_in_order_sorts_nothing(tour):
    """Without candidates, the rows of one module come out of an index in the page's order."""
    walks = [
        plan
        for text, plan in tour.items()
        if "AS page" in text and "UNION" not in text and "record.id IN (" not in text
    ]
    assert len(walks) > 20
    for plan in walks:
        inner = plan[: plan.index("SCAN page")]
        assert [] == [step for step in inner if "TEMP B-TREE" in step], plan


def test_links_to_given_ids_are_looked_up_however_many_links_a_record_has(tour):
    lookups = {
        side: plan
        for text, plan in tour.items()
        for side in ("left_id", "right_id")
        if text.startswith("SELECT link.") and f"link.{side} IN" in text
    }

    assert {"left_id", "right_id"} == set(lookups)
    for plan in lookups.values():
        assert "left_id=? AND right_id=?" in plan[0] or "right_id=? AND left_id=?" in plan[0]


def test_lists_grow_in_few_steps():
    assert [7, 8, *[8] * 8] == padded([7, 8])
    assert set(LENGTHS) == {len(padded(range(1, size))) for size in range(2, 5002, 7)} | {30_000, 1}
    with pytest.raises(ValueError, match="longer"):
        padded(range(LENGTHS[-1] + 1))
