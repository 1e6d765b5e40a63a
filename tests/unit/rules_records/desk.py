"""
A schema and a caller for rules that write records: values in, values out.

Owns the org of these tests, and how a standard field becomes a unique one.
Never opens a store.
"""

from __future__ import annotations

from itertools import count

from msgspec.structs import replace

from vinculum.model.actor import Actor, Org, User
from vinculum.rules.plan import Stamp
from vinculum.rules.writing import writing_of
from vinculum.schema.assemble import assemble, initial_metadata
from vinculum.schema.metadata import put
from vinculum.schema.snapshot import Schema, Tag

NOW = 1_790_000_000_000  # 2026-09-21T14:13:20Z
ADA, SAM, GONE = 11, 12, 13
ORG = Org(id=1, prefix=3652397, version=0, name="Zylker", zgid="1", time_zone="Asia/Kolkata")


def schema_with(*pieces, org=ORG):
    """The standard schema with ada who administers, sam, and gone who has left."""
    start = (put(org), *initial_metadata(org))
    bare = assemble(start, version=1)
    top = next(role for role in bare.roles.values() if role.reports_to is None)
    profiles = {profile.administrator: profile for profile in bare.profiles.values()}
    people = (
        User(id=ADA, email="ada@x.example", last_name="A", role=top.id, profile=profiles[True].id),
        User(id=SAM, email="sam@x.example", last_name="S", role=top.id, profile=profiles[False].id),
        User(
            id=GONE,
            email="gone@x.example",
            last_name="G",
            role=top.id,
            profile=profiles[False].id,
            status="disabled",
        ),
    )
    return assemble((*start, *map(put, people), *map(put, pieces)), version=1)


SCHEMA = schema_with()


def stamp_at(now=NOW, by=ADA):
    """A stamp whose ids count up from 1001."""
    return Stamp(now=now, by=by, next_id=count(1001).__next__)


def with_unique(schema, module_name, names):
    """The same schema, where these fields of a module are unique."""

    def altered(module):
        if module.api_name != module_name:
            return module
        fields = (replace(f, unique=f.unique or f.api_name in names) for f in module.fields)
        return replace(module, fields=tuple(fields))

    return Schema(
        org=schema.org,
        modules=map(altered, schema.modules),
        relations=schema.relations,
        users=schema.users.values(),
        roles=schema.roles.values(),
        profiles=schema.profiles.values(),
    )


def writing(module, schema=SCHEMA, by=ADA, now=NOW, unique=()):
    """The writing of a module's records; fields that are named become unique."""
    schema = with_unique(schema, module, unique) if unique else schema
    user = schema.users[by]
    actor = Actor(
        org_id=1,
        user=user,
        role=schema.roles[user.role],
        profile=schema.profiles[user.profile],
        scopes=frozenset(),
    )
    return writing_of(schema, actor, schema.module(module), stamp_at(now, by))


def tag(number, module="Leads"):
    """A tag t1, t2 and so on."""
    return Tag(id=number, module=module, name=f"t{number}")
