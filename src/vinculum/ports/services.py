"""
Bundle what operations need.

Owns the frozen bundle and the small protocols in it.
Never constructs anything; server/compose.py does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from vinculum.model.actor import Actor
from vinculum.model.change import Change
from vinculum.model.data_centres import DataCentres
from vinculum.model.function import RunEnd, ScriptFunction
from vinculum.model.record import JsonValue
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

    def add(self, listener: Callable[[int, Sequence[Change]], None]) -> None:
        """Tell one more, from the next commit on."""
        ...

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


class Rate(Value):
    """So often in so many seconds, and then not for a while; a `count` of 0 never forbids."""

    count: int
    seconds: float
    blocked_seconds: float


class Throttle(Protocol):
    """Counts what somebody may do so often and no more, in this process."""

    def wait(self, what: str, who: str) -> float:
        """Seconds for which somebody may not do something any more; 0 when it is allowed."""
        ...

    def count(self, what: str, who: str, limit: Rate) -> None:
        """Take note that it was done; past the limit it is forbidden for a while."""
        ...

    def forget(self, what: str, who: str) -> None:
        """Begin to count anew."""
        ...


class Execution(Value):
    """A run that is wanted: by which user, with what, below how many others."""

    function: ScriptFunction
    user: int
    arguments: Mapping[str, JsonValue]
    depth: int


class Executed(Value):
    """How a run ended: `value` in plain JSON values, `text` as scripts print it, and its type."""

    end: RunEnd
    value: JsonValue = None
    text: str = ""
    type_name: str = "void"


class Functions(Protocol):
    """Who runs the functions of orgs."""

    def execute(self, services: Services, org_id: int, execution: Execution) -> Executed:
        """Run a function to its end; nothing that it does wrong raises."""
        ...

    def stop(self) -> None:
        """Let what runs end at its next step, because the server stops."""
        ...


class Limits(Value):
    """What the server accepts, answers and grants: the settings that the core knows."""

    partial_success_status: int = 207
    max_body_bytes: int = 10_000_000
    max_upload_bytes: int = 100_000_000
    request_seconds: float = 30.0
    access_token_seconds: int = 3600
    code_seconds: int = 120
    device_code_seconds: int = 300
    device_interval_seconds: int = 30
    session_seconds: int = 86_400
    active_access_tokens: int = 30
    access_tokens_per_window: int = 10
    refresh_tokens_per_client: int = 20
    refresh_tokens_per_minute: int = 5
    codes_per_minute: int = 0
    device_codes_per_minute: int = 60
    sign_in_failures: int = 5
    sign_in_failures_per_address: int = 50
    sign_in_lock_seconds: int = 900
    legacy_expiry: bool = False
    function_depth: int = 5
    function_seconds: float = 60.0
    waiting_functions: int = 10_000
    change_log_days: int = 0


class Services(Value):
    """What the core asks of the world; passed, never looked up."""

    store: Store
    schemas: Schemas
    clock: Clock
    ids: IdSource
    secrets: SecretSource
    events: EventSink
    origins: Origins
    throttle: Throttle
    functions: Functions
    limits: Limits = Limits()
    public_url: str = ""
    data_centres: DataCentres = DataCentres()

    def address(self, asked: str) -> str:
        """How clients reach the orgs here: by the settings, else as the request came."""
        centres = self.data_centres
        return centres.hosts.get(centres.home) or self.public_url or asked


class Call(Value):
    """
    One request's surroundings: who asks, through which work, under which schema, when.

    `depth` counts the functions that stand between a client and this call.
    """

    services: Services
    work: Work
    schema: Schema
    actor: Actor
    now: int
    depth: int = 0
