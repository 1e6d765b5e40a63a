"""
Play cases against a server, round after round, and watch what they cost it.

Owns the order of a run: in a round every case has its turn, so that what else the machine does
hits all of them alike.
Never prints; it tells its caller how far it is.
Next door: cases.py has the requests, driving.py the clock, measures.py the figures.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from vinculum import __version__
from vinculum.cli.load.cases import Case
from vinculum.cli.load.driving import Target, drive, run_driver
from vinculum.cli.load.measures import Result, Sample, result_of
from vinculum.cli.load.processes import listeners, usage
from vinculum.model.value import Value

WARM_SECONDS = 0.1


class Course(Value):
    """How long each case runs, how often, and over how many connections."""

    seconds: float
    rounds: int
    connections: tuple[int, ...]

    def turns(self, cases: int) -> int:
        """How many runs there are in all."""
        return cases * len(self.connections) * self.rounds


Tick = Callable[[str], None]


def play(
    target: Target, case: Case, connections: int, seconds: float, pids: Sequence[int]
) -> Result:
    """Run one case once; Problem when the server does not answer as it should."""

    async def run() -> tuple[Sample, tuple[Any, Any]]:
        before = usage(pids)
        sample = await drive(
            target, case.following, case.expected, connections=connections, seconds=seconds
        )
        return sample, (before, usage(pids))

    sample, used = run_driver(run())
    return result_of((case.name, case.relations), connections, sample, used)


def play_all(target: Target, cases: Sequence[Case], course: Course, tick: Tick) -> list[Result]:
    """Run all cases in turn, for each number of connections; the first turns only warm up."""
    pids = pids_of(target)
    for case in cases:
        play(target, case, 1, WARM_SECONDS, pids)
    results: list[Result] = []
    for _ in range(course.rounds):
        for connections in course.connections:
            for case in cases:
                tick(case.name)
                results.append(play(target, case, connections, course.seconds, pids))
    return results


def pids_of(target: Target) -> tuple[int, ...]:
    """The server's processes, where they are on this machine."""
    local = target.host in {"127.0.0.1", "localhost", "::1"}
    return listeners(target.port) if local else ()


def circumstances() -> dict[str, Any]:
    """When and where figures were taken."""
    return {
        "taken": datetime.now(UTC).isoformat(timespec="seconds"),
        "vinculum": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cpus": os.cpu_count(),
        "load_average": [round(each, 2) for each in os.getloadavg()],
    }


def report(before: dict[str, Any], course: Course, results: Sequence[Result]) -> dict[str, Any]:
    """All that is worth keeping of a run, ready to be written as JSON."""
    return {
        **before,
        "load_average_after": [round(each, 2) for each in os.getloadavg()],
        "course": msgspec.to_builtins(course),
        "results": msgspec.to_builtins(list(results)),
    }


def write_json(path: str, content: object) -> None:
    """Write a result file."""
    Path(path).write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n")


def mark_of_now() -> str:
    """A word that no record has yet: the records of one run are known by it."""
    return f"bench{time.time_ns() // 1_000_000:x}"
