"""
What people type: the documented calls with curl, and every refusal of the documented list.

Requests go out as curl sends them: no Content-Type but curl's own, module names as written.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.clients.curl import stand_in
from tests.clients.machine import ROOT, Machine

LEAD = "/crm/v2/Leads/3652397000001829002"
CAMPAIGNS = f"{LEAD}/Campaigns"
CAMPAIGN = "3652397000000327001"
BODY = '{"data":[{"id":"3652397000000327001","Member_Status":"Active"}]}'
SAMPLE_ANSWER = (
    '{"data":['
    '{"code":"SUCCESS","details":{"id":"3652397000000327001"},'
    '"message":"relation added","status":"success"},'
    '{"code":"SUCCESS","details":{"id":"3652397000001854001"},'
    '"message":"relation added","status":"success"}]}'
)
# As the documented sample has it, with its tabs and line ends.
SAMPLE_FILE = Path(__file__).parent / "samples" / "updaterelatedlead.json"
NOTE_LIST_BODY = (
    '{"data":[{"Parent_Id":{"name":"Lead_changed","id":"35240336189014"},"id":"35240336243003",'
    '"Note_Title":"asd","Note_Content":"asd","$se_module":"Leads"}]}'
)
NOTE_BODY = (
    '{"data":[{"Parent_Id":{"name":"Lead_changed","id":"35240336189014"},'
    '"Note_Title":"asd","Note_Content":"asd","$se_module":"Leads"}]}'
)


def error(code: str, message: str, details: str = "{}") -> str:
    """The one form of an error, to the letter."""
    return f'{{"code":"{code}","details":{details},"message":"{message}","status":"error"}}'


def item(*arguments: str) -> str:
    """The same for the only item of a request."""
    return f'{{"data":[{error(*arguments)}]}}'


def test_the_documented_call_gets_the_documented_answer(curl):
    shutil.copy(SAMPLE_FILE, curl.folder)

    assert (200, SAMPLE_ANSWER) == curl("PUT", CAMPAIGNS, "@updaterelatedlead.json")
    assert (200, SAMPLE_ANSWER) == curl("PUT", CAMPAIGNS, "@updaterelatedlead.json")


def test_the_link_is_seen_from_both_sides_with_its_status(curl):
    curl("PUT", CAMPAIGNS, f"@{SAMPLE_FILE}")
    leads = json.loads(curl("GET", f"/crm/v2/Campaigns/{CAMPAIGN}/Leads").text)["data"]
    campaigns = json.loads(curl("GET", CAMPAIGNS).text)["data"]

    assert ("3652397000001829002", "Active") in [(row["id"], row["Member_Status"]) for row in leads]
    assert {"3652397000000327001": "Active", "3652397000001854001": "Planning"} == {
        row["id"]: row["Member_Status"] for row in campaigns
    }


def blocks_of_the_readme() -> list[str]:
    """The shell commands under the heading about relating."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.split("## Relate a lead to two campaigns")[1].split("\n## ")[0]
    return re.findall(r"```sh\n(.*?)```", section, re.DOTALL)


