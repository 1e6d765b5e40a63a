"""
Shape a request and a response, free of any server.

Owns the messages at the border.
Never parses a body.
Next door: server/asgi.py makes and sends them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from vinculum.model.value import Value
from vinculum.ports.store import Store, Work

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


class Pieces(Value):
    """
    A body that is read piece by piece while it is sent, because it may be large.

    `read` gives a piece by its number from 0, each in a reading of its own of the org; None when
    it is not there any more, and then the answer breaks off.
    """

    org_id: int
    size: int
    count: int
    read: Callable[[Work, int], bytes | None]


class WireResponse(Value):
    """
    A complete answer; `headers` in wire order; a body of b"" means no body at all.

    With `pieces` the body follows from there.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    pieces: Pieces | None = None


class Deferred(Value):
    """
    An answer that takes long and writes in transactions of its own: it is made outside of any.

    `run` may be called once, on any thread. `headers` stand behind those of the answer.
    """

    run: Callable[[], WireResponse]
    headers: tuple[tuple[str, str], ...] = ()

    def finish(self) -> WireResponse:
        """Make the answer."""
        response = self.run()
        return replace(response, headers=(*response.headers, *self.headers))


def completed(answer: WireResponse | Deferred) -> WireResponse:
    """The answer itself; one that was deferred is made now, by whoever asks."""
    return answer.finish() if isinstance(answer, Deferred) else answer


def gathered(response: WireResponse, store: Store) -> WireResponse:
    """An answer with its whole body in it, for who has no use for pieces."""
    pieces = response.pieces
    if pieces is None:
        return response

    def read(work: Work) -> bytes:
        return b"".join(pieces.read(work, number) or b"" for number in range(pieces.count))

    return replace(response, body=store.read(pieces.org_id, read), pieces=None)
