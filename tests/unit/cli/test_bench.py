"""The benchmark says what it did, in every form, and cleans up; its speed is nobody's test."""

import json
import socket
import sqlite3
import time
from xml.etree import ElementTree as ET

import pytest

from tests.clients.machine import Machine
from tools import bench, bench_fill, bench_floor
from vinculum.cli.commands import bench as command
from vinculum.cli.load import asking, cases, measuring, stage, whole
from vinculum.cli.load.asking import Asking
from vinculum.cli.load.chart import Legend, bars, lines
from vinculum.cli.load.driving import target_of
from vinculum.cli.load.measures import Result, percentile
from vinculum.cli.load.processes import listeners, usage
from vinculum.cli.load.showing import medians
from vinculum.cli.problem import Problem

CASES = [
    "PUT-100 existing",
    "PUT-100 new",
    "PUT-1",
    "GET-200",
    "POST-100",
    "update-100",
    "GET-1",
    "search e-mail",
    "search starts_with",
]


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    machine = Machine(tmp_path_factory.mktemp("bench"))
    yield machine
    assert 0 == machine.stop()
    assert "" == machine.trouble()


@pytest.fixture(scope="module")
def token(machine):
    return machine.tokens()["access_token"]


@pytest.fixture
def small(monkeypatch):
    """A stage of a few hundred records, runs of a few milliseconds."""
    for module, name, value in (
        (stage, "LEADS", 200),
        (stage, "LINKED_CAMPAIGNS", 2),
        (stage, "LINKED_LEADS", 100),
        (stage, "PAGED_CONTACTS", 200),
        (cases, "PREPARED", 4),
        (whole, "FRESH_PER_SECOND", 20),
        (measuring, "WARM_SECONDS", 0.001),
        (command, "QUICK_SECONDS", 0.004),
        (command, "CONNECTIONS", (1, 2)),
    ):
        monkeypatch.setattr(module, name, value)


def find(machine, token, word):
    asked = Asking(target_of(machine.address, token))
    found = {
        module: len(asked.find(module, field, word, 100)) for module, field in stage.NAMES.items()
    }
    asked.close()
    return found


def test_a_running_server_is_measured_and_left_as_it_was(machine, token, small, vinculum, tmp_path):
    out, chart = tmp_path / "bench.json", tmp_path / "bench.svg"
    ran = vinculum(
        *("bench", "--url", machine.address, "--token", token, "--quick", "--json"),
        *("--out", str(out), "--chart", str(chart)),
    )

    assert (0, 2 * CASES) == (ran.code, [row["case"] for row in ran.json])
    written = json.loads(out.read_text())
    measured = [(one["case"], one["connections"]) for one in written["results"]]
    assert [(name, number) for number in (1, 2) for name in CASES] == measured
    # Within a tenth of a second a busy machine may answer nothing.
    assert all(one["requests"] >= 0 and one["rss_mb"] > 10 for one in written["results"])
    assert "svg" in ET.parse(chart).getroot().tag
    assert "Writes records" in ran.err
    assert dict.fromkeys(stage.NAMES, 0) == find(machine, token, "bench")


def test_a_wrong_token_is_said_before_anything_is_written(machine, vinculum):
    ran = vinculum("bench", "--url", machine.address, "--token", "1000.wrong")

    assert (1, True) == (ran.code, "401" in ran.err)
    assert "Traceback" not in ran.err


def test_a_server_that_is_not_there_is_said(vinculum):
    ran = vinculum("bench", "--url", "http://127.0.0.1:1", "--token", "x")

    assert (1, True) == (ran.code, "127.0.0.1:1" in ran.err)


@pytest.mark.parametrize("url", ["127.0.0.1:8080", "ftp://host", "http://", "http://host:x"])
def test_an_address_must_be_one(url):
    with pytest.raises(Problem, match="not the address"):
        target_of(url, "x")


