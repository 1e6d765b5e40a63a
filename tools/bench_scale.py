"""
Let the database grow, and see what a call costs: `make bench-scale`.

For each size a new database is filled, a server started on it, and each kind of call measured
over one connection: the processor time of the server per call, and its median latency. At the
end bare sqlite3 tells which part of a new link is the reverse index.

    python -m tools.bench_scale [--most 1000000] [--quick] [--seconds S] [--out DIR]
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
from rich.progress import Progress, TaskID

from tools.bench_fill import PER_CAMPAIGN, Filled, fill
from tools.bench_floor import UPSERT, open_file
from tools.bench_server import Server, issue_token, on_core, serving
from vinculum.cli.load.asking import Asking
from vinculum.cli.load.cases import DONE, STATUSES, Case
from vinculum.cli.load.chart import Legend, lines
from vinculum.cli.load.driving import Target
from vinculum.cli.load.measures import Result
from vinculum.cli.load.measuring import Course, circumstances, pids_of, play, report, write_json
from vinculum.cli.load.showing import medians
from vinculum.cli.load.stage import lead_of
from vinculum.cli.load.whole import steps
from vinculum.cli.output import show_list, tell
from vinculum.model.value import Value

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
QUICK_SIZES = (10_000, 20_000)
BATCH, PREPARED = 100, 300
TIMES = 3  # how often a fresh campaign gets links
REFUSED = frozenset({202})


def endless(make: Callable[[], bytes], count: int = PREPARED) -> Callable[[], bytes]:
    """Requests written before the clock runs, over and over in the same order."""
    requests = [make() for _ in range(count)]
    place = 0

    def following() -> bytes:
        nonlocal place
        place += 1
        return requests[place % count]

    return following


def new_links(filled: Filled, chance: Random) -> Iterator[tuple[int, list[int]]]:
    """Links that are not there yet: a hundred random leads of a campaign that has few or none."""
    for campaign in filled.fresh[: len(filled.fresh) // 2]:
        leads = chance.sample(filled.leads, BATCH * TIMES)
        for start in range(0, len(leads), BATCH):
            yield campaign, leads[start : start + BATCH]


class Calls:
    """Writes the requests of a filled database, chosen at random."""

    def __init__(self, target: Target, filled: Filled) -> None:
        self._target, self._filled = target, filled
        self.chance = Random(filled.relations)

    def put(self, campaign: int, leads: list[int]) -> bytes:
        """Link leads to a campaign."""
        items = [{"id": str(one), "Member_Status": self.chance.choice(STATUSES)} for one in leads]
        body = json.dumps({"data": items}, separators=(",", ":")).encode()
        return self._target.request("PUT", f"/crm/v2/Campaigns/{campaign}/Leads", body)

    def existing(self, size: int) -> bytes:
        """Put links that are there."""
        campaign, leads = self.chance.choice(self._filled.campaigns)
        return self.put(campaign, self.chance.sample(leads, size))

    def nobody(self) -> bytes:
        """Put links to leads that do not exist: all is checked, nothing is written."""
        campaign, _ = self.chance.choice(self._filled.campaigns)
        last = self._filled.leads[-1]
        return self.put(campaign, [last + self.chance.randrange(1, 10**9) for _ in range(BATCH)])

    def lead(self) -> bytes:
        """Read a lead."""
        return self._target.request(
            "GET", f"/crm/v2/Leads/{self.chance.choice(self._filled.leads)}"
        )

    def page(self) -> bytes:
        """Read the first page of a campaign's leads."""
        campaign, _ = self.chance.choice(self._filled.campaigns)
        return self._target.request("GET", f"/crm/v2/Campaigns/{campaign}/Leads")


def cases_of(target: Target, filled: Filled) -> tuple[Case, ...]:
    """The calls whose cost should not depend on how much there is, and new links."""
    calls = Calls(target, filled)
    fresh = (calls.put(*each) for each in new_links(filled, calls.chance))
    unknown = "checks alone (PUT-100 of unknown ids)"
    rows = (
        ("existing links (PUT-100)", BATCH, endless(lambda: calls.existing(BATCH))),
        ("one existing link (PUT-1)", 1, endless(lambda: calls.existing(1), 3 * PREPARED)),
        (unknown, BATCH, endless(calls.nobody)),
        ("single read (GET-1)", 0, endless(calls.lead, 5 * PREPARED)),
        ("page (GET-200)", 200, endless(calls.page, 5 * PREPARED)),
        ("new links (PUT-100)", BATCH, lambda: next(fresh, None)),
    )
    return tuple(
        Case(
            name=name,
            relations=size,
            following=following,
            expected=REFUSED if name == unknown else DONE,
        )
        for name, size, following in rows
    )


def founded(place: Path) -> tuple[str, int, int]:
    """Make a database with a lead that is linked to a campaign: a token, and their ids."""
    token = issue_token(f"sqlite:///{place}")
    with serving(place, token=token) as server:
        asking = Asking(server.target)
        lead = asking.create("Leads", [lead_of("grown", 0)])[0]
        campaign = asking.create("Campaigns", [{"Campaign_Name": "grown 0000000"}])[0]
        asking.link(campaign, "Leads", [lead])
        asking.close()
    return token, lead, campaign


