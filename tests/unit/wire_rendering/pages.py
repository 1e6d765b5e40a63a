"""
An org with the standard schema, and pages of records to be written as JSON.

Owns the few people, tags and names that rendering can refer to.
Never opens a store: a page brings everything that its text needs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from msgspec.structs import replace

from vinculum.fieldtypes import type_of
from vinculum.model.actor import Actor, Org, Profile, User
from vinculum.model.ids import metadata_id
from vinculum.model.module import Module
from vinculum.model.record import ListedRecord, RecordRef, References, Values
from vinculum.operations.results import RecordPage
from vinculum.ports.services import Call, Services
from vinculum.ports.store import Work
from vinculum.schema.assemble import assemble, initial_metadata
from vinculum.schema.metadata import Piece, put
from vinculum.schema.snapshot import Schema, Tag
from vinculum.wire.message import WireResponse
from vinculum.wire.rendering import encode_page

PREFIX = 3652397
ADA, BENJAMIN, GONE_USER = 1001, 1002, 1999
HOT, OLD_TAG = 2001, 2999
ACME, GONE_RECORD = 3001, 3999
NOW = 1_790_000_000_000  # 2026-09-21T14:13:20Z

ORG = Org(
    id=77,
    prefix=PREFIX,
    version=0,
    name="Zylker",
    zgid="770001",
    time_zone="Asia/Kolkata",
    primary_email="ada@zylker.example",
    created=NOW - 1000,
)
ADMINISTRATOR = metadata_id(PREFIX, 26011)
STANDARD = metadata_id(PREFIX, 26014)
CEO = metadata_id(PREFIX, 26005)
MANAGER = metadata_id(PREFIX, 26008)
PEOPLE: tuple[Piece, ...] = (
    User(
        id=ADA,
        email="ada@zylker.example",
        first_name="Ada",
        last_name="Lovelace",
        role=CEO,
        profile=ADMINISTRATOR,
        zuid="9001",
        created=NOW,
    ),
    User(
        id=BENJAMIN,
        email="ben@zylker.example",
        last_name="Müller \U0001f600",
        role=MANAGER,
        profile=STANDARD,
        zuid="9002",
        created=NOW,
        created_by=ADA,
        modified=NOW + 60_000,
        modified_by=ADA,
    ),
)


def schema_of(*pieces: Piece, version: int = 1) -> Schema:
    """The standard schema with two people, and what else is given."""
    tags = (Tag(id=HOT, module="Leads", name='Hot "lead"'),)
    puts = (*initial_metadata(ORG), *(put(piece) for piece in (ORG, *PEOPLE, *tags, *pieces)))
    latest = {(change.area, change.id): change for change in puts}
    return assemble(latest.values(), version)


SCHEMA = schema_of()


def call_of(schema: Schema = SCHEMA, user: int = ADA, profile: Profile | None = None) -> Call:
    """A call by one of the people; rendering and metadata ask neither store nor services."""
    person = schema.users[user]
    return Call(
        services=cast("Services", None),
        work=cast("Work", None),
        schema=schema,
        actor=Actor(
            org_id=schema.org.id,
            user=person,
            role=schema.roles[person.role],
            profile=profile or schema.profiles[person.profile],
            scopes=frozenset(),
        ),
        now=NOW,
    )


def own_values(module: Module, values: Mapping[str, object]) -> dict[str, object]:
    """Values for every own field of a module, in schema order; what is not given is null."""
    own = (field.api_name for field in module.fields if type_of(field).storage == "own")
    return {name: values.get(name) for name in own}


def record_of(module: Module, values: Mapping[str, object], **more: int) -> ListedRecord:
    """A stored record of ada's with these own values; `more` replaces numbers of it."""
    numbers = {"id": 501, "owner": ADA, "created_by": ADA, "modified_by": BENJAMIN} | more
    return ListedRecord(
        id=numbers["id"],
        module=module.id,
        owner=numbers["owner"],
        created_by=numbers["created_by"],
        modified_by=numbers["modified_by"],
        shape=numbers.get("shape", module.shape),
        converted=bool(numbers.get("converted", 0)),
        approved=bool(numbers.get("approved", 1)),
        references="{}",
        body=json.dumps(own_values(module, values), separators=(",", ":")),
    )


def naming(
    record: ListedRecord, references: References | None = None, attributes: Values | None = None
) -> ListedRecord:
    """The record when it names others, or when its link carries attributes."""
    return replace(
        record, references=json.dumps(references or {}), attributes=json.dumps(attributes or {})
    )


def names_of(schema: Schema = SCHEMA) -> dict[int, RecordRef]:
    """The one record that others name here: an account."""
    accounts = schema.module("Accounts")
    return {ACME: RecordRef(id=ACME, module=accounts.id, owner=ADA, name="Acmé")}


def page_of(*records: ListedRecord, **more: object) -> RecordPage:
    """A page of these records; `more` are other members of the page."""
    page = RecordPage(
        records=records,
        names=names_of(),
        references={each.references: json.loads(each.references) for each in records},
        attributes={each.attributes: json.loads(each.attributes) for each in records},
    )
    return replace(page, **more)


def body_of(response: WireResponse) -> dict[str, Any]:
    """The JSON of an answer, which must be ASCII."""
    return cast("dict[str, Any]", json.loads(response.body.decode("ascii")))


def first_record(call: Call, page: RecordPage) -> dict[str, Any]:
    """The first record of a page, as written."""
    return cast("dict[str, Any]", body_of(encode_page(call, page))["data"][0])
