"""A served org answers over a socket, whatever is sent, and stops in order."""

import json
import re
import signal
import socket
import threading

import pytest

from tests.unit.server.running import Running

HOST = b"Host: crm.test\r\n"
CLOSE = b"Connection: close\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    running = Running(tmp_path_factory.mktemp("served"), VINCULUM_REQUEST_SECONDS="2")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def token(server):
    return server.token()


def code_of(received: bytes) -> tuple[int, str]:
    head, _, body = received.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)["code"]


def test_it_says_where_it_is_and_which_org_it_serves(server):
    assert ["Vinculum", "org", "database", "listens", "console", "sign", "Stop"] == [
        line.split()[0] for line in server.greeting.splitlines()
    ]


def test_a_token_of_the_command_line_works_at_once(server, token):
    assert (200, "My Company") == (
        (answer := server.ask("GET", "/crm/v2/org", token))[0],
        json.loads(answer[1])["org"][0]["company_name"],
    )


def test_a_profile_made_while_the_server_runs_counts_at_once(server):
    server.run("profile", "add", "--name", "No leads", "--hide", "Leads")
    server.run(
        *("user", "add", "--email", "jo@example.com"),
        *("--profile", "No leads", "--role", "Manager"),
    )
    status, body = server.ask("GET", "/crm/v2/Leads", server.token("--user", "jo@example.com"))

    assert (400, "INVALID_MODULE") == (status, json.loads(body)["code"])


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        (b"NONSENSE\r\n\r\n", (400, "INVALID_REQUEST_METHOD")),
        (b"BREW /crm/v2/org HTTP/1.1\r\n" + HOST + b"\r\n", (400, "INVALID_REQUEST_METHOD")),
        (b"GET /crm/v2/\xff\xfe HTTP/1.1\r\n" + HOST + b"\r\n", (404, "INVALID_URL_PATTERN")),
        (b"CONNECT a:1 HTTP/1.1\r\n" + HOST + b"\r\n", (404, "INVALID_URL_PATTERN")),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", (400, "INVALID_REQUEST")),
        (
            b"POST /crm/v2/Leads HTTP/1.1\r\n" + HOST + b"Content-Length: x\r\n\r\n",
            (400, "INVALID_REQUEST"),
        ),
        (
            b"GET /crm/v2/org HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 70_000 + b"\r\n\r\n",
            (431, "REQUEST_HEADER_TOO_LARGE"),
        ),
        (
            b"GET /crm/v2/org HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 100_000,
            (431, "REQUEST_HEADER_TOO_LARGE"),
        ),
        (
            b"GET /crm//v2/org HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n",
            (404, "INVALID_URL_PATTERN"),
        ),
        (b"GET /crm/v2/org HTTP/1.0\r\n\r\n", (401, "AUTHENTICATION_FAILURE")),
    ],
    ids=lambda value: value[:24].decode("latin-1") if isinstance(value, bytes) else None,
)
def test_what_is_no_request_is_answered_in_the_apis_words(server, sent, answer):
    assert answer == code_of(server.talk(sent))


def post(token, *headers: bytes) -> bytes:
    lines = (
        b"POST /crm/v2/Leads HTTP/1.1",
        b"Host: crm.test",
        b"Connection: close",
        b"Authorization: Zoho-oauthtoken " + token.encode(),
        *headers,
    )
    return b"\r\n".join(lines) + b"\r\n\r\n"


def test_a_body_over_the_limit_is_read_to_its_end_and_refused(server, token):
    received = server.talk(post(token, b"Content-Length: 10000001"), b"x" * 10_000_001)

    assert (413, "REQUEST_ENTITY_TOO_LARGE") == code_of(received)


def test_a_body_over_the_limit_without_a_length_is_refused(server, token):
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    received = server.talk(post(token, b"Transfer-Encoding: chunked"), *[chunk] * 10, b"0\r\n\r\n")

    assert (413, "REQUEST_ENTITY_TOO_LARGE") == code_of(received)


def test_a_client_that_asks_before_sending_too_much_is_told_not_to(server, token):
    received = server.talk(post(token, b"Content-Length: 20000000", b"Expect: 100-continue"))

    assert (413, "REQUEST_ENTITY_TOO_LARGE") == code_of(received)


def test_a_body_in_pieces_is_put_together(server, token):
    body = b'{"data":[{"Last_Name":"Pieces"}]}'
    head = post(token, b"Content-Length: %d" % len(body))
    received = server.talk(head, body[:10], body[10:], pause=0.05)

    assert received.startswith(b"HTTP/1.1 201 ")


def test_a_body_that_does_not_come_is_not_waited_for_for_ever(server, token):
    received = server.talk(post(token, b"Content-Length: 10"), b"{")

    assert (408, "REQUEST_TIMEOUT") == code_of(received)


def test_requests_may_share_a_connection_and_are_answered_in_order(server):
    first = b"GET /crm/v2/x/y/z HTTP/1.1\r\n" + HOST + b"\r\n"
    last = b"GET /crm/v2/org HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n"
    received = server.talk(first + first + last)

    assert [b"404", b"404", b"401"] == re.findall(rb"HTTP/1\.1 (\d+)", received)


def test_an_answer_to_head_has_no_body(server, token):
    status, body = server.ask("HEAD", "/crm/v2/org", token)

    assert (400, b"") == (status, body)


def test_the_token_endpoint_names_the_address_that_was_asked(server):
    issued = server.run("token", "issue", "--scope", "ZohoCRM.modules.ALL")
    form = (
        f"grant_type=refresh_token&refresh_token={issued['refresh_token']}"
        f"&client_id={issued['client_id']}&client_secret={issued['client_secret']}"
    )
    status, body = server.ask("POST", f"/oauth/v2/token?{form}")

    assert (200, "http://crm.test") == (status, json.loads(body)["api_domain"])


def test_many_clients_write_at_once_and_all_is_kept(server, token):
    body = b'{"data":[{"Last_Name":"Crowd"}]}'
    statuses: list[int] = []

    def write():
        statuses.extend(server.ask("POST", "/crm/v2/Leads", token, body)[0] for _ in range(10))

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    _, found = server.ask("GET", "/crm/v2/Leads/search?criteria=(Last_Name:equals:Crowd)", token)

    assert ([201] * 80, 80) == (statuses, len(json.loads(found)["data"]))


def test_nothing_was_logged_about_any_of_this(server):
    lines = server.errors.read_text().splitlines()

    assert [] == [line for line in lines if "ERROR" in line or "Traceback" in line]


def test_what_was_answered_is_there_after_a_kill_and_a_stop_ends_well(tmp_path):
    server = Running(tmp_path)
    token = server.token()
    status, _ = server.ask("POST", "/crm/v2/Leads", token, b'{"data":[{"Last_Name":"Kept"}]}')
    server.stop(signal.SIGKILL)
    again = Running(tmp_path)
    _, found = again.ask("GET", "/crm/v2/Leads", token)
    ended = again.stop(signal.SIGTERM)

    assert (201, ["Kept"]) == (status, [lead["Last_Name"] for lead in json.loads(found)["data"]])
    assert 0 == ended


def test_a_head_that_does_not_come_ends_the_connection(tmp_path):
    server = Running(tmp_path, VINCULUM_HEADER_SECONDS="0.3")
    received = server.talk(b"GET /crm/v2/org HTT", patience=5)
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as silent:
        silence = silent.recv(10)
    ended = server.stop(signal.SIGINT)

    assert (b"", b"", 0) == (received, silence, ended)
