"""
Start servers to be measured, each on a database of its own, and end them.

Owns which core is whose: the first one is the server's, the last one the load's. With one core
only, all share it, and figures say little.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from vinculum.cli.load.driving import Target
from vinculum.model.value import Value

ROOT = Path(__file__).parent.parent
PATIENCE_SECONDS = 60.0
CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
MODULE = ("-m", "vinculum")
NO_SETTINGS: Mapping[str, str] = {}


class Server(Value):
    """A running server: where it listens, and its database file."""

    target: Target
    file: Path
    start_seconds: float


@contextmanager
def on_core(whose: Literal["server", "load"]) -> Iterator[None]:
    """Bind this process, and those that it starts meanwhile, to a core."""
    if len(CORES) < 2:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {CORES[0] if whose == "server" else CORES[-1]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
        return port


def waiting(port: int) -> None:
    """Wait until somebody listens."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise TimeoutError(f"nobody listens on port {port}")


@contextmanager
def started(command: Sequence[str], **settings: str) -> Iterator[None]:
    """Run a program on the server's core."""
    environment = {**os.environ, **settings}
    with on_core("server"):
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, env=environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def issue_token(url: str) -> str:
    """Make the database, and a token that may do everything with records."""
    scope = "ZohoCRM.modules.ALL"
    command = [sys.executable, *MODULE, "token", "issue", "--scope", scope, "--json"]
    done = subprocess.run([*command, "--database", url], capture_output=True, check=True, cwd=ROOT)
    token: str = json.loads(done.stdout)["access_token"]
    return token


@contextmanager
def serving(
    file: Path, *, settings: Mapping[str, str] = NO_SETTINGS, token: str | None = None
) -> Iterator[Server]:
    """Serve a database file, made when it is not there."""
    url, port = f"sqlite:///{file}", free_port()
    token = token or issue_token(url)
    command = [sys.executable, *MODULE, "serve", "--port", str(port), "--database", url]
    begin = time.monotonic()
    with started(command, **settings):
        waiting(port)
        target = Target(host="127.0.0.1", port=port, tls=False, token=token)
        yield Server(target=target, file=file, start_seconds=time.monotonic() - begin)
