"""
The whole process behind its door, without sockets, and browsers that visit it.

Owns how requests reach the door, and what a browser keeps between two of them.
Never fakes a rule: only the lanes are ours, which run work at once.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from functools import cache
from html import unescape
from http.cookies import SimpleCookie
from typing import Any, TypeVar, cast
from urllib.parse import unquote

from argon2 import PasswordHasher
from msgspec.structs import replace

from tests.api import Api, open_api
from vinculum.model.data_centres import DataCentres
from vinculum.model.value import Value
from vinculum.oauth.clients import CLIENT_TYPES, register
from vinculum.ports.services import Limits
from vinculum.ports.store import Work
from vinculum.schema.metadata import put
from vinculum.server.asgi import App
from vinculum.server.lanes import Lane
from vinculum.server.script_lane import ScriptLane

T = TypeVar("T")
# The path leads from the folder of all worlds to the one of this folder.
WORLD = "../../accounts/office"
HERE = "http://crm.test:8080"
PASSWORD = "analytical engine"
WITH_PASSWORD = ("ada", "rita", "dora")
_FORM_TOKEN = re.compile(r'name="form_token" value="([^"]*)"')
_MAIN_FORM = re.compile(r'<form([^>]*class="card"[^>]*)>(.*?)</form>', re.DOTALL)
_FIELD = re.compile(r'<input(?! type="checkbox")([^>]*)>')


def _said(attributes: str, name: str) -> str:
    """The value of an attribute; "" when it is not there."""
    found = re.search(rf'\b{name}="([^"]*)"', attributes)
    return unescape(found[1]) if found else ""


@cache
def password_hash() -> str:
    """A hash that is quickly compared: how slow it is stands in the hash itself."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


class Answer(Value):
    """What came back; header names are lower case."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    def header(self, name: str) -> str | None:
        """The value of a header, None when it is not there."""
        return dict(self.headers).get(name.lower())

    @property
    def is_page(self) -> bool:
        """Whether people are to read it."""
        return (self.header("content-type") or "").startswith("text/html")


class Browser:
    """What a browser keeps: cookies, the page that it shows, and its address."""

    def __init__(self) -> None:
        self.cookies: dict[str, str] = {}
        self.page = ""
        self.target = ""
        self.location = ""

    def take(self, target: str, answer: Answer) -> None:
        """Keep what an answer brings."""
        for name, value in answer.headers:
            if name == "set-cookie":
                self._keep(value)
        self.location = answer.header("location") or ""
        if answer.is_page:
            self.page, self.target = answer.text, target

    def _keep(self, header: str) -> None:
        for name, morsel in SimpleCookie(header).items():
            self.cookies.pop(name, None)
            if morsel["max-age"] != "0":
                self.cookies[name] = morsel.value

    @property
    def form_token(self) -> str:
        """The token of the forms of the page that is shown."""
        found = _FORM_TOKEN.search(self.page)
        return unescape(found[1]) if found else ""

    def main_form(self) -> tuple[str, list[tuple[str, str]]]:
        """Where the form in the middle of the page leads, and its fields as they are."""
        found = _MAIN_FORM.search(self.page)
        if found is None:
            return self.target, []
        fields = [(_said(each, "name"), _said(each, "value")) for each in _FIELD.findall(found[2])]
        return _said(found[1], "action") or self.target, fields


class _InlineLane:
    """A lane that runs work at once, in a transaction of its own."""

    def __init__(self, run: Callable[[int, Callable[[Work], Any]], Any]) -> None:
        self._run = run

    async def run(self, org_id: int, run: Callable[[Work], T], line: object = None) -> T:
        """Run work, and give what it gives or raises; nobody here goes away meanwhile."""
        del line
        return cast("T", self._run(org_id, run))


class Site:
    """One org of people of every kind behind the door of the process."""

    def __init__(
        self,
        limits: Mapping[str, Any] | None = None,
        public_url: str = "",
        data_centres: Mapping[str, Any] | None = None,
    ) -> None:
        api = open_api(WORLD, Limits(**(limits or {})))
        centres = DataCentres(**(data_centres or {}))
        services = replace(api.services, public_url=public_url, data_centres=centres)
        self.api: Api = replace(api, services=services)
        self.app = self._open_door()
        for key in WITH_PASSWORD:
            self.change_user(key, password=password_hash())

    def _open_door(self) -> App:
        store = self.api.services.store
        read = _InlineLane(store.read)
        write = _InlineLane(lambda _org, run: self.api.write(run))
        return App(
            self.api.services,
            read=cast("Lane", read),
            write=cast("Lane", write),
            scripts=ScriptLane(threads=1, limit=0, patience=30.0),
        )

    def change_user(self, key: str, **changes: Any) -> None:
        """Change a user behind everybody's back."""
        user = self.api.read(self.api.services.schemas.current).users[self.api.keys[key]]
        self.api.apply(put(replace(user, **changes)))

    def add_client(self, name: str, said: Mapping[str, Any]) -> tuple[str, str]:
        """Register a client as a case says it, and give its id and its secret."""
        kind = CLIENT_TYPES[said["type"]]
        client, secret = register(
            org_id=self.api.org_id,
            name=said.get("name", name.capitalize()),
            kind=kind,
            redirect_uris=said.get(
                "redirect_uris", ["https://app.test/callback"] if kind.redirects else []
            ),
            javascript_domains=["https://app.test"] if kind.domains else [],
            homepage_url="https://app.test",
            secrets=self.api.services.secrets,
            now=self.api.clock.now(),
            owner=self.api.keys[said["owner"]] if "owner" in said else 0,
            multi_dc=said.get("multi_dc", False),
        )
        self.api.apply(client.change())
        return client.client_id, secret or ""

    def send(
        self,
        method: str,
        target: str,
        *,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        cookies: Mapping[str, str] | None = None,
        at: str = HERE,
        peer: str = "192.0.2.1",
    ) -> Answer:
        """Send a request to the door, as the HTTP server hands it over."""
        scheme, _, host = at.partition("://")
        sent = {"host": host, **{name.lower(): value for name, value in (headers or {}).items()}}
        if cookies:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        path, _, query = target.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": scheme,
            "path": unquote(path),
            "raw_path": path.encode("latin-1"),
            "root_path": "",
            "query_string": query.encode("latin-1", errors="replace"),
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in sent.items()],
            "client": (peer, 40000),
            "server": ("127.0.0.1", 8080),
        }
        return asyncio.run(_exchange(self.app, scope, body))


async def _exchange(app: App, scope: dict[str, Any], body: bytes) -> Answer:
    events: list[Any] = []

    unread = [body]

    async def receive() -> dict[str, Any]:
        if not unread:
            await asyncio.Event().wait()  # The client stays, and says no more.
        return {"type": "http.request", "body": unread.pop(), "more_body": False}

    async def send(event: Any) -> None:
        events.append(event)

    await app(scope, receive, send)
    start = events[0]
    headers = tuple((n.decode().lower(), v.decode("latin-1")) for n, v in start["headers"])
    return Answer(
        status=start["status"],
        headers=headers,
        body=b"".join(event.get("body", b"") for event in events[1:]),
    )
