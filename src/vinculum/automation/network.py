"""
Say how scripts ask addresses outside of this server.

Owns the protocol, and which hosts an operator has allowed.
Never opens a connection.
Next door: server/network.py does, host.py decides what is outside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol
from urllib.parse import urlsplit

from vinculum.model.value import Value
from vinculum.script.diagnostics import Fault
from vinculum.script.host import UrlRequest, UrlResponse

ANY_HOST = "*"
ANY_BELOW = "*."
DEFAULT_PORTS = {"http": 80, "https": 443}
_PATTERN = re.compile(
    r"(\*|(\*\.)?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\])(:[0-9]{1,5})?"
)


class Network(Protocol):
    """The world outside, as far as it is allowed."""

    def fetch(self, request: UrlRequest, seconds: float) -> UrlResponse:
        """
        Ask an address within so many seconds; redirects are followed.

        Raises Fault for whatever keeps it from answering.
        """
        ...


class NoNetwork:
    """No world outside: for scripts that are tested."""

    def fetch(self, request: UrlRequest, seconds: float) -> UrlResponse:
        """Refuse."""
        del seconds
        host = urlsplit(request.url).hostname or "this address"
        raise Fault(f"`{host[:80]}` may not be called: this run has no network")


class AllowedHosts(Value):
    """
    Hosts that scripts may call, as `api.example.com`, `*.example.com`, `api.example.com:8443`, or
    `*` for every host. Without a port a host means the ports of http and https.
    """

    patterns: tuple[str, ...] = ()

    def allows(self, scheme: str, host: str, port: int) -> bool:
        """Tell whether an address may be called; `host` is in small letters."""
        return any(self._fits(pattern, scheme, host, port) for pattern in self.patterns)

    @staticmethod
    def _fits(pattern: str, scheme: str, host: str, port: int) -> bool:
        name, colon, wanted = pattern.rpartition(":")
        if not colon or (name.startswith("[") and not name.endswith("]")):
            name, wanted = pattern, ""
        if port != (int(wanted) if wanted else DEFAULT_PORTS.get(scheme)):
            return False
        name = name.strip("[]")
        if name.startswith(ANY_BELOW):
            return host.endswith(name[1:])
        return name in {ANY_HOST, host}


def read_hosts(text: str) -> AllowedHosts:
    """Read a list with commas. ValueError names the part that is no host."""
    parts = tuple(_parts(text.lower().split(",")))
    for part in parts:
        if not _PATTERN.fullmatch(part):
            raise ValueError(part)
    return AllowedHosts(patterns=parts)


def _parts(texts: Iterable[str]) -> Iterable[str]:
    return filter(None, (text.strip() for text in texts))