def test_a_filled_database_is_one_that_the_api_could_have_made(machine, token):
    """Copies are found by index rows, linked from both ends, and read like their original."""
    asking = Asking(target_of(machine.address, token))
    lead = asking.create("Leads", [stage.lead_of("grown", 0)])[0]
    campaign = asking.create("Campaigns", [{"Campaign_Name": "grown 0000000"}])[0]
    asking.link(campaign, "Leads", [lead])
    file = machine.folder / next(each.name for each in machine.folder.glob("*.db"))
    filled = bench_fill.fill(file, lead, campaign, 1_000, lambda _: None)
    first, leads = filled.campaigns[0]

    assert [filled.leads[6]] == asking.find("Leads", "Last_Name", "grown 0000007", 10)
    copy = asking._call("GET", f"/crm/v2/Leads/{filled.leads[6]}")["data"][0]
    assert "grown.0000007@example.com" == copy["Email"]
    page = asking._call("GET", f"/crm/v2/Campaigns/{first}/Leads")["data"]
    assert list(map(str, reversed(leads)))[:200] == [row["id"] for row in page]
    back = asking._call("GET", f"/crm/v2/Leads/{leads[0]}/Campaigns")["data"]
    assert str(first) in {row["id"] for row in back}
    asking.close()
    connection = sqlite3.connect(file)
    indexes = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    connection.close()
    assert {"link_right", "record_created", "text_of_record"} <= indexes
    assert {"per_second", "cpu_us"} == set(bench_floor.measure("put-100", str(file), 0.01))


def test_a_port_is_traced_to_the_processes_behind_it(machine):
    used = usage(listeners(machine.port))

    assert used is not None
    assert used.cpu_seconds > 0
    assert used.rss_bytes > 10_000_000
    assert usage([]) is None


def test_medians_are_taken_of_every_figure():
    one = Result(
        case="PUT-1",
        connections=1,
        requests=10,
        seconds=1.0,
        per_second=10.0,
        relations_per_second=10.0,
        p50_ms=1.0,
        p99_ms=2.0,
        cpu_us=None,
        rss_mb=None,
    )
    many = [
        Result(**{**{f: getattr(one, f) for f in one.__struct_fields__}, "per_second": each})
        for each in (9.0, 30.0, 11.0)
    ]

    (middle,) = medians(many)

    assert (11.0, 30, None) == (middle.per_second, middle.requests, middle.cpu_us)


def test_percentiles_are_values_that_occurred():
    assert [1, 50, 99, 100, 0] == [
        *(percentile(range(1, 101), share) for share in (0.01, 0.5, 0.99, 1.0)),
        percentile([], 0.5),
    ]


def test_ratios_are_formed_within_a_round():
    names = {name for over, under, _ in bench.RATIOS for name in (over, under)}
    rounds = [dict.fromkeys(names, 1.0), dict.fromkeys(names, 2.0) | {"floor put-100": 4.0}]

    found = bench.ratios(rounds)

    assert [1.0, 0.5] == found["PUT-100 to bare sqlite3, a commit each"]


@pytest.mark.parametrize(
    "drawn",
    [
        bars(Legend(title="A & B", note="<n>"), {"PUT-1": {"1": 0.5, "16": 2_500_000.0}}),
        lines(Legend(title="t", x="x", y="y"), {"a": [(1e4, 10.0), (1e6, 12.0)], "b": []}),
    ],
)
def test_a_chart_is_wellformed_and_inside_its_frame(drawn):
    root = ET.fromstring(drawn)
    width = float(root.attrib["width"])
    places = [
        float(each.attrib[key])
        for each in root.iter()
        for key in ("x", "cx", "x2")
        if key in each.attrib
    ]

    assert places
    assert all(0 <= place <= width for place in places)


def test_a_connection_that_the_server_has_closed_meanwhile_is_opened_again(
    machine, token, monkeypatch
):
    asked = Asking(target_of(machine.address, token))
    asked.find("Leads", "Last_Name", "nobody", 1)
    asked._connection.sock.shutdown(socket.SHUT_RDWR)
    later = time.monotonic() + asking.KEPT_SECONDS + 1
    monkeypatch.setattr(asking, "monotonic", lambda: later)

    assert [] == asked.find("Leads", "Last_Name", "nobody", 1)
    asked.close()
