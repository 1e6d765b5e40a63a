"""
Guard what arrives before there is a request: heads too long, too slow, or no HTTP at all.

Owns the answers to what cannot be read, in the wire's own words.
Never sees a body's content; reading.py limits bodies.
Next door: listening.py hands this protocol to the HTTP server.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from itertools import chain
from typing import Any, cast

import httptools
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from vinculum.errors import catalogue
from vinculum.errors.refusal import Entry
from vinculum.server.leaving import KEY, Line
from vinculum.wire.envelope import encode_refusal

MAX_HEAD_BYTES = 65_536
NEVER = float("inf")


class HeadTooLarge(Exception):
    """The address and headers of a request are longer than any honest ones."""


# What the parser stumbles over, and what that means here.
MEANINGS: dict[type[BaseException], Entry] = {
    HeadTooLarge: catalogue.HEAD_TOO_LARGE,
    httptools.HttpParserInvalidMethodError: catalogue.METHOD_INVALID,
    httptools.HttpParserInvalidURLError: catalogue.URL_UNKNOWN,
    UnicodeDecodeError: catalogue.URL_UNKNOWN,  # a path with raw bytes above ASCII
}


class GuardedConnection(HttpToolsProtocol):
    """
    One connection of the HTTP server, with limits to the head of each request.

    A class of its own is made with the bounds from the settings: `header_seconds` for a head,
    `answer_seconds` for a client to take an answer, and `most` connections at a time.
    """

    header_seconds = 10.0
    answer_seconds = 30.0
    most = 1000

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - passed on as they are.
        super().__init__(*args, **kwargs)
        self._in_head = True
        self._head_bytes = 0
        self._head_due = NEVER
        self._head_timer: asyncio.TimerHandle | None = None
        self._answer_timer: asyncio.TimerHandle | None = None
        self._line = Line()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a connection; its first request has to begin in time."""
        super().connection_made(cast("asyncio.Transport", transport))
        if len(self.connections) > self.most:
            self._refuse(catalogue.TOO_MANY_REQUESTS, (b"retry-after", b"1"))
        else:
            self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection, and what its client waits for, unless that has begun."""
        if self._head_timer is not None:
            self._head_timer.cancel()
        if self._answer_timer is not None:
            self._answer_timer.cancel()
        self.pipeline.clear()
        self._line.cut()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes; a head that goes on and on is refused before it is complete."""
        self._head_bytes += len(data)
        super().data_received(data)
        if self._in_head and self._head_bytes > MAX_HEAD_BYTES:
            self._refuse(catalogue.HEAD_TOO_LARGE)

    def on_message_begin(self) -> None:
        """Begin to read the head of a request."""
        super().on_message_begin()
        cast("dict[str, Any]", self.scope)[KEY] = self._line
        self._line.arrived = False
        self._expect_head()

    def on_headers_complete(self) -> None:
        """Have the head; what follows is a body."""
        self._in_head = False
        self._head_due = NEVER
        length = sum(map(len, chain.from_iterable(self.headers))) + 4 * len(self.headers)
        if len(self.url) + length > MAX_HEAD_BYTES:
            raise HeadTooLarge
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Have the whole request; the next bytes are the head of another one."""
        super().on_message_complete()
        self._line.arrived = True
        self._in_head = True
        self._head_bytes = 0

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - the catalogue has the words.
        """Answer what cannot be read; called while the parser's exception is handled."""
        entries = (MEANINGS[type(cause)] for cause in _causes() if type(cause) in MEANINGS)
        self._refuse(next(entries, catalogue.REQUEST_UNREADABLE))

    def pause_writing(self) -> None:
        """Have more to send than the client takes; it gets some time."""
        super().pause_writing()
        self._expect_reading()

    def on_response_complete(self) -> None:
        """Have sent an answer; the client has to take it in time."""
        if self.transport.get_write_buffer_size():
            self._expect_reading()
        super().on_response_complete()

    def _expect_reading(self) -> None:
        if self._answer_timer is None:
            self._answer_timer = self.loop.call_later(self.answer_seconds, self._cut_off)

    def _cut_off(self) -> None:
        """End a connection whose client does not take what it was sent."""
        self._answer_timer = None
        if self.transport.get_write_buffer_size():
            self.transport.abort()

    def _refuse(self, entry: Entry, *more: tuple[bytes, bytes]) -> None:
        if self.transport.is_closing():
            return
        response = encode_refusal(entry.refusal())
        lines = [
            *((name.lower().encode(), value.encode()) for name, value in response.headers),
            *more,
            (b"content-length", b"%d" % len(response.body)),
            (b"connection", b"close"),
        ]
        head = b"".join(b"%b: %b\r\n" % line for line in lines)
        self.transport.write(STATUS_LINE[response.status] + head + b"\r\n" + response.body)
        self.transport.close()

    def _expect_head(self) -> None:
        """Set when a head is due. One timer serves all heads of a connection, one by one."""
        self._head_due = self.loop.time() + self.header_seconds
        if self._head_timer is None:
            self._head_timer = self.loop.call_at(self._head_due, self._look_for_head)

    def _look_for_head(self) -> None:
        """Close a connection whose head does not come, unless it waits for us."""
        self._head_timer = None
        if self._head_due == NEVER:
            return
        if self.loop.time() < self._head_due:
            self._head_timer = self.loop.call_at(self._head_due, self._look_for_head)
            return
        cycle = cast("RequestResponseCycle | None", self.cycle)
        if cycle is not None and not cycle.response_complete:
            self._expect_head()
        else:
            self.transport.close()


def _causes() -> Iterator[BaseException]:
    """The exception being handled and those under it; the parser wraps what callbacks raise."""
    error = sys.exception()
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
