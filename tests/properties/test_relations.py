"""
Relations through the operations agree with relations in dictionaries, whatever happens.

Three roads, one truth: after every step each list of each record is read, from both ends, and
the change log is replayed.
"""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.properties.crm import Crm, told
from tests.properties.reference import (
    BAD_ID,
    MODULES,
    RELATIONS,
    SIDES,
    Reference,
    far_of,
    lists_of,
)
from tests.properties.replica import Replica, tables_of
from vinculum.errors import catalogue
from vinculum.errors.refusal import Refused

UNKNOWN = 12
BAD_IDS = (BAD_ID, None)
LOOKUP_TARGETS = {("Deals", "Contact_Name"): "Contacts", ("Contacts", "Vendor_Name"): "Vendors"}

# Which of the things at hand a step takes; reduced to their number when it is taken.
picks = st.integers(0, 999)
attributes: st.SearchStrategy[dict[str, object]] = st.fixed_dictionaries(
    {
        "list_price": st.sampled_from([50.56, 0, -1, None, "7"]),
        "Contact_Role": st.sampled_from(
            [{"name": "Purchasing"}, {"name": "End User"}, {"name": "Nobody"}, None, []]
        ),
    },
    optional={"Member_Status": st.sampled_from(["Sent", "Zugesagt ✓", "", None, 5, "x" * 121])},
)
items = st.lists(st.tuples(picks, attributes | st.just({})), min_size=1, max_size=4)


class Relations(RuleBasedStateMachine):
    """Link, delink, look up, delete and insert; each step is done on both roads."""

    @initialize()
    def start(self):
        self.crm = Crm()
        self.reference = Reference(self.crm.roles)
        self.replica = Replica(self.crm.api)
        schema = self.crm.schema
        self.relations = {name: relation_of(schema, *end).id for end, (name, _) in SIDES.items()}
        self.modules: dict[int, str] = {}
        for module in (*MODULES, *MODULES):
            self._insert(module)

    @rule(end=st.sampled_from(sorted(SIDES)), parent=picks, chosen=items, cut=st.booleans())
    def relate(self, end, parent, chosen, cut):
        module, name = end
        record = self._one_of(module, parent)
        related = [self._related(end, record, pick) for pick, _ in chosen]
        if cut:
            self._cut(record, name, [UNKNOWN if each in BAD_IDS else each for each in related])
        else:
            pairs = zip(related, (given for _, given in chosen), strict=True)
            self._put(record, name, [given | ({"id": id_} if id_ else {}) for id_, given in pairs])

    @rule(lookup=st.sampled_from(sorted(LOOKUP_TARGETS)), holder=picks, named=picks | st.none())
    def look_up(self, lookup, holder, named):
        module, name = lookup
        holders, targets = self._live(module), self._live(LOOKUP_TARGETS[lookup])
        record = holders[holder % len(holders)]
        target = None if named is None else targets[named % len(targets)]
        self.crm.look_up(module, record, name, target)
        self.reference.look_up(record, name, target)

    @rule(module=st.sampled_from(MODULES), pick=picks)
    def replace(self, module, pick):
        live = self._live(module)
        record = live[pick % len(live)]
        self.crm.delete(module, record)
        self.reference.delete(record)
        self._insert(module)

    @invariant()
    def both_roads_show_the_same(self):
        expected = {
            (record, name): self.reference.related(record, name)
            for record, module in self.reference.records.items()
            for name in lists_of(module)
        }

        assert expected == self.crm.related(self.reference.records, expected)

    @invariant()
    def the_log_tells_the_same(self):
        self.replica.follow()
        tables = tables_of(self.crm.api.services.store)

        assert tables == tables_of(self.replica.store)
        assert self._pairs() == sorted(row[1:4] for row in tables["link"])

    def _pairs(self):
        """The links that there should be; none names a deleted record."""
        relations = self.reference.links.items()
        return sorted((self.relations[name], *pair) for name, links in relations for pair in links)

    def _insert(self, module):
        record = self.crm.insert(module)
        self.reference.insert(module, record)
        self.modules[record] = module

    def _put(self, record, name, batch):
        if record in self.reference.records:
            answers = self.crm.put(self.modules[record], record, name, batch)
            assert self.reference.put(record, name, batch) == told(answers)
        else:
            self._refused(self.crm.put, record, name, batch)

    def _cut(self, record, name, related):
        if record in self.reference.records:
            answers = self.crm.cut(self.modules[record], record, name, related)
            assert self.reference.cut(record, name, related) == told(answers)
        else:
            self._refused(self.crm.cut, record, name, related)

    def _live(self, module):
        return [each for each, its in self.reference.records.items() if its == module]

    def _one_of(self, module, pick):
        """A record of a module, mostly a live one."""
        records = [each for each, its in self.modules.items() if its == module]
        records += 3 * self._live(module)
        return records[pick % len(records)]

    def _related(self, end, parent, pick):
        """Mostly a record that is linked or could be; sometimes anything else."""
        shown = self.reference.related(parent, end[1]) if parent in self._live(end[0]) else []
        named = [each for each, _ in shown] + [parent, UNKNOWN, *BAD_IDS]
        far = far_of(*end)
        return self._one_of(far, pick) if pick % 3 else named[pick // 3 % len(named)]

    def _refused(self, road, parent, name, named):
        with pytest.raises(Refused) as stopped:
            road(self.modules[parent], parent, name, named)
        assert catalogue.PARENT_ID_INVALID.refusal() == stopped.value.refusal


TestRelations = Relations.TestCase
TestRelations.settings = settings(max_examples=30, stateful_step_count=15, deadline=None)


def relation_of(schema, module, list_name):
    """The relation behind a list."""
    near = schema.module(module)
    related_list = schema.find_list(near, list_name)
    assert related_list is not None
    side = schema.side_of(near, related_list)
    assert side is not None
    return side.relation


def test_the_reference_knows_both_ends_of_the_relations_that_it_names():
    schema = Crm().schema

    for name, ends in RELATIONS.items():
        assert relation_of(schema, *ends.left) == relation_of(schema, *ends.right), name
