"""
Start the server and kill it: at any moment, or at a chosen one.

Owns the process. `python -m tests.crash.serving AIM DELAY serve ...` is the server of the
project with one change: a child waits to kill it with signal 9 when the aim is met.
"""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import cast

ROOT = Path(__file__).parents[2]
START_SECONDS = 60.0
AIMS = ("commit", "committed", "checkpoint")


class Server:
    """A server process on a database; `aim` and `delay` are for a kill by itself."""

    def __init__(self, database: str, log: Path, aim: str = "", delay: float = 0.0) -> None:
        program = ["-m", "vinculum"] if not aim else ["-m", "tests.crash.serving", aim, str(delay)]
        self._log = log.open("ab")
        self.process = subprocess.Popen(
            [sys.executable, *program, "serve", "--port", "0", "--database", database],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            env=environment(),
        )

    def listens(self) -> int:
        """Wait until it listens, and give the port. RuntimeError when it ends instead."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if at := re.search(r"listens +http://127\.0\.0\.1:(\d+)", line):
                port = int(at[1])
            if line.startswith("Stop with"):
                return port
        self.wait()
        raise RuntimeError(f"the server did not start: exit code {self.process.returncode}")

    def kill(self) -> None:
        """Kill it at once and wait for its end."""
        self.process.kill()
        self.wait()

    def wait(self) -> None:
        """Wait for its end."""
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
        self._log.close()


def environment() -> dict[str, str]:
    """The environment of all processes: no limit on tokens, which are counted in memory."""
    plain = {name: text for name, text in os.environ.items() if "VINCULUM" not in name}
    many = str(10**6)
    return {
        **plain,
        "VINCULUM_ACCESS_TOKENS_PER_WINDOW": many,
        "VINCULUM_ACTIVE_ACCESS_TOKENS": many,
        "VINCULUM_LOG_LEVEL": "error",
    }


def _killer(delay: float) -> int:
    """Fork what kills this process `delay` seconds after a byte arrives; give where to write."""
    out, into = os.pipe()
    victim = os.getpid()
    if os.fork() == 0:
        os.close(into)
        if os.read(out, 1):
            time.sleep(delay)
            os.kill(victim, signal.SIGKILL)
        os._exit(0)
    os.close(out)
    return into


class _Aimed(sqlite3.Connection):
    """A connection that tells the killer just before, or just behind, the COMMIT chosen."""

    into = -1
    aim = ""
    left = 0

    def execute(self, text, *values):
        if text != "COMMIT" or _Aimed.left < 0:
            return super().execute(text, *values)
        _Aimed.left -= 1
        if _Aimed.left >= 0:
            return super().execute(text, *values)
        if _Aimed.aim != "committed":
            os.write(_Aimed.into, b"x")
        done = super().execute(text, *values)
        if _Aimed.aim == "checkpoint":
            super().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if _Aimed.aim == "committed":
            os.write(_Aimed.into, b"x")
            threading.Event().wait()
        return done


def main() -> None:
    """Serve as `vinculum` does, with the killer beside."""
    aim, delay = sys.argv[1], float(sys.argv[2])
    into = _killer(delay)
    from vinculum.cli.main import main as vinculum
    from vinculum.sqlstore.engines import ENGINES
    from vinculum.sqlstore.engines.sqlite import SqliteEngine

    _Aimed.into, _Aimed.aim, _Aimed.left = into, aim, 5 + os.getpid() % 40
    cast("dict", ENGINES)["sqlite"] = lambda url, _tuning: SqliteEngine(url, factory=_Aimed)
    sys.argv = ["vinculum", *sys.argv[3:]]
    vinculum()


if __name__ == "__main__":
    main()
