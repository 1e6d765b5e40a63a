"""
Open an org for a command, and close it again.

Owns what every command needs: the services, the org, who stands behind it, writing to it.
Never prints a result.
Next door: server/preparing.py makes a new database ready, output.py prints.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from vinculum.cli.output import tell
from vinculum.cli.problem import Problem
from vinculum.model.actor import User
from vinculum.model.scope import is_known, parse_scopes
from vinculum.model.value import Value
from vinculum.oauth.clients import Client, parse_client
from vinculum.ports.services import Services
from vinculum.ports.store import Job, Work
from vinculum.rules.plan import Stamp
from vinculum.schema.snapshot import Schema
from vinculum.server.settings import Settings, read_settings

T = TypeVar("T")

WRITE_SECONDS = 30.0


class Desk(Value):
    """An open org."""

    settings: Settings
    services: Services
    org_id: int

    def write(self, run: Callable[[Work, Schema], T]) -> T:
        """Run a job in a transaction of its own; a running server sees its changes at once."""
        results: list[T] = []  # The last counts: a job that meets a conflict runs again.
        services = self.services
        job = Job(
            id=services.ids.next_id(),
            org_id=self.org_id,
            run=lambda work: results.append(run(work, services.schemas.current(work))),
            deadline=services.clock.monotonic() + WRITE_SECONDS,
        )
        (settled,) = services.store.write([job])
        if settled.failure is not None:
            raise settled.failure
        return results[-1]

    def read(self, run: Callable[[Work, Schema], T]) -> T:
        """Run a reading on the org."""
        schemas = self.services.schemas
        return self.services.store.read(self.org_id, lambda work: run(work, schemas.current(work)))

    def stamp(self, schema: Schema) -> Stamp:
        """Now, by the administrator, who stands for whoever runs the command."""
        return Stamp(
            now=self.services.clock.now(),
            by=administrator_of(schema).id,
            next_id=self.services.ids.next_id,
        )


@contextmanager
def open_desk(database: str) -> Iterator[Desk]:
    """
    Open the database for a command, preparing it when it is empty.

    Works while a server runs on the same file.
    """
    settings = read_settings(os.environ, {"database": database})
    from vinculum.server.preparing import open_prepared
    from vinculum.server.sources import passing_worker

    services = open_prepared(settings, worker=passing_worker(), say=tell)
    try:
        yield Desk(settings=settings, services=services, org_id=services.store.read_orgs()[0])
    finally:
        services.store.close()


def administrator_of(schema: Schema) -> User:
    """The first active administrator of an org, on whose behalf commands act."""
    administrator = schema.find_administrator()
    if administrator is None:
        raise Problem("the org has no active administrator; name a user with --user")
    return administrator


def require_user(schema: Schema, email: str) -> User:
    """The user with an e-mail address, or the administrator when none is given."""
    if not email:
        return administrator_of(schema)
    user = schema.find_user_by_email(email)
    if user is None:
        known = [each.email for each in schema.users.values() if each.status != "deleted"]
        near = difflib.get_close_matches(email, known, n=3) or known[:3]
        raise Problem(f"there is no user {email!r}; did you mean {', '.join(near)}?")
    if user.status != "active":
        raise Problem(f"{user.email} is not active, and could not use a token")
    return user


def require_client(work: Work, client_id: str) -> Client:
    """The client with an id."""
    stored = work.find_client(client_id)
    if stored is None:
        raise Problem(
            f"there is no client {client_id!r}; `vinculum client list` shows those there are"
        )
    return parse_client(stored)


def require_scopes(texts: list[str]) -> str:
    """The scopes of an option, separated by blanks, as tokens keep them."""
    scopes = tuple(dict.fromkeys(scope for text in texts for scope in parse_scopes(text)))
    if not scopes:
        raise Problem("name at least one scope, as --scope ZohoCRM.modules.ALL")
    unknown = [scope for scope in scopes if not is_known(scope)]
    if unknown:
        raise Problem(
            f"there is no scope {unknown[0]!r}; scopes look like ZohoCRM.modules.ALL,"
            " ZohoCRM.modules.leads.READ or ZohoCRM.settings.fields.READ"
        )
    return " ".join(scopes)
