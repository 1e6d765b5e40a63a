"""
Shape a request and a response, free of any server.

Owns the two messages at the border.
Never parses a body.
Next door: server/asgi.py makes and sends them.
"""

from __future__ import annotations

from collections.abc import Mapping

from vinculum.model.value import Value

JSON_TYPE = "application/json;charset=UTF-8"


class WireRequest(Value):
    """
    A request as it came.

    `path` is the raw path, still percent-encoded; `query` the raw query string without
    the question mark; header names are lower case. `too_large` tells that the body passed
    the limit and was not kept. `base_url` is scheme and host as the client sees them.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = {}
    body: bytes = b""
    too_large: bool = False
    base_url: str = ""


class WireResponse(Value):
    """A complete answer; `headers` in wire order; a body of b"" means no body at all."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
