"""
Open the socket and serve until told to stop.

Owns the HTTP server's options and the moment when the process says where it listens.
Never answers a request.
Next door: asgi.py is the application, connections.py guards each connection.
"""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn

from vinculum.ports.services import Services
from vinculum.server.asgi import App, application
from vinculum.server.connections import GuardedConnection
from vinculum.server.garbage import collect_from_now
from vinculum.server.health import STOPPING
from vinculum.server.memory import keep_memory
from vinculum.server.settings import Settings

BACKLOG = 512
KEEP_ALIVE_SECONDS = 30


class PortProblem(Exception):
    """The address cannot be listened on; the text says why and what to do."""


def open_socket(host: str, port: int) -> socket.socket:
    """
    Bind the address, so that a taken port is known before anything else is touched.

    Raises PortProblem.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, kind, protocol)
    except OSError as problem:
        raise PortProblem(
            f"there is no address {host!r} on this machine; check --host"
        ) from problem
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError as problem:
        bound.close()
        raise PortProblem(_reason(problem, host, port)) from problem
    return bound


def _reason(problem: OSError, host: str, port: int) -> str:
    match problem.errno:
        case errno.EADDRINUSE:
            return f"port {port} is in use; stop what listens there, or choose another with --port"
        case errno.EACCES:
            return f"port {port} needs privileges; choose one above 1023 with --port"
        case _:
            return f"{host} is not an address of this machine; check --host"


def address_of(bound: socket.socket) -> str:
    """Write where a socket listens as the base of a URL."""
    host, port = bound.getsockname()[:2]
    reachable = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 - compared.
    named = f"[{reachable}]" if ":" in reachable and not reachable.startswith("[") else reachable
    return f"http://{named}:{port}"


class _Server(uvicorn.Server):
    """
    The HTTP server; calls `announce` when connections are taken.

    The first signal lets it finish what it has taken, a second one makes it hurry.
    """

    def __init__(self, config: uvicorn.Config, app: App, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._app = app
        self._announce = announce
        self.hurried = False

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        if self.started:
            self._announce()
            collect_from_now()

    def _take_signal(self, sig: int, frame: FrameType | None) -> None:
        """Take a signal; any second one hurries, not only that of the keyboard."""
        if self.should_exit:
            self.force_exit = True
        super().handle_exit(sig, frame)

    # The library's name for it.
    handle_exit = _take_signal

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what was taken; what is left when time is over is told so."""
        self._app.health.state = STOPPING
        await super().shutdown(sockets)
        if self.force_exit:
            self.hurried = True
            tasks = list(self.server_state.tasks)
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks, timeout=1) if tasks else None
            await self.lifespan.shutdown()

    def count_connections(self) -> int:
        """How many connections are open."""
        return len(self.server_state.connections)


def serve_until_stopped(
    services: Services,
    settings: Settings,
    bound: socket.socket,
    announce: Callable[[], None],
) -> bool:
    """
    Serve until SIGTERM or SIGINT; then finish what was begun.

    Tells whether all was finished: a second signal cuts it short, and so does the end of
    `stop_seconds`. Raises PortProblem.
    """
    bounds = {
        "header_seconds": settings.header_seconds,
        "answer_seconds": settings.request_seconds,
        "most": settings.max_connections,
    }
    keep_memory()
    connection = type("Connection", (GuardedConnection,), bounds)
    app = application(services, settings)
    config = uvicorn.Config(
        app,
        http=connection,
        loop="uvloop",
        ws="none",
        lifespan="on",
        interface="asgi3",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=settings.stop_seconds,
    )
    server = _Server(config, app, announce)
    with _survivable(), _measured(server, app, settings):
        server.run(sockets=[bound])
    return not (server.hurried or app.cut_short)


@contextmanager
def _measured(server: _Server, app: App, settings: Settings) -> Iterator[None]:
    """Answer Prometheus meanwhile, if it is wanted; the library is loaded only then."""
    if not settings.metrics_port:
        yield
        return
    from vinculum.server.metrics import Counters, start_metrics  # noqa: PLC0415 - see above.

    gauges = {
        "vinculum_connections": ("Connections that are open.", server.count_connections),
        "vinculum_body_bytes": ("Bytes of big bodies that are held.", lambda: app.budget.held),
    }
    counters = Counters(app.traffic, app.lanes, gauges)
    host, port = settings.metrics_host, settings.metrics_port
    try:
        stop = start_metrics(counters, host=host, port=port)
    except OSError as problem:
        raise PortProblem(
            f"metrics cannot listen on {host}:{port}; set VINCULUM_METRICS_PORT to a free one"
        ) from problem
    try:
        yield
    finally:
        stop()


@contextmanager
def _survivable() -> Iterator[None]:
    """
    Let the process outlive the signals that stop the server, so that it closes the store.

    The HTTP server raises each signal again when it is done.
    """
    before = {number: signal.signal(number, _stay) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stay(_number: int, _frame: FrameType | None) -> None:
    """Do nothing; the HTTP server has done it."""
