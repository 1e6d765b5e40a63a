"""
Tell whether this process lives, and whether it can serve.

Owns the two addresses for it and what counts as ready.
Never waits for a lane, and never says more than a word: no path, version or secret.
Next door: asgi.py asks; docs/guide/monitoring.md tells operators.
"""

from __future__ import annotations

import asyncio
import logging

from vinculum.ports.services import Services
from vinculum.wire.message import WireResponse

LIVE_PATH = "/health/live"
READY_PATH = "/health/ready"
PATHS = frozenset({LIVE_PATH, READY_PATH})
KNOWN_SECONDS = 1.0
PATIENCE_SECONDS = 2.0
STARTING, STOPPING, SILENT = "starting", "stopping", "the database does not answer"
OTHER_TABLES = "the tables are of another version"
_TEXT = ("Content-Type", "text/plain")

_log = logging.getLogger(__name__)


class Health:
    """
    What this process knows of itself; used on the event loop only.

    The tables were checked when the store was opened, but a later program may have brought them
    up to date since, or a backup taken their place.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self.state = STARTING
        self._asked = float("-inf")
        self._found = SILENT
        self._asking: asyncio.Task[str] | None = None

    async def answer(self, path: str) -> WireResponse:
        """Answer one of the two addresses."""
        trouble = "" if path == LIVE_PATH else await self._trouble()
        if trouble:
            headers = (_TEXT, ("Retry-After", "1"))
            return WireResponse(status=503, headers=headers, body=f"{trouble}\n".encode())
        word = b"ok\n" if path == LIVE_PATH else b"ready\n"
        return WireResponse(status=200, headers=(_TEXT,), body=word)

    async def _trouble(self) -> str:
        """Why requests should go elsewhere; empty when there is no reason."""
        if self.state:
            return self.state
        return await self._database_trouble()

    async def _database_trouble(self) -> str:
        """Ask the store, at most once a second, and never twice at a time."""
        monotonic = self._services.clock.monotonic
        if self._asking is None and monotonic() - self._asked >= KNOWN_SECONDS:
            self._asking = asyncio.create_task(self._ask())
        if self._asking is None:
            return self._found
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await asyncio.shield(self._asking)
        except TimeoutError:
            return SILENT

    async def _ask(self) -> str:
        try:
            current = await asyncio.to_thread(self._services.store.is_current)
            self._found = "" if current else OTHER_TABLES
            if not current:
                _log.warning("the tables are of another version of the program; start that one")
        except Exception:  # noqa: BLE001 - whatever it is, the store does not serve; we log it.
            _log.warning("the database does not answer", exc_info=True)
            self._found = SILENT
        self._asked = self._services.clock.monotonic()
        self._asking = None
        return self._found
