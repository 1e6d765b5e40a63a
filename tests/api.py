"""
A whole server without sockets: fixed clock, counting ids, a store in memory.

Owns how tests make a world and send it requests.
Never fakes a rule: what is called here is what the process calls.
"""

from __future__ import annotations

import sqlite3
import tomllib
import traceback
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar, cast

from tests.postgres import databases
from vinculum.model.change import Change
from vinculum.model.value import Value
from vinculum.oauth.issuing import FreshTokens, Grantee, plan_offline
from vinculum.oauth.origins import OriginCache
from vinculum.oauth.throttle import MemoryThrottle
from vinculum.oauth.tokens import mint_token
from vinculum.operations.schemas import SchemaCache
from vinculum.ports.services import Limits, Services
from vinculum.ports.store import Job, Work
from vinculum.server.founding import create_org
from vinculum.server.functions import OrgFunctions
from vinculum.server.settings import Settings
from vinculum.server.world import WORLD_USER, load_world
from vinculum.sqlstore.engines.engine import Engine
from vinculum.sqlstore.engines.sqlite import SqliteEngine
from vinculum.sqlstore.work import SqlStore
from vinculum.wire.cors import with_cors
from vinculum.wire.handle import Ready, crashed, finish, prepare
from vinculum.wire.message import Deferred, WireRequest, WireResponse, completed, gathered

T = TypeVar("T")
WORLDS = Path(__file__).parent / "wire" / "worlds"
START = 1_790_000_000_000  # 2026-09-21T14:13:20Z
ALL_SCOPES = (
    "ZohoCRM.modules.ALL ZohoCRM.settings.ALL ZohoCRM.users.ALL ZohoCRM.org.ALL"
    " ZohoCRM.functions.execute.ALL"
)
ORG_PREFIX = 3652397


class FixedClock:
    """A clock that moves only when it is told to."""

    def __init__(self, now: int = START) -> None:
        self.time = now

    def now(self) -> int:
        return self.time

    def monotonic(self) -> float:
        return self.time / 1000

    def advance(self, seconds: float) -> None:
        self.time += int(seconds * 1000)


class CountingIds:
    """Ids that count up from a round number."""

    def __init__(self, first: int = 5_000_000_000_000_000_001) -> None:
        self.last = first - 1

    def next_id(self) -> int:
        self.last += 1
        return self.last


class CountingSecrets:
    """Secrets that nobody has to guess."""

    def __init__(self) -> None:
        self.count = 0

    def hex(self, digits: int) -> str:
        self.count += 1
        return f"{self.count:0{digits}x}"

    def upper_alphanumeric(self, length: int) -> str:
        self.count += 1
        return f"{self.count:0{length}d}"


class Notebook:
    """An event sink that remembers."""

    def __init__(self) -> None:
        self.published: list[tuple[int, tuple[Change, ...]]] = []
        self.listeners: list[Callable[[int, Sequence[Change]], None]] = []

    def add(self, listener: Callable[[int, Sequence[Change]], None]) -> None:
        self.listeners.append(listener)

    def publish(self, org_id: int, changes: Sequence[Change]) -> None:
        self.published.append((org_id, tuple(changes)))
        for listener in self.listeners:
            listener(org_id, changes)


class Api(Value):
    """One org in a store of its own, and the names of its records and users."""

    services: Services
    org_id: int
    keys: dict[str, int]
    clock: FixedClock

    def token(self, user: str = WORLD_USER, scopes: str = ALL_SCOPES) -> str:
        """An access token of a user, issued as the command line does."""
        secrets = self.services.secrets
        access, refresh = (mint_token(self.org_id, secrets) for _ in range(2))
        grantee = Grantee(client_id="1000.TEST", user=self.keys[user], scopes=scopes, exempt=True)
        fresh = FreshTokens(access=access, refresh=refresh, limits=self.services.limits)
        plan = plan_offline(grantee, None, (), fresh, self.clock.now())
        self.apply(*plan.changes)
        return access

    def apply(self, *changes: Change) -> None:
        """Write changes behind everybody's back."""

        def run(work: Work) -> None:
            work.apply(changes)

        self.write(run)

    def write(self, run: Callable[[Work], T]) -> T:
        """Run a job in a transaction of its own and give back its result."""
        clock = self.services.clock
        job: Job[T] = Job(
            id=self.services.ids.next_id(),
            org_id=self.org_id,
            run=run,
            deadline=clock.monotonic() + 30,
        )
        settled = self.services.store.write([job])[0]
        if settled.failure is not None:
            raise settled.failure
        return cast("T", settled.result)

    def read(self, run: Callable[[Work], T]) -> T:
        """Run a reading."""
        return self.services.store.read(self.org_id, run)

    def send(
        self,
        method: str,
        target: str,
        body: bytes | str = b"",
        headers: Mapping[str, str] | None = None,
        token: str | None = None,
        *,
        too_large: bool = False,
    ) -> WireResponse:
        """
        Send a request through the whole pipeline, each lane as the process does it.

        `too_large` tells that the door has thrown the body away.
        """
        path, _, query = target.partition("?")
        sent = {name.lower(): value for name, value in (headers or {}).items()}
        if token is not None:
            sent.setdefault("authorization", f"Zoho-oauthtoken {token}")
        request = WireRequest(
            method=method,
            path=path,
            query=query,
            headers=sent,
            body=body.encode() if isinstance(body, str) else body,
            too_large=too_large,
            base_url="http://127.0.0.1:8080",
        )
        ready = prepare(request)
        response = ready if isinstance(ready, WireResponse) else self._finish(ready)
        return with_cors(response, request, self.services)

    def _finish(self, ready: Ready) -> WireResponse:
        def run(work: Work) -> WireResponse | Deferred:
            return finish(ready, work, self.services)

        try:
            if ready.lane == "read":
                answer = completed(self.services.store.read(ready.org_id, run))
                return gathered(answer, self.services.store)
            return completed(self.write(run))
        except Exception:  # noqa: BLE001 - the process answers so too; tests assert on 500.
            traceback.print_exc()
            return crashed()


