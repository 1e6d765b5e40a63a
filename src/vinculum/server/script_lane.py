"""
Make deferred answers beside the lanes: scripts run long, and write in transactions of their own.

Owns the few threads for it and how many answers may wait.
Never touches the store itself.
Next door: lanes.py for everything else.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from vinculum.server.lanes import LaneClosed, LaneFull
from vinculum.wire.message import Deferred, WireResponse


class ScriptLane:
    """Threads for scripts. `run` is called on the event loop."""

    def __init__(self, *, threads: int, limit: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="script")
        self._limit = threads + limit
        self._count = 0
        self._open = True

    async def run(self, deferred: Deferred) -> WireResponse:
        """Make an answer, and wait for it. Raises LaneFull or LaneClosed."""
        if not self._open:
            raise LaneClosed
        if self._count >= self._limit:
            raise LaneFull
        self._count += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, deferred.finish)
        finally:
            self._count -= 1

    async def stop(self) -> None:
        """Take no more, and wait for those that run; a script's own limits bound the wait."""
        self._open = False
        await asyncio.to_thread(self._pool.shutdown, wait=True, cancel_futures=True)
