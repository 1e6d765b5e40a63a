"""
What a signal does to a server that has requests in flight: what is answered, and how it ends.

Another process holds the database's write lock, so that a write has begun and cannot end, and
others wait behind it.
"""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import sqlite3
import threading
import time

import pytest

from tests.unit.server.running import Running

LEADS = "/crm/v2/Leads"
UNFINISHED = "Stopped before all requests were answered."


class Caller:
    """A request in a thread of its own: what came back, and when."""

    def __init__(self, server: Running, method: str, body: bytes, token: str) -> None:
        self._request = (
            f"{method} {LEADS} HTTP/1.1\r\nHost: t\r\nAuthorization: Zoho-oauthtoken {token}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        ).encode() + body
        self._server = server
        self.received = b""
        self.ended = 0.0
        self._thread = threading.Thread(target=self._call)
        self._thread.start()

    def _call(self) -> None:
        # On a connection that would be kept: the server must close it.
        self.received = self._server.talk(self._request, patience=30)
        self.ended = time.monotonic()

    def answer(self) -> tuple[int, str]:
        """Status and code, once the connection is closed."""
        self._thread.join()
        head, _, body = self.received.partition(b"\r\n\r\n")
        code = body.partition(b'"code":"')[2].partition(b'"')[0]
        assert b"\r\nconnection: close" in head.lower()
        return int(head.split()[1]), code.decode()


def lead(name: str) -> bytes:
    return b'{"data":[{"Last_Name":"%b"}]}' % name.encode()


@contextlib.contextmanager
def locked(server: Running):
    path = server.environment["VINCULUM_DATABASE"].removeprefix("sqlite:///")
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        with contextlib.suppress(sqlite3.Error):
            other.execute("ROLLBACK")


def kept(folder) -> set[str]:
    """The last names that a new server on the same database has."""
    again = Running(folder)
    status, body = again.ask("GET", f"{LEADS}?fields=Last_Name", again.token())
    again.stop()
    return {row["Last_Name"] for row in json.loads(body)["data"]} if status == 200 else set()


def in_flight(server: Running, token: str) -> tuple[Caller, Caller]:
    """A write that has begun, and one that waits behind it."""
    begun = Caller(server, "POST", lead("begun"), token)
    time.sleep(0.5)
    waiting = Caller(server, "POST", lead("waiting"), token)
    time.sleep(0.5)
    return begun, waiting


@pytest.fixture
def start(tmp_path):
    started = []

    def start_server(stop_seconds: int) -> Running:
        bounds = {"VINCULUM_REQUEST_SECONDS": "20", "VINCULUM_STOP_SECONDS": str(stop_seconds)}
        # A round of one job, so that the second has not begun while the first waits.
        started.append(Running(tmp_path, VINCULUM_WRITE_BATCH="1", **bounds))
        return started[0]

    yield start_server
    started[0].kill()


def test_what_was_taken_is_answered_and_nothing_else_is_taken(start, tmp_path):
    server = start(stop_seconds=15)
    token = server.token()
    with locked(server):
        begun, waiting = in_flight(server, token)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(1)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", server.port), timeout=5)
    answers = [begun.answer(), waiting.answer()]

    assert [(201, "SUCCESS")] * 2 == answers
    assert 0 == server.process.wait(15)
    assert {"begun", "waiting"} == kept(tmp_path)


def test_when_the_time_is_over_each_client_is_told_what_it_must_know(start, tmp_path):
    server = start(stop_seconds=2)
    token = server.token()
    with locked(server):
        begun, waiting = in_flight(server, token)
        told = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        answers = [begun.answer(), waiting.answer()]
    ended = [caller.ended - told for caller in (begun, waiting)]

    assert [(500, "INTERNAL_ERROR"), (429, "TOO_MANY_REQUESTS")] == answers
    assert (True, True) == (1.5 < min(ended), max(ended) < 8)
    assert 1 == server.process.wait(15)
    assert UNFINISHED in server.errors.read_text()
    assert {"begun"} >= kept(tmp_path)


@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_makes_it_hurry(start, tmp_path, second):
    server = start(stop_seconds=15)
    token = server.token()
    with locked(server):
        begun, waiting = in_flight(server, token)
        told = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        server.process.send_signal(second)
        answers = [begun.answer(), waiting.answer()]
    ended = [caller.ended - told for caller in (begun, waiting)]

    assert [(500, "INTERNAL_ERROR"), (429, "TOO_MANY_REQUESTS")] == answers
    assert max(ended) < 8
    assert 1 == server.process.wait(15)
    assert UNFINISHED in server.errors.read_text()
    assert {"begun"} >= kept(tmp_path)


def test_who_has_not_sent_a_whole_request_is_not_waited_for_longer(start):
    server = start(stop_seconds=1)
    head = b"POST /crm/v2/Leads HTTP/1.1\r\nHost: t\r\nContent-Length: 10\r\n"
    address = ("127.0.0.1", server.port)
    with socket.create_connection(address) as idle, socket.create_connection(address) as slow:
        idle.sendall(head)
        slow.sendall(head + b"\r\n12345")
        time.sleep(0.5)
        code = server.stop()
        received = [connection.recv(1000) for connection in (idle, slow)]

    assert (0, b"") == (code, received[0])
    assert received[1].startswith(b"HTTP/1.1 429 ")
    assert b"\r\nretry-after: 1\r\n" in received[1].lower()
