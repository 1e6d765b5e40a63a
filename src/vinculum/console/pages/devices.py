"""
Let a person type the code that a device shows, and decide about the device.

Owns the pages of the device flow (oauth 5).
Never answers the device; it asks by itself.
Next door: oauth/device.py decides.
"""

from __future__ import annotations

from starlette.responses import Response

from vinculum.console.answering import page, to_sign_in
from vinculum.console.pages.authorization import ACCEPT
from vinculum.console.visit import Visit
from vinculum.oauth.device import AskedByDevice, accept, look_up, reject
from vinculum.oauth.sessions import Session
from vinculum.ports.store import Work

UNKNOWN = "No device waits with this code. Check the code, or start again on the device."
_LONGEST_CODE = 32


async def show(visit: Visit) -> Response:
    """Show the form; with a code in the address, the question at once."""
    code = visit.request.query_params.get("user_code", "")[:_LONGEST_CODE]

    def look(work: Work) -> tuple[Session | None, AskedByDevice | None]:
        session = visit.session(work)
        if session is None or not code:
            return session, None
        return session, look_up(visit.services, work, session, code, visit.address)

    session, asked = await visit.read(look)
    if session is None:
        return to_sign_in(visit.target)
    if asked is None:
        return _form(visit, session, code, UNKNOWN if code else "")
    return _question(visit, session, code, asked)


async def decide(visit: Visit) -> Response:
    """Find the device of a typed code; with a decision, carry it out."""
    code, decision = visit.text("user_code")[:_LONGEST_CODE], visit.text("decision")

    def run(work: Work) -> tuple[Session, AskedByDevice | None]:
        session = visit.require_session(work)
        asked = look_up(visit.services, work, session, code, visit.address)
        if asked is not None and decision == ACCEPT:
            accept(visit.services, work, asked, session)
        elif asked is not None and decision:
            reject(work, asked)
        return session, asked

    session, asked = await visit.write(run)
    if asked is None:
        return _form(visit, session, code, UNKNOWN)
    if not decision:
        return _question(visit, session, code, asked)
    return page(
        visit,
        "device_decided.html",
        session=session,
        client=asked.client,
        accepted=decision == ACCEPT,
    )


def _form(visit: Visit, session: Session, code: str, problem: str) -> Response:
    status = 400 if problem else 200
    return page(visit, "device.html", session=session, status=status, code=code, problem=problem)


def _question(visit: Visit, session: Session, code: str, asked: AskedByDevice) -> Response:
    return page(
        visit,
        "device_consent.html",
        session=session,
        asked=asked,
        code=code,
        org=session.schema.org,
    )
