"""
Show a person how far something is; a program that reads the results never sees it.

Owns the bar on standard error, which is shown at a terminal only.
Never decides what is counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Bar(Protocol):
    """A bar that is told where things stand."""

    def __call__(self, done: int, total: int | None = None, *, label: str = "") -> None:
        """Tell how much is done, and of how much if that is known."""
        ...


@contextmanager
def progress(label: str) -> Iterator[Bar]:
    """Show a bar until the block ends."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as shown:
        task = shown.add_task(label, total=None)

        def told(done: int, total: int | None = None, *, label: str = label) -> None:
            shown.update(task, completed=done, total=total, description=label)

        yield told
