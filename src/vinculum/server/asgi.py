"""
Be the one asynchronous door: ASGI events in, ASGI events out.

Owns the way of a request through its lane, and what a client is told when that fails.
Never waits for the store on the event loop.
Next door: reading.py reads requests, lanes.py runs the work, wire/ decides the answers.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING

from vinculum.console.paths import HOME, is_page
from vinculum.errors import catalogue
from vinculum.errors.refusal import Entry
from vinculum.ports.services import Services
from vinculum.ports.store import StoreFailure, Work
from vinculum.server.budget import Budget, BudgetSpent
from vinculum.server.health import PATHS, STOPPING, Health
from vinculum.server.housekeeping import keep_house
from vinculum.server.lanes import (
    Lane,
    LaneClosed,
    LaneFull,
    TookTooLong,
    Withdrawn,
    read_lane,
    write_lane,
)
from vinculum.server.leaving import KEY, Line
from vinculum.server.logs import redact
from vinculum.server.reading import Arrived, Disconnected, Event, Receive, Send, read_request
from vinculum.server.request_log import finish_noted, write_line
from vinculum.server.script_lane import ScriptLane
from vinculum.server.settings import Settings
from vinculum.server.sources import ClockStepped
from vinculum.server.traffic import Asked, Traffic
from vinculum.server.waker import Waker
from vinculum.wire.accounts import OAuthReady, crashed_oauth
from vinculum.wire.accounts_table import OAUTH_PATHS, find_oauth_path
from vinculum.wire.cors import ORIGIN, with_cors
from vinculum.wire.envelope import encode_refusal
from vinculum.wire.handle import Ready, crashed, finish, prepare
from vinculum.wire.message import Deferred, Pieces, WireRequest, WireResponse

if TYPE_CHECKING:
    from vinculum.server.pages import Pages

NO_BODY = frozenset({204, 304})
RETRY_SECONDS = "5"
_REQUEST_ID_DIGITS = 12
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
# A body up to this size needs no part of the budget: connections are bounded.
_SMALL_BODY = 65_536
# The label of the accounts server under the names of portals.
PORTAL = "/clientoauth/v2/{portal}"

_DEFAULTS = Settings()

_log = logging.getLogger(__name__)


class App:
    """The application: services, a lane for each kind of work, and what runs beside them."""

    def __init__(
        self,
        services: Services,
        *,
        read: Lane,
        write: Lane,
        scripts: ScriptLane,
        settings: Settings = _DEFAULTS,
    ) -> None:
        self.traffic = Traffic()
        self.health = Health(services)
        self.budget = Budget(settings.max_pending_bytes)
        self._log_requests = settings.log_requests
        self._services = services
        self._scripts = scripts
        self._waker = Waker(services)
        self.lanes = {"read": read, "write": write}
        self._pages: Pages | None = None
        self.cut_short = False

    async def __call__(self, scope: Event, receive: Receive, send: Send) -> None:
        """Serve one connection event of the ASGI server."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        """Start the lanes before the first request, stop them after the last."""
        house = None
        while True:
            event = await receive()
            if event["type"] == "lifespan.startup":
                for lane in self.lanes.values():
                    lane.start()
                self._services.events.add(self._waker.hear)
                self._waker.start()
                house = asyncio.create_task(keep_house(self._services, self.lanes["write"]))
                self.health.state = ""
                await send({"type": "lifespan.startup.complete"})
            else:
                self.health.state = STOPPING
                if house is not None:
                    house.cancel()
                self._services.functions.stop()
                await asyncio.to_thread(self._waker.stop)
                await self._scripts.stop()
                for lane in self.lanes.values():
                    await lane.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _serve(self, scope: Event, receive: Receive, send: Send) -> None:
        """Serve a request; its part of the budget for bodies is given back at the end."""
        if _is_small(scope):
            await self._read_and_serve(scope, receive, send)
            return
        share = self.budget.share(receive)
        try:
            await self._read_and_serve(scope, share.receive, send)
        finally:
            share.release()

    async def _read_and_serve(self, scope: Event, receive: Receive, send: Send) -> None:
        asked = Asked()
        try:
            arrived = await read_request(scope, receive, self._services.limits)
        except Disconnected:
            return
        except (TimeoutError, BudgetSpent) as problem:
            slow = isinstance(problem, TimeoutError)
            response = _refuse(catalogue.REQUEST_TOO_SLOW) if slow else _busy()
            self.traffic.note(asked.endpoint, response, 0.0)
            await _send(send, response, close=True)
            return
        except asyncio.CancelledError:
            if self.health.state != STOPPING:
                raise
            await _send(
                send, _busy(), close=True
            )  # the time for stopping is over; nothing was begun
            return
        if is_page(arrived.request.path):
            await self._show_page(scope, receive, send, arrived)
            return
        began = perf_counter()
        line: Line | None = scope.get(KEY)
        try:
            response = await self._answer(arrived.request, asked, line)
        except asyncio.CancelledError:
            if line is None or not line.gone:
                raise
            return
        if ORIGIN in arrived.request.headers and find_oauth_path(arrived.request.path) is None:
            response = await self._show(response, arrived.request)
        await self._send(send, response, close=arrived.unread)
        self._note(arrived.request, asked, response, perf_counter() - began)

    def _note(
        self, request: WireRequest, asked: Asked, response: WireResponse, seconds: float
    ) -> None:
        """Count an answer, and log it when that is wanted: a template, never a path or query."""
        self.traffic.note(asked.endpoint, response, seconds)
        if not self._log_requests:
            return
        asked.request_id = self._request_id(request, asked)
        write_line(request, asked, response, seconds)

    def _request_id(self, request: WireRequest, asked: Asked) -> str:
        """The id that the client or a proxy gave, if it is harmless; else one of ours."""
        if not asked.request_id:
            given = request.headers.get("x-request-id", "")
            safe = _REQUEST_ID.fullmatch(given) is not None and redact(given) == given
            asked.request_id = given if safe else self._services.secrets.hex(_REQUEST_ID_DIGITS)
        return asked.request_id

    async def _show_page(
        self, scope: Event, receive: Receive, send: Send, arrived: Arrived
    ) -> None:
        """Serve a page. What pages need is loaded with the first of them."""
        if self._pages is None:
            from vinculum.server.pages import Pages  # noqa: PLC0415 - see above.

            self._pages = Pages(self._services, **self.lanes)
        began = perf_counter()
        try:
            asked, response = await self._pages.serve(scope, receive, send, arrived)
        except asyncio.CancelledError:
            self.cut_short = True
            raise
        self._note(arrived.request, asked, response, perf_counter() - began)

    async def _answer(self, request: WireRequest, asked: Asked, line: Line | None) -> WireResponse:
        """Prepare on the loop, finish in the lane; what goes wrong is logged, never shown."""
        if request.path in PATHS:
            asked.endpoint = request.path
            return await self.health.answer(request.path)
        if request.path == "/" and "text/html" in request.headers.get("accept", ""):
            return WireResponse(status=302, headers=(("Location", HOME),))
        try:
            accounts = find_oauth_path(request.path)
            ready = prepare(request) if accounts is None else accounts(request, self._services)
            if accounts is not None:
                asked.endpoint = request.path if request.path in OAUTH_PATHS else PORTAL
            if isinstance(ready, WireResponse):
                return ready
            if isinstance(ready, Ready):
                endpoint = ready.matched.endpoint
                asked.endpoint = f"{endpoint.method} {endpoint.path}"
            asked.org_id = ready.org_id
            return await self._work(ready, asked, line)
        except (LaneFull, LaneClosed, TookTooLong):
            return _busy()
        except (StoreFailure, ClockStepped) as failure:
            return self._unavailable(request, failure)
        except Exception:  # noqa: BLE001 - logged with its traceback, answered as our fault.
            return self._crashed(request, asked)

    async def _work(
        self, ready: Ready | OAuthReady, asked: Asked, line: Line | None
    ) -> WireResponse:
        """
        Run a request in its lane.

        When the server is told to hurry, who has not been begun may come again, and who has
        been is told that we do not know: the write may be there or not.
        """
        try:
            lane = self.lanes[ready.lane]
            answer = await lane.run(ready.org_id, self._work_of(ready, asked), line)
            return await self._scripts.run(answer) if isinstance(answer, Deferred) else answer
        except asyncio.CancelledError as ended:
            if (line is not None and line.gone) or self.health.state != STOPPING:
                raise
            self.cut_short = True
            return _busy() if isinstance(ended, Withdrawn) else crashed()

    async def _show(self, response: WireResponse, request: WireRequest) -> WireResponse:
        """Let a web page read the answer, if its origin is known; that may ask the store."""
        try:
            return await asyncio.to_thread(with_cors, response, request, self._services)
        except Exception:  # noqa: BLE001 - without the headers the page sees nothing; we log it.
            _log.exception("origins cannot be read")
            return response

    def _work_of(
        self, ready: Ready | OAuthReady, asked: Asked
    ) -> Callable[[Work], WireResponse | Deferred]:
        if isinstance(ready, OAuthReady):
            return partial(_finish_oauth, ready, self._services)
        if self._log_requests:
            return partial(finish_noted, ready, self._services, asked)
        return partial(_finish, ready, self._services)

    async def _send(self, send: Send, response: WireResponse, *, close: bool) -> None:
        """Send an answer; a body in pieces is read piece by piece, at the client's pace."""
        pieces = response.pieces
        if pieces is None:
            await _send(send, response, close=close)
            return
        await send(_head(response, pieces.size, close=close))
        for number in range(pieces.count):
            piece = await self.lanes["read"].run(
                pieces.org_id, partial(_read_piece, pieces, number)
            )
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    def _crashed(self, request: WireRequest, asked: Asked) -> WireResponse:
        """Log the exception with an id that the answer carries too."""
        request_id = self._request_id(request, asked)
        # The query is left out: a token request may carry secrets there.
        _log.exception("request %s failed: %s %s", request_id, request.method, request.path)
        response = crashed() if find_oauth_path(request.path) is None else crashed_oauth()
        headers = (*response.headers, ("X-Request-Id", request_id))
        return WireResponse(status=response.status, headers=headers, body=response.body)

    def _unavailable(self, request: WireRequest, failure: Exception) -> WireResponse:
        """Tell that the store cannot serve now: nothing was acknowledged, trying again is right."""
        request_id = self._services.secrets.hex(_REQUEST_ID_DIGITS)
        # Without a traceback: when a disk is full, each request would fill the log with one.
        _log.error(
            "request %s failed: %s %s: %s", request_id, request.method, request.path, failure
        )
        entry = catalogue.STORE_UNAVAILABLE
        api = find_oauth_path(request.path) is None
        response = encode_refusal(entry.refusal()) if api else crashed_oauth()
        told = (("Retry-After", RETRY_SECONDS), ("X-Request-Id", request_id))
        return WireResponse(
            status=entry.status, headers=(*response.headers, *told), body=response.body
        )


