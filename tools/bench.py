"""
Measure the server against the floor that the hardware sets: `make bench`.

Starts a server on a temporary database, binds it to one core and the load to another, and takes
in the same rounds what a bare sqlite3 and a bare HTTP server do on the server's core. Ratios are
formed within a round, so that what else the machine does hits both sides; their median counts.

    python -m tools.bench [--quick] [--rounds N] [--seconds S] [--out DIR]
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from tools.bench_server import ROOT, Server, free_port, on_core, serving, started, waiting
from vinculum.cli.load.asking import Asking
from vinculum.cli.load.cases import Case, cases_of
from vinculum.cli.load.chart import Legend, bars
from vinculum.cli.load.driving import Target
from vinculum.cli.load.measures import Result
from vinculum.cli.load.measuring import (
    Course,
    Tick,
    circumstances,
    mark_of_now,
    pids_of,
    play,
    report,
    write_json,
)
from vinculum.cli.load.showing import chart_of, medians, table_of
from vinculum.cli.load.stage import build
from vinculum.cli.load.whole import FRESH_PER_SECOND, steps
from vinculum.cli.output import show_list, tell

FLOORS = ("put-100", "put-100-grouped", "put-1", "get-200")
MANY = 16
ALONE = {"VINCULUM_WRITE_BATCH": "1"}  # each request commits for itself
# Over, under, what is said: a ratio of calls per second in one round.
RATIOS = (
    ("PUT-100 existing @16", "floor put-100", "PUT-100 to bare sqlite3, a commit each"),
    ("PUT-100 existing @16", "floor put-100-grouped", "PUT-100 to bare sqlite3, 16 a commit"),
    ("PUT-1 @16", "echo PUT-1 @16", "PUT-1 to HTTP echo"),
    ("PUT-1 @16", "alone PUT-1 @16", "PUT-1 to a commit a request"),
    ("PUT-1 @16", "floor put-1", "PUT-1 to bare sqlite3, a commit each"),
    ("GET-200 @16", "floor get-200", "GET-200 to the bare read of its rows"),
    ("PUT-100 existing @16", "echo PUT-100 existing @16", "PUT-100 to HTTP echo"),
)


def floor(case: str, copy: Path, seconds: float) -> dict[str, float]:
    """What bare sqlite3 does: calls per second, processor time per call."""
    command = [sys.executable, "-m", "tools.bench_floor", case, str(copy), str(seconds)]
    with on_core("server"):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


@contextmanager
def echoing(size: int) -> Iterator[Target]:
    """Run the HTTP server that does nothing."""
    port = free_port()
    with started([sys.executable, "-m", "tools.bench_echo", str(port), str(size)]):
        waiting(port)
        yield Target(host="127.0.0.1", port=port, tls=False, token="none")


def copied(server: Server) -> Path:
    """A copy of the server's database, without the log before it."""
    copy = server.file.with_name("floor.db")
    with sqlite3.connect(server.file) as connection:
        connection.execute("VACUUM INTO ?", [str(copy)])
    connection.close()
    return copy


class Bench:
    """The server, its rivals, and what was measured of them in each round."""

    def __init__(self, server: Server, alone: Server, echo: Target, course: Course) -> None:
        self.server, self.alone, self.echo, self.course = server, alone, echo, course
        self.results: list[Result] = []
        self.rounds: list[dict[str, float]] = []

    def run(self) -> None:
        """Set the stages and play all rounds."""
        runs = self.course.rounds * len(self.course.connections)
        fresh = int((self.course.seconds * runs + 1) * FRESH_PER_SECOND)
        with steps() as (step, progress):
            mark = mark_of_now()
            stage = build(Asking(self.server.target), mark, fresh=fresh, step=step)
            cases = cases_of(self.server.target, stage, Random(mark))
            other = build(Asking(self.alone.target), mark, fresh=0, step=step)
            others = cases_of(self.alone.target, other, Random(mark))
            copy = copied(self.server)
            rivals = len(FLOORS) + 3
            turns = self.course.rounds * (rivals + len(cases) * len(self.course.connections))
            task = progress.add_task("Measuring", total=turns)

            def tick(name: str) -> None:
                progress.update(task, description=f"Measuring {name}", advance=1)

            for _ in range(self.course.rounds):
                self.rounds.append({})
                self._floors(copy, tick)
                self._rivals(cases, others, tick)
                self._cases(cases, tick)

    def _floors(self, copy: Path, tick: Tick) -> None:
        for name in FLOORS:
            tick(f"floor {name}")
            found = floor(name, copy, self.course.seconds)
            self.rounds[-1][f"floor {name}"] = found["per_second"]
            self.rounds[-1][f"CPU floor {name}"] = found["cpu_us"]

    def _rivals(self, cases: Sequence[Case], others: Sequence[Case], tick: Tick) -> None:
        named = {case.name: case for case in cases}
        for name in ("PUT-100 existing", "PUT-1"):
            tick(f"echo {name}")
            result = play(self.echo, named[name], MANY, self.course.seconds, pids_of(self.echo))
            self._keep("echo ", result)
        tick("commit a request")
        case = next(case for case in others if case.name == "PUT-1")
        target = self.alone.target
        self._keep("alone ", play(target, case, MANY, self.course.seconds, pids_of(target)))

    def _cases(self, cases: Sequence[Case], tick: Tick) -> None:
        target = self.server.target
        pids = pids_of(target)
        for connections in self.course.connections:
            for case in cases:
                tick(case.name)
                result = play(target, case, connections, self.course.seconds, pids)
                self._keep("", result)

    def _keep(self, prefix: str, result: Result) -> None:
        named = f"{prefix}{result.case}"
        self.results.append(msgspec.structs.replace(result, case=named))
        self.rounds[-1][f"{named} @{result.connections}"] = result.per_second
        self.rounds[-1][f"CPU {named} @{result.connections}"] = result.cpu_us or 0.0