@pytest.fixture
def shell(server: Machine, curl_program: Path, tmp_path: Path) -> Callable[..., str]:
    """Run a script in a checkout's folder, where the server listens elsewhere."""
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "vinculum").symlink_to(server.script)

    def run(script: str, program: Path = curl_program) -> str:
        environment = {
            **server.environment,
            "PATH": f"{program.parent}{os.pathsep}{server.environment['PATH']}",
        }
        ran = subprocess.run(
            ["sh", "-e"],
            input=script.replace("http://127.0.0.1:8080", server.address),
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return ran.stdout

    return run


def test_the_commands_of_the_readme_work_as_they_stand(shell):
    issue, relate, look = blocks_of_the_readme()
    answer, _, listed = shell(f"{issue}\n{relate}\necho\n{look}").partition("\n")

    assert SAMPLE_ANSWER == answer
    assert '"Member_Status":"Active"' in listed


def test_the_call_that_the_server_prints_works_as_it_stands(server, shell, tmp_path):
    printed = server.greeting.split("second terminal:")[1].split("Stop with")[0]

    assert [SAMPLE_ANSWER] * 2 == [shell(printed), shell(printed, stand_in(tmp_path))]


def test_a_note_is_updated_through_its_lead_in_lower_case(curl):
    status, text = curl("PUT", "/crm/v2/Leads/35240336189014/notes/35240336243003", NOTE_BODY)
    (outcome,) = json.loads(text)["data"]

    assert (200, "record updated") == (status, outcome["message"])
    assert ["Modified_Time", "Modified_By", "Created_Time", "id", "Created_By"] == list(
        outcome["details"]
    )


def test_a_note_is_updated_in_its_leads_list_in_lower_case(curl):
    status, text = curl("PUT", "/crm/v2/Leads/35240336189014/notes", NOTE_LIST_BODY)

    assert (200, "record updated") == (status, json.loads(text)["data"][0]["message"])


def test_a_note_of_another_lead_is_not_updated(curl):
    assert (
        202,
        item("INVALID_DATA", "the id given seems to be invalid", '{"id":"35240336243003"}'),
    ) == curl("PUT", "/crm/v2/Leads/3524036189014/notes", NOTE_LIST_BODY)


UNKNOWN_URL = "Please check if the URL trying to access is a correct one"
UNKNOWN_METHOD = "The http request method type is not a valid one"
UNKNOWN_ID = "the related id given seems to be invalid"
REFUSALS = {
    "an unknown module": (
        ("PUT", "/crm/v2/Nonsense/1/Campaigns", BODY),
        (400, error("INVALID_MODULE", "The module name given seems to be invalid")),
    ),
    "a module that is not in the API": (
        ("PUT", "/crm/v2/Documents/1/Campaigns", BODY),
        (400, error("INVALID_MODULE", "The given module is not supported in API")),
    ),
    "an unknown address": (
        ("PUT", f"{CAMPAIGNS}/1/2", BODY),
        (404, error("INVALID_URL_PATTERN", UNKNOWN_URL)),
    ),
    "a wrong verb": (
        ("PATCH", CAMPAIGNS, BODY),
        (400, error("INVALID_REQUEST_METHOD", UNKNOWN_METHOD)),
    ),
    "a verb that the list has not": (
        ("POST", CAMPAIGNS, BODY),
        (400, error("INVALID_REQUEST_METHOD", UNKNOWN_METHOD)),
    ),
    "a bad related id in the path": (
        ("PUT", f"{CAMPAIGNS}/404", BODY),
        (400, error("INVALID_DATA", UNKNOWN_ID)),
    ),
    "a bad related id in an item": (
        ("PUT", CAMPAIGNS, '{"data":[{"id":"404"}]}'),
        (202, item("INVALID_DATA", UNKNOWN_ID, '{"id":"404"}')),
    ),
    "a bad parent": (
        ("PUT", "/crm/v2/Leads/404/Campaigns", BODY),
        (400, error("INVALID_DATA", UNKNOWN_ID)),
    ),
    "an unknown relation": (
        ("GET", f"{LEAD}/Nonsense", None),
        (400, error("INVALID_DATA", "the relation name given seems to be invalid")),
    ),
    "an item with a value of another type": (
        ("PUT", CAMPAIGNS, f'{{"data":[{{"id":"{CAMPAIGN}","Member_Status":[1]}}]}}'),
        (
            202,
            item(
                "INVALID_DATA",
                "invalid data",
                '{"expected_data_type":"text","api_name":"Member_Status"}',
            ),
        ),
    ),
    "an item without its id": (
        ("PUT", CAMPAIGNS, '{"data":[{"Member_Status":"Active"}]}'),
        (202, item("MANDATORY_NOT_FOUND", "required field not found", '{"api_name":"id"}')),
    ),
    "a body that is not JSON": (
        ("PUT", CAMPAIGNS, '{"data":['),
        (400, error("INVALID_DATA", "body", '{"expected_data_type":"jsonobject"}')),
    ),
}


@pytest.mark.parametrize("situation", REFUSALS)
def test_each_refusal_has_its_words(curl, situation):
    call, answer = REFUSALS[situation]

    assert answer == curl(*call)


@pytest.mark.parametrize(
    ("token", "answer"),
    [
        ("null", (401, error("INVALID_TOKEN", "invalid oauth token"))),
        ("1000.41", (401, error("INVALID_TOKEN", "invalid oauth token"))),
    ],
)
def test_a_wrong_token_is_told(curl, token, answer):
    assert answer == curl("PUT", CAMPAIGNS, BODY, token=token)


def test_no_token_at_all_is_told(curl):
    answer = curl.run("-X", "PUT", "-d", BODY, f"{curl.address}{CAMPAIGNS}")

    assert (401, error("AUTHENTICATION_FAILURE", "Authentication failed")) == answer


def test_a_token_without_the_scope_may_not(curl, others):
    assert (401, error("OAUTH_SCOPE_MISMATCH", "Unauthorized")) == curl(
        "PUT", CAMPAIGNS, BODY, token=others["narrow"]
    )


def test_a_user_whose_profile_only_reads_may_not(curl, others):
    assert (
        403,
        error(
            "NO_PERMISSION",
            "Permission denied to update records",
            '{"permissions":["Crm_Implied_Edit_Leads"]}',
        ),
    ) == curl("PUT", CAMPAIGNS, BODY, token=others["reader"])
    assert 200 == curl("GET", LEAD, token=others["reader"]).status


def test_a_deal_of_somebody_else_may_not_be_related(curl, others):
    made = [
        curl("POST", f"/crm/v2/{module}", json.dumps({"data": [values]}))
        for module, values in (
            ("Deals", {"Deal_Name": "Somebody else's", "Stage": "Qualification"}),
            ("Products", {"Product_Name": "Wanted"}),
        )
    ]
    deal, product = (json.loads(text)["data"][0]["details"]["id"] for _, text in made)
    refused = error(
        "AUTHORIZATION_FAILED",
        "User does not have sufficient privilege to update related records data",
    )
    body = f'{{"data":[{{"id":"{product}"}}]}}'
    path = f"/crm/v2/Deals/{deal}/Products"

    assert (400, refused) == curl("PUT", path, body, token=others["salesperson"])
    assert (400, refused) == curl(
        "PUT", f"{path}/{product}", '{"data":[{}]}', token=others["salesperson"]
    )
    assert 200 == curl("PUT", path, body).status


def test_nothing_newer_is_304_without_a_body(curl):
    curl("PUT", CAMPAIGNS, BODY)
    since = ("-H", "If-Modified-Since: {}-01-01T00:00:00+00:00")

    assert (304, "") == curl("GET", CAMPAIGNS, None, since[0], since[1].format(2090))
    assert 200 == curl("GET", CAMPAIGNS, None, since[0], since[1].format(2020)).status


def test_a_body_of_more_than_ten_megabytes_is_refused(curl):
    (curl.folder / "huge.json").write_text(f'{{"data":[{{"id":"{"1" * 10_000_000}"}}]}}')
    answer = curl("PUT", CAMPAIGNS, "@huge.json")

    assert (413, error("REQUEST_ENTITY_TOO_LARGE", "Request entity too large")) == answer


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        ("HEAD /crm/v2/Leads", 400),
        ("HEAD /nowhere", 404),
        ("OPTIONS /crm/v2/Leads", 204),
        ("TRACE /crm/v2/Leads", 400),
        ("GET //crm//v2//Leads", 404),
        ("GET /crm/v2/Leads%2F1", 404),
        ("GET /", 404),
        ("GET /crm/v2", 404),
        ("GET /crm/v2/Leads/1/2/3/4/5/6/7/8", 404),
    ],
)
def test_odd_requests_are_answered_at_once(server, tokens, request_line, status):
    method, path = request_line.split()
    began = time.monotonic()
    answered, _ = server.ask(method, path, tokens["access_token"])

    assert status == answered
    assert time.monotonic() - began < 5
