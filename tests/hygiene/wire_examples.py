"""
Read the examples of docs/wire, and send them.

Owns the form of an example: a fenced block of `http` with a request, an empty line and the
answer. Lines of the answer are joined as they stand; `…` stands for anything, `{name}` for one
value, the same on the whole page. A first line `# as E-MAIL`, `# scope SCOPES` or
`# without a token` says who asks, otherwise the demo org's administrator with every scope.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.api import ALL_SCOPES, Api, open_api
from tests.hygiene.sources import ROOT
from vinculum.oauth.clients import CLIENT_TYPES, register
from vinculum.oauth.issuing import MINUTE_MS
from vinculum.oauth.operator import issue_code, issue_tokens
from vinculum.ports.store import Work
from vinculum.schema.snapshot import Schema
from vinculum.server.demo import load_demo
from vinculum.wire.accounts_table import find_oauth_path
from vinculum.wire.message import WireRequest, WireResponse

WIRE = ROOT / "docs" / "wire"
PATRICIA = "patricia.boyle@zylker.example"
_BLOCK = re.compile(r"^```http\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADER = re.compile(r"([A-Za-z-]+): (.+)")
_HOLE = re.compile(r"…|\{([a-z_]+)\}")


class Example(NamedTuple):
    """A request as a page shows it, and the answer that the page promises."""

    line: int
    user: str | None
    scopes: str
    method: str
    target: str
    headers: dict[str, str]
    body: str
    status: int
    answer_headers: dict[str, str]
    answer: str


def pages() -> list[Path]:
    """The pages that have examples."""
    return [path for path in sorted(WIRE.glob("*.md")) if _BLOCK.search(path.read_text("utf-8"))]


def examples_of(page: Path) -> Iterator[Example]:
    """The examples of a page, in order: later ones see what earlier ones did."""
    text = page.read_text(encoding="utf-8")
    for block in _BLOCK.finditer(text):
        yield read_example(block[1], text.count("\n", 0, block.start()) + 1)


def read_example(block: str, line: int) -> Example:
    """Read one block."""
    question, _, answer = block.partition("\n\n")
    lines = question.splitlines()
    user: str | None = PATRICIA
    scopes = ALL_SCOPES
    while lines[0].startswith("# "):
        words = lines.pop(0)[2:].split()
        if words[0] == "as":
            user = words[1]
        elif words[0] == "scope":
            scopes = " ".join(words[1:])
        else:
            user = None
    method, _, target = lines.pop(0).partition(" ")
    headers = read_headers(lines)
    promised = answer.splitlines()
    status = int(promised.pop(0))
    return Example(
        line=line,
        user=user,
        scopes=scopes,
        method=method,
        target=target,
        headers=headers,
        body="".join(each.strip() for each in lines),
        status=status,
        answer_headers=read_headers(promised),
        answer="".join(each.strip() for each in promised),
    )


def read_headers(lines: list[str]) -> dict[str, str]:
    """Take the headers off the front of some lines."""
    headers = {}
    while lines and (header := _HEADER.fullmatch(lines[0])):
        headers[header[1]] = header[2]
        lines.pop(0)
    return headers


def require_user(schema: Schema, email: str) -> int:
    """The id of the demo's user with that address."""
    user = schema.find_user_by_email(email)
    assert user is not None, email
    return user.id


class Reader:
    """Somebody who tries the examples of one page, from the first to the last."""

    def __init__(self) -> None:
        self.api: Api = open_api("functions")
        load_demo(self.api.services, self.api.org_id)
        self.values: dict[str, str] = {}
        self.tokens: dict[tuple[str, str], str] = {}
        self.api.write(self._register)

    def _register(self, work: Work) -> None:
        """Register the clients of the page about tokens."""
        services = self.api.services
        client, secret = register(
            org_id=self.api.org_id,
            name="Reader",
            kind=CLIENT_TYPES["self"],
            redirect_uris=(),
            javascript_domains=(),
            homepage_url="",
            secrets=services.secrets,
            now=self.api.clock.now(),
        )
        work.apply((client.change(),))
        user = require_user(services.schemas.current(work), PATRICIA)
        scopes = "ZohoCRM.modules.ALL"
        device, device_secret = register(
            org_id=self.api.org_id,
            name="Printer",
            kind=CLIENT_TYPES["device"],
            redirect_uris=(),
            javascript_domains=(),
            homepage_url="",
            secrets=services.secrets,
            now=self.api.clock.now(),
        )
        work.apply((device.change(),))
        self.values = {
            "device_id": device.client_id,
            "device_secret": device_secret or "",
            "client_id": client.client_id,
            "client_secret": secret or "",
            "code": issue_code(services, work, client, user, scopes, MINUTE_MS),
            "refresh_token": issue_tokens(services, work, client, user, scopes).refresh_token or "",
        }

    def try_out(self, example: Example) -> str | None:
        """Send an example and say what the page has wrong, or None."""
        response = self.send(example)
        shown = f"{response.status} {response.body.decode()}"
        if response.status != example.status:
            return f"status {example.status} promised: {shown}"
        answered = {name.lower(): value for name, value in response.headers}
        for name, value in example.answer_headers.items():
            if answered.get(name.lower()) != value:
                return f"{name}: {value} promised, {answered.get(name.lower())} answered"
        return None if self.agrees(example.answer, response.body.decode()) else shown

    def send(self, example: Example) -> WireResponse:
        """Send an example to the endpoint that its path names."""
        target, body = self.fill(example.target), self.fill(example.body)
        path, _, query = target.partition("?")
        token = None if example.user is None else self.token(example.user, example.scopes)
        prepare = find_oauth_path(path)
        if prepare is None:
            return self.api.send(example.method, target, body, example.headers, token)
        shown = {} if token is None else {"authorization": f"Zoho-oauthtoken {token}"}
        request = WireRequest(
            method=example.method,
            path=path,
            query=query,
            headers=shown | {name.lower(): value for name, value in example.headers.items()},
            body=body.encode(),
            base_url="http://127.0.0.1:8080",
        )
        ready = prepare(request, self.api.services)
        if isinstance(ready, WireResponse):
            return ready
        return self.api.write(lambda work: ready.finish(work, self.api.services))

    def token(self, email: str, scopes: str) -> str:
        """The token of a user with these scopes, issued when it is first needed."""
        if (email, scopes) not in self.tokens:
            schema = self.api.read(self.api.services.schemas.current)
            self.api.keys[email] = require_user(schema, email)
            self.tokens[email, scopes] = self.api.token(email, scopes)
        return self.tokens[email, scopes]

    def fill(self, text: str) -> str:
        """Put known values into a request."""
        return _HOLE.sub(lambda hole: self.values[hole[1]], text)

    def agrees(self, promised: str, answered: str) -> bool:
        """Tell whether an answer is the promised one, and learn the values that it brings."""
        pattern, names, place = "", [], 0
        for hole in _HOLE.finditer(promised):
            pattern += re.escape(promised[place : hole.start()])
            known = self.values.get(hole[1] or "")
            if hole[1] is None:
                pattern += ".*"
            elif known is None and hole[1] not in names:
                names.append(hole[1])
                pattern += f'(?P<{hole[1]}>[^"]+)'
            else:
                pattern += re.escape(known) if known is not None else f"(?P={hole[1]})"
            place = hole.end()
        found = re.fullmatch(pattern + re.escape(promised[place:]), answered, re.DOTALL)
        if found is not None:
            self.values |= found.groupdict()
        return found is not None
