"""
Make a request of ASGI events.

Owns the limits of size and time while a body arrives, and what a repeated header means.
Never looks into a body.
Next door: asgi.py answers, wire/message.py is what is made here.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import Any, TypeAlias, cast

from vinculum.model.value import Value
from vinculum.ports.services import Limits
from vinculum.server.leaving import KEY, Line
from vinculum.wire.message import WireRequest

# What ASGI passes around; its keys are those of the protocol's specification.
Event: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Event]]
Send: TypeAlias = Callable[[Event], Awaitable[None]]

_HOST = re.compile(r"[A-Za-z0-9._:\[\]-]{1,255}", re.ASCII)


class Disconnected(Exception):
    """The client went away before its request was complete."""


class Arrived(Value):
    """A request, and whether its connection must close because not all of it was read."""

    request: WireRequest
    unread: bool = False


async def read_request(scope: Event, receive: Receive, limits: Limits) -> Arrived:
    """
    Read a request to its end.

    A body over the limit is read on but not kept, so that the client gets to the answer;
    past the upload limit, or when the client offers to wait, it is not even read.
    Raises Disconnected, and TimeoutError for a body that takes too long.
    """
    headers = _headers(scope["headers"])
    uploading = is_upload(scope["method"], scope["raw_path"], headers)
    most = limits.max_upload_bytes if uploading else limits.max_body_bytes
    line: Line | None = scope.get(KEY)
    arrived = line is not None and line.arrived
    body, unread = await _body(headers, receive, limits, most, arrived=arrived)
    request = WireRequest(
        method=scope["method"],
        path=scope["raw_path"].decode("latin-1"),
        query=scope["query_string"].decode("latin-1"),
        headers=headers,
        body=body or b"",
        too_large=body is None,
        base_url=_base_url(scope, headers.get("host", "")),
    )
    return Arrived(request=request, unread=unread)


async def _body(
    headers: dict[str, str], receive: Receive, limits: Limits, most: int, *, arrived: bool
) -> tuple[bytes | None, bool]:
    """The body, None when it is too large; and whether some of it was left unread."""
    announced = headers.get("content-length", "")
    too_large = announced.isdigit() and int(announced[:20]) > most
    if too_large and headers.get("expect", "").lower() == "100-continue":
        return None, True
    if arrived:  # the usual case, which is worth not having a timer for
        return await _pieces(receive, limits, most, too_large=too_large)
    async with asyncio.timeout(limits.request_seconds):
        return await _pieces(receive, limits, most, too_large=too_large)


async def _pieces(
    receive: Receive, limits: Limits, most: int, *, too_large: bool
) -> tuple[bytes | None, bool]:
    """The body as it comes, see _body."""
    pieces: list[bytes] = []
    size = 0
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise Disconnected
        piece = cast("bytes", event.get("body", b""))
        more = bool(event.get("more_body", False))
        size += len(piece)
        if size > most:
            pieces.clear()
            too_large = True
        if not too_large:
            pieces.append(piece)
        if not more:
            return (None if too_large else b"".join(pieces)), False
        if size > limits.max_upload_bytes:
            return None, True


def is_upload(method: str, path: bytes, headers: Mapping[str, str]) -> bool:
    """Tell whether a request brings a file, which may be larger than other bodies."""
    kind = headers.get("content-type", "").lstrip().lower()
    return (
        method == "POST"
        and path.lower().rstrip(b"/").endswith(b"/attachments")
        and kind.startswith("multipart/form-data")
    )


def _headers(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by lower-case name; repeated ones are joined with commas, as HTTP means them."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in pairs:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _base_url(scope: Event, host: str) -> str:
    """Scheme and host as the client wrote them; the listening address when it wrote none."""
    if _HOST.fullmatch(host) is None:
        address, port = scope.get("server") or ("localhost", None)
        host = f"{address}:{port}" if port else address
    return f"{scope['scheme']}://{host}"
