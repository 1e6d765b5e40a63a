"""Plans are made of values: needs go out, facts come in, changes and outcomes come back."""

from __future__ import annotations

from tests.unit.rules_records.desk import ADA, NOW, SAM, writing
from vinculum.model.change import DeleteRecord, InsertRecord, PutMetadata, UpdateRecord
from vinculum.model.record import JsonValue, RecordRef
from vinculum.rules.accepting import cleared, missing
from vinculum.rules.batch import Facts, Needs
from vinculum.rules.commands import ExternalValue
from vinculum.rules.deleting import needs_of_vanishing, plan_deleting
from vinculum.rules.inserting import needs_of_inserting, plan_inserting
from vinculum.rules.plan import Deleted, Inserted, Updated
from vinculum.rules.proposing import needs_of_keys, propose, propose_for, propose_named
from vinculum.rules.updating import needs_of_updating, plan_updating
from vinculum.rules.upserting import (
    needs_of_matched,
    needs_of_matching,
    plan_upserting,
    propose_upsert,
    require_check_fields,
)

CONTACTS = writing("Contacts", unique=("Phone",))
PHONE = CONTACTS.schema.find_field(CONTACTS.module, "Phone").id
EMAIL = CONTACTS.schema.find_field(CONTACTS.module, "Email").id
ACCOUNT = RecordRef(id=700, module=CONTACTS.schema.module("Accounts").id, owner=SAM, name="Zylker")
ITEM = {"Last_Name": "Nora", "Account_Name": "700", "Phone": "5", "Tag": [{"name": "new"}]}


def planned(plan, *arguments):
    return plan(*arguments)


def new(*items):
    return [propose(CONTACTS, item, missing) for item in items]


def stored(*items):
    """The records that items become, by id."""
    plan = planned(plan_inserting, CONTACTS, new(*items), Facts(refs={700: ACCOUNT}))
    records = [change.record for change in plan.changes if isinstance(change, InsertRecord)]
    return {record.id: record for record in records}


def test_needs_are_those_of_all_items_that_were_accepted():
    proposals = new(ITEM, ITEM | {"Phone": None, "Account_Name": {"id": 701}}, {"Phone": "6"})

    assert Needs(refs=frozenset({700, 701}), unique=frozenset({(PHONE, "5")})) == (
        needs_of_inserting(CONTACTS, proposals)
    )


def test_a_plan_writes_new_tags_first_and_nothing_of_what_it_refuses():
    proposals = new(ITEM, ITEM, {"Last_Name": "B", "Account_Name": "9"})

    plan = planned(plan_inserting, CONTACTS, proposals, Facts(refs={700: ACCOUNT}))

    assert [PutMetadata, InsertRecord] == [type(change) for change in plan.changes]
    assert [Inserted, "Phone", "Account_Name"] == [
        type(plan.outcomes[0]),
        plan.outcomes[1].details["api_name"],
        plan.outcomes[2].details["api_name"],
    ]
    assert (NOW, NOW, ADA, ADA) == (
        plan.outcomes[0].created,
        plan.outcomes[0].modified,
        plan.outcomes[0].created_by,
        plan.outcomes[0].modified_by,
    )


def test_an_update_writes_a_record_once_with_the_rows_that_differ():
    records = stored(ITEM)
    (record_id,) = records
    proposals = [
        propose_named(CONTACTS, {"id": str(record_id), "Phone": phone}, None, cleared)
        for phone in ("6", "7")
    ]
    facts = Facts(keys={record_id: record_id}, records=records)

    plan = planned(plan_updating, CONTACTS, proposals, facts)

    (change,) = plan.changes
    assert isinstance(change, UpdateRecord)
    assert [Updated, Updated] == [type(outcome) for outcome in plan.outcomes]
    assert (((PHONE, "5"),), ((PHONE, "7"),)) == (change.unindex.unique, change.index.unique)
    assert (("5",), ("7",)) == (change.unindex.phones, change.index.phones)


def test_an_update_that_changes_nothing_moves_no_index_row_but_the_times():
    records = stored(ITEM)
    (record_id,) = records
    proposal = propose_for(CONTACTS, {}, record_id, cleared)
    facts = Facts(keys={record_id: record_id}, records=records)

    (change,) = planned(plan_updating, CONTACTS, [proposal], facts).changes

    assert ((), (), ()) == (change.index.text, change.index.number, change.index.words)


def test_an_external_key_is_looked_up_before_the_record_is():
    key = ExternalValue(field="Phone", value="5")
    facts = Facts(keys={key: 77})

    assert Needs(records=frozenset({77})) == needs_of_keys((key, 0), facts)


def test_an_upsert_asks_for_values_first_and_for_the_records_then():
    fields = require_check_fields(CONTACTS.module, None)
    items: list[JsonValue] = [{"Email": "A@b.example", "Phone": "5"}, {"Email": "c@b.example"}]
    proposals = [propose_upsert(CONTACTS, item, None) for item in items]

    needs = needs_of_matching(CONTACTS, proposals, fields)
    matched = needs_of_matched(
        proposals,
        Facts(matches={(EMAIL, "a@b.example"): [1, 2, 3, 4]}, unique={(PHONE, "5"): 9}),
    )

    assert ((EMAIL,), frozenset({"a@b.example", "c@b.example"})) == needs.matches
    assert frozenset({(PHONE, "5")}) == needs.unique
    assert Needs(records=frozenset({1, 2, 3, 9})) == matched


def test_an_upsert_takes_the_oldest_of_several():
    records = stored(
        {"Last_Name": "A", "Email": "a@b.example"}, {"Last_Name": "B", "Email": "a@b.example"}
    )
    fields = require_check_fields(CONTACTS.module, None)
    proposal = propose_upsert(CONTACTS, {"Email": "a@b.example"}, None)
    facts = Facts(records=records, matches={(EMAIL, "a@b.example"): sorted(records)})

    (outcome,) = planned(plan_upserting, CONTACTS, [proposal], fields, facts).outcomes

    assert (min(records), "Email") == (outcome.id, outcome.matched)


def test_what_vanishes_is_asked_for_by_the_lookups_that_name_the_module():
    schema = CONTACTS.schema
    notes = schema.find_field(schema.module("Notes"), "Parent_Id").id
    history = schema.find_field(schema.module("DealHistory"), "Deal").id
    facts = Facts(records=stored(ITEM))

    def fields(module):
        return needs_of_vanishing(writing(module), facts).children[0]

    assert ((notes,), (notes, history), ()) == (fields("Leads"), fields("Deals"), fields("Notes"))


def test_a_deletion_takes_away_every_index_row():
    records = stored(ITEM)
    (record_id,) = records
    facts = Facts(keys={record_id: record_id}, records=records)

    plan = planned(plan_deleting, CONTACTS, (record_id,), facts)

    (change,) = plan.changes
    assert isinstance(change, DeleteRecord)
    assert (Deleted(id=record_id),) == plan.outcomes
    assert ((PHONE, "5"),) == change.unindex.unique


def test_the_needs_of_an_update_name_history_only_for_a_new_stage():
    deals = writing("Deals")
    field = deals.schema.find_field(deals.schema.module("DealHistory"), "Deal").id
    facts = Facts(records=dict.fromkeys((5, 6), next(iter(stored(ITEM).values()))))

    def children(**values):
        proposal = propose_for(deals, values, 5, cleared)
        return needs_of_updating(deals, [proposal], facts).children

    assert ((field,), frozenset({5, 6})) == children(Stage="Closed Won")
    assert ((), frozenset()) == children(Amount=5)
