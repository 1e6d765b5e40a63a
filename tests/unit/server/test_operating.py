"""A running server says how it is, keeps its bounds, and finishes what it took."""

import json
import re
import signal
import socket
import threading
import time
import urllib.request
from pathlib import Path

from tests.unit.server.running import Running

SECRET = "MarkedSecret0123456789abcdef"
LEAD = b'{"data":[{"Last_Name":"%b"}]}'


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as bound:
        return bound.getsockname()[1]


def head_of(method, path, token, length=0, more=""):
    return (
        f"{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Zoho-oauthtoken {token}\r\n"
        f"Content-Length: {length}\r\n{more}\r\n"
    ).encode()


def resident(server):
    """Bytes of memory that the process holds."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) * 1024


def scrape(port):
    """What Prometheus gets."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        return answer.read().decode()


def test_health_metrics_and_log_tell_of_requests_without_their_secrets(tmp_path):
    port = free_port()
    server = Running(
        tmp_path,
        VINCULUM_METRICS_PORT=str(port),
        VINCULUM_LOG_REQUESTS="true",
        VINCULUM_LOG_FORMAT="json",
    )
    token = server.token()
    server.ask("POST", "/crm/v2/Leads", token, LEAD % SECRET.encode())
    server.ask("GET", f"/crm/v2/Leads/search?word={SECRET}", token)
    server.ask("GET", f"/crm/v2/Leads/{SECRET}", SECRET)
    server.ask("GET", f"/{SECRET}", token)
    for path in ("/oauth/v2/token", "/oauth/v2/token/revoke", "/oauth/v3/device/token"):
        query = f"client_secret={SECRET}&refresh_token={SECRET}&code={SECRET}&token={SECRET}"
        server.ask("POST", f"{path}?grant_type=refresh_token&{query}")
    server.ask("GET", f"/oauth/v2/auth?client_id={SECRET}&state={SECRET}")
    server.ask("POST", "/accounts/signin", "", f"password={SECRET}".encode())
    marked = head_of(
        "GET", "/crm/v2/org", token, more="X-Request-Id: from-a-proxy-7\r\nConnection: close\r\n"
    )
    server.talk(marked)
    (administrator,) = server.run("user", "list")
    health = [server.ask("GET", f"/health/{word}") for word in ("live", "ready")]
    metrics = scrape(port)
    public = server.ask("GET", "/metrics")[0]
    server.stop()
    log = server.errors.read_text()
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]

    assert [(200, b"ok\n"), (200, b"ready\n")] == health
    assert 404 == public
    assert 'vinculum_requests_total{endpoint="POST /crm/v2/{module}",status="201"} 1.0' in metrics
    assert 'vinculum_refusals_total{code="INVALID_URL_PATTERN"}' in metrics
    assert 'vinculum_round_jobs_count{lane="write"}' in metrics
    assert [False] * 4 == [text in each for text in (SECRET, token) for each in (log, metrics)]
    (given,) = [line for line in lines if line.get("request_id") == "from-a-proxy-7"]
    assert ("GET /crm/v2/org", 200) == (given["endpoint"], given["status"])
    assert (str(administrator["id"]), 12) == (str(given["user"]), len(given["client"]))


def test_pages_are_counted_and_logged_by_their_templates(tmp_path):
    port = free_port()
    server = Running(
        tmp_path,
        VINCULUM_METRICS_PORT=str(port),
        VINCULUM_LOG_REQUESTS="true",
        VINCULUM_LOG_FORMAT="json",
    )
    for path in (f"/console/clients/{SECRET}", f"/console/{SECRET}", "/accounts/static/style.css"):
        server.ask("GET", path)
    server.ask("POST", "/accounts/signin", "", f"password={SECRET}".encode())
    server.ask("GET", "/health/live")  # what was sent is noted by now
    metrics = scrape(port)
    server.stop()
    log = server.errors.read_text()
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]

    seen = {
        ("GET /console/clients/{client_id}", 302),
        ("none", 404),
        ("GET /accounts/static", 200),
        ("POST /accounts/signin", 403),
    }
    assert seen == {
        (line["endpoint"], line["status"])
        for line in lines
        if "endpoint" in line and line["endpoint"] != "/health/live"
    }
    counted = [f'endpoint="{page}",status="{status}"}} 1.0' in metrics for page, status in seen]
    assert [True] * 4 == counted
    assert [False] * 3 == [SECRET in log, SECRET in metrics, 'code=""' in metrics]


def write_lead(server, token, name):
    """Insert a lead; gives what came back until the connection ended or the answer was whole."""
    body, received = LEAD % name.encode(), b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as link:
        link.sendall(head_of("POST", "/crm/v2/Leads", token, len(body)) + body)
        while not received.endswith(b"}]}") and (more := link.recv(65_536)):
            received += more
    return received


