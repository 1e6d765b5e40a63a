"""
An org in a store in memory whose people write records through the operations.

Owns how these tests name people, call an operation and look at what was kept.
Never fakes a rule: what is called here is what the wire calls.
"""

from __future__ import annotations

from collections import Counter

import msgspec
from msgspec.structs import replace

from tests.api import open_api
from vinculum.model.actor import Actor
from vinculum.operations import notes, records
from vinculum.ports.services import Call
from vinculum.query.record_query import RecordQuery
from vinculum.rules import commands
from vinculum.rules.indexing import content_of
from vinculum.server.world import load_world

WORLD = {
    "sharing": {"Deals": "private", "Accounts": "public_read"},
    "roles": [{"name": "Sales Representative", "reports_to": "Manager"}],
    "users": [
        {"key": "ada"},
        {
            "key": "maria",
            "last_name": "Meyer",
            "email": "maria@zylker.example",
            "role": "Manager",
        },
        {
            "key": "sam",
            "last_name": "Sole",
            "email": "sam@zylker.example",
            "role": "Sales Representative",
        },
        {"key": "gone", "last_name": "Gone", "email": "g@zylker.example", "status": "disabled"},
    ],
    "schema": {
        "field": [
            {
                "module": "Leads",
                "api_name": "Badge",
                "label": "Badge",
                "type": "text",
                "length": 20,
                "unique": True,
            },
            {
                "module": "Leads",
                "api_name": "Locker",
                "label": "Locker",
                "type": "integer",
                "unique": True,
            },
            {
                "module": "Leads",
                "api_name": "Colours",
                "label": "Colours",
                "type": "multiselectpicklist",
                "pick_list": ["red", "green", "blue"],
            },
        ]
    },
}
READINGS = ("read_records", "read_refs", "read_unique", "read_matches", "read_children")


class CountingWork:
    """A work that counts the readings asked of it."""

    def __init__(self, work):
        self._work = work
        self.readings: Counter[str] = Counter()
        self.applied = 0

    def __getattr__(self, name):
        if name in READINGS:
            self.readings[name] += 1
        if name == "apply":
            self.applied += 1
        return getattr(self._work, name)


class Office:
    """Ada administers, maria manages, sam sells below her; gone has left."""

    def __init__(self):
        self.api = open_api("empty")
        self.services = self.api.services
        self.keys = load_world(self.services, self.api.org_id, WORLD)
        self.last_work = None

    def schema(self):
        return self.api.read(self.services.schemas.current)

    def actor(self, user="ada", denied=(), hidden=()):
        """A person as the caller; the profile lacks what is named."""
        schema = self.schema()
        person = schema.users[self.keys[user]]
        profile = schema.profiles[person.profile]
        return Actor(
            org_id=self.api.org_id,
            user=person,
            role=schema.roles[person.role],
            profile=replace(profile, denied=frozenset(denied), hidden=frozenset(hidden)),
            scopes=frozenset(),
        )

    def run(self, operation, command, actor=None):
        """Carry out an operation in a transaction of its own; gives back its outcomes."""
        caller = actor or self.actor()

        def job(work):
            self.last_work = CountingWork(work)
            call = Call(
                services=self.services,
                work=self.last_work,
                schema=self.services.schemas.current(work),
                actor=caller,
                now=self.services.clock.now(),
            )
            return operation(call, command)

        return self.api.write(job).outcomes

    def insert(self, module, *items, actor=None):
        command = commands.InsertRecords(module=module, items=items)
        return self.run(records.insert_records, command, actor)

    def add(self, module, actor=None, **values):
        """Insert one record that must be accepted; gives back its id."""
        (outcome,) = self.insert(module, values, actor=actor)
        return outcome.id

    def update(self, module, *items, single=None, external=None, actor=None):
        command = commands.UpdateRecords(
            module=module, items=items, single=single, external=external
        )
        return self.run(records.update_records, command, actor)

    def upsert(self, module, *items, check=None, external=None, actor=None):
        command = commands.UpsertRecords(
            module=module, items=items, duplicate_check_fields=check, external=external
        )
        return self.run(records.upsert_records, command, actor)

    def delete(self, module, *keys, single=False, actor=None):
        command = commands.DeleteRecords(module=module, keys=keys, single=single)
        return self.run(records.delete_records, command, actor)

    def note(self, *items, parent=None, actor=None):
        command = commands.InsertNotes(items=items, parent=parent)
        return self.run(notes.insert_notes, command, actor)

    def record(self, record_id):
        """A live record as stored, None when there is none."""
        return self.api.read(lambda work: work.read_records([record_id])).get(record_id)

    def values(self, record_id):
        """The own values of a record."""
        return msgspec.json.decode(self.record(record_id).body)

    def content(self, record_id):
        """What is in a record, decoded."""
        return content_of(self.record(record_id))

    def everything(self, module):
        """All live records of a module, in the order in which they were made."""
        module_id = self.schema().module(module).id
        query = RecordQuery(modules=(module_id,), converted=None, approved=None)
        found = [each.id for each in self.api.read(lambda work: work.page_records(query))]
        records = self.api.read(lambda work: work.read_records(found))
        return [records[each] for each in sorted(found)]


def said(outcome):
    """A refusal as its code and details."""
    return outcome.entry.code, outcome.details
