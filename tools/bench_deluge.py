"""
Measure the interpreter of Deluge against CPython: a loop, texts, and maps.

Owns the three programs, each in Deluge, in ordinary Python, and in Python made of closures.
Never compares figures of different runs: all rounds of a program are taken in turn.
Next door: docs/performance.md tells what came out, and how to read it.
"""

import argparse
import cProfile
import os
import platform
import pstats
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from vinculum.script.ast import Function
from vinculum.script.evaluate import evaluate
from vinculum.script.host import UrlRequest, UrlResponse
from vinculum.script.limits import Limits
from vinculum.script.parse import parse
from vinculum.script.values import Datum

TIMES = 100_000
ROUNDS = 7
LIMITS = Limits(steps=10**9, seconds=600.0)

Run = Callable[[int], object]
Slots = list[Any]
Part = Callable[[Slots], Any]


class Quiet:
    """A host that a script which only calculates never asks for anything but the time."""

    def now(self) -> datetime:
        """Tell the time."""
        return datetime(2024, 2, 29, 12, 30, tzinfo=UTC)

    def clock(self) -> float:
        """Tell seconds, as in a real run."""
        return time.monotonic()

    def chance(self, below: int) -> int:
        """Draw nothing."""
        return below - 1

    def info(self, line: str) -> None:
        """Drop a line."""

    def system_variable(self, name: str) -> Datum:
        """Know nobody."""
        return name

    def call_task(self, name: str, arguments: Sequence[Datum]) -> Datum:
        """Do nothing."""
        return [name, *arguments]

    def invoke_url(self, request: UrlRequest) -> UrlResponse:
        """Ask nobody."""
        return UrlResponse(status=404, content=request.url.encode())

    def send_mail(self, settings: Mapping[str, Datum]) -> None:
        """Send nothing."""

    def find_function(self, namespace: str, name: str) -> Function | None:
        """Have no functions."""


class Measured(NamedTuple):
    """One program, three times over."""

    deluge: str
    python: Run
    closures: Callable[[], Part]


LOOP = """
n = 0; total = 0;
while (n < times) { total = total + n * 3 - 1; n = n + 1; }
return total;
"""
TEXT = """
n = 0; found = 0;
while (n < times)
{
    word = "item " + n;
    if (word.contains("99")) { found = found + word.length(); }
    n = n + 1;
}
return found;
"""
MAP = """
n = 0; counts = Map();
while (n < times)
{
    key = n % 100;
    old = counts.get(key);
    if (old == null) { counts.put(key, 1); } else { counts.put(key, old + 1); }
    n = n + 1;
}
return counts.size();
"""


def loop(times: int) -> object:
    """Calculate in a loop."""
    n = total = 0
    while n < times:
        total = total + n * 3 - 1
        n = n + 1
    return total


def text(times: int) -> object:
    """Join and search texts."""
    n = found = 0
    while n < times:
        word = "item " + str(n)
        if "99" in word:
            found = found + len(word)
        n = n + 1
    return found


def map_(times: int) -> object:
    """Count under keys that are texts."""
    n = 0
    counts: dict[str, int] = {}
    while n < times:
        key = str(n % 100)
        old = counts.get(key)
        counts[key] = 1 if old is None else old + 1
        n = n + 1
    return len(counts)


def constant(value: object) -> Part:
    """Make the closure of a value."""
    return lambda _slots: value


def read(slot: int) -> Part:
    """Make the closure of a variable."""
    return lambda slots: slots[slot]


def write(slot: int, value: Part) -> Part:
    """Make the closure of an assignment."""

    def assign(slots: Slots) -> None:
        slots[slot] = value(slots)

    return assign


def joined(left: Part, right: Part, join: Callable[[Any, Any], Any]) -> Part:
    """Make the closure of an operator."""
    return lambda slots: join(left(slots), right(slots))


def plus(left: Part, right: Part) -> Part:
    """Make the closure of a sum."""
    return lambda slots: left(slots) + right(slots)


def minus(left: Part, right: Part) -> Part:
    """Make the closure of a difference."""
    return lambda slots: left(slots) - right(slots)


def product(left: Part, right: Part) -> Part:
    """Make the closure of a product."""
    return lambda slots: left(slots) * right(slots)


def below(left: Part, right: Part) -> Part:
    """Make the closure of a comparison."""
    return lambda slots: left(slots) < right(slots)


def chosen(condition: Part, then: Part, otherwise: Part | None = None) -> Part:
    """Make the closure of a condition."""

    def choose(slots: Slots) -> None:
        if condition(slots):
            then(slots)
        elif otherwise is not None:
            otherwise(slots)

    return choose


def repeated(condition: Part, *body: Part) -> Part:
    """Make the closure of a loop."""

    def repeat(slots: Slots) -> None:
        while condition(slots):
            for part in body:
                part(slots)

    return repeat


