"""
Load a described world into an org: people, rights, records, links.

Owns the form of world files; the demo org is one, the tests' starting states are others.
Never writes around the rules: records and links go through the operations.
Next door: demo/ for the demo's text, founding.py for the org itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, TypeAlias

import msgspec
from msgspec.structs import replace

from vinculum.errors.refusal import Refusal
from vinculum.model.actor import Actor, User
from vinculum.model.value import Value
from vinculum.oauth.client_ids import mint_client_id
from vinculum.oauth.clients import Client
from vinculum.operations.notes import insert_notes
from vinculum.operations.records import insert_records
from vinculum.operations.related_records import update_related_records
from vinculum.operations.results import Outcomes
from vinculum.ports.services import Call, IdSource, Services
from vinculum.ports.store import Job, Work
from vinculum.rules.commands import InsertNotes, InsertRecords, UpdateRelatedRecords
from vinculum.rules.keeping import plan_function, plan_trigger
from vinculum.rules.people import plan_profile, plan_role, plan_user
from vinculum.rules.plan import Stamp
from vinculum.schema.drafts import Problems
from vinculum.schema.edits import load_edit
from vinculum.schema.metadata import put
from vinculum.schema.snapshot import Schema

WORLD_USER = "ada"
BATCH = 100
MENTION = "@"
NOTES = "Notes"
LOAD_SECONDS = 60.0


RecordRow: TypeAlias = tuple[str, str, int | None, dict[str, Any]]


class UserRow(Value):
    """A person of a world; without an e-mail it names the administrator who is there already."""

    key: str
    last_name: str = ""
    first_name: str | None = None
    email: str = ""
    profile: str = "Standard"
    role: str = "Manager"
    status: str = "active"


class ProfileRow(Value):
    """A profile of a world, as `vinculum profile add` takes it."""

    name: str
    like: str = "Standard"
    deny: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()


class RoleRow(Value):
    """A role of a world."""

    name: str
    reports_to: str | None = None


class TriggerRow(Value):
    """What wakes a function of a world."""

    event: str
    module: str
    list: str = ""
    arguments: dict[str, str] = {}


class LinkRow(Value):
    """A link of a world: parent and related record as Module.key."""

    parent: str
    list: str
    related: str
    attributes: dict[str, Any] = {}


class FunctionRow(Value):
    """A function of a world, with the events that wake it."""

    source: str
    rest: bool = False
    api_key: bool = False
    owner: str = ""
    triggers: tuple[TriggerRow, ...] = ()


class World(Value):
    """
    A described world. `records` are (module, key, fixed id or None, values) in file order;
    `schema` is a schema file's content; `origins` are web origins that may call.
    """

    users: tuple[UserRow, ...] = ()
    profiles: tuple[ProfileRow, ...] = ()
    roles: tuple[RoleRow, ...] = ()
    links: tuple[LinkRow, ...] = ()
    sharing: dict[str, str] = {}
    origins: tuple[str, ...] = ()
    schema: dict[str, Any] = {}
    functions: tuple[FunctionRow, ...] = ()
    records: tuple[RecordRow, ...] = ()


class BadWorld(ValueError):
    """A world that cannot be loaded: the text tells what and why."""


class _FirstId:
    """An id source whose first id is given, as the fixed id of a record."""

    def __init__(self, first: int, ids: IdSource) -> None:
        self._first: Iterator[int] = iter((first,))
        self._ids = ids

    def next_id(self) -> int:
        """The given id, then new ones."""
        return next(self._first, None) or self._ids.next_id()


def read_world(document: Mapping[str, Any]) -> World:
    """Read a parsed world file; tables with a module's name hold records by key."""
    parts = {name: value for name, value in document.items() if name in World.__struct_fields__}
    records = tuple(
        (module, key, values.get("id"), {k: v for k, v in values.items() if k != "id"})
        for module, by_key in document.items()
        if module not in parts
        for key, values in by_key.items()
    )
    return msgspec.convert({**parts, "records": records}, World)


