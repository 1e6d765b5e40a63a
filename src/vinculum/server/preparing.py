"""
Make a database ready for work: its tables, its first org, the demo if it is asked for.

Owns what happens to a database that is new or of an older program, and says so.
Never touches an org that has records.
Next door: compose.py opens what is ready, founding.py and demo/ fill it.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from vinculum.ports.services import Services
from vinculum.ports.store import Work
from vinculum.query.record_query import RecordQuery
from vinculum.server.compose import (
    build,
    needs_upgrade,
    preparing_alone,
    revision_of,
    shown,
    upgrade,
)
from vinculum.server.founding import (
    DEMO_PREFIX,
    NEW_EMAIL,
    NEW_NAME,
    choose_prefix,
    create_org,
    require_cookie_key,
)
from vinculum.server.settings import Settings

Say: TypeAlias = Callable[[str], None]

_SQLITE_FILE = "sqlite:///"


def open_prepared(settings: Settings, *, worker: int, say: Say) -> Services:
    """
    Open a database; bring an old one up to date first, and found an org in an empty one.

    What is done is said. StoreFailure when the database cannot be opened.
    """
    if not needs_upgrade(settings.database):
        services = build(settings, worker=worker)
        if services.store.read_orgs():
            return services
        services.store.close()
    with _alone(settings.database):
        if needs_upgrade(settings.database):
            there = revision_of(settings.database)
            what = "Making the tables" if there is None else f"Updating the tables from {there}"
            say(f"{what} in {shown(settings.database)} ...")
            upgrade(settings.database, say)
        with preparing_alone(settings.database):
            services = build(settings, worker=worker)
            orgs = services.store.read_orgs()
            if not orgs:
                _found(services, settings, say)
        for org_id in orgs:
            require_cookie_key(services, org_id)
        return services


def load_demo_once(services: Services, org_id: int, say: Say) -> None:
    """Load the demo into an org without records; one that has any stays as it is."""
    if services.store.read(org_id, lambda work: has_records(services, work)):
        return
    # Needed once in a database's life.
    from vinculum.server.demo import DEMO_EMAIL, DEMO_NAME, load_demo  # noqa: PLC0415 - see above.

    say("Loading the demo org ...")
    load_demo(services, org_id)
    say(f"The org is {DEMO_NAME} now, and its administrator {DEMO_EMAIL}.")


def has_records(services: Services, work: Work) -> bool:
    """Tell whether an org has, or had, any record."""
    modules = tuple(module.id for module in services.schemas.current(work).modules)
    living = RecordQuery(modules=modules, converted=None, approved=None, limit=1)
    if work.page_records(living):
        return True
    return any(work.page_deleted(module, None, 0, 1) for module in modules)


def _found(services: Services, settings: Settings, say: Say) -> None:
    prefix = DEMO_PREFIX if settings.demo else choose_prefix(services.secrets)
    org = create_org(services, name=NEW_NAME, prefix=prefix, email=NEW_EMAIL)
    say(f"Made org {org.id} with the standard modules and one administrator, {NEW_EMAIL}.")


@contextmanager
def _alone(database: str) -> Iterator[None]:
    """
    Keep other processes from preparing the same file at the same time.

    The directory is locked, because the database's own locks begin with its tables.
    """
    if not database.startswith(_SQLITE_FILE):
        yield
        return
    folder = Path(database.removeprefix(_SQLITE_FILE).partition("?")[0]).parent
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:  # Opening the database will say what is wrong.
        yield
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
