"""
Know what every page knows: who visits, with which form, and how work is run.

Owns the visit, and the cookies that it reads.
Never answers; pages/ do.
Next door: answering.py writes answers, server/pages.py gives the lanes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar, cast
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request

from vinculum.model.value import Value
from vinculum.oauth.sessions import (
    Session,
    find_session,
    form_token,
    form_token_fits,
    org_of_cookie,
)
from vinculum.ports.services import Services
from vinculum.ports.store import Work

T = TypeVar("T")

SESSION_COOKIE = "vinculum_session"
VISITOR_COOKIE = "vinculum_visitor"
FORM_TOKEN = "form_token"
_VISITOR_DIGITS = 32


class Busy(Exception):
    """So much work waits already that more would wait in vain, or the server is stopping."""


class Unavailable(Exception):
    """The store cannot serve now; nothing was changed, and trying again is right."""


class Lanes(Protocol):
    """Where work is run beside the event loop; every verb may raise Busy or Unavailable."""

    async def read(self, org_id: int, run: Callable[[Work], T]) -> T:
        """Run a reading on a snapshot."""
        ...

    async def write(self, org_id: int, run: Callable[[Work], T]) -> T:
        """Run a job that may write; when it returns, what it wrote is on disk."""
        ...

    async def read_orgs(self) -> Sequence[int]:
        """Read the ids of all orgs."""
        ...

    async def compute(self, run: Callable[[], T]) -> T:
        """Run what only takes time, beside the lanes and not many at once."""
        ...


class SignInNeeded(Exception):
    """The page is for people who have signed in."""


class FormForged(Exception):
    """The form was not made for this browser, or its sign-in is over."""


class Visit(Value):
    """
    One request of a browser. `form` is empty for GET; `address` is where it came to, and
    `peer` the network address that it came from.
    """

    request: Request
    services: Services
    lanes: Lanes
    form: FormData
    address: str
    peer: str

    @property
    def query(self) -> str:
        """The query of the address as it came, still escaped."""
        return cast("bytes", self.request.scope["query_string"]).decode("latin-1")

    @property
    def target(self) -> str:
        """The address that was asked for, without scheme and host."""
        path = quote(self.request.scope["path"])
        return f"{path}?{self.query}" if self.query else path

    @property
    def cookie(self) -> str:
        """The session's cookie, or nothing."""
        return self.request.cookies.get(SESSION_COOKIE, "")

    @property
    def visitor(self) -> str:
        """What is kept in a browser before anybody signs in; "" in a new one."""
        return self.request.cookies.get(VISITOR_COOKIE, "")[:_VISITOR_DIGITS]

    def text(self, name: str) -> str:
        """A field of the form as text, without blanks around it."""
        value = self.form.get(name)
        return value.strip() if isinstance(value, str) else ""

    def session(self, work: Work) -> Session | None:
        """Find who has signed in, inside a lane; the log learns it too."""
        session = find_session(self.services, work, self.cookie, self.services.clock.now())
        if session is not None:
            self.request.state.org_id, self.request.state.user_id = work.org_id, session.user.id
        return session

    def require_session(self, work: Work) -> Session:
        """
        Find who has signed in, and for a form that this browser was shown it.

        Raises SignInNeeded, FormForged.
        """
        session = self.session(work)
        if session is None:
            raise SignInNeeded
        if self.request.method == "POST" and not form_token_fits(
            self.text(FORM_TOKEN), session.form_token
        ):
            raise FormForged
        return session

    def require_visitor(self) -> None:
        """See that the form of a page before sign-in was shown to this browser; or FormForged."""
        expected = form_token(self.visitor)
        if not self.visitor or not form_token_fits(self.text(FORM_TOKEN), expected):
            raise FormForged

    def new_visitor(self) -> str:
        """Draw what is kept in a new browser."""
        return self.services.secrets.hex(_VISITOR_DIGITS)

    async def org_id(self) -> int:
        """The org of the cookie; without one the first, which every server has."""
        named = org_of_cookie(self.cookie)
        orgs = await self.lanes.read_orgs()
        return named if named is not None and named in orgs else orgs[0]

    async def read(self, run: Callable[[Work], T]) -> T:
        """Run a reading on the visitor's org."""
        return await self.lanes.read(await self.org_id(), run)

    async def write(self, run: Callable[[Work], T]) -> T:
        """Run a job on the visitor's org."""
        return await self.lanes.write(await self.org_id(), run)
