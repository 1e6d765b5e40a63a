"""A script that is run as a command beside a server: what it did is read back over the wire."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.clients.machine import Machine

# The statement of the documented sample, to the letter.
SAMPLE = (
    'resp = zoho.crm.updateRelatedRecord("Related_List_Name_2","7000000037119",'
    '"Leads","7000000037002", Map());'
)
REAL = """
campaign = zoho.crm.createRecord("Campaigns", {"Campaign_Name": "Spring"}).get("id");
lead = zoho.crm.createRecord("Leads", {"Last_Name": "Almeida", "Company": "Harbour"}).get("id");
active = {"Member_Status":"Active"};
resp = zoho.crm.updateRelatedRecord("Campaigns", campaign, "Leads", lead, active);
info resp.get("message");
return {"campaign": campaign, "lead": lead};
"""


class Org(Machine):
    """A server of the demo org, or of an empty one."""

    is_demo = False


@pytest.fixture(scope="module", params=["demo", "empty"])
def machine(request, tmp_path_factory) -> Iterator[Org]:
    """Both orgs, each with a database of its own."""
    made = Org(tmp_path_factory.mktemp(request.param), *["--demo"][: request.param == "demo"])
    made.is_demo = request.param == "demo"
    yield made
    assert 0 == made.stop()
    assert "" == made.trouble()


def read(machine: Machine, path: str) -> httpx.Response:
    headers = {"Authorization": f"Zoho-oauthtoken {machine.tokens()['access_token']}"}
    with httpx.Client(base_url=machine.address, trust_env=False) as client:
        return client.get(path, headers=headers)


def run(machine: Machine, text: str) -> list[str]:
    """Run a script's file; the lines that it wrote."""
    script = Path(machine.folder) / "script.dg"
    script.write_text(text, encoding="utf-8")
    typed = machine.type("deluge", "run", str(script))
    assert (0, "") == (typed.returncode, typed.stderr)
    return typed.stdout.splitlines()


def test_the_documented_sample_links_on_the_demo_org_and_is_refused_on_an_empty_one(machine):
    (line,) = run(machine, f"{SAMPLE}\ninfo resp;\n")
    answer = json.loads(line)

    if machine.is_demo:
        assert ("SUCCESS", "relation added") == (answer["code"], answer["message"])
        linked = read(machine, "/crm/v2/Leads/7000000037002/Related_List_Name_2").json()
        assert "7000000037119" in [each["id"] for each in linked["data"]]
    else:
        assert "error" == answer["status"]
        assert ("INVALID_DATA", "the relation name given seems to be invalid") == (
            answer["code"],
            answer["message"],
        )


def test_a_campaign_linked_by_a_script_is_read_over_the_wire_with_its_status(machine):
    told = machine.told("deluge", "run", "-", stdin=REAL)
    made = told["value"]
    linked = read(machine, f"/crm/v2/Leads/{made['lead']}/Campaigns").json()["data"]
    members = read(machine, f"/crm/v2/Campaigns/{made['campaign']}/Leads").json()["data"]

    assert ["relation added"] == told["info"]
    assert [(made["campaign"], "Active")] == [
        (each["id"], each["Member_Status"]) for each in linked
    ]
    assert [(made["lead"], "Active")] == [(each["id"], each["Member_Status"]) for each in members]
