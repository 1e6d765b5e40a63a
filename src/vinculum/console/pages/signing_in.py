"""
Sign people in and out.

Owns the order in which a sign-in is judged: the form, the lock, the password, the user.
Never tells which of e-mail address and password was wrong, in words, status or time.
Next door: oauth/passwords.py compares, oauth/sessions.py remembers.
"""

from __future__ import annotations

import math
from functools import partial
from ipaddress import ip_address, ip_network
from urllib.parse import parse_qs, urlsplit

from starlette.responses import Response

from vinculum.console.answering import SIGN_IN, page, redirect, signed_in, signed_out
from vinculum.console.paths import safe_address
from vinculum.console.visit import Visit
from vinculum.model.actor import User
from vinculum.oauth import sessions
from vinculum.oauth.client_ids import org_of_client
from vinculum.oauth.limits import ADDRESS_FAILURES, SIGN_IN_FAILURES, rate_of
from vinculum.oauth.passwords import password_fits
from vinculum.ports.store import Work

_BY_EMAIL, _BY_ADDRESS = "sign-in of", "sign-in from"
_LONGEST_EMAIL = 320
WRONG = "The e-mail address or the password is not correct."


def network_of(peer: str) -> str:
    """The network that counts as one visitor: an IPv4 address, or a /64 of IPv6."""
    try:
        address = ip_address(peer)
    except ValueError:
        return peer
    if address.version == 6:
        return str(ip_network((address, 64), strict=False))
    return str(address)


async def show(visit: Visit) -> Response:
    """Show the form, or go on when somebody is signed in already."""
    continue_at = safe_address(visit.request.query_params.get("continue", ""))
    org_id = await _org_asked(visit, continue_at)
    if await visit.lanes.read(org_id, visit.session) is not None:
        return redirect(continue_at, 302)
    return _form(visit, continue_at)


async def sign_in(visit: Visit) -> Response:
    """Judge a sign-in, and begin a session under a new name."""
    visit.require_visitor()
    continue_at = safe_address(visit.text("continue"))
    email = visit.text("email")[:_LONGEST_EMAIL].casefold()
    given = visit.form.get("password")
    password = given if isinstance(given, str) else ""
    org_id = await _org_asked(visit, continue_at)
    user = await visit.lanes.read(org_id, partial(_find_user, visit, email))
    kept = user.password if user is not None and user.status == "active" else None
    wait, fits = await visit.lanes.compute(partial(_compare, visit, email, password, kept))
    if wait:
        return _locked(visit, continue_at, email, wait)
    cookie = None
    if fits and user is not None:
        cookie = await visit.lanes.write(org_id, partial(_begin, visit, user))
    if cookie is None:
        return _form(visit, continue_at, email=email, problem=WRONG, status=403)
    visit.services.throttle.forget(_BY_EMAIL, email)
    return signed_in(visit, continue_at, cookie)


async def sign_out(visit: Visit) -> Response:
    """End the session, and with it what was granted for its time."""

    def run(work: Work) -> None:
        sessions.sign_out(work, visit.require_session(work))

    await visit.write(run)
    return signed_out(SIGN_IN)


def _find_user(visit: Visit, email: str, work: Work) -> User | None:
    return visit.services.schemas.current(work).find_user_by_email(email)


def _begin(visit: Visit, judged: User, work: Work) -> str | None:
    """Begin the session of a user who is still as he was when the password was compared."""
    user = visit.services.schemas.current(work).users.get(judged.id)
    if user is None or user.status != "active" or user.password != judged.password:
        return None
    old = visit.session(work)
    if old is not None:
        sessions.sign_out(work, old)
    return sessions.sign_in(visit.services, work, user, visit.services.clock.now())


async def _org_asked(visit: Visit, continue_at: str) -> int:
    """The org of the application that sent the person here; otherwise the visitor's own."""
    client_id = parse_qs(urlsplit(continue_at).query).get("client_id", [""])[0]
    named = org_of_client(client_id)
    if named is not None and named in await visit.lanes.read_orgs():
        return named
    return await visit.org_id()


def _compare(visit: Visit, email: str, password: str, kept: str | None) -> tuple[float, bool]:
    """
    Compare a password unless sign-in is locked, and count a failure at once.

    Few of these run at a time, so that many sent together are not many tries.
    Gives back for how many seconds sign-in is locked, and whether the password fits.
    """
    services, network = visit.services, network_of(visit.peer)
    throttle = services.throttle
    wait = max(throttle.wait(_BY_EMAIL, email), throttle.wait(_BY_ADDRESS, network))
    if wait:
        return wait, False
    if password_fits(password, kept):
        return 0.0, True
    lock = services.limits.sign_in_lock_seconds
    for what, who, limit in (
        (_BY_EMAIL, email, SIGN_IN_FAILURES),
        (_BY_ADDRESS, network, ADDRESS_FAILURES),
    ):
        throttle.count(what, who, rate_of(limit, services.limits, lock))
    return 0.0, False


def _locked(visit: Visit, continue_at: str, email: str, wait: float) -> Response:
    minutes = math.ceil(wait / 60)
    words = f"Too many attempts. Try again in {minutes} minute{'s' if minutes > 1 else ''}."
    response = _form(visit, continue_at, email=email, problem=words, status=429)
    response.headers["Retry-After"] = str(math.ceil(wait))
    return response


def _form(
    visit: Visit, continue_at: str, *, email: str = "", problem: str = "", status: int = 200
) -> Response:
    return page(
        visit,
        "sign_in.html",
        status=status,
        leads_out=True,
        continue_at=continue_at,
        email=email,
        problem=problem,
    )
