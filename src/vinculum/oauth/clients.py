"""
Describe OAuth clients: their types, how they register, how their secret is checked.

Owns the table of client types and the form of secrets.
Never stores a secret: a secret is shown once and kept as a hash.
Next door: client_ids.py makes their ids, endpoint.py authenticates, registry.py registers.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

import msgspec

from vinculum.model.change import PutClient
from vinculum.model.value import Value
from vinculum.oauth.client_ids import mint_client_id
from vinculum.ports.services import SecretSource
from vinculum.ports.store import StoredClient

SECRET_DIGITS = 42
# Blanks and quotes, and what a pasted program would take for its own.
_MISREAD = frozenset(" \\<>`${}" + "\"'")
_HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?", re.ASCII)
_LONGEST_ADDRESS = 2_000
_LONGEST_NAME = 100
_NAME = re.compile(r"[^\W_][\w& ]*", re.UNICODE)


class ClientType(Value):
    """
    A kind of application. `grants` are the token grants that it may use, `response` what it
    may ask for through a browser ("" for nothing), `secret` tells whether it has one,
    `redirects` and `domains` what its registration must name; `purpose` is for people.
    """

    name: str
    title: str
    purpose: str
    secret: bool
    grants: frozenset[str]
    response: str
    redirects: bool
    domains: bool

    @property
    def homepage(self) -> bool:
        """Whether people who register it in the console name its homepage."""
        return self.name != SELF


SELF = "self"
CODE_AND_REFRESH = frozenset({"authorization_code", "refresh_token"})
CLIENT_TYPES = {
    kind.name: kind
    for kind in (
        ClientType(
            name="self",
            title="Self client",
            purpose="Scripts and services of your own, which act as you.",
            secret=True,
            grants=CODE_AND_REFRESH | {"client_credentials"},
            response="",
            redirects=False,
            domains=False,
        ),
        ClientType(
            name="server",
            title="Server-based application",
            purpose="Web applications that run on a server and can keep a secret.",
            secret=True,
            grants=CODE_AND_REFRESH,
            response="code",
            redirects=True,
            domains=False,
        ),
        ClientType(
            name="client",
            title="Client-based application",
            purpose="JavaScript that runs in a browser, without a server of its own.",
            secret=False,
            grants=frozenset(),
            response="token",
            redirects=True,
            domains=True,
        ),
        ClientType(
            name="mobile",
            title="Mobile or desktop application",
            purpose="Programs that people install, with a proof key for each code.",
            secret=True,
            grants=CODE_AND_REFRESH,
            response="code",
            redirects=True,
            domains=False,
        ),
        ClientType(
            name="device",
            title="Non-browser application",
            purpose="Televisions, printers and other devices that cannot show a browser.",
            secret=True,
            grants=frozenset({"refresh_token", "device_token"}),
            response="",
            redirects=False,
            domains=False,
        ),
    )
}


class Client(Value):
    """
    A registered application, as stored; `secret_hash` is None for types without a secret.

    `owner` is the user who registered it in the console, 0 when the command line did.
    `multi_dc` lets people of other data centres than its own use it.
    """

    client_id: str
    name: str
    type: str
    secret_hash: str | None = None
    redirect_uris: tuple[str, ...] = ()
    javascript_domains: tuple[str, ...] = ()
    homepage_url: str = ""
    created: int = 0
    owner: int = 0
    multi_dc: bool = False

    @property
    def kind(self) -> ClientType:
        """The row of its type."""
        return CLIENT_TYPES[self.type]

    def change(self) -> PutClient:
        """The write that registers this client."""
        return PutClient(client_id=self.client_id, body=msgspec.json.encode(self).decode())


def parse_client(stored: StoredClient) -> Client:
    """Read a client from its stored form."""
    return msgspec.json.decode(stored.body, type=Client)


class RegistrationProblem(Exception):
    """A registration that cannot be taken; the text says what to enter, in the console's words."""


