"""
The program, with one change: it dies of signal 9 at a chosen statement of a migration.

Run as `migrating.py NUMBER MOMENT ARGUMENT...`: MOMENT is `before` or `behind` the statement with
that number, counted from 1. It ends as `vinculum` does when there are not so many.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from sqlalchemy import Engine, event

from vinculum.cli.main import main


class Killer:
    """Counts statements; COMMIT is the last of them."""

    def __init__(self, number: int, moment: str) -> None:
        self._left = number
        self._moment = moment

    def before(self, *_: Any) -> None:
        """Count a statement that is about to run."""
        self._left -= 1
        if self._left == 0 and self._moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)

    def behind(self, *_: Any) -> None:
        """Hear that a statement has run."""
        if self._left == 0 and self._moment == "behind":
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    killer = Killer(int(sys.argv[1]), sys.argv[2])
    for name in ("before_cursor_execute", "commit"):
        event.listen(Engine, name, killer.before)
    # The engine of a migration is disposed of as soon as its COMMIT has come back.
    for name in ("after_cursor_execute", "engine_disposed"):
        event.listen(Engine, name, killer.behind)
    sys.argv = ["vinculum", *sys.argv[3:]]
    main()