def all_leads(server, token):
    """The last names of all leads, page by page."""
    kept: set[str] = set()
    for page in range(1, 1000):
        status, body = server.ask("GET", f"/crm/v2/Leads?fields=Last_Name&page={page}", token)
        if status != 200:
            break
        kept.update(each["Last_Name"] for each in json.loads(body)["data"])
    return kept


def test_a_server_that_is_told_to_stop_under_load_answers_all_that_it_took(tmp_path):
    server = Running(tmp_path)
    token = server.token()
    answered, broken = [], []

    def write(worker):
        for number in range(10_000):
            try:
                received = write_lead(server, token, f"w{worker}-{number}")
            except OSError:
                return
            if received.startswith(b"HTTP/1.1 201") and received.endswith(b"}]}"):
                answered.append(f"w{worker}-{number}")
            elif received:
                broken.append(received)

    writers = [threading.Thread(target=write, args=(each,)) for each in range(8)]
    for each in writers:
        each.start()
    time.sleep(1.5)
    began = time.monotonic()
    code = server.stop(signal.SIGTERM)
    took = time.monotonic() - began
    for each in writers:
        each.join()
    again = Running(tmp_path)
    kept = all_leads(again, token)
    again.stop()

    assert (0, []) == (code, broken)
    assert took < 8
    assert len(answered) > 20
    assert set() == set(answered) - kept


def test_a_client_that_does_not_take_its_answer_is_cut_off(tmp_path):
    port = free_port()
    server = Running(tmp_path, VINCULUM_REQUEST_SECONDS="1", VINCULUM_METRICS_PORT=str(port))
    token = server.token()
    many = b'{"data":[' + b",".join([b'{"Last_Name":"%b"}' % (b"x" * 70)] * 100) + b"]}"
    status, _ = server.ask("POST", "/crm/v2/Leads", token, many)
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect(("127.0.0.1", server.port))
        slow.sendall(head_of("GET", "/crm/v2/Leads", token) * 100)
        time.sleep(0.5)
        during = scrape(port)
        time.sleep(3)
        after = scrape(port)
    ended = server.stop()

    assert (201, 0) == (status, ended)
    assert ["1.0", "0.0"] == [
        re.findall(r"^vinculum_connections (\S+)", text, re.MULTILINE)[0]
        for text in (during, after)
    ]


def test_more_connections_than_allowed_are_told_to_come_again(tmp_path):
    server = Running(tmp_path, VINCULUM_MAX_CONNECTIONS="2")
    address = ("127.0.0.1", server.port)
    with socket.create_connection(address), socket.create_connection(address):
        time.sleep(0.2)
        with socket.create_connection(address, timeout=5) as third:
            refused = third.recv(65_536)
    time.sleep(0.2)
    live = server.ask("GET", "/health/live")
    server.stop()

    assert refused.startswith(b"HTTP/1.1 429 ")
    assert b"retry-after: 1\r\n" in refused
    assert (200, b"ok\n") == live


def test_memory_is_bounded_under_ten_times_the_load_that_can_be_served(tmp_path):
    server = Running(
        tmp_path,
        VINCULUM_QUEUE_LIMIT="20",
        VINCULUM_ORG_QUEUE_LIMIT="10",
        VINCULUM_MAX_PENDING_BYTES="20000000",
        VINCULUM_REQUEST_SECONDS="5",
    )
    token = server.token()
    item = b'{"Last_Name":"x","Description":"%b"}' % (b"y" * 20_000)
    big = b'{"data":[' + b",".join([item] * 100) + b"]}"
    before, peak, statuses, slowest = resident(server), [0], [], [0.0]

    def send():
        for _ in range(3):
            began = time.monotonic()
            try:
                status, _ = server.ask("POST", "/crm/v2/Leads", token, big)
            except (OSError, IndexError):  # Refused while it was still sending.
                status = 0
            statuses.append(status)
            slowest[0] = max(slowest[0], time.monotonic() - began)

    senders = [threading.Thread(target=send) for _ in range(60)]
    for each in senders:
        each.start()
    while any(each.is_alive() for each in senders):
        peak[0] = max(peak[0], resident(server))
        time.sleep(0.02)
    well = server.ask("GET", "/health/ready")
    server.stop()

    assert {0, 201, 429} >= set(statuses)
    assert statuses.count(201) > 0
    assert statuses.count(201) < len(statuses)
    assert slowest[0] < 12
    assert peak[0] - before < 250_000_000
    assert (200, b"ready\n") == well