# Slots: 0 times, 1 n, 2 the result, 3 a word or key, 4 an old value.
_TIMES, _N, _RESULT, _WORD, _OLD = map(read, range(5))
_NEXT = write(1, plus(_N, constant(1)))


def loop_closures() -> Part:
    """The loop, with no limits and no errors that know their line."""
    tripled = product(_N, constant(3))
    step = write(2, minus(plus(_RESULT, tripled), constant(1)))
    return repeated(below(_N, _TIMES), step, _NEXT)


def text_closures() -> Part:
    """The texts, likewise."""
    word = write(3, joined(constant("item "), _N, lambda left, right: left + str(right)))
    holds = joined(_WORD, constant("99"), lambda left, right: right in left)
    counted = write(2, joined(_RESULT, _WORD, lambda left, right: left + len(right)))
    return repeated(below(_N, _TIMES), word, chosen(holds, counted), _NEXT)


def map_closures() -> Part:
    """The maps, likewise."""
    key = write(3, joined(_N, constant(100), lambda left, right: str(left % right)))
    old = write(4, joined(_RESULT, _WORD, lambda left, right: left.get(right)))
    absent = joined(_OLD, constant(None), lambda left, right: left is right)

    def put(value: Part) -> Part:
        def store(slots: Slots) -> None:
            slots[2][slots[3]] = value(slots)

        return store

    branch = chosen(absent, put(constant(1)), put(plus(_OLD, constant(1))))
    return repeated(below(_N, _TIMES), key, old, branch, _NEXT)


PROGRAMS: Mapping[str, Measured] = {
    "loop": Measured(LOOP, loop, loop_closures),
    "text": Measured(TEXT, text, text_closures),
    "map": Measured(MAP, map_, map_closures),
}


def in_deluge(program: str) -> Callable[[int], int]:
    """Make the function that runs a program in Deluge, and tells its steps."""
    tree = parse(program)
    return lambda times: evaluate(tree, Quiet(), LIMITS, arguments={"times": times}).steps


def in_closures(made: Callable[[], Part], *, starts_with_map: bool) -> Run:
    """Make the function that runs a program made of closures."""
    run = made()

    def start(times: int) -> object:
        slots: Slots = [times, 0, {} if starts_with_map else 0, None, None]
        run(slots)
        return slots[2]

    return start


def seconds_of(run: Run, times: int) -> float:
    """Take the time of one run."""
    started = time.perf_counter()
    run(times)
    return time.perf_counter() - started


def measure(name: str, times: int, rounds: int) -> None:
    """Measure one program in all three ways, in turn, and print the medians."""
    program = PROGRAMS[name]
    deluge = in_deluge(program.deluge)
    ways: dict[str, Run] = {
        "Deluge": deluge,
        "Python": program.python,
        "closures": in_closures(program.closures, starts_with_map=name == "map"),
    }
    taken: dict[str, list[float]] = {way: [] for way in ways}
    steps = deluge(times // 10) * 10
    for round_ in range(1, rounds + 1):
        print(f"\r{name}: round {round_} of {rounds}", end="", file=sys.stderr, flush=True)
        for way, run in ways.items():
            taken[way].append(seconds_of(run, times))
    print("\r", end="", file=sys.stderr)
    median = {way: statistics.median(seconds) for way, seconds in taken.items()}
    own = median["Deluge"]
    print(
        f"{name:<6} {steps / own:>12,.0f} {own:>9.3f} {median['Python']:>9.4f}"
        f" {median['closures']:>9.4f} {own / median['Python']:>9.1f}"
        f" {own / median['closures']:>9.1f}"
    )


def profile(name: str, times: int) -> None:
    """Print where the time of a program goes."""
    run = in_deluge(PROGRAMS[name].deluge)
    profiler = cProfile.Profile()
    profiler.runcall(run, times)
    pstats.Stats(profiler).sort_stats("tottime").print_stats(10)


def main() -> None:
    """Measure all programs, or show the profile of one."""
    options = argparse.ArgumentParser(description=__doc__.strip().split("\n")[0])
    options.add_argument("--times", type=int, default=TIMES)
    options.add_argument("--rounds", type=int, default=ROUNDS)
    options.add_argument("--profile", choices=PROGRAMS, help="show where its time goes")
    given = options.parse_args()
    if given.profile:
        profile(given.profile, given.times)
        return
    print(
        f"CPython {platform.python_version()}, {os.cpu_count()} CPUs,"
        f" load {os.getloadavg()[0]:.2f}; {given.times:,} turns, "
        f"median of {given.rounds} rounds taken in turn"
    )
    print(
        f"{'':<6} {'steps/s':>12} {'Deluge s':>9} {'Python s':>9} {'closures':>9}"
        f" {'/Python':>9} {'/closures':>9}"
    )
    for name in PROGRAMS:
        measure(name, given.times, given.rounds)


if __name__ == "__main__":
    main()
