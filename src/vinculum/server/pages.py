"""
Hand requests for pages to the application that serves them, and run its work.

Owns the bridge between one read request and an application of its own; the lanes as pages know
them. Loaded with the first page, because most servers are asked for none at their start.
Never decides what is shown.
Next door: asgi.py calls, console/routes.py has the pages, lanes.py runs the work.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from vinculum.console.routes import console
from vinculum.console.visit import Busy, Unavailable
from vinculum.ports.services import Services
from vinculum.ports.store import StoreFailure, Work
from vinculum.server.lanes import Lane, LaneClosed, LaneFull, TookTooLong
from vinculum.server.reading import Arrived, Event, Receive, Send
from vinculum.server.sources import ClockStepped
from vinculum.server.traffic import NO_ENDPOINT, Asked
from vinculum.wire.message import WireResponse

T = TypeVar("T")
# Each password takes a tenth of a second and 64 MB on purpose; more at once would be a way
# to stop the server.
_AT_ONCE = 2
_MOST_WAITING = 20


class PageLanes:
    """The lanes of the process, as pages use them."""

    def __init__(self, services: Services, *, read: Lane, write: Lane) -> None:
        self._services = services
        self._read = read
        self._write = write
        self._orgs: Sequence[int] = ()
        self._computing = asyncio.Semaphore(_AT_ONCE)
        self._waiting = 0

    async def read(self, org_id: int, run: Callable[[Work], T]) -> T:
        """Run a reading on a snapshot."""
        return await self._run(self._read, org_id, run)

    async def write(self, org_id: int, run: Callable[[Work], T]) -> T:
        """Run a job that may write; when it returns, what it wrote is on disk."""
        return await self._run(self._write, org_id, run)

    async def read_orgs(self) -> Sequence[int]:
        """Read the ids of all orgs, once: a serving process gets no new ones."""
        if not self._orgs:
            try:
                self._orgs = await asyncio.to_thread(self._services.store.read_orgs)
            except StoreFailure as failure:
                raise Unavailable(str(failure)) from failure
        return self._orgs

    async def compute(self, run: Callable[[], T]) -> T:
        """Run what only takes time, two at once; when too many wait already, Busy."""
        if self._waiting >= _MOST_WAITING:
            raise Busy
        self._waiting += 1
        try:
            async with self._computing:
                return await asyncio.to_thread(run)
        finally:
            self._waiting -= 1

    @staticmethod
    async def _run(lane: Lane, org_id: int, run: Callable[[Work], T]) -> T:
        try:
            return await lane.run(org_id, run)
        except (LaneFull, LaneClosed, TookTooLong) as full:
            raise Busy from full
        except (StoreFailure, ClockStepped) as failure:
            raise Unavailable(str(failure)) from failure


class Pages:
    """The application of all pages."""

    def __init__(self, services: Services, *, read: Lane, write: Lane) -> None:
        self._application = console(services, PageLanes(services, read=read, write=write))

    async def serve(
        self, scope: Event, receive: Receive, send: Send, arrived: Arrived
    ) -> tuple[Asked, WireResponse]:
        """
        Serve one request that was read to its end; a body that was too large is not there.

        Gives what there is to note about it: for which page it was and who asked, and the status.
        """
        body: list[bytes] = [arrived.request.body]
        statuses: list[int] = []

        async def receive_again() -> Event:
            if body:
                return {"type": "http.request", "body": body.pop(), "more_body": False}
            return await receive()  # tells when the browser goes away

        async def answer(event: Event) -> None:
            if event["type"] == "http.response.start":
                statuses.append(event["status"])
                if arrived.unread:
                    event["headers"] = [*event["headers"], (b"connection", b"close")]
            await send(event)

        request = arrived.request
        state: dict[str, Any] = {"address": request.base_url, "too_large": request.too_large}
        await self._application({**scope, "state": state}, receive_again, answer)
        asked = Asked()
        asked.endpoint = state.get("endpoint", NO_ENDPOINT)
        asked.org_id, asked.user_id = state.get("org_id", 0), state.get("user_id", 0)
        return asked, WireResponse(status=statuses[0])
