"""
Write and read over HTTP without pause, and keep account of every answer.

Owns the writers' account: what was sent, what was acknowledged, how long it took.
Never judges; accounting.py compares the account with what the server holds afterwards.
"""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from tests.cluster.node import HERE

BATCH = 5
PATIENCE = 120.0  # far beyond any deadline: whoever waits so long has been left hanging
PAUSE = 0.2  # after a refusal, as a client that reads Retry-After does, only more impatient


class Fate(StrEnum):
    """What a writer knows of what it sent."""

    ACKNOWLEDGED = "acknowledged"
    UNKNOWN = "unknown"  # refused for now, or the connection broke: it may have happened


class Answer(NamedTuple):
    """An answer, or what came instead of one: then the status is 0."""

    status: int
    body: Any
    headers: Mapping[str, str]
    began: float
    ended: float

    @property
    def seconds(self) -> float:
        """How long the client waited."""
        return self.ended - self.began


class Sent(NamedTuple):
    """One batch of new leads, or of links to them; `number` counts a writer's rounds."""

    kind: str
    writer: int
    number: int
    fate: Fate
    ids: tuple[str, ...]
    answer: Answer


class Caller:
    """A connection that is made again whenever it breaks."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._headers = {"Authorization": f"Zoho-oauthtoken {token}"}
        self._connection: http.client.HTTPConnection | None = None

    def call(self, method: str, path: str, body: object = None) -> Answer:
        """Send a request of /crm/v2 and wait for the answer; never raises for a broken line."""
        began = time.monotonic()
        status, decoded, headers = 0, None, {}
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection(HERE, self._port, timeout=PATIENCE)
            text = None if body is None else json.dumps(body)
            self._connection.request(method, f"/crm/v2/{path}", text, self._headers)
            response = self._connection.getresponse()
            content = response.read()
            status, headers = response.status, {k.lower(): v for k, v in response.getheaders()}
            decoded = json.loads(content) if content else None
        except (OSError, http.client.HTTPException, ValueError):
            self.close()
        return Answer(status, decoded, headers, began, time.monotonic())

    def close(self) -> None:
        """Let the connection go."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def name_of(mark: str, writer: int, number: int, position: int) -> str:
    """The name of a lead, by which it is found again; `mark` is the load's own."""
    return f"{mark}-w{writer}-{number}-{position}"


class Load:
    """Writers, each with a campaign of its own, and readers of what they wrote."""

    def __init__(self, port: int, token: str, mark: str, *, writers: int, readers: int) -> None:
        self.mark = mark
        self.sent: list[Sent] = []
        self.reads: list[Answer] = []
        self.campaigns = _campaigns(Caller(port, token), writers)
        self._port, self._token = port, token
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=work, args=(who,), daemon=True)
            for work, count in ((self._write, writers), (self._read, readers))
            for who in range(count)
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End when everyone has the answer that they wait for."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def acknowledged(self) -> int:
        """How many writes have been acknowledged so far."""
        return sum(sent.fate is Fate.ACKNOWLEDGED for sent in tuple(self.sent))

    def _write(self, writer: int) -> None:
        caller, number = Caller(self._port, self._token), 0
        while not self._over.is_set():
            number += 1
            leads = [{"Last_Name": name_of(self.mark, writer, number, i)} for i in range(BATCH)]
            made = self._send(caller, ("leads", writer, number), "POST", "Leads", leads)
            if made.fate is Fate.ACKNOWLEDGED:
                links = [{"id": lead, "Member_Status": f"n{number}"} for lead in made.ids]
                path = f"Campaigns/{self.campaigns[writer]}/Leads"
                self._send(caller, ("links", writer, number), "PUT", path, links)
        caller.close()

    def _send(
        self, caller: Caller, what: tuple[str, int, int], method: str, path: str, items: object
    ) -> Sent:
        answer = caller.call(method, path, {"data": items})
        ids = _succeeded(answer)
        fate = Fate.ACKNOWLEDGED if len(ids) == BATCH else Fate.UNKNOWN
        sent = Sent(*what, fate, ids, answer)
        self.sent.append(sent)
        if fate is Fate.UNKNOWN:
            self._over.wait(PAUSE)
        return sent

    def _read(self, reader: int) -> None:
        caller = Caller(self._port, self._token)
        while not self._over.is_set():
            campaign = self.campaigns[reader % len(self.campaigns)]
            self.reads.append(caller.call("GET", f"Campaigns/{campaign}/Leads?per_page=20"))
            self._over.wait(0.05)
        caller.close()


def _succeeded(answer: Answer) -> tuple[str, ...]:
    if answer.status not in {200, 201} or not isinstance(answer.body, dict):
        return ()
    items: Sequence[Mapping[str, Any]] = answer.body.get("data", ())
    return tuple(item["details"]["id"] for item in items if item["code"] == "SUCCESS")


def _campaigns(caller: Caller, count: int) -> tuple[str, ...]:
    names = [{"Campaign_Name": f"campaign {number}"} for number in range(count)]
    made = caller.call("POST", "Campaigns", {"data": names})
    caller.close()
    return tuple(item["details"]["id"] for item in made.body["data"])