def reverse_share(file: Path, filled: Filled, seconds: float) -> float:
    """The part of bare sqlite3's time for 100 new links that goes into the reverse index."""
    connection = open_file(str(file))
    org, relation = connection.execute("SELECT org, relation FROM link LIMIT 1").fetchone()
    chance, took = Random(7), []
    fresh = cycle(filled.fresh[len(filled.fresh) // 2 :])
    for with_index in (True, False):
        times, end = [], time.perf_counter() + seconds
        while time.perf_counter() < end:
            rights = sorted(chance.sample(filled.leads, BATCH))
            left = next(fresh)
            rows = [(org, relation, left, one, 1, "{}") for one in rights]
            begin = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(UPSERT, rows)
            connection.execute("COMMIT")
            times.append(time.perf_counter() - begin)
        took.append(median(times))
        if with_index:
            connection.execute("DROP INDEX link_right")
    connection.close()
    return 1 - took[1] / took[0]


class Size(Value):
    """What was found at one size."""

    relations: int
    fill_seconds: float
    start_seconds: float
    file_mb: float
    reverse_share: float
    results: tuple[Result, ...]


def measure(relations: int, course: Course, say: Callable[[str], None]) -> Size:
    """Fill a database, serve it, and measure each case in turn, round after round."""
    with TemporaryDirectory() as place:
        file = Path(place) / "crm.db"
        token, lead, campaign = founded(file)
        begin = time.monotonic()
        filled = fill(file, lead, campaign, relations, say)
        fill_seconds = time.monotonic() - begin
        with serving(file, token=token) as server, on_core("load"):
            results = played(server, filled, course, say)
            start_seconds = server.start_seconds
        size = file.stat().st_size / 1e6
        say("reverse index")
        with on_core("server"):
            share = reverse_share(file, filled, course.seconds)
    return Size(
        relations=relations,
        fill_seconds=round(fill_seconds, 1),
        start_seconds=round(start_seconds, 2),
        file_mb=round(size, 1),
        reverse_share=round(share, 2),
        results=tuple(medians(results)),
    )


def played(
    server: Server, filled: Filled, course: Course, say: Callable[[str], None]
) -> list[Result]:
    """Warm up, then measure every case in every round."""
    cases, pids = cases_of(server.target, filled), pids_of(server.target)
    for case in cases:
        play(server.target, case, 1, course.seconds / 2, pids)
    results = []
    for _ in range(course.rounds):
        for case in cases:
            say(case.name)
            results.append(play(server.target, case, 1, course.seconds, pids))
    return results


def table_of(sizes: list[Size]) -> list[dict[str, str]]:
    """CPU per call by size, with the ratio of the last to the first."""
    rows: list[dict[str, str]] = []
    for number, first in enumerate(sizes[0].results):
        found = [size.results[number] for size in sizes]
        row = {"call": first.case}
        for size, one in zip(sizes, found, strict=True):
            row[f"{size.relations:,}"] = f"{one.cpu_us:.0f} us, p50 {one.p50_ms:.2f} ms"
        row["CPU, last to first"] = f"{(found[-1].cpu_us or 0) / (first.cpu_us or 1):.2f}"
        rows.append(row)
    return rows


def size_table(sizes: list[Size]) -> list[dict[str, str]]:
    """What else is known of each size."""
    return [
        {
            "relations": f"{size.relations:,}",
            "file MB": f"{size.file_mb:.0f}",
            "filled in s": f"{size.fill_seconds:.0f}",
            "listens after s": f"{size.start_seconds:.2f}",
            "RSS MB": f"{max(one.rss_mb or 0 for one in size.results):.0f}",
            "reverse index, of new links": f"{size.reverse_share:.0%}",
        }
        for size in sizes
    ]


def main() -> None:
    """Measure, print tables, write files."""
    parser = argparse.ArgumentParser(description="Let the database grow and measure.")
    parser.add_argument("--most", type=int, default=1_000_000, help="the largest size")
    parser.add_argument("--quick", action="store_true", help="two small sizes, one short round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--out", type=Path, default=Path("build/bench"))
    given = parser.parse_args()
    course = Course(
        seconds=0.1 if given.quick else given.seconds,
        rounds=1 if given.quick else given.rounds,
        connections=(1,),
    )
    wanted = QUICK_SIZES if given.quick else [size for size in SIZES if size <= given.most]
    before, sizes = circumstances(), []
    with steps() as (_, progress):
        task = progress.add_task("Sizes", total=len(wanted))
        for relations in wanted:
            say = _sayer(progress, task, relations)
            sizes.append(measure(relations, course, say))
            progress.advance(task)
    given.out.mkdir(parents=True, exist_ok=True)
    whole: dict[str, Any] = report(before, course, [])
    whole |= {"sqlite": sqlite3.sqlite_version, "per_campaign": PER_CAMPAIGN}
    write_json(str(given.out / "scale.json"), {**whole, "sizes": msgspec.to_builtins(sizes)})
    (given.out / "scale.svg").write_text(chart_of(sizes))
    show_list(table_of(sizes), as_json=False)
    print()
    show_list(size_table(sizes), as_json=False)
    tell(f"Load average {whole['load_average'][0]} before, {whole['load_average_after'][0]} after.")


def _sayer(progress: Progress, task: TaskID, relations: int) -> Callable[[str], None]:
    def say(what: str) -> None:
        progress.update(task, description=f"{relations:,}: {what}"[:32])

    return say


def chart_of(sizes: list[Size]) -> str:
    """Draw the processor time per call over the number of relations."""
    names = [one.case for one in sizes[0].results]
    return lines(
        Legend(
            title="What a call costs while the database grows",
            x="relations in the database",
            y="microseconds of the server's processor per call",
        ),
        {
            name: [(float(size.relations), size.results[number].cpu_us or 0.0) for size in sizes]
            for number, name in enumerate(names)
        },
    )


if __name__ == "__main__":
    main()
