"""
Count what somebody may do only so often.

Owns the counters of this process: failures to sign in, codes of a client, guesses of codes.
They are kept in memory, because who is unknown must not be able to make the database write.
Never holds more than a fixed number of them.
Next door: limits.py has the rates, ports/services.py says what is expected.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

import msgspec

from vinculum.ports.services import Clock, Rate

MOST_COUNTERS = 10_000


class _Counter(msgspec.Struct):
    """When it was done lately, and until when it is forbidden; seconds that never step."""

    times: list[float] = msgspec.field(default_factory=list)
    blocked_until: float = 0.0


class MemoryThrottle:
    """Counters by what is done and who does it; the ones used longest ago make room."""

    def __init__(self, clock: Clock, most: int = MOST_COUNTERS) -> None:
        self._clock = clock
        self._most = most
        self._lock = Lock()
        self._counters: OrderedDict[tuple[str, str], _Counter] = OrderedDict()

    def wait(self, what: str, who: str) -> float:
        """Seconds for which somebody may not do something any more; 0 when it is allowed."""
        with self._lock:
            counter = self._counters.get((what, who))
            if counter is None:
                return 0.0
            return max(0.0, counter.blocked_until - self._clock.monotonic())

    def count(self, what: str, who: str, limit: Rate) -> None:
        """Take note that it was done; at the limit it is forbidden for a while."""
        if limit.count == 0:
            return
        now = self._clock.monotonic()
        with self._lock:
            counter = self._counters.setdefault((what, who), _Counter())
            self._counters.move_to_end((what, who))
            counter.times = [time for time in counter.times if time > now - limit.seconds]
            counter.times.append(now)
            if len(counter.times) >= limit.count:
                counter.blocked_until = now + limit.blocked_seconds
                counter.times.clear()
            while len(self._counters) > self._most:
                self._counters.popitem(last=False)

    def forget(self, what: str, who: str) -> None:
        """Begin to count anew."""
        with self._lock:
            self._counters.pop((what, who), None)
