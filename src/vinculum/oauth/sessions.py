"""
Remember who has signed in, in which browser.

Owns the value of the cookie: a token of its own kind, signed, and what is kept of it. The key
is the org's; alone it opens nothing, because the token in the cookie is known by its hash only.
Never sees a password, nor sets a cookie.
Next door: passwords.py compares, console/ carries the cookie.
"""

from __future__ import annotations

import hmac

from itsdangerous import BadSignature, Signer

from vinculum.model.actor import User
from vinculum.model.change import Change, CutToken
from vinculum.model.value import Value
from vinculum.oauth.limits import SESSION
from vinculum.oauth.tokens import (
    TokenDetail,
    hash_token,
    is_alive,
    keep_token,
    mint_token,
    org_of,
)
from vinculum.ports.services import Services
from vinculum.ports.store import Work
from vinculum.schema.snapshot import Schema

_COOKIE = "vinculum.session"
_FORM = b"vinculum.form"


class Session(Value):
    """A sign-in: who, since it is found with the schema of the moment, and its token's hash."""

    user: User
    hash: str
    expires: int
    form_token: str
    schema: Schema


def org_of_cookie(cookie: str) -> int | None:
    """Find the org that a cookie names; None when it has not the form of one."""
    return org_of(cookie.rpartition(".")[0])


def sign_in(services: Services, work: Work, user: User, now: int) -> str:
    """Begin a session and give the value of its cookie; a session before it stays unknown."""
    token = mint_token(work.org_id, services.secrets, services.data_centres.home)
    work.apply(
        (
            keep_token(
                hash_token(token),
                "session",
                client_id="",
                user=user.id,
                scopes="",
                expires=now + SESSION.milliseconds(services.limits),
                parent=None,
                created=now,
                detail=TokenDetail(),
            ),
        )
    )
    return _signer(services.schemas.current(work)).sign(token).decode()


def sign_out(work: Work, session: Session) -> None:
    """End a session, and with it what applications were granted for its time."""
    work.apply((CutToken(hash=session.hash),))


def end_sessions(work: Work, user: int) -> tuple[Change, ...]:
    """The changes that end the sessions of a user, as a new password does."""
    return tuple(CutToken(hash=each.hash) for each in work.read_tokens_of_user(user, "session"))


def find_session(services: Services, work: Work, cookie: str, now: int) -> Session | None:
    """
    Find the session of a cookie.

    None when nobody signed it here, it is over, or its user is not active.
    """
    schema = services.schemas.current(work)
    try:
        token = _signer(schema).unsign(cookie).decode()
    except (BadSignature, UnicodeDecodeError):
        return None
    stored = work.find_token(hash_token(token), "session")
    if stored is None or not is_alive(stored, now):
        return None
    user = schema.users.get(stored.user)
    if user is None or user.status != "active":
        return None
    return Session(
        user=user,
        hash=stored.hash,
        expires=stored.expires or now,
        form_token=form_token(token),
        schema=schema,
    )


def form_token(secret: str) -> str:
    """
    What every form of a browser carries: only who knows the cookie's secret can make it.

    A page of another origin can make a browser send the cookie, but cannot read it.
    """
    return hmac.digest(secret.encode(), _FORM, "sha256").hex()


def form_token_fits(given: str, expected: str) -> bool:
    """Compare the token of a form, in a time that tells nothing."""
    return hmac.compare_digest(given.encode(errors="replace"), expected.encode())


def _signer(schema: Schema) -> Signer:
    return Signer(schema.cookie_key, salt=_COOKIE)
