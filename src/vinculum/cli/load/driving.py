"""
Send requests over kept connections, each as soon as the one before it was answered.

Owns the clock of every single request. Parses answers in C and looks into no body, so that one
core drives more requests than the server on another core can answer.
Never decides which requests are sent; cases.py does.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

import httptools
import uvloop

from vinculum.cli.load.measures import Sample
from vinculum.cli.problem import Problem
from vinculum.model.value import Value

T = TypeVar("T")
NS = 1_000_000_000
PATIENCE_SECONDS = 60.0


class Target(Value):
    """Where a server listens, with the token that requests carry."""

    host: str
    port: int
    tls: bool
    token: str

    def request(self, method: str, path: str, body: bytes = b"") -> bytes:
        """Write a whole request, ready to be sent."""
        length = f"Content-Length: {len(body)}\r\n" if body else ""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n"
            f"Authorization: Zoho-oauthtoken {self.token}\r\n{length}\r\n"
        )
        return head.encode("latin-1") + body


def target_of(url: str, token: str) -> Target:
    """Read the address of a server; Problem when it is none."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0:
        raise Problem(f"{url!r} is not the address of a server, as http://127.0.0.1:8080")
    tls = parts.scheme == "https"
    return Target(host=parts.hostname, port=port or (443 if tls else 80), tls=tls, token=token)


class _Connection(asyncio.Protocol):
    """One kept connection; `answered` is told the status and time of each request, and goes on."""

    def __init__(self, run: _Run) -> None:
        self._run = run
        self._parser = httptools.HttpResponseParser(self)
        self._sent = 0
        self._body: list[bytes] = []
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._run.ended(self._sent != 0)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        sent, self._sent = self._sent, 0
        self._run.answered(self._parser.get_status_code(), sent, self._body)
        if not self._parser.should_keep_alive():
            self._run.failed = "the server closed the connection"
            self._close()
            return
        self._send()

    def _send(self) -> None:
        request = self._run.take()
        if request is None or self._transport is None:
            self._close()
            return
        self._sent = time.perf_counter_ns()
        self._transport.write(request)

    def _close(self) -> None:
        if self._transport is not None:
            self._transport.close()


class _Run:
    """All connections of one run, until its time is over or its requests are."""

    def __init__(
        self, following: Callable[[], bytes | None], expected: frozenset[int], seconds: float
    ) -> None:
        self._following = following
        self._expected = expected
        self._length = int(seconds * NS)
        self._open = 0
        self._end = 0
        self.failed = ""
        self.sample = Sample()
        self.over = asyncio.Event()

    def begin(self, connections: int) -> None:
        """Start the clock."""
        self._open = connections
        self.sample.began = time.perf_counter_ns()
        self._end = self.sample.began + self._length

    def take(self) -> bytes | None:
        """The next request, None when there is none any more."""
        if self.failed or time.perf_counter_ns() >= self._end:
            return None
        return self._following()

    def answered(self, status: int, sent: int, body: list[bytes]) -> None:
        """Count an answer; one that was not expected ends the run with its words."""
        now = time.perf_counter_ns()
        self.sample.latencies.append(now - sent)
        self.sample.ended = now
        if status not in self._expected:
            self.failed = f"answered {status}: {b''.join(body).decode(errors='replace')[:300]}"
        body.clear()

    def ended(self, unanswered: bool) -> None:
        """Count a connection out."""
        if unanswered and not self.failed:
            self.failed = "the server closed the connection before it answered"
        self._open -= 1
        if self._open == 0:
            self.over.set()


async def drive(
    target: Target,
    following: Callable[[], bytes | None],
    expected: frozenset[int],
    *,
    connections: int,
    seconds: float,
) -> Sample:
    """
    Send requests over so many connections for so long, and give the time of each.

    Problem when the server cannot be reached or answers what was not expected.
    """
    loop = asyncio.get_running_loop()
    run = _Run(following, expected, seconds)
    run.begin(connections)
    context = ssl.create_default_context() if target.tls else None
    try:
        for _ in range(connections):
            await loop.create_connection(
                lambda: _Connection(run), target.host, target.port, ssl=context
            )
    except OSError as error:
        raise Problem(f"{target.host}:{target.port} cannot be reached: {error}") from error
    try:
        await asyncio.wait_for(run.over.wait(), seconds + PATIENCE_SECONDS)
    except TimeoutError:
        run.failed = f"a request was not answered within {PATIENCE_SECONDS:.0f} s"
    if run.failed:
        raise Problem(f"the server {run.failed}")
    return run.sample


def run_driver(main: Coroutine[Any, Any, T]) -> T:
    """Run a driver's coroutine on the fastest event loop there is here."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main)
