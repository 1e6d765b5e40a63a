"""
A server on a database whose statements are counted, and fail when they are told to.

Owns the watched connection and the org that stands on it.
Never knows what a request should answer.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from tests.api import open_api
from tests.contract.watching import form_of

CONNECTIONS: list[Trapped] = []


class Trapped(sqlite3.Connection):
    """
    A connection that counts its statements, and whose next ones fail when it is told so.

    Of `forms`, an insert that goes in pieces is one.
    """

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.count = 0
        self.forms = 0
        self._form = ""
        self.passing = 0
        self.failing = 0
        self.error: Exception = RuntimeError()
        self.lasting = False
        self.bad = ""
        CONNECTIONS.append(self)

    def execute(self, text, *args):
        self._step(text)
        return super().execute(text, *args)

    def executemany(self, text, *args):
        self._step(text)
        return super().executemany(text, *args)

    def _step(self, text: str) -> None:
        form = form_of(text)
        self.count += 1
        self.forms += form != self._form or not form.startswith("INSERT")
        self._form = form
        if self.passing:
            self.passing -= 1
        elif self.failing or text == self.bad:
            self.failing = max(0, self.failing - 1)
            self.bad = text if self.lasting else ""
            raise self.error

    def spring(
        self, passing: int, failing: int, error: Exception, *, lasting: bool = False
    ) -> None:
        """
        Let so many statements pass and so many fail, from now on; a `lasting` fault meets the
        same statement whenever it comes.
        """
        self.passing, self.failing, self.error = passing, failing, error
        self.lasting, self.bad = lasting, ""


class Office:
    """An org on a store that can be made to fail."""

    def __init__(self) -> None:
        self.api = open_api("shop", factory=Trapped)
        self.trap = CONNECTIONS.pop()
        self.token = self.api.token()
        self.send("GET /crm/v2/Leads")  # so that the schema is kept already

    def send(self, request: str, *, too_large: bool = False) -> tuple[int, Any]:
        """Send a request line with its body behind it; names stand in braces."""
        for name, key in self.api.keys.items():
            request = request.replace(f"<{name}>", str(key))
        method, target, *body = request.split(" ", 2)
        response = self.api.send(
            method, target, "".join(body), token=self.token, too_large=too_large
        )
        return response.status, json.loads(response.body) if response.body else None

    def state(self) -> list[tuple[str, list[str]]]:
        """All rows of all tables."""
        names = self.trap.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
        return [
            (name, sorted(repr(row) for row in self.trap.execute(f"SELECT * FROM {name}")))
            for (name,) in names.fetchall()
        ]

    def logged(self) -> int:
        """How many units of work the change log holds."""
        return len(self.api.read(lambda work: work.page_changes(0, 1000)))


def whole(office: Office, request_line: str) -> tuple[int, int]:
    """What a request answers when nothing fails, and how many statements it runs."""
    start = office.trap.count
    status, _ = office.send(request_line)
    return status, office.trap.count - start
