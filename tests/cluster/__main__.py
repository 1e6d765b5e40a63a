"""
Run the scenarios one after another and show what became of every write.

Owns the order of things and the table at the end; exits with 1 when anything was lost,
duplicated, torn, unfit or late, or when writes were away for longer than the scenario allows.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.cluster.accounting import Count, counted
from tests.cluster.cluster import Cluster, cluster
from tests.cluster.load import Caller, Load
from tests.cluster.node import wait_until
from tests.cluster.scenarios import SCENARIOS, Scenario
from tests.cluster.throughput import SharedCommits, measured
from tests.postgres.programs import ProgramMissing
from tests.unit.server.running import Running

REQUEST_SECONDS = 45.0  # long enough to ride through a failover
LATE = REQUEST_SECONDS + 5.0
WARM_SECONDS = 4.0
REJOIN_SECONDS = 60.0
WRITERS, READERS = 8, 2

# A table that no terminal shows is as wide as it must be.
_console = Console(width=None if sys.stdout.isatty() else 160)


def main(arguments: Sequence[str]) -> int:
    """Run what is asked for; the exit code tells whether all went well."""
    asked = _parser().parse_args(arguments)
    wanted = [s for s in SCENARIOS if not asked.only or asked.only in s.name]
    try:
        with cluster(keep=asked.keep) as nodes:
            _console.print(f"A leader and its synchronous standby after {nodes.start():.1f} s.")
            nodes.create_database()
            with _server(nodes, workers=asked.workers) as (port, token):
                results = [
                    (scenario, *_run(scenario, nodes, port, token, asked.seconds))
                    for scenario in wanted
                    for _ in range(asked.rounds)
                ]
            commits = None if asked.only else _throughput(nodes, asked.seconds)
    except ProgramMissing as missing:
        _console.print(f"The cluster test needs something that is not here: {missing}")
        return 2
    _show(results)
    if commits is not None:
        _console.print(commits.line())
    good = all(count.is_good and count.outage <= s.outage for s, count, _ in results)
    return 0 if good and (commits is None or commits.is_good) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.cluster", description=__doc__)
    parser.add_argument("--rounds", type=int, default=1, help="how often each scenario runs")
    parser.add_argument("--seconds", type=float, default=5.0, help="load before and after")
    parser.add_argument("--workers", type=int, default=2, help="processes of the server")
    parser.add_argument("--only", default="", help="run the scenarios with this in their name")
    parser.add_argument("--keep", action="store_true", help="leave the nodes' folder behind")
    return parser


@contextmanager
def _server(nodes: Cluster, *, workers: int, **settings: str) -> Iterator[tuple[int, str]]:
    """Serve from the cluster; gives the port and a token for everything."""
    folder = Path(nodes.folder, "server")
    folder.mkdir(exist_ok=True)
    server = Running(
        folder,
        *(("--workers", str(workers)) if workers > 1 else ()),
        VINCULUM_DATABASE=nodes.url(),
        VINCULUM_REQUEST_SECONDS=str(REQUEST_SECONDS),
        **settings,
    )
    try:
        yield server.port, server.token()
    finally:
        server.stop()


def _run(
    scenario: Scenario, nodes: Cluster, port: int, token: str, seconds: float
) -> tuple[Count, float]:
    """Do the harm under load; gives the count, and how long the harmed node took to rejoin."""
    with _console.status(f"{scenario.name}: load") as status:
        load = Load(port, token, f"r{time.monotonic_ns()}", writers=WRITERS, readers=READERS)
        load.start()
        time.sleep(seconds)
        status.update(f"{scenario.name}: harm, and waiting for writes")
        harmed = scenario.harm(nodes)
        before = load.acknowledged()
        wait_until("writes after the harm", 120, lambda: load.acknowledged() > before + WRITERS)
        status.update(f"{scenario.name}: the node comes back")
        harmed.start()
        rejoin = wait_until("the whole cluster again", 180, nodes.is_whole)
        time.sleep(seconds)
        load.stop()
        status.update(f"{scenario.name}: reading everything back")
        count = counted(load, Caller(port, token), deadline=LATE)
    _console.print(
        f"{scenario.name}: {count.acknowledged} acknowledged, {count.lost} lost, "
        f"away for {count.outage:.1f} s"
    )
    return count, rejoin


def _throughput(nodes: Cluster, seconds: float) -> SharedCommits:
    """Compare sharing commits with a commit per request, on the same cluster."""

    def rate(batch: int) -> float:
        with _server(nodes, workers=1, VINCULUM_WRITE_BATCH=str(batch)) as (port, token):
            return measured(port, token, seconds)

    with _console.status("single writes on 32 connections"):
        return SharedCommits([(rate(1), rate(32)) for _ in range(3)])


def _show(results: Sequence[tuple[Scenario, Count, float]]) -> None:
    headings = "acknowledged unknown lost duplicated torn unfit late".split()
    table = Table("scenario", *headings, "outage s", "allowed s", "slowest s", "rejoin s")
    for scenario, count, rejoin in results:
        numbers = [str(getattr(count, heading)) for heading in headings]
        times = (count.outage, scenario.outage, count.slowest, rejoin)
        table.add_row(scenario.name, *numbers, *(f"{seconds:.1f}" for seconds in times))
    _console.print(table)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