@cache
def world_document(name: str) -> dict[str, object]:
    """The text of a world, read once."""
    return tomllib.loads((WORLDS / f"{name}.toml").read_text())


class Start(Value):
    """A world as it was when it had just been loaded: its database, and how far ids had come."""

    database: sqlite3.Connection
    last_id: int
    secrets: int
    org_id: int
    keys: dict[str, int]


@cache
def start_of(world: str) -> Start:
    """Load a world once; every test begins with a copy of it."""
    engine = SqliteEngine("sqlite://")
    services, store = _open(FixedClock(), CountingIds(), Limits(), engine)
    org = create_org(services, name="Zylker", prefix=ORG_PREFIX, email="ada@zylker.example")
    keys = load_world(services, org.id, world_document(world))
    database = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    _connection_of(store).backup(database)
    store.close()
    return Start(
        database=database,
        last_id=cast("CountingIds", services.ids).last,
        secrets=cast("CountingSecrets", services.secrets).count,
        org_id=org.id,
        keys=keys,
    )


def _open(
    clock: FixedClock, ids: CountingIds, limits: Limits, engine: Engine
) -> tuple[Services, SqlStore]:
    store = SqlStore(engine, next_id=ids.next_id, monotonic=clock.monotonic)
    services = Services(
        store=store,
        schemas=SchemaCache(),
        clock=clock,
        ids=ids,
        secrets=CountingSecrets(),
        events=Notebook(),
        origins=OriginCache(store, clock),
        throttle=MemoryThrottle(clock),
        functions=OrgFunctions(Settings(function_seconds=limits.function_seconds)),
        limits=limits,
    )
    return services, store


def _connection_of(store: SqlStore) -> sqlite3.Connection:
    """The one connection of a store in memory."""
    return cast("sqlite3.Connection", store._connections.writer)


def open_api(
    world: str = "empty",
    limits: Limits | None = None,
    factory: type[sqlite3.Connection] | None = None,
) -> Api:
    """
    Make a store with one org in the state that a world describes.

    `factory` makes the store's connection, for tests that watch the statements of SQLite.
    """
    start = start_of(world)
    clock, ids = FixedClock(), CountingIds(start.last_id + 1)
    if databases.is_wanted() and factory is None:
        engine: Engine = databases.open_engine()
    else:
        engine = SqliteEngine("sqlite://", factory or sqlite3.Connection)
    services, store = _open(clock, ids, limits or Limits(), engine)
    _load(start, store)
    cast("CountingSecrets", services.secrets).count = start.secrets
    return Api(services=services, org_id=start.org_id, keys=dict(start.keys), clock=clock)


def _load(start: Start, store: SqlStore) -> None:
    """Bring a store to the state that a world begins with."""
    if isinstance(store._engine, SqliteEngine):
        start.database.backup(_connection_of(store))
    else:
        databases.copy(start.database, store)


def restart(api: Api, world: str) -> Api:
    """The org as its world describes it, in the store that is open already: much quicker."""
    start, services = start_of(world), api.services
    cast("CountingIds", services.ids).last = start.last_id
    cast("CountingSecrets", services.secrets).count = start.secrets
    _load(start, cast("SqlStore", services.store))
    # Versions come again, so the schemas of those that came after the start must go.
    schemas = cast("SchemaCache", services.schemas)._schemas
    version = api.read(lambda work: work.read_version())
    for key in [key for key in schemas if key[1] != version]:
        del schemas[key]
    api.clock.time = START
    return api
