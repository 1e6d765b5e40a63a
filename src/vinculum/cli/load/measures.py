"""
Make figures of what was measured.

Owns the words of a result: rates, percentiles, processor time, memory.
Never measures.
Next door: driving.py times requests, processes.py looks at the server.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from vinculum.cli.load.processes import Usage
from vinculum.model.value import Value

MILLION = 1_000_000
_NS = 1_000_000_000


class Sample:
    """The time that each request of a run took, in nanoseconds, and the run's own."""

    def __init__(self) -> None:
        self.latencies: list[int] = []
        self.began = 0
        self.ended = 0

    @property
    def seconds(self) -> float:
        """From the first request to the last answer."""
        return max(self.ended - self.began, 1) / _NS


class Result(Value):
    """
    One case at one number of connections.

    `cpu_us` is the processor time of the server per request, `rss_mb` its memory; both None
    when the server is not a process of this machine.
    """

    case: str
    connections: int
    requests: int
    seconds: float
    per_second: float
    relations_per_second: float
    p50_ms: float
    p99_ms: float
    cpu_us: float | None
    rss_mb: float | None


def percentile(sorted_values: Sequence[int], share: float) -> int:
    """The smallest value that is not below this share of all; 0 of none."""
    if not sorted_values:
        return 0
    return sorted_values[max(0, math.ceil(share * len(sorted_values)) - 1)]


def result_of(
    case: tuple[str, int],
    connections: int,
    sample: Sample,
    used: tuple[Usage | None, Usage | None],
) -> Result:
    """Sum a run up; the case is its name and the relations that one request touches."""
    name, relations = case
    times = sorted(sample.latencies)
    count = len(times)
    before, after = used
    cpu = None if before is None or after is None else after.cpu_seconds - before.cpu_seconds
    return Result(
        case=name,
        connections=connections,
        requests=count,
        seconds=round(sample.seconds, 3),
        per_second=round(count / sample.seconds, 1),
        relations_per_second=round(count * relations / sample.seconds, 1),
        p50_ms=round(percentile(times, 0.50) / MILLION, 3),
        p99_ms=round(percentile(times, 0.99) / MILLION, 3),
        cpu_us=None if cpu is None or not count else round(cpu / count * MILLION, 1),
        rss_mb=None if after is None else round(after.rss_bytes / MILLION, 1),
    )