def load_world(services: Services, org_id: int, document: Mapping[str, Any]) -> dict[str, int]:
    """
    Load a world into an org in one transaction; all of it or nothing.

    Gives back the ids of its users and records ("Leads.ines") by key. Raises BadWorld.
    """
    world = read_world(document)

    def run(work: Work) -> dict[str, int]:
        return _Loading(services, work, world).load()

    job = Job(
        id=services.ids.next_id(),
        org_id=org_id,
        run=run,
        deadline=services.clock.monotonic() + LOAD_SECONDS,
    )
    (settled,) = services.store.write([job])
    if settled.failure is not None:
        raise settled.failure
    return settled.result or {}


class _Loading:
    """One world on its way into one org: remembers the keys that are known so far."""

    def __init__(self, services: Services, work: Work, world: World) -> None:
        self._services = services
        self._work = work
        self._world = world
        self._keys: dict[str, int] = {}
        self._now = services.clock.now()

    def load(self) -> dict[str, int]:
        self._load_schema()
        self._load_people()
        self._load_origins()
        for module, rows in groupby(self._world.records, key=lambda row: row[0]):
            self._load_records(module, list(rows))
        for link in self._world.links:
            self._load_link(link)
        for function in self._world.functions:
            self._load_function(function)
        return self._keys

    def _schema(self) -> Schema:
        return self._services.schemas.current(self._work, self._work.read_version())

    def _call(self) -> Call:
        schema = self._schema()
        user = _administrator(schema)
        actor = Actor(
            org_id=schema.org.id,
            user=user,
            role=schema.roles[user.role],
            profile=schema.profiles[user.profile],
            scopes=frozenset(),
        )
        return Call(
            services=self._services, work=self._work, schema=schema, actor=actor, now=self._now
        )

    def _stamp(self) -> Stamp:
        administrator = _administrator(self._schema())
        return Stamp(now=self._now, by=administrator.id, next_id=self._services.ids.next_id)

    def _load_schema(self) -> None:
        modules = [
            *self._world.schema.get("module", ()),
            *({"api_name": name, "sharing": how} for name, how in self._world.sharing.items()),
        ]
        document = {**self._world.schema, "module": modules}
        if not any(document.values()):
            return
        text = msgspec.json.encode(document).decode()
        loaded = load_edit(self._schema(), "world.json", text, self._services.ids.next_id)
        if isinstance(loaded, Problems):
            raise BadWorld("; ".join(loaded.messages))
        self._work.apply(loaded.changes)

    def _load_people(self) -> None:
        stamp = self._stamp()
        for row in self._world.profiles:
            profile = plan_profile(
                self._schema(),
                name=row.name,
                like=row.like,
                deny=row.deny,
                hide=row.hide,
                stamp=stamp,
            )
            self._work.apply((put(profile),))
        for place in self._world.roles:
            role = plan_role(
                self._schema(), name=place.name, reports_to=place.reports_to, stamp=stamp
            )
            self._work.apply((put(role),))
        self._keys[WORLD_USER] = stamp.by
        for person in self._world.users:
            self._load_user(person, stamp)

    def _load_user(self, row: UserRow, stamp: Stamp) -> None:
        if not row.email:
            self._keys[row.key] = stamp.by
            return
        there = self._schema().find_user_by_email(row.email)
        asked = User(
            id=0,
            email=row.email,
            last_name=row.last_name,
            first_name=row.first_name,
            status=row.status,
        )
        if there is None:
            schema = self._schema()
            user = plan_user(schema, asked, profile=row.profile, role=row.role, stamp=stamp)
        else:
            user = replace(there, first_name=row.first_name, last_name=row.last_name)
        self._work.apply((put(user),))
        self._keys[row.key] = user.id

    def _load_origins(self) -> None:
        if not self._world.origins:
            return
        client = Client(
            client_id=mint_client_id(self._work.org_id, self._services.secrets),
            name="Pages of this world",
            type="client",
            redirect_uris=tuple(f"{origin}/redirect.html" for origin in self._world.origins),
            javascript_domains=self._world.origins,
            created=self._now,
        )
        self._work.apply((client.change(),))

    def _load_records(self, module: str, rows: list[RecordRow]) -> None:
        """Insert a module's records, together as long as none names another of them."""
        batch: list[RecordRow] = []
        for row in rows:
            _, _, fixed, values = row
            beside = {f"{MENTION}{module}.{key}" for _, key, _, _ in batch}
            if batch and (fixed is not None or beside & _mentions(values) or len(batch) == BATCH):
                self._insert(module, batch)
                batch = []
            batch.append(row)
            if fixed is not None:
                self._insert(module, batch)
                batch = []
        if batch:
            self._insert(module, batch)

    def _insert(self, module: str, rows: list[RecordRow]) -> None:
        call = self._call()
        fixed = rows[0][2]
        if fixed is not None:
            ids = _FirstId(fixed, self._services.ids)
            call = replace(call, services=replace(self._services, ids=ids))
        items = tuple(self._named(values) for _, _, _, values in rows)
        result = (
            insert_notes(call, InsertNotes(items=items))
            if module == NOTES
            else insert_records(call, InsertRecords(module=module, items=items))
        )
        for (_, key, _, _), record_id in zip(rows, _ids(result, module), strict=True):
            self._keys[f"{module}.{key}"] = record_id

    def _load_link(self, link: LinkRow) -> None:
        command = UpdateRelatedRecords(
            module=link.parent.partition(".")[0],
            record=self._key(link.parent),
            related_list=link.list,
            items=({**link.attributes, "id": str(self._key(link.related))},),
        )
        _ids(update_related_records(self._call(), command), f"{link.parent} {link.list}")

    def _load_function(self, row: FunctionRow) -> None:
        stamp = self._stamp()
        owner = self._key(row.owner) if row.owner else stamp.by
        function = plan_function(
            self._schema(),
            row.source,
            owner=owner,
            rest=row.rest,
            api_key=row.api_key,
            description="",
            stamp=stamp,
        )
        self._work.apply((put(function),))
        self._keys[f"functions.{function.name}"] = function.id
        for each in row.triggers:
            trigger = plan_trigger(
                self._schema(),
                function.name,
                event=each.event,
                module=each.module,
                related_list=each.list,
                arguments=each.arguments,
                stamp=stamp,
            )
            self._work.apply((put(trigger),))

    def _named(self, value: Any) -> Any:  # noqa: ANN401 - a world's values are JSON of any shape.
        """Put ids in the place of mentions, at any depth."""
        if isinstance(value, str) and value.startswith(MENTION):
            return {"id": str(self._key(value.removeprefix(MENTION)))}
        if isinstance(value, list):
            return [self._named(each) for each in value]
        if isinstance(value, dict):
            return {name: self._named(each) for name, each in value.items()}
        return value

    def _key(self, name: str) -> int:
        if name not in self._keys:
            raise BadWorld(f"{name} is named before it stands in the world")
        return self._keys[name]


def _administrator(schema: Schema) -> User:
    """The first administrator of an org: the one that it was founded with."""
    return min(
        (user for user in schema.users.values() if schema.profiles[user.profile].administrator),
        key=lambda user: user.id,
    )


def _ids(result: Outcomes, place: str) -> list[int]:
    refused = [outcome for outcome in result.outcomes if isinstance(outcome, Refusal)]
    if refused:
        words = refused[0].entry
        raise BadWorld(f"{place}: {words.code} {words.message} {refused[0].details}")
    return [outcome.id for outcome in result.outcomes if not isinstance(outcome, Refusal)]


def _mentions(value: object) -> set[str]:
    """Every text of a value that may name a record, at any depth."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return {text for each in value for text in _mentions(each)}
    return set()
