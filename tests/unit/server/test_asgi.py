"""The door answers whatever happens behind it, and shows nothing of what went wrong."""

import asyncio
import json
import logging

import msgspec
import pytest

from tests.api import open_api
from vinculum.errors import catalogue
from vinculum.ports.store import StoreFailure
from vinculum.server.asgi import application
from vinculum.server.settings import Settings
from vinculum.wire.envelope import encode_refusal


class BrokenStore:
    """A store whose disk is gone."""

    writers = 1
    one_org_per_batch = False
    readings_wait = False

    def __init__(self, store):
        self.read_orgs = store.read_orgs

    def write(self, _jobs):
        raise StoreFailure("the disk is gone")

    def read(self, _org_id, _job, _deadline=0.0):
        raise StoreFailure("the disk is gone")


class Door:
    """The application of one org, called as an ASGI server calls it."""

    def __init__(self, *, broken=False):
        self.api = open_api()
        self.token = self.api.token()
        services = self.api.services
        if broken:
            services = msgspec.structs.replace(services, store=BrokenStore(services.store))
        self.app = application(services, Settings())

    async def request(self, method, path, query=b"", body=b"", headers=()):
        """Send one request and give status, headers and body."""
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": query,
            "headers": [(b"host", b"crm.test"), *headers],
            "scheme": "http",
            "server": ("127.0.0.1", 8080),
        }
        sent = []

        async def receive():
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(event):
            sent.append(event)

        await self.app(scope, receive, send)
        start, end = sent
        return start["status"], dict(start["headers"]), end["body"]

    def play(self, *requests):
        """Start, send the requests one after another, stop."""
        return asyncio.run(self._play(requests))

    async def _play(self, requests):
        events: asyncio.Queue = asyncio.Queue()
        said: asyncio.Queue = asyncio.Queue()
        life = asyncio.create_task(self.app({"type": "lifespan"}, events.get, said.put))
        await events.put({"type": "lifespan.startup"})
        await said.get()
        answers = [await self.request(**request) for request in requests]
        await events.put({"type": "lifespan.shutdown"})
        await life
        return answers


def call(door, method="GET", path="/crm/v2/settings/modules", **more):
    authorization = (b"authorization", b"Zoho-oauthtoken " + door.token.encode())
    return {"method": method, "path": path, "headers": [authorization], **more}


def test_reading_and_writing_go_through_their_lanes():
    door = Door()
    answers = door.play(
        call(door, "POST", "/crm/v2/Leads", body=b'{"data":[{"Last_Name":"Ines"}]}'),
        call(door, path="/crm/v2/Leads"),
    )

    assert [201, 200] == [status for status, _, _ in answers]


@pytest.mark.parametrize(("method", "path"), [("GET", "/crm/v2/Leads"), ("PUT", "/crm/v2/Leads")])
def test_a_store_that_fails_asks_to_come_back_and_tells_the_log_only(method, path, caplog):
    door = Door(broken=True)
    with caplog.at_level(logging.ERROR):
        ((status, headers, body),) = door.play(call(door, method, path))
    request_id = headers[b"x-request-id"].decode()

    said = encode_refusal(catalogue.STORE_UNAVAILABLE.refusal())
    assert (503, said.body, b"5") == (status, body, headers[b"retry-after"])
    assert (True, True, False) == (
        f"request {request_id} failed: {method} {path}" in caplog.text,
        "the disk is gone" in caplog.text,
        door.token in caplog.text,
    )


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/console/clients/new"), ("POST", "/console/clients")]
)
def test_a_page_that_the_store_fails_asks_a_person_to_come_back(method, path, caplog):
    door = Door(broken=True)
    with caplog.at_level(logging.ERROR):
        ((status, headers, body),) = door.play({"method": method, "path": path})

    assert (503, b"5") == (status, headers[b"retry-after"])
    assert headers[b"content-type"].startswith(b"text/html")
    assert b"cannot reach its data" in body
    assert {(f"{method} {path}", 503): 1} == door.app.traffic.answers
    (told,) = [record for record in caplog.records if record.name == "vinculum.console.routes"]
    assert (f"page failed: {method} {path}: the disk is gone", None) == (
        told.getMessage(),
        told.exc_info,
    )


def test_a_token_request_that_fails_has_the_other_dialects_words(caplog):
    door = Door(broken=True)
    client_id = "1000.00000000000000000000000001AAAA"
    query = f"grant_type=refresh_token&client_secret=hidden&client_id={client_id}".encode()
    ((status, _, body),) = door.play({"method": "POST", "path": "/oauth/v2/token", "query": query})

    assert (503, {"error": "general_error"}) == (status, json.loads(body))
    assert "hidden" not in caplog.text


def test_the_accounts_server_is_behind_the_same_door_under_each_of_its_names():
    door = Door()
    refused = b'{"error":"invalid_code"}'
    answers = door.play(
        {"method": "GET", "path": "/oauth/serverinfo", "headers": [(b"origin", b"http://a.test")]},
        {"method": "POST", "path": "/oauth/v2/token/revoke", "query": b"token=x"},
        {"method": "POST", "path": "/clientoauth/v2/1/token/revoke", "query": b"token=x"},
        call(door, path="/oauth/user/info"),
    )

    assert [200, 400, 400, 401] == [status for status, _, _ in answers]
    assert b"*" == answers[0][1][b"access-control-allow-origin"]
    assert [refused, refused, b'{"error":"invalid_token"}'] == [body for _, _, body in answers[1:]]


def test_before_it_has_started_the_server_asks_to_come_back():
    door = Door()
    status, headers, body = asyncio.run(door.request(**call(door)))

    assert (429, b"1", "TOO_MANY_REQUESTS") == (
        status,
        headers[b"retry-after"],
        json.loads(body)["code"],
    )


def test_an_answer_without_a_body_says_nothing_about_one():
    door = Door()
    ((status, headers, body),) = door.play(call(door, path="/crm/v2/Leads"))

    assert (204, [b"x-accesstoken-reset"], b"") == (status, list(headers), body)


def test_a_probe_of_life_needs_no_store():
    door = Door(broken=True)
    ((status, _, body),) = door.play({"method": "GET", "path": "/health/live"})

    assert (200, b"ok\n") == (status, body)


@pytest.mark.parametrize(
    ("host", "base"),
    [
        (b"crm.test:81", "http://crm.test:81"),
        (b'a"b', "http://127.0.0.1:8080"),
        (b"", "http://127.0.0.1:8080"),
    ],
)
def test_a_clients_idea_of_our_name_is_taken_only_when_it_is_one(host, base):
    from vinculum.server.reading import _base_url

    scope = {"scheme": "http", "server": ("127.0.0.1", 8080)}

    assert base == _base_url(scope, host.decode())
