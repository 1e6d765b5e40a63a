"""
Sign people in and out.

Owns the order in which a sign-in is judged: the form, the lock, the password, the user.
Never tells which of e-mail address and password was wrong, in words, status or time.
Next door: oauth/passwords.py compares, oauth/sessions.py remembers.
"""

from __future__ import annotations

import math
import re
from functools import partial
from urllib.parse import parse_qs, urlsplit

from starlette.responses import Response

from vinculum.console.answering import SIGN_IN, page, redirect, signed_in, signed_out
from vinculum.console.paths import HOME
from vinculum.console.visit import Visit
from vinculum.model.actor import User
from vinculum.oauth import sessions
from vinculum.oauth.clients import org_of_client
from vinculum.oauth.limits import ADDRESS_FAILURES, SIGN_IN_FAILURES, rate_of
from vinculum.oauth.passwords import password_fits
from vinculum.ports.store import Work

# Where a sign-in may lead: pages of this server, named one by one; behind the question mark
# may stand what an address can hold, but # and the backslash.
_PAGES = re.compile(
    r"(/oauth/v2/auth(/refresh)?|/clientoauth/v2/[A-Za-z0-9._-]+/auth(/refresh)?|/oauth/v3/device"
    r"|/accounts/apps|/console(/[A-Za-z0-9._/-]*)?)(\?[!\"$-\[\]-~]*)?",
    re.ASCII,
)
_BY_EMAIL, _BY_ADDRESS = "sign-in of", "sign-in from"
_LONGEST_EMAIL = 320
WRONG = "The e-mail address or the password is not correct."


def safe_address(text: str) -> str:
    """Keep an address that is a page of this server; anything else becomes the first page."""
    return text if _PAGES.fullmatch(text) and "//" not in text.partition("?")[0] else HOME


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
    wait = max(
        visit.services.throttle.wait(_BY_EMAIL, email),
        visit.services.throttle.wait(_BY_ADDRESS, visit.peer),
    )
    if wait:
        return _locked(visit, continue_at, email, wait)
    org_id = await _org_asked(visit, continue_at)
    user = await visit.lanes.read(org_id, partial(_find_user, visit, email))
    kept = None if user is None else user.password
    fits = await visit.lanes.compute(partial(password_fits, password, kept))
    if not fits or user is None:
        return _wrong(visit, continue_at, email)
    cookie = await visit.lanes.write(org_id, partial(_begin, visit, user))
    if cookie is None:
        return _wrong(visit, continue_at, email)
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


def _wrong(visit: Visit, continue_at: str, email: str) -> Response:
    services = visit.services
    lock = services.limits.sign_in_lock_seconds
    for what, who, limit in (
        (_BY_EMAIL, email, SIGN_IN_FAILURES),
        (_BY_ADDRESS, visit.peer, ADDRESS_FAILURES),
    ):
        services.throttle.count(what, who, rate_of(limit, services.limits, lock))
    return _form(visit, continue_at, email=email, problem=WRONG, status=403)


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
        continue_at=continue_at,
        email=email,
        problem=problem,
    )
