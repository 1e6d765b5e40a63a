"""
Run the benchmark as a whole: set the stage, play, clear up.

Owns the progress bar, and that a stage is cleared whatever happens.
Never shows a result.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from random import Random

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from vinculum.cli.load.asking import Asking
from vinculum.cli.load.cases import cases_of
from vinculum.cli.load.driving import Target
from vinculum.cli.load.measures import Result
from vinculum.cli.load.measuring import Course, mark_of_now, play_all
from vinculum.cli.load.stage import Step, build, clear
from vinculum.cli.problem import Problem

# A hundred new links take at least two milliseconds; a fresh campaign has room for ten times.
FRESH_PER_SECOND = 50


def measured(target: Target, course: Course, *, keep: bool) -> list[Result]:
    """Measure all cases on a stage of their own; Problem when the server does not play along."""
    mark = mark_of_now()
    with closing(Asking(target)) as asking, steps() as (step, progress):
        try:
            results = _played(target, course, mark, asking, (step, progress))
        except BaseException:
            if not keep:
                with suppress(Problem):  # What went wrong before says more.
                    clear(asking, mark, step)
            raise
        if not keep:
            clear(asking, mark, step)
        return results


def _played(
    target: Target, course: Course, mark: str, asking: Asking, shown: tuple[Step, Progress]
) -> list[Result]:
    step, progress = shown
    seconds = course.seconds * course.rounds * len(course.connections) + 1
    stage = build(asking, mark, fresh=int(seconds * FRESH_PER_SECOND), step=step)
    cases = cases_of(target, stage, Random(mark))
    task = progress.add_task("Measuring", total=course.turns(len(cases)))

    def tick(name: str) -> None:
        progress.update(task, description=f"Measuring {name}", advance=1)

    return play_all(target, cases, course, tick)


@contextmanager
def steps() -> Iterator[tuple[Step, Progress]]:
    """A progress bar on standard error, and what moves it."""
    with Progress(
        TextColumn("{task.description:<32}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    ) as progress:
        tasks = {
            name: progress.add_task(name, total=None, visible=False)
            for name in ("Making records", "Cleaning up")
        }

        def step(name: str, done: int, total: int) -> None:
            progress.update(tasks[name], completed=done, total=total or None, visible=True)

        yield step, progress
