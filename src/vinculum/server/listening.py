"""
Open the socket and serve until told to stop.

Owns the HTTP server's options and the moment when the process says where it listens.
Never answers a request.
Next door: asgi.py is the application, connections.py guards each connection.
"""

from __future__ import annotations

import errno
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn

from vinculum.ports.services import Services
from vinculum.server.asgi import application
from vinculum.server.connections import GuardedConnection
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
    """The HTTP server; calls `announce` when connections are taken."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        if self.started:
            self._announce()


def serve_until_stopped(
    services: Services,
    settings: Settings,
    bound: socket.socket,
    announce: Callable[[], None],
) -> None:
    """Serve until SIGTERM or SIGINT; then finish what was begun, and return."""
    connection = type(
        "Connection", (GuardedConnection,), {"header_seconds": settings.header_seconds}
    )
    config = uvicorn.Config(
        application(services, settings),
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
    with _survivable():
        _Server(config, announce).run(sockets=[bound])


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
