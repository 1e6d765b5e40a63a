"""Every statement names its org first, and uses nothing that a spread or pooled database lacks."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.schema import CreateIndex, CreateTable, DDLElement

from tests.contract.desk import COMPANY, EMAIL, ORG, insert, open_desk, record, rows
from tests.contract.test_statements import CHANGES, SOURCE, look_at_everything
from tests.postgres import databases
from vinculum.model.change import CutLinks, PutLinks, UpdateRecord
from vinculum.sqlstore import planner
from vinculum.sqlstore.engines.postgres_sql import PostgresDialect
from vinculum.sqlstore.tables import METADATA

GLOBAL = {"org": "id", "worker": "id"}  # tables that belong to no org, or are the orgs
FORBIDDEN = (
    r"\b(nextval|SERIAL|BIGSERIAL|TRIGGER|LISTEN|NOTIFY|pg_\w*advisory\w*|LOCK TABLE|TEMP|TEMPORARY"
    r"|DEFERRABLE|EXCLUDE|now|random|clock_timestamp|gen_random_uuid|CURRENT_\w+|SET SESSION)\b"
)

INDEX_OF = {n: rows(text=[(COMPANY, f"a{n}")], unique=[(EMAIL, f"a{n}")]) for n in (20, 21)}
NONE = rows()


def test_every_key_and_index_begins_with_the_org():
    for table in METADATA.tables.values():
        if table.name in GLOBAL:
            continue
        assert "org" == next(iter(table.primary_key.columns)).name, table
        for index in table.indexes:
            assert "org" == next(iter(index.columns)).name, index


def test_tables_need_nothing_that_a_spread_database_refuses():
    dialect = PostgresDialect.made()
    for table in METADATA.sorted_tables:
        made: list[DDLElement] = [CreateTable(table), *map(CreateIndex, table.indexes)]
        for text in (str(each.compile(dialect=dialect)) for each in made):
            assert None is re.search(FORBIDDEN, text, re.IGNORECASE), text


@pytest.fixture(scope="module")
def tour():
    if not databases.is_wanted():
        pytest.skip("needs `make test-postgres`")
    desk = open_desk(databases.emptied())
    desk.store.create_org(ORG, [])
    for few in (-1, 5000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(planner, "FEW", few)
            desk.read(look_at_everything)
    desk.apply(*CHANGES)
    desk.apply(*(insert(number, INDEX_OF[number]) for number in (20, 21)))
    desk.apply(*(UpdateRecord(record=record(n), unindex=INDEX_OF[n], index=NONE) for n in (20, 21)))
    desk.apply(
        *(PutLinks(relation=50, left=True, parent=1, links={n: "{}"}, at=1) for n in (20, 21))
    )
    desk.apply(*(CutLinks(relation=50, left=True, parent=1, related=(n,)) for n in (20, 21)))
    desk.store.close()
    return [text for text in dict.fromkeys(desk.watch.data_statements) if "regclass" not in text]


def test_every_statement_is_bound_to_one_org(tour):
    assert len(tour) > 100
    for text in tour:
        for table, alias in SOURCE.findall(text):
            if table not in METADATA.tables or (table == "org" and "ORDER BY org.id" in text):
                continue
            if text.startswith("INSERT") and f"INTO {table} (" in text:
                assert f"INTO {table} ({GLOBAL.get(table, 'org')}" in text
                continue
            column = rf"\b{alias or table}\.{GLOBAL.get(table, 'org')}"
            assert re.search(rf"{column} = |= {column}\b", text), text


def test_the_org_is_one_value_in_batches_too(tour):
    batches = [text for text in tour if "unnest(" in text]

    assert len(batches) >= 8, batches
    for text in batches:
        assert None is re.search(r"unnest\(.*\) AS \w+\((\w+, )*org\b", text), text


def test_no_statement_uses_what_a_spread_or_pooled_database_lacks(tour):
    for text in tour:
        assert None is re.search(FORBIDDEN, text, re.IGNORECASE), text
        assert "'" not in text
        assert " IN (%s" not in text.replace("IN (%s, %s)", "").replace("converted IN (%s)", "")
