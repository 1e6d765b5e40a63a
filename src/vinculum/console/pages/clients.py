"""
Let people register applications and look after them: the API console.

Owns the pages of clients, and what of a form becomes a registration.
Never checks a registration, nor keeps a secret; oauth/registry.py and oauth/clients.py do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeAlias

from starlette.responses import Response

from vinculum.console.answering import page, redirect
from vinculum.console.paths import HOME
from vinculum.console.snippets import snippets_for
from vinculum.console.visit import Visit
from vinculum.oauth import registry
from vinculum.oauth.client_ids import org_of_client
from vinculum.oauth.clients import CLIENT_TYPES, Client, RegistrationProblem
from vinculum.oauth.registry import Registration
from vinculum.oauth.sessions import Session
from vinculum.ports.store import Work

DEFAULT_SCOPES = "ZohoCRM.modules.ALL,ZohoCRM.settings.ALL,ZohoCRM.users.READ,ZohoCRM.org.READ"
_MINUTES = {str(minutes): minutes for minutes in registry.CODE_MINUTES}
NOT_FOUND = ("Not found", "There is no such page, or it is not yours to see.")
_SEPARATORS = re.compile(r"[\s,]+")
# What an action on a client brings to its page: a secret, a code, a word that it was done.
Shown: TypeAlias = dict[str, str]
Action: TypeAlias = Callable[[Visit, Work, Session, Client], Shown]


async def show_all(visit: Visit) -> Response:
    """Show the clients that the person may see."""

    def look(work: Work) -> tuple[Session, Sequence[Client]]:
        session = visit.require_session(work)
        return session, registry.read_clients(work, session)

    session, clients = await visit.read(look)
    return page(visit, "clients.html", session=session, clients=clients, types=CLIENT_TYPES)


async def go_back(visit: Visit) -> Response:
    """Lead from the address of a form that was sent to the page that it stood on."""
    client_id = str(visit.request.path_params.get("client_id", ""))
    there = org_of_client(client_id) is not None
    return redirect(f"{HOME}/clients/{client_id}" if there else HOME, 302)


async def show_form(visit: Visit) -> Response:
    """Show the form of a new client of one type."""
    session = await visit.read(visit.require_session)
    kind = CLIENT_TYPES.get(visit.request.query_params.get("type", ""))
    if kind is None:
        return redirect(HOME, 302)
    return page(visit, "client_new.html", session=session, kind=kind, problem="", form={})


async def add(visit: Visit) -> Response:
    """Register a client and show its secret, this once."""

    def run(work: Work) -> tuple[Session, Client | None, Shown]:
        session = visit.require_session(work)
        try:
            client, secret = registry.add_client(
                visit.services, work, session, visit.text("type"), _registration(visit)
            )
        except RegistrationProblem as problem:
            return session, None, {"problem": str(problem)}
        return session, client, {"secret": secret or "", "done": "The client is registered."}

    session, client, shown = await visit.write(run)
    if client is not None:
        return _show(visit, session, client, shown)
    kind = CLIENT_TYPES.get(visit.text("type")) or CLIENT_TYPES["server"]
    return page(
        visit,
        "client_new.html",
        session=session,
        status=400,
        kind=kind,
        problem=shown["problem"],
        form=_typed(visit),
    )


async def show_one(visit: Visit) -> Response:
    """Show a client: what it is, its code, how to use it."""
    return await _act(visit, lambda _visit, _work, _session, _client: {}, writes=False)


async def change(visit: Visit) -> Response:
    """Give a client another name, other addresses."""
    return await _act(visit, _change)


async def rotate(visit: Visit) -> Response:
    """Give a client another secret, and show it, this once."""
    return await _act(visit, _rotate)


async def generate(visit: Visit) -> Response:
    """Generate a code of a self client, and show it, this once."""
    return await _act(visit, _generate)


async def remove(visit: Visit) -> Response:
    """Forget a client with all its tokens."""

    def run(work: Work) -> None:
        session = visit.require_session(work)
        client = registry.find_client(work, session, _client_id(visit))
        if client is not None:
            registry.remove_client(work, client)

    await visit.write(run)
    return redirect(HOME)


def _change(visit: Visit, work: Work, _session: Session, client: Client) -> Shown:
    registry.change_client(work, client, _registration(visit))
    return {"done": "The changes are saved."}


def _rotate(visit: Visit, work: Work, _session: Session, client: Client) -> Shown:
    if not client.kind.secret:
        raise RegistrationProblem("A client of this type has no secret")
    secret = registry.rotate_secret(visit.services, work, client)
    return {"secret": secret, "done": "The old secret is good for nothing any more."}


def _generate(visit: Visit, work: Work, session: Session, client: Client) -> Shown:
    minutes = visit.text("minutes")
    code = registry.generate_code(
        visit.services,
        work,
        session,
        client,
        scope=visit.text("scope"),
        minutes=_MINUTES.get(minutes, 0),
        description=visit.text("description"),
    )
    return {"code": code, "code_minutes": minutes}


async def _act(visit: Visit, action: Action, *, writes: bool = True) -> Response:
    """Do something with the client of the address, and show its page with what came of it."""

    def run(work: Work) -> tuple[Session, Client | None, Shown]:
        session = visit.require_session(work)
        client = registry.find_client(work, session, _client_id(visit))
        if client is None:
            return session, None, {}
        try:
            shown = action(visit, work, session, client)
        except RegistrationProblem as problem:
            return session, client, {"problem": str(problem)}
        return session, registry.find_client(work, session, client.client_id), shown

    session, client, shown = await (visit.write if writes else visit.read)(run)
    if client is None:
        title, words = NOT_FOUND
        return page(visit, "problem.html", session=session, status=404, title=title, words=words)
    return _show(visit, session, client, shown)


def _show(visit: Visit, session: Session, client: Client, shown: Shown) -> Response:
    status = 400 if "problem" in shown else 200
    return page(
        visit,
        "client.html",
        session=session,
        status=status,
        client=client,
        org=session.schema.org,
        minutes=registry.CODE_MINUTES,
        scopes=DEFAULT_SCOPES,
        snippets=snippets_for(
            client, here=visit.services.address(visit.address), email=session.user.email
        ),
        form=_typed(visit),
        shown={"problem": "", "secret": "", "code": "", "done": "", **shown},
    )


def _client_id(visit: Visit) -> str:
    return str(visit.request.path_params["client_id"])


def _typed(visit: Visit) -> dict[str, str]:
    """The fields of a form as they were typed, to be shown again."""
    return {name: value for name, value in visit.form.items() if isinstance(value, str)}


def _registration(visit: Visit) -> Registration:
    return Registration(
        name=visit.text("name"),
        homepage_url=visit.text("homepage_url"),
        redirect_uris=_listed(visit, "redirect_uris"),
        javascript_domains=_listed(visit, "javascript_domains"),
        multi_dc=bool(visit.text("multi_dc")),
    )


def _listed(visit: Visit, name: str) -> tuple[str, ...]:
    """A field of several addresses, one a line or separated by commas; each once."""
    return tuple(dict.fromkeys(filter(None, _SEPARATORS.split(visit.text(name)))))
