"""Replaying the change log onto an empty world gives the world, row by row."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.properties.crm import Crm
from tests.properties.reference import SIDES
from tests.properties.replica import Replica, tables_of
from vinculum.model.record import Values
from vinculum.operations.contact_roles import delete_contact_roles, put_contact_roles
from vinculum.operations.conversion import convert_lead
from vinculum.operations.notes import insert_notes
from vinculum.operations.records import update_records, upsert_records
from vinculum.operations.variables import put_variables
from vinculum.ports.store import Work
from vinculum.rules.commands import (
    ConvertLead,
    DeleteContactRoles,
    InsertNotes,
    PutContactRoles,
    PutVariables,
    UpdateRecords,
    UpsertRecords,
)
from vinculum.schema.edits import Loaded, load_edit

MODULES = ["Contacts", "Deals", "Leads"]
WORDS = ["Ärzte", "blue heron", "x", "10 %"]
FIELD = """
[[field]]
module = "Leads"
api_name = "Badge"
label = "Badge"
type = "text"
length = 20
unique = true
"""


class Steps:
    """What may happen to a small CRM; `pick` chooses among what is there."""

    def __init__(self) -> None:
        self.crm = Crm()
        self.there: list[tuple[str, int]] = []
        self.has_field = False

    def insert(self, pick: int, word: str) -> None:
        module = MODULES[pick % len(MODULES)]
        self.there.append((module, self.crm.insert(module, Description=word)))

    def change(self, pick: int, word: str) -> None:
        for module, record in self._one(pick):
            item: Values = {
                "id": str(record),
                "Description": word,
                "Stage": word,
                "Tag": [{"name": word}],
            }
            self.crm.write(update_records, UpdateRecords(module=module, items=(item,)))

    def upsert(self, pick: int, word: str) -> None:
        item: Values = {
            "Last_Name": word,
            "Email": f"{pick % 3}@heron.example",
            "Badge": f"B-{pick % 3}",
        }
        self.crm.write(upsert_records, UpsertRecords(module="Leads", items=(item, item)))

    def remark(self, pick: int, word: str) -> None:
        for module, record in self._one(pick):
            command = InsertNotes(items=({"Note_Content": word},), parent=(module, record))
            self.crm.write(insert_notes, command)

    def delete(self, pick: int, word: str) -> None:
        for module, record in self._one(pick):
            self.crm.delete(module, record)
            self.there.remove((module, record))

    def link(self, pick: int, word: str) -> None:
        for module, record in self._one(pick):
            for owner, name in SIDES:
                if owner == module:
                    related = [
                        {"id": each, "Contact_Role": {"name": "End User"}, "Status": word}
                        for _, each in self.there
                    ]
                    self.crm.put(module, record, name, related)

    def cut(self, pick: int, word: str) -> None:
        for module, record in self._one(pick):
            for owner, name in SIDES:
                if owner == module:
                    self.crm.cut(module, record, name, [each for _, each in self.there])

    def convert(self, pick: int, word: str) -> None:
        for module, record in self._one(pick):
            deal: Values = {"Deal_Name": word, "Closing_Date": "2026-12-24", "Stage": word}
            command = ConvertLead(module=module, key=record, items=({"Deals": deal},))
            if module == "Leads":
                self.crm.api.write(partial(self._convert, command))

    def _convert(self, command: ConvertLead, work: Work) -> None:
        convert_lead(self.crm.call(work), command)

    def name_role(self, pick: int, word: str) -> None:
        item: Values = {"name": word, "sequence_number": 1 + pick % 9}
        self.crm.write(put_contact_roles, PutContactRoles(items=(item,), creating=True))

    def drop_role(self, pick: int, word: str) -> None:
        roles = self.crm.schema.contact_roles
        ids = (roles[pick % len(roles)].id,)
        self.crm.write(delete_contact_roles, DeleteContactRoles(ids=ids))

    def name_variable(self, pick: int, word: str) -> None:
        item: Values = {
            "name": word,
            "api_name": f"V{pick}",
            "type": "text",
            "value": word,
            "variable_group": {"name": word},
        }
        self.crm.write(put_variables, PutVariables(items=(item,), creating=True))

    def sign_in(self, pick: int, word: str) -> None:
        self.crm.api.token()

    def add_field(self, pick: int, word: str) -> None:
        if not self.has_field:
            ids = self.crm.api.services.ids
            loaded = load_edit(self.crm.schema, "badge.toml", FIELD, ids.next_id)
            assert isinstance(loaded, Loaded)
            self.crm.api.apply(*loaded.changes)
            self.has_field = True

    def _one(self, pick: int) -> list[tuple[str, int]]:
        return [self.there[pick % len(self.there)]] if self.there else []


STEPS: list[Callable[[Steps, int, str], None]] = [
    Steps.insert,
    Steps.insert,
    Steps.change,
    Steps.upsert,
    Steps.remark,
    Steps.delete,
    Steps.link,
    Steps.cut,
    Steps.convert,
    Steps.name_role,
    Steps.drop_role,
    Steps.name_variable,
    Steps.sign_in,
    Steps.add_field,
]
happenings = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(0, 99), st.sampled_from(WORDS)),
    min_size=4,
    max_size=16,
)


@settings(max_examples=40, deadline=None)
@given(happenings)
def test_replaying_the_change_log_gives_the_world(steps):
    world = Steps()
    replica = Replica(world.crm.api)

    for happen, pick, word in steps:
        happen(world, pick, word)
        replica.follow()

        assert tables_of(world.crm.api.services.store) == tables_of(replica.store)
