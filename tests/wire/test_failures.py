"""What fails behind the door is our fault in the API's words, and leaves nothing half done."""

from __future__ import annotations

import json
import sqlite3

import pytest

from tests.api import open_api

CRASHED = {"code": "INTERNAL_ERROR", "details": {}, "message": "Internal Server Error"}
TOO_LARGE = {
    "code": "REQUEST_ENTITY_TOO_LARGE",
    "details": {},
    "message": "Request entity too large",
    "status": "error",
}


CONNECTIONS: list[Trapped] = []


class Trapped(sqlite3.Connection):
    """A connection that counts its statements, and whose next ones fail when it is told so."""

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.count = 0
        self.passing = 0
        self.failing = 0
        self.error: Exception = RuntimeError()
        CONNECTIONS.append(self)

    def execute(self, *args):
        self._step()
        return super().execute(*args)

    def executemany(self, *args):
        self._step()
        return super().executemany(*args)

    def _step(self) -> None:
        self.count += 1
        if self.passing:
            self.passing -= 1
        elif self.failing:
            self.failing -= 1
            raise self.error

    def spring(self, passing: int, failing: int, error: Exception) -> None:
        """Let so many statements pass and so many fail, from now on."""
        self.passing, self.failing, self.error = passing, failing, error


class Office:
    """An org on a store that can be made to fail."""

    def __init__(self) -> None:
        self.api = open_api("shop", factory=Trapped)
        self.trap = CONNECTIONS.pop()
        self.token = self.api.token()
        self.send("GET /crm/v2/Leads")  # so that the schema is kept already

    def send(
        self, request: str, *, too_large: bool = False
    ) -> tuple[int, dict[str, object] | None]:
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


WRITES = {
    "link": 'PUT /crm/v2/Leads/<Leads.clara>/Campaigns {"data":[{"id":"<Campaigns.spring>"},'
    '{"id":"<Campaigns.autumn>","Member_Status":"Active"}]}',
    "delink": "DELETE /crm/v2/Leads/<Leads.clara>/Campaigns?ids=<Campaigns.autumn>",
    "insert": 'POST /crm/v2/Leads {"data":[{"Last_Name":"A","Badge":"A","Tag":[{"name":"t"}]},'
    '{"Last_Name":"B"},{}]}',
    "update": 'PUT /crm/v2/Deals {"data":[{"id":"<Deals.big>","Stage":"Closed Won"}]}',
    "upsert": 'POST /crm/v2/Contacts/upsert {"data":[{"Email":"nora@harbour.example"},'
    '{"Last_Name":"New"}]}',
    "delete": "DELETE /crm/v2/Leads?ids=<Leads.ines>,<Leads.clara>",
    "note": 'POST /crm/v2/Leads/<Leads.ines>/Notes {"data":[{"Note_Content":"x"}]}',
    "role": 'POST /crm/v2/Contacts/roles {"contact_roles":[{"name":"x","sequence_number":1}]}',
}


@pytest.mark.parametrize("request_line", WRITES.values(), ids=WRITES)
def test_a_fault_at_any_statement_is_answered_500_and_leaves_nothing(request_line):
    status, statements = whole(Office(), request_line)
    office = Office()
    before = office.state()
    for number in range(statements):
        office.trap.spring(number, 1, RuntimeError("a fault of ours"))
        answer = office.send(request_line)

        assert (500, {**CRASHED, "status": "error"}) == answer, number
        assert before == office.state(), number
    assert status == office.send(request_line)[0]


def test_a_fault_while_reading_is_answered_500_too():
    office = Office()
    _, statements = whole(office, "GET /crm/v2/Leads/<Leads.clara>/Campaigns")
    for number in range(statements - 1):  # the last one ends the transaction
        office.trap.spring(number, 1, RuntimeError("a fault of ours"))

        assert 500 == office.send("GET /crm/v2/Leads/<Leads.clara>/Campaigns")[0], number
    assert 200 == office.send("GET /crm/v2/Leads/<Leads.clara>/Campaigns")[0]


def whole(office: Office, request_line: str) -> tuple[int, int]:
    """What a request answers when nothing fails, and how many statements it runs."""
    start = office.trap.count
    status, _ = office.send(request_line)
    return status, office.trap.count - start


@pytest.mark.parametrize("request_line", WRITES.values(), ids=WRITES)
def test_trouble_of_the_store_that_passes_is_not_noticed(request_line):
    status, statements = whole(Office(), request_line)
    for number in range(statements):
        office = Office()
        before = office.logged()
        office.trap.spring(number, 1, sqlite3.OperationalError("disk I/O error"))

        assert status == office.send(request_line)[0], number
        assert before + 1 == office.logged(), number


@pytest.mark.parametrize("request_line", WRITES.values(), ids=WRITES)
def test_trouble_of_the_store_that_stays_is_answered_500_and_leaves_nothing(request_line):
    office = Office()
    before = office.state()
    office.trap.spring(2, 1000, sqlite3.OperationalError("disk I/O error"))
    answer = office.send(request_line)
    office.trap.spring(0, 0, RuntimeError())

    assert (500, {**CRASHED, "status": "error"}) == answer
    assert before == office.state()


@pytest.mark.parametrize(
    "request_line",
    [
        "PUT /crm/v2/Leads/<Leads.ines>/Campaigns",
        "PUT /crm/v2/Leads/<Leads.ines>/Campaigns/<Campaigns.spring>",
        "POST /crm/v2/Leads",
        "PUT /crm/v2/Leads",
        "PUT /crm/v2/Leads/<Leads.ines>",
        "POST /crm/v2/Leads/upsert",
        "POST /crm/v2/Notes",
        "POST /crm/v2/Leads/<Leads.ines>/Notes",
        "POST /crm/v2/Contacts/roles",
    ],
)
def test_a_body_over_the_limit_is_refused_at_the_turn_of_bodies(request_line):
    office = Office()
    before = office.state()
    status, body = office.send(request_line, too_large=True)

    assert (413, TOO_LARGE) == (status, body)
    assert before == office.state()


def test_what_comes_before_the_body_is_refused_before_it():
    office = Office()
    answers = [
        office.send(request_line, too_large=True)
        for request_line in ("POST /crm/v2/Leeds", "PUT /crm/v2/Leads/77/Campaigns")
    ]

    assert [400, 400] == [status for status, _ in answers]
