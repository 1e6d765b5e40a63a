"""
Make deferred answers beside the lanes: scripts run long, and write in transactions of their own.

Owns the few threads for it and how many answers may wait.
Never touches the store itself.
Next door: lanes.py for everything else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from vinculum.server.lanes import LaneClosed, LaneFull
from vinculum.wire.message import Deferred, WireResponse


class ScriptLane:
    """Threads for scripts. `run` is called on the event loop; `patience` counts seconds."""

    def __init__(self, *, threads: int, limit: int, patience: float) -> None:
        self._patience = patience
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="script")
        self._limit = threads + limit
        self._count = 0
        self._open = True

    async def run(self, deferred: Deferred) -> WireResponse:
        """
        Make an answer, and wait for it.

        Raises LaneClosed, or LaneFull when too many wait or it waited too long to begin.
        """
        if not self._open:
            raise LaneClosed
        if self._count >= self._limit:
            raise LaneFull
        self._count += 1
        try:
            loop = asyncio.get_running_loop()
            latest = loop.time() + self._patience
            return await loop.run_in_executor(self._pool, _begin, deferred, loop.time, latest)
        finally:
            self._count -= 1

    async def stop(self) -> None:
        """Take no more, and wait for those that run; a script's own limits bound the wait."""
        self._open = False
        await asyncio.to_thread(self._pool.shutdown, wait=True, cancel_futures=True)


def _begin(deferred: Deferred, now: Callable[[], float], latest: float) -> WireResponse:
    """Make an answer, unless whoever asked has waited too long: nothing was run then."""
    if now() > latest:
        raise LaneFull
    return deferred.finish()