def application(services: Services, settings: Settings) -> App:
    """Make the application with its lanes."""
    bounds = {"limit": settings.queue_limit, "org_limit": settings.org_queue_limit}
    return App(
        services,
        read=read_lane(services, threads=settings.read_threads, **bounds),
        write=write_lane(services, batch=settings.write_batch, **bounds),
        scripts=ScriptLane(
            threads=settings.function_threads,
            limit=settings.function_queue,
            patience=settings.request_seconds,
        ),
        settings=settings,
    )


def _finish(ready: Ready, services: Services, work: Work) -> WireResponse | Deferred:
    return finish(ready, work, services)


def _finish_oauth(ready: OAuthReady, services: Services, work: Work) -> WireResponse:
    return ready.finish(work, services)


def _is_small(scope: Event) -> bool:
    """Tell whether a request announces a small body or none; one in pieces has no length."""
    for name, value in scope["headers"]:
        if name == b"transfer-encoding":
            return False
        if name == b"content-length":
            return value.isdigit() and int(value[:20]) <= _SMALL_BODY
    return True


def _busy() -> WireResponse:
    """Say that there is more to do than can be done; nothing was begun."""
    return _refuse(catalogue.TOO_MANY_REQUESTS, ("Retry-After", "1"))


def _refuse(entry: Entry, *headers: tuple[str, str]) -> WireResponse:
    response = encode_refusal(entry.refusal())
    return WireResponse(
        status=response.status, headers=(*response.headers, *headers), body=response.body
    )


class PieceGone(Exception):
    """What is being downloaded was deleted: the connection breaks, and the client notices."""


def _read_piece(pieces: Pieces, number: int, work: Work) -> bytes:
    piece = pieces.read(work, number)
    if piece is None:
        raise PieceGone
    return piece


async def _send(send: Send, response: WireResponse, *, close: bool) -> None:
    await send(_head(response, len(response.body), close=close))
    await send({"type": "http.response.body", "body": response.body})


def _head(response: WireResponse, size: int, *, close: bool) -> Event:
    headers = [
        (name.lower().encode("latin-1"), value.encode("latin-1"))
        for name, value in response.headers
    ]
    if response.status not in NO_BODY:
        headers.append((b"content-length", b"%d" % size))
    if close:
        headers.append((b"connection", b"close"))
    return {"type": "http.response.start", "status": response.status, "headers": headers}
