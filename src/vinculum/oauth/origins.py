"""
Know which web origins may call.

Owns the set of JavaScript domains that clients of any org have registered, read at most
once a second.
Never decides about a token.
Next door: clients.py registers the domains, wire/cors.py writes the headers.
"""

from __future__ import annotations

from threading import Lock
from urllib.parse import urlsplit

import msgspec

from vinculum.model.value import Value
from vinculum.ports.services import Clock
from vinculum.ports.store import Store

KNOWN_FOR_SECONDS = 1.0


class _Domains(Value):
    """The part of a client's JSON that matters here."""

    javascript_domains: tuple[str, ...] = ()


class OriginCache:
    """The registered origins of all orgs, refreshed when older than a second."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._lock = Lock()
        self._origins: frozenset[str] = frozenset()
        self._read_at = float("-inf")

    def allows(self, origin: str) -> bool:
        """Tell whether any client registered this origin; compared as scheme, host and port."""
        with self._lock:
            if self._clock.monotonic() - self._read_at >= KNOWN_FOR_SECONDS:
                self._origins = self._read()
                self._read_at = self._clock.monotonic()
            return origin.lower() in self._origins

    def _read(self) -> frozenset[str]:
        decoder = msgspec.json.Decoder(_Domains)
        clients = (
            client
            for org_id in self._store.read_orgs()
            for client in self._store.read(org_id, lambda work: work.read_clients())
        )
        domains = (
            domain
            for client in clients
            for domain in decoder.decode(client.body).javascript_domains
        )
        return frozenset(origin_of(domain) for domain in domains)


def origin_of(domain: str) -> str:
    """Reduce a registered domain to its origin: lower case, without path and default port."""
    parts = urlsplit(domain.strip().lower())
    default = {"http": ":80", "https": ":443"}.get(parts.scheme, "")
    return f"{parts.scheme}://{parts.netloc.removesuffix(default) if default else parts.netloc}"
