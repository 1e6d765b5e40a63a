"""
Count what the door answers, as cheaply as counting can be.

Owns the numbers about requests and rounds, and which labels there are: templates of endpoints,
never paths; codes of the catalogue, never texts.
Never formats anything; metrics.py shows the numbers when somebody asks.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from vinculum.wire.message import WireResponse

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
JOBS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
FIRST_REFUSED = 400
NO_ENDPOINT = "none"
_CODE = re.compile(rb'\A\{"(?:code|error)":"([A-Za-z_ ]{1,60})"')


class Spread:
    """How often a value fell under each bound, and the sum of all values."""

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def add(self, value: float) -> None:
        """Count a value; callers in several threads hold a lock."""
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value


class Asked:
    """What is known of a request while it is served; `client` is a hash, for the log."""

    __slots__ = ("client", "endpoint", "org_id", "request_id", "user_id")

    def __init__(self) -> None:
        self.endpoint = NO_ENDPOINT
        self.org_id = 0
        self.request_id = ""
        self.user_id = 0
        self.client = ""


class Traffic:
    """The counters of this process; `note` is called on the event loop only."""

    def __init__(self) -> None:
        self.durations: dict[str, Spread] = {}
        self.answers: dict[tuple[str, int], int] = {}
        self.refusals: dict[str, int] = {}

    def note(self, endpoint: str, response: WireResponse, seconds: float) -> None:
        """Count an answer."""
        spread = self.durations.get(endpoint)
        if spread is None:
            spread = self.durations[endpoint] = Spread(SECONDS)
        spread.add(seconds)
        key = (endpoint, response.status)
        self.answers[key] = self.answers.get(key, 0) + 1
        if response.status >= FIRST_REFUSED:
            code = code_of(response)
            if code:
                self.refusals[code] = self.refusals.get(code, 0) + 1


def code_of(response: WireResponse) -> str:
    """The code that stands first in a refusal; empty when there is none."""
    found = _CODE.match(response.body)
    return "" if found is None else found[1].decode()
