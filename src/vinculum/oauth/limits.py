"""
List what the accounts server limits, and for how long things are good.

Owns the table of section 6 of the wire's page about tokens: each row names its setting.
Never counts; issuing.py counts what is stored, throttle.py what is not.
Next door: server/settings.py has the numbers, tools/reference.py writes the page.
"""

from __future__ import annotations

from typing import Literal

from vinculum.model.value import Value
from vinculum.ports.services import Limits, Rate

MINUTE_SECONDS = 60


class Lifetime(Value):
    """How long something is good: the number of seconds is the setting's."""

    what: str
    setting: str
    evidence: tuple[str, ...]

    def milliseconds(self, limits: Limits) -> int:
        """The lifetime as the store counts time."""
        return int(getattr(limits, self.setting)) * 1000


class Limit(Value):
    """
    How many there may be: the number is the setting's. `what` is counted per `per`, those of
    the last `window_seconds` (None: those alive); `then` tells what one more does.
    """

    what: str
    setting: str
    per: str
    window_seconds: int | None
    then: Literal["is refused", "drops the oldest", "blocks for a while"]
    evidence: tuple[str, ...]

    def count(self, limits: Limits) -> int:
        """How many."""
        return int(getattr(limits, self.setting))


ACCESS_TOKEN = Lifetime(what="access token", setting="access_token_seconds", evidence=("docs-v2",))
CODE = Lifetime(
    what="code of a redirect", setting="code_seconds", evidence=("docs-later", "chosen")
)
DEVICE_CODE = Lifetime(
    what="code of a device", setting="device_code_seconds", evidence=("docs-later", "chosen")
)
SESSION = Lifetime(what="sign-in in a browser", setting="session_seconds", evidence=("chosen",))
LIFETIMES = (ACCESS_TOKEN, CODE, DEVICE_CODE, SESSION)

ACCESS_RATE = Limit(
    what="access tokens created",
    setting="access_tokens_per_window",
    per="refresh token",
    window_seconds=10 * MINUTE_SECONDS,
    then="is refused",
    evidence=("docs-v2",),
)
ACCESS_ALIVE = Limit(
    what="active access tokens",
    setting="active_access_tokens",
    per="refresh token",
    window_seconds=None,
    then="drops the oldest",
    evidence=("docs-v2", "chosen"),
)
REFRESH_ALIVE = Limit(
    what="refresh tokens",
    setting="refresh_tokens_per_client",
    per="user and client",
    window_seconds=None,
    then="drops the oldest",
    evidence=("docs-v2",),
)
REFRESH_RATE = Limit(
    what="refresh tokens created",
    setting="refresh_tokens_per_minute",
    per="user",
    window_seconds=MINUTE_SECONDS,
    then="is refused",
    evidence=("docs-v2",),
)
CODE_RATE = Limit(
    what="codes asked for (0: not limited)",
    setting="codes_per_minute",
    per="client",
    window_seconds=MINUTE_SECONDS,
    then="blocks for a while",
    evidence=("docs-later", "chosen"),
)
DEVICE_RATE = Limit(
    what="codes of devices asked for",
    setting="device_codes_per_minute",
    per="client",
    window_seconds=MINUTE_SECONDS,
    then="blocks for a while",
    evidence=("chosen",),
)
SIGN_IN_FAILURES = Limit(
    what="wrong passwords",
    setting="sign_in_failures",
    per="e-mail address",
    window_seconds=15 * MINUTE_SECONDS,
    then="blocks for a while",
    evidence=("chosen",),
)
ADDRESS_FAILURES = Limit(
    what="wrong passwords",
    setting="sign_in_failures_per_address",
    per="network address",
    window_seconds=15 * MINUTE_SECONDS,
    then="blocks for a while",
    evidence=("chosen",),
)
LIMITS = (
    ACCESS_RATE,
    ACCESS_ALIVE,
    REFRESH_ALIVE,
    REFRESH_RATE,
    CODE_RATE,
    DEVICE_RATE,
    SIGN_IN_FAILURES,
    ADDRESS_FAILURES,
)
CODE_BLOCK_SECONDS = 10 * MINUTE_SECONDS
DEVICE_BLOCK_SECONDS = MINUTE_SECONDS
# Guesses of the code that a device shows; nobody mistypes it so often.
DEVICE_GUESSES = Rate(count=10, seconds=10 * MINUTE_SECONDS, blocked_seconds=10 * MINUTE_SECONDS)


def rate_of(limit: Limit, limits: Limits, blocked_seconds: float) -> Rate:
    """The rate that a throttle counts by."""
    return Rate(
        count=limit.count(limits),
        seconds=float(limit.window_seconds or 0),
        blocked_seconds=blocked_seconds,
    )
