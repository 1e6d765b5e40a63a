"""
Show a person which applications have access in its name, and take it away.

Owns the page of connected apps.
Never decides what counts as access; oauth/connected.py does.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from vinculum.console.answering import page, redirect
from vinculum.console.visit import Visit
from vinculum.oauth.connected import ConnectedApp, disconnect, read_connected
from vinculum.oauth.sessions import Session
from vinculum.ports.store import Work

PATH = "/accounts/apps"


async def show(visit: Visit) -> Response:
    """Show the list."""

    def look(work: Work) -> tuple[Session, Sequence[ConnectedApp]]:
        session = visit.require_session(work)
        return session, read_connected(work, session.user.id, visit.services.clock.now())

    session, apps = await visit.read(look)
    return page(visit, "connected_apps.html", session=session, apps=apps)


async def revoke(visit: Visit) -> Response:
    """Take the access of one application away, and show the list without it."""

    def run(work: Work) -> None:
        session = visit.require_session(work)
        disconnect(work, session.user.id, visit.text("client_id"))

    await visit.write(run)
    return redirect(PATH)
