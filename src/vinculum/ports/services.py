"""
Bundle what operations need.

Owns the frozen bundle and the small protocols in it.
Never constructs anything; server/compose.py does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from vinculum.model.actor import Actor
from vinculum.model.change import Change
from vinculum.model.value import Value
from vinculum.ports.store import Store, Work
from vinculum.schema.snapshot import Schema


class Clock(Protocol):
    """The time, as an argument."""

    def now(self) -> int:
        """Milliseconds since the Unix epoch."""
        ...

    def monotonic(self) -> float:
        """Seconds on a clock that never steps, for deadlines."""
        ...


class IdSource(Protocol):
    """Ids made by the application."""

    def next_id(self) -> int:
        """A new id, larger than the last one of this process."""
        ...


class SecretSource(Protocol):
    """Chance that nobody can guess."""

    def hex(self, digits: int) -> str:
        """Lower-case hexadecimal digits."""
        ...

    def upper_alphanumeric(self, length: int) -> str:
        """Characters A to Z and 0 to 9."""
        ...


class EventSink(Protocol):
    """Who wants to hear of committed changes."""

    def publish(self, org_id: int, changes: Sequence[Change]) -> None:
        """Take note of changes after their commit; may react, can no longer refuse."""
        ...


class Schemas(Protocol):
    """The schema of an org, cached by version."""

    def current(self, work: Work, version: int | None = None) -> Schema:
        """The org's schema as this transaction sees it; `version` spares asking for it."""
        ...


class Origins(Protocol):
    """The web origins that any client of this server has registered."""

    def allows(self, origin: str) -> bool:
        """Tell whether pages of an origin may call; known at most one second late."""
        ...


class Limits(Value):
    """What the wire accepts and answers, from the settings table."""

    partial_success_status: int = 207
    max_body_bytes: int = 10_000_000
    max_upload_bytes: int = 100_000_000
    request_seconds: float = 30.0
    access_token_seconds: int = 3600
    active_access_tokens: int = 30


class Services(Value):
    """What the core asks of the world; passed, never looked up."""

    store: Store
    schemas: Schemas
    clock: Clock
    ids: IdSource
    secrets: SecretSource
    events: EventSink
    origins: Origins
    limits: Limits = Limits()
    public_url: str = ""
    location: str = "us"


class Call(Value):
    """One request's surroundings: who asks, through which work, under which schema, when."""

    services: Services
    work: Work
    schema: Schema
    actor: Actor
    now: int
