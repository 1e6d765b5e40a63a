"""
Put the process together: settings in, services out.

Owns the one place where things are constructed; the only importer of sqlstore.
Never serves a request.
Next door: preparing.py fills an empty database, asgi.py serves with what is built here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from os import getpid
from pathlib import Path
from secrets import token_hex
from socket import gethostname
from typing import NoReturn

from vinculum.oauth.origins import OriginCache
from vinculum.oauth.throttle import MemoryThrottle
from vinculum.operations.schemas import SchemaCache
from vinculum.ports.carrier import Carrier
from vinculum.ports.services import Limits, Services
from vinculum.server.events import Listeners
from vinculum.server.functions import OrgFunctions
from vinculum.server.leasing import Lease
from vinculum.server.settings import Settings, read_data_centres
from vinculum.server.sources import SystemClock, SystemIds, SystemSecrets
from vinculum.sqlstore import migrate, sqlite_files
from vinculum.sqlstore.engines import engine_for
from vinculum.sqlstore.engines.engine import Tuning
from vinculum.sqlstore.work import SqlStore

__all__ = [
    "build",
    "carrying",
    "file_of",
    "limits_of",
    "needs_upgrade",
    "revision_of",
    "sqlite_files",
    "upgrade",
]


def needs_upgrade(database: str) -> bool:
    """Tell whether a database has not the tables of this program."""
    return not engine_for(database).single and migrate.current(database) != migrate.HEAD


def shown(database: str) -> str:
    """Write a database's URL as people may see it, without a password."""
    return engine_for(database).url


def preparing_alone(database: str) -> AbstractContextManager[None]:
    """Hold off other processes that prepare the same tables."""
    return engine_for(database).alone()


def is_shared(database: str) -> bool:
    """Tell whether several processes may serve from a database."""
    return engine_for(database).one_org_per_batch


def revision_of(database: str) -> str | None:
    """Tell of which revision the tables of a database are; None when it has none."""
    return migrate.current(database)


def upgrade(database: str, say: Callable[[str], None]) -> None:
    """Bring a database to the tables of this program; `say` hears of each step."""
    migrate.upgrade(database, say)


def file_of(database: str) -> Path | None:
    """The file that one server has to itself; None when many may share the database."""
    return engine_for(database).file


@contextmanager
def carrying(database: str) -> Iterator[Carrier]:
    """Open a database to carry orgs out of it or in. StoreFailure as `build` has it."""
    store = SqlStore.open(database, next_id=_no_id, monotonic=SystemClock().monotonic)
    try:
        yield store.carrier()
    finally:
        store.close()


def _no_id() -> NoReturn:
    raise RuntimeError("orgs are carried with the ids they have")


def build(settings: Settings, *, worker: int) -> Services:
    """
    Open the database and make everything that the core asks for.

    Where processes share it, `worker` gives way to a number that is leased.

    StoreFailure when the database cannot be opened or is of another program; ClockStepped
    when the clock is behind what the database knows.
    """
    clock = SystemClock()
    ids = SystemIds(clock, worker)
    tuning = Tuning(
        write_threads=settings.write_threads, statement_seconds=settings.statement_seconds
    )
    store = SqlStore.open(
        settings.database, next_id=ids.next_id, monotonic=clock.monotonic, tuning=tuning
    )
    services = Services(
        store=store,
        schemas=SchemaCache(),
        clock=clock,
        ids=ids,
        secrets=SystemSecrets(),
        events=Listeners(),
        origins=OriginCache(store, clock),
        throttle=MemoryThrottle(clock),
        functions=OrgFunctions(settings),
        limits=limits_of(settings),
        public_url=settings.public_url,
        data_centres=read_data_centres(settings),
    )
    try:
        if is_shared(settings.database):
            lease = Lease(store, ids, clock, owner=f"{gethostname()}:{getpid()}:{token_hex(4)}")
            lease.start()
            store.before_closing(lease.stop)
        for org_id in store.read_orgs():
            ids.start_after(store.read(org_id, lambda work: work.read_version()))
    except BaseException:
        store.close()
        raise
    return services


def limits_of(settings: Settings) -> Limits:
    """The settings that the core has to know."""
    return Limits(**{name: getattr(settings, name) for name in Limits.__struct_fields__})