def ratios(rounds: Sequence[dict[str, float]]) -> dict[str, list[float]]:
    """The ratios of each round."""
    return {
        words: [round(one[over] / one[under], 3) for one in rounds] for over, under, words in RATIOS
    }


def cpu_ratios(rounds: Sequence[dict[str, float]]) -> dict[str, list[float]]:
    """The ratios of each round, of calls per second of processor time: disks do not count."""
    return {
        words: [round(one[f"CPU {under}"] / (one[f"CPU {over}"] or 1), 3) for one in rounds]
        for over, under, words in RATIOS
    }


def ratio_table(rounds: Sequence[dict[str, float]]) -> list[dict[str, str]]:
    """Medians and ranges, ready to be printed."""
    by_cpu = cpu_ratios(rounds)
    return [
        {
            "ratio": words,
            "calls/s": f"{median(each):.2f}",
            "from, to": f"{min(each):.2f} {max(each):.2f}",
            "by CPU": f"{median(by_cpu[words]):.2f}",
            "from, to ": f"{min(by_cpu[words]):.2f} {max(by_cpu[words]):.2f}",
        }
        for words, each in ratios(rounds).items()
    ]


def floor_table(rounds: Sequence[dict[str, float]]) -> list[dict[str, str]]:
    """What the floors did, in calls per second."""
    names = [f"floor {name}" for name in FLOORS]
    return [
        {
            "floor": name,
            "calls/s": f"{median(one[name] for one in rounds):.0f}",
            "CPU us": f"{median(one[f'CPU {name}'] for one in rounds):.0f}",
        }
        for name in names
    ]


def quiet(results: Sequence[Result]) -> list[Result]:
    """The results of the server alone."""
    return [one for one in results if not one.case.startswith(("echo ", "alone "))]


def main() -> None:
    """Measure, print tables, write files."""
    parser = argparse.ArgumentParser(description="Measure the server against the floor.")
    parser.add_argument("--quick", action="store_true", help="one round of short runs")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--out", type=Path, default=Path("build/bench"))
    given = parser.parse_args()
    course = Course(
        seconds=0.2 if given.quick else given.seconds,
        rounds=1 if given.quick else given.rounds,
        connections=(1, MANY),
    )
    before = circumstances()
    with (
        TemporaryDirectory() as place,
        serving(Path(place) / "crm.db") as server,
        serving(Path(place) / "alone.db", settings=ALONE) as alone,
        echoing(0) as echo,
        on_core("load"),
    ):
        bench = Bench(server, alone, echo, course)
        bench.run()
    whole = {
        **report(before, course, bench.results),
        "sqlite": sqlite3.sqlite_version,
        "rounds": bench.rounds,
        "ratios": ratios(bench.rounds),
        "cpu_ratios": cpu_ratios(bench.rounds),
    }
    write(whole, quiet(bench.results), given.out)
    show(bench)
    loads = whole["load_average"][0], whole["load_average_after"][0]
    tell(f"Load average {loads[0]} before, {loads[1]} after; files are in {given.out}/.")


def write(whole: dict[str, Any], results: Sequence[Result], out: Path) -> None:
    """Write the result file and the charts."""
    out.mkdir(parents=True, exist_ok=True)
    write_json(str(out / "bench.json"), whole)
    (out / "bench.svg").write_text(
        chart_of({**whole, "results": msgspec.to_builtins(list(results))})
    )
    note = f"load average {whole['load_average'][0]}"
    groups = {
        words: {
            "calls per second": median(each),
            "by processor time": median(whole["cpu_ratios"][words]),
        }
        for words, each in whole["ratios"].items()
    }
    (out / "ratios.svg").write_text(bars(Legend(title="Ratios within a round", note=note), groups))


def show(bench: Bench) -> None:
    """Print the tables."""
    for rows in (table_of(bench.results), floor_table(bench.rounds), ratio_table(bench.rounds)):
        show_list(rows, as_json=False)
        print()
    slow = [
        f"{one.case} {one.p99_ms / one.p50_ms:.1f}"
        for one in medians(quiet(bench.results))
        if one.connections == MANY
    ]
    print(f"p99 to p50 at {MANY} connections: {', '.join(slow)}")


if __name__ == "__main__":
    main()
