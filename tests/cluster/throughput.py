"""
Measure what sharing a commit gains where each commit waits for another machine.

Owns the load of single writes on many connections, and the ratio that is asked for.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from tests.cluster.load import Caller

CONNECTIONS = 32
WANTED = 4.0


class SharedCommits(NamedTuple):
    """Rates of single writes a second, as (a commit per request, shared commits) per round."""

    rounds: Sequence[tuple[float, float]]

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios."""
        return median(shared / alone for alone, shared in self.rounds)

    @property
    def is_good(self) -> bool:
        """Tell whether sharing gains what it must."""
        return self.ratio >= WANTED

    def line(self) -> str:
        """Say it in one line."""
        alone, shared = (median(rates) for rates in zip(*self.rounds, strict=True))
        return (
            f"Single writes on {CONNECTIONS} connections: {alone:.0f}/s with a commit each, "
            f"{shared:.0f}/s with shared commits, ratio {self.ratio:.1f} (wanted {WANTED:g})."
        )


def measured(port: int, token: str, seconds: float) -> float:
    """Link one lead with as many campaigns as there are connections; links a second."""
    caller = Caller(port, token)
    names = [{"Campaign_Name": f"shared {number}"} for number in range(CONNECTIONS)]
    made = caller.call("POST", "Campaigns", {"data": names}).body["data"]
    lead = caller.call("POST", "Leads", {"data": [{"Last_Name": "Shared"}]}).body["data"][0]
    paths = [f"Campaigns/{each['details']['id']}/Leads" for each in made]
    counts = [0] * CONNECTIONS
    until = time.monotonic() + seconds

    def write(who: int) -> None:
        own = Caller(port, token)
        while time.monotonic() < until:
            item = {"id": lead["details"]["id"], "Member_Status": f"n{counts[who]}"}
            counts[who] += own.call("PUT", paths[who], {"data": [item]}).status == 200
        own.close()

    threads = [threading.Thread(target=write, args=(who,)) for who in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    caller.close()
    return sum(counts) / seconds
