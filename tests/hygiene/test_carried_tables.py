"""No table is forgotten by an export: each is carried, derived or local."""

from __future__ import annotations

from vinculum.sqlstore.carried_tables import CARRIED, DERIVED, LOCAL
from vinculum.sqlstore.tables import METADATA, ORG


def test_every_table_is_carried_derived_or_local_and_in_one_of_them_only():
    divided = [*(table.name for table in CARRIED), *DERIVED, *LOCAL, ORG.name]

    assert sorted(METADATA.tables) == sorted(divided)


def test_every_carried_table_begins_with_its_org_and_loses_no_column():
    first = {table.name: next(iter(METADATA.tables[table.name].c)).name for table in CARRIED}
    columns = {table.name: ["org", *(c.name for c in table.columns)] for table in CARRIED}

    assert {"org"} == set(first.values())
    assert columns == {name: [c.name for c in METADATA.tables[name].c] for name in columns}


def test_metadata_comes_before_the_records_that_need_it():
    names = [table.name for table in CARRIED]

    assert names.index("metadata") < names.index("record") < names.index("link")
