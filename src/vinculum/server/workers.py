"""
Serve with several processes from one socket.

Owns the processes: they are started together, one that dies is replaced, and all are told to
stop when this one is. The system hands each connection to one of them.
Never answers a request.
Next door: worker.py is such a process.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from time import monotonic
from types import FrameType

import msgspec

from vinculum.server.settings import SETTINGS, Settings
from vinculum.server.worker import READY

LOOK_SECONDS = 0.2
GRACE_SECONDS = 15.0  # what a process may need to end beyond the time for requests
YOUNG_SECONDS = 2.0  # who dies younger is replaced after a while only

_log = logging.getLogger(__name__)


class WorkerProblem(Exception):
    """A process does not come up; the text says where the reason stands."""


class Workers:
    """The processes that serve; `start`, `watch` and `stop` are called by one thread."""

    def __init__(self, settings: Settings, bound: socket.socket) -> None:
        self._settings = settings
        self._bound = bound
        self._processes: dict[int, subprocess.Popen[str]] = {}
        self._born: dict[int, float] = {}
        self._awake = Event()
        self._stops = 0
        self._codes: list[int] = []

    def serve(self, announce: Callable[[], None]) -> bool:
        """
        Serve until SIGTERM or SIGINT; tells whether all processes finished their work.

        WorkerProblem when one of them does not come up in the beginning.
        """
        self._bound.listen(socket.SOMAXCONN)
        with self._signalled():
            try:
                for number in range(self._settings.workers):
                    self._start(number)
                for number, process in self._processes.items():
                    if not self._stops and not _is_ready(process):
                        raise WorkerProblem(
                            f"worker {number} did not come up; the log above says why"
                        )
                if not self._stops:
                    announce()
                self._watch()
            finally:
                if not self._stops:
                    self._tell()
                for process in self._processes.values():
                    self._codes.append(self._end_of(process))
                    _let_go(process)
        # Who was told before it served has died of the signal, and has left nobody waiting.
        return not set(self._codes) - {0, -signal.SIGTERM}

    def _watch(self) -> None:
        while not self._stops:
            self._awake.wait(LOOK_SECONDS)
            for number, process in list(self._processes.items()):
                if process.poll() is None or self._stops:
                    continue
                _log.error("worker %d ended with code %d; replacing it", number, process.returncode)
                _let_go(process)
                if monotonic() - self._born[number] < YOUNG_SECONDS:
                    self._awake.wait(YOUNG_SECONDS)
                if not self._stops:
                    self._start(number)

    def _end_of(self, process: subprocess.Popen[str]) -> int:
        """Wait for the end of a process; one that is stuck is not waited for for ever."""
        try:
            return process.wait(self._settings.stop_seconds + GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            _log.error("a worker does not end; it is killed")
            process.kill()
            return process.wait()

    def _start(self, number: int) -> None:
        descriptor = self._bound.fileno()
        self._born[number] = monotonic()
        self._processes[number] = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "vinculum.server.worker", str(descriptor)],
            env={**os.environ, **_environment(self._settings, number)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            pass_fds=[descriptor],
            process_group=0,  # the keyboard's signals come to this process only
        )
        if self._stops:  # the signal came while the process was made, and has missed it
            self._processes[number].send_signal(signal.SIGTERM)

    @contextmanager
    def _signalled(self) -> Iterator[None]:
        numbers = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, self._hear) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        """Pass a signal on; the first one lets work be finished, the second one hurries."""
        self._stops += 1
        self._tell()
        self._awake.set()

    def _tell(self) -> None:
        for process in self._processes.values():
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)


def _is_ready(process: subprocess.Popen[str]) -> bool:
    """Wait until a process serves, or has ended."""
    return process.stdout is not None and process.stdout.readline().strip() == READY


def _let_go(process: subprocess.Popen[str]) -> None:
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()


def _environment(settings: Settings, number: int) -> dict[str, str]:
    """Write settings as a process reads them; each answers Prometheus at a port of its own."""
    port = settings.metrics_port and settings.metrics_port + number
    own = msgspec.structs.replace(settings, workers=1, demo=False, metrics_port=port)
    return {
        row.variable: str(value).lower() if isinstance(value, bool) else str(value)
        for name, row in SETTINGS.items()
        if (value := getattr(own, name)) is not None
    }
