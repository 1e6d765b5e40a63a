"""
Show the counters of this process to Prometheus.

Owns the names, labels and helps of all metrics, and the listener that is asked for them.
Never counts: traffic.py and the lanes do, and here the numbers are read when somebody asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from prometheus_client import (
    CollectorRegistry,
    GCCollector,
    PlatformCollector,
    ProcessCollector,
    start_http_server,
)
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from vinculum import __version__
from vinculum.server.lanes import Lane
from vinculum.server.traffic import Spread, Traffic


class Counters(Collector):
    """Everything of ours; `connections` and `body_bytes` tell how many there are now."""

    def __init__(
        self,
        traffic: Traffic,
        lanes: Mapping[str, Lane],
        gauges: Mapping[str, tuple[str, Callable[[], int]]],
    ) -> None:
        self._traffic = traffic
        self._lanes = lanes
        self._gauges = gauges

    def collect(self) -> Iterator[Metric]:
        """Read all numbers."""
        yield InfoMetricFamily("vinculum_build", "The program.", {"version": __version__})
        yield from self._of_requests()
        yield from self._of_lanes()
        for name, (text, read) in self._gauges.items():
            yield GaugeMetricFamily(name, text, read())

    def _of_requests(self) -> Iterator[Metric]:
        traffic = self._traffic
        answers = CounterMetricFamily(
            "vinculum_requests", "Requests that were answered.", labels=("endpoint", "status")
        )
        for (endpoint, status), count in list(traffic.answers.items()):
            answers.add_metric((endpoint, str(status)), count)
        yield answers
        durations = HistogramMetricFamily(
            "vinculum_request_seconds",
            "From the whole request to its answer, waiting included.",
            labels=("endpoint",),
        )
        for endpoint, spread in list(traffic.durations.items()):
            durations.add_metric((endpoint,), *_buckets(spread))
        yield durations
        refusals = CounterMetricFamily(
            "vinculum_refusals", "Requests that were refused as a whole.", labels=("code",)
        )
        for code, count in list(traffic.refusals.items()):
            refusals.add_metric((code,), count)
        yield refusals

    def _of_lanes(self) -> Iterator[Metric]:
        depth = GaugeMetricFamily(
            "vinculum_lane_jobs", "Jobs that wait or run now.", labels=("lane",)
        )
        jobs = HistogramMetricFamily(
            "vinculum_round_jobs",
            "Jobs of a round; a round of writes is a commit.",
            labels=("lane",),
        )
        seconds = HistogramMetricFamily(
            "vinculum_round_seconds", "How long a round took, with its commit.", labels=("lane",)
        )
        for name, lane in self._lanes.items():
            depth.add_metric((name,), lane.depth)
            jobs.add_metric((name,), *_buckets(lane.round_jobs))
            seconds.add_metric((name,), *_buckets(lane.round_seconds))
        return iter((depth, jobs, seconds))


def _buckets(spread: Spread) -> tuple[list[tuple[str, float]], float]:
    """The form that the library wants: each bound with how many values are at most as large."""
    counts = list(spread.counts)
    bounds = [*map(str, spread.bounds), "+Inf"]
    return [(bound, sum(counts[: at + 1])) for at, bound in enumerate(bounds)], spread.total


def start_metrics(counters: Counters, *, host: str, port: int) -> Callable[[], None]:
    """Listen for scrapes in a thread of its own; gives what ends it. OSError for a taken port."""
    registry = CollectorRegistry()
    registry.register(counters)
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    GCCollector(registry=registry)
    server, thread = start_http_server(port, addr=host, registry=registry)

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return stop