def register(  # noqa: PLR0913 - what a registration form asks for, each named once.
    *,
    org_id: int,
    name: str,
    kind: ClientType,
    redirect_uris: Iterable[str],
    javascript_domains: Iterable[str],
    homepage_url: str,
    secrets: SecretSource,
    now: int,
    owner: int = 0,
    multi_dc: bool = False,
) -> tuple[Client, str | None]:
    """
    Make a client and its secret, which nobody can read again later.

    Raises RegistrationProblem, with the first of the console's messages that applies.
    """
    client = amended(
        Client(
            client_id=mint_client_id(org_id, secrets),
            name=name,
            type=kind.name,
            created=now,
            owner=owner,
            multi_dc=multi_dc,
        ),
        name=name,
        redirect_uris=redirect_uris,
        javascript_domains=javascript_domains,
        homepage_url=homepage_url,
    )
    return with_new_secret(client, secrets) if kind.secret else (client, None)


def amended(
    client: Client,
    *,
    name: str,
    redirect_uris: Iterable[str],
    javascript_domains: Iterable[str],
    homepage_url: str,
) -> Client:
    """
    Give a client another name, other addresses and domains.

    Raises RegistrationProblem, with the first of the console's messages that applies.
    """
    redirects, domains = tuple(redirect_uris), tuple(javascript_domains)
    for fault, message in _faults(name, client.kind, redirects, domains, homepage_url):
        if fault:
            raise RegistrationProblem(message)
    return msgspec.structs.replace(
        client,
        name=name.strip(),
        redirect_uris=redirects,
        javascript_domains=tuple(domain.rstrip("/") for domain in domains),
        homepage_url=homepage_url,
    )


def with_new_secret(client: Client, secrets: SecretSource) -> tuple[Client, str]:
    """Give a client a new secret; the old one is good for nothing from then on."""
    secret = secrets.hex(SECRET_DIGITS)
    return msgspec.structs.replace(client, secret_hash=hash_secret(secret)), secret


def _faults(
    name: str, kind: ClientType, redirects: tuple[str, ...], domains: tuple[str, ...], homepage: str
) -> tuple[tuple[bool, str], ...]:
    """What is wrong with a registration, in the order of the console's form (oauth 2)."""
    # Letters, digits, _ and & are the console's rule; blanks between words are our choice.
    return (
        (not _is_name(name.strip()), "Enter a valid client name"),
        (homepage != "" and not _is_web_address(homepage), "Enter a valid homepage URL"),
        (kind.redirects and not redirects, "Enter a valid redirect URI"),
        (not all(map(_is_redirect, redirects)), "Enter a valid redirect URI"),
        (kind.domains and not domains, "Enter a valid JavaScript Domain URI"),
        (not all(map(_is_origin, domains)), "Enter a valid JavaScript Domain URI"),
    )


def _is_name(text: str) -> bool:
    return len(text) <= _LONGEST_NAME and _NAME.fullmatch(text) is not None


def _is_web_address(text: str) -> bool:
    """Tell an address that a browser reads as we do: no blanks, user names or backslashes."""
    if not text.isascii() or not text.isprintable() or set(text) & _MISREAD:
        return False
    if len(text) > _LONGEST_ADDRESS:
        return False
    try:
        parts = urlsplit(text)
        return (
            parts.scheme in ("http", "https")
            and _HOST.fullmatch(parts.netloc) is not None
            and parts.port != 0
        )
    except ValueError:
        return False


def _is_redirect(text: str) -> bool:
    """What is answered is put behind the address, so it has no fragment of its own."""
    return _is_web_address(text) and "#" not in text


def _is_origin(text: str) -> bool:
    """A JavaScript domain is compared with the browser's Origin, so it has no path."""
    return _is_web_address(text) and not any(urlsplit(text.rstrip("/"))[2:])


def hash_secret(secret: str) -> str:
    """
    Hash a client secret for keeping.

    42 random hexadecimal digits cannot be guessed from their hash however fast the hash is,
    so a slow password hash would only slow down every token request.
    """
    return hashlib.sha256(secret.encode()).hexdigest()


def secret_fits(client: Client, secret: str) -> bool:
    """Compare a given secret with the kept hash, in a time that tells nothing."""
    given = hash_secret(secret)
    return hmac.compare_digest(given, client.secret_hash or "")
