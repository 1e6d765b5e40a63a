"""
Know when a client has gone, so that nobody works for it.

Owns the link between a connection and the job that its request waits for.
Never ends a job that has begun: what is half done is done to the end.
Next door: connections.py says that the client went, lanes.py takes the job back.
"""

from __future__ import annotations

import asyncio
from typing import Any

# Under this key of the ASGI scope the door finds the connection's line.
KEY = "vinculum.line"


class Line:
    """
    One connection, as its requests know it; used on the event loop only.

    `arrived` tells that the last request that began is complete, so that nobody need wait for it.
    """

    __slots__ = ("arrived", "gone", "waiting")

    def __init__(self) -> None:
        self.arrived = False
        self.gone = False
        self.waiting: asyncio.Future[Any] | None = None

    def cut(self) -> None:
        """The client went away; nobody waits for the answer any more."""
        self.gone = True
        if self.waiting is not None:
            self.waiting.cancel()
