"""
`make test-crash`: kill the server hundreds of times under load and check every answer.

    python -m tests.crash [--kills N] [--seed N] [--keep FOLDER]

Owns the plan of kills, the bar and the table; ends with 1 when anything was lost.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.crash.rounds import BACKING_UP, STARTING, Crash, Figures

PLAN = ("", "", "commit", "", "committed", "", "checkpoint", "", STARTING, BACKING_UP)
INSPECT_EVERY = 20


def main() -> None:
    """Run, show, and end."""
    parser = argparse.ArgumentParser(prog="make test-crash")
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9))
    parser.add_argument("--keep", type=Path, help="keep the database in this new folder")
    given = parser.parse_args()
    console = Console(stderr=True)
    console.print(f"seed {given.seed}")
    with ExitStack() as stack:
        if given.keep:
            given.keep.mkdir(parents=True)
        folder = given.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        crash = Crash(folder, given.seed)
        crash.prepare()
        for number in track(range(given.kills), "Killing", console=console):
            crash.round(PLAN[number % len(PLAN)])
            if number % INSPECT_EVERY == INSPECT_EVERY - 1:
                crash.inspect()
            if crash.figures.faults:
                break
        crash.finish()
    show(crash.figures, console)
    sys.exit(1 if crash.figures.faults else 0)


def show(figures: Figures, console: Console) -> None:
    """Print the table, and the faults below it."""
    table = Table("what", "count", title="Killed with signal 9 under load")
    for kind, count in sorted(figures.kills.items()):
        table.add_row(f"kills, {kind}", str(count))
    table.add_row("requests acknowledged", str(figures.acknowledged))
    table.add_row("items in them", str(figures.items))
    table.add_row("without an answer", str(figures.unknown))
    table.add_row("of these carried out", str(figures.carried_out))
    for name in ("lost", "duplicated", "torn"):
        table.add_row(name, str(getattr(figures, name)))
    table.add_row("longest outage", f"{figures.outage:.1f} s")
    table.add_row("load average", " ".join(f"{load:.1f}" for load in os.getloadavg()))
    Console().print(table)
    for fault in figures.faults:
        console.print(f"FAULT {fault}", markup=False)


if __name__ == "__main__":
    main()
