"""
An org in a store in memory, with records that are put there without asking any rule.

Owns how these tests make their starting state and call an operation.
Never fakes a rule: what is called here is what the wire calls.
"""

from __future__ import annotations

from msgspec.structs import replace

from tests.api import START, open_api
from vinculum.model.actor import Actor, Role, User
from vinculum.model.change import PutLinks
from vinculum.ports.services import Call
from vinculum.rules.composing import OpenRecord, insertion_of
from vinculum.schema.metadata import Edit, put

SECOND = 1000


class World:
    """An org with ada, who administers, and sam, who only sells; and its records."""

    def __init__(self, **sharing):
        self.api = open_api("empty")
        self.services = self.api.services
        schema = self.schema()
        self.ada = next(iter(schema.users))
        self.sam = self.services.ids.next_id()
        top = next(role.id for role in schema.roles.values() if role.reports_to is None)
        standard = next(each for each in schema.profiles.values() if not each.administrator)
        seller = Role(id=self.services.ids.next_id(), name="Seller", reports_to=top)
        sam = User(
            id=self.sam,
            email="sam@zylker.example",
            last_name="Sole",
            role=seller.id,
            profile=standard.id,
        )
        edit = Edit(id=self.services.ids.next_id(), sharing=sharing)
        self.api.apply(put(seller), put(sam), put(edit))

    def schema(self):
        return self.api.read(self.services.schemas.current)

    def add(self, module, *, owner=None, at=0, references=None, rows=None, flags=None, **values):
        """Put a record there, `at` seconds after the start; gives back its id."""
        schema = self.schema()
        moment = START + at * SECOND
        opened = OpenRecord(
            module=schema.module(module),
            id=self.services.ids.next_id(),
            owner=owner or self.ada,
            created=moment,
            modified=moment,
            created_by=self.ada,
            modified_by=self.ada,
            values=values,
            references=references or {},
            rows=rows or {},
            **(flags or {}),
        )
        self.api.apply(insertion_of(opened, schema.org.time_zone))
        return opened.id

    def link(self, relation, left, right, attributes="{}"):
        """Link a pair."""
        found = self.schema().relation(relation)
        self.api.apply(
            PutLinks(relation=found.id, left=True, parent=left, links={right: attributes}, at=START)
        )

    def actor(self, user=None, denied=(), hidden=()):
        """An actor; its profile lacks what is named."""
        schema = self.schema()
        person = schema.users[user or self.ada]
        profile = schema.profiles[person.profile]
        return Actor(
            org_id=self.api.org_id,
            user=person,
            role=schema.roles[person.role],
            profile=replace(profile, denied=frozenset(denied), hidden=frozenset(hidden)),
            scopes=frozenset(),
        )

    def read(self, operation, command, actor=None):
        """Carry out a reading."""
        actor = actor or self.actor()
        return self.api.read(lambda work: operation(self.call(work, actor), command))

    def write(self, operation, command, actor=None):
        """Carry out a writing in a transaction of its own."""
        actor = actor or self.actor()
        return self.api.write(lambda work: operation(self.call(work, actor), command))

    def call(self, work, actor):
        """One request's surroundings."""
        return Call(
            services=self.services,
            work=work,
            schema=self.services.schemas.current(work),
            actor=actor,
            now=self.services.clock.now(),
        )


def ids_of(page):
    """The ids of a page's records, in order."""
    return [record.id for record in page.records]
