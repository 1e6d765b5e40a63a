"""Situations to judge: the standard modules, a few people, parents and related records."""

from __future__ import annotations

import json

from msgspec.structs import replace

from vinculum.model.actor import Actor, Org, Profile, Role, User
from vinculum.model.record import RecordRef
from vinculum.rules.linking import LinkingFacts, Situation, Wanted, require_side
from vinculum.schema.snapshot import Schema
from vinculum.schema.standard import founding_of, standard_set

PREFIX = 3652397
NOW = 1_790_000_000_000
PARENT = 11
ADA, SAM = 71, 72  # ada commands everybody, sam nobody

ROLES = (Role(id=1, name="Manager"), Role(id=2, name="Seller", reports_to=1))
USERS = (
    User(id=ADA, email="ada@zylker.example", last_name="King", role=1),
    User(id=SAM, email="sam@zylker.example", last_name="Sole", role=2),
)


def schema_of(sharing=None):
    """The standard set; `sharing` says per module who sees and edits."""
    standard = standard_set(PREFIX)
    return Schema(
        org=Org(id=1, prefix=PREFIX, version=1, name="Zylker", zgid="1"),
        modules=[
            replace(module, sharing=(sharing or {}).get(module.api_name, "public"))
            for module in standard.modules
        ],
        relations=standard.relations,
        users=USERS,
        roles=ROLES,
        contact_roles=founding_of(PREFIX).contact_roles,
    )


def actor_of(user=ADA, *, denied=(), hidden=(), administrator=False):
    """An actor whose profile lacks what is named."""
    person = next(each for each in USERS if each.id == user)
    return Actor(
        org_id=1,
        user=person,
        role=next(role for role in ROLES if role.id == person.role),
        profile=Profile(
            id=9,
            name="Some",
            denied=frozenset(denied),
            hidden=frozenset(hidden),
            administrator=administrator,
        ),
        scopes=frozenset(),
    )


def situation_of(module="Campaigns", related_list="Leads", *, actor=None, sharing=None, **more):
    """The situation of PARENT, a record of that module, and its list."""
    schema = schema_of(sharing)
    near = schema.module(module)
    side = require_side(schema, near, schema.find_list(near, related_list))
    return Situation(
        schema=schema,
        actor=actor or actor_of(),
        side=side,
        near=near,
        far=schema.module(side.far.module),
        parent_id=PARENT,
        **more,
    )


def ref_of(record_id, module, owner=ADA):
    """What is known of a record."""
    return RecordRef(id=record_id, module=module.id, owner=owner, name=f"record {record_id}")


def facts_of(situation, *related, links=None, parent_owner=ADA, owners=None):
    """Facts with the parent, these related records, and links by related id with attributes."""
    return LinkingFacts(
        parent=ref_of(PARENT, situation.near, parent_owner),
        owners={each: (owners or {}).get(each, ADA) for each in related},
        links={each: json.dumps(attributes) for each, attributes in (links or {}).items()},
    )


def wanted_of(*related, **given):
    """Items that ask for these ids with the same keys."""
    return tuple(Wanted(related=each, given=given) for each in related)
