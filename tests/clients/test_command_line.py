"""Commands typed while a server runs on the same database: what they do counts at once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import httpx
import pytest

from tests.clients.machine import ALL_SCOPES, ROOT, Machine

LEADS = "/crm/v2/Leads"
TOKEN_PATH = "/oauth/v2/token"
PASSWORD = "correct horse battery staple"


@pytest.fixture(scope="module")
def machine(tmp_path_factory) -> Iterator[Machine]:
    """A server of its own, because these commands change the org."""
    made = Machine(tmp_path_factory.mktemp("commands"))
    yield made
    assert 0 == made.stop()
    assert "" == made.trouble()


@pytest.fixture(scope="module")
def web(machine) -> Iterator[httpx.Client]:
    """Calls of that server."""
    with httpx.Client(base_url=machine.address, trust_env=False) as client:
        yield client


@pytest.fixture(scope="module")
def client(machine) -> dict[str, str]:
    """A registered self client and its secret."""
    told: dict[str, str] = machine.told("client", "add", "--name", "Robot", "--type", "self")
    return told


@pytest.fixture(scope="module")
def issued(machine, client) -> dict[str, str | None]:
    """Tokens for everything, issued for that client."""
    told: dict[str, str | None] = machine.told(
        *("token", "issue", "--client", client["client_id"], "--scope", ",".join(ALL_SCOPES))
    )
    return told


@pytest.fixture(scope="module")
def administrator(issued) -> dict[str, str]:
    """A header with such a token."""
    return authorization(issued["access_token"])


def authorization(token: str) -> dict[str, str]:
    return {"Authorization": f"Zoho-oauthtoken {token}"}


def insert(web: httpx.Client, headers: dict[str, str], module: str, **values: object) -> str:
    """Insert a record; give back its id."""
    answer = web.post(f"/crm/v2/{module}", json={"data": [values]}, headers=headers)
    (outcome,) = answer.json()["data"]
    assert "record added" == outcome["message"], outcome
    return str(outcome["details"]["id"])


def as_form(web: httpx.Client, values: dict[str, str]) -> httpx.Response:
    return web.post(TOKEN_PATH, data=values)


def as_multipart(web: httpx.Client, values: dict[str, str]) -> httpx.Response:
    return web.post(TOKEN_PATH, files={name: (None, value) for name, value in values.items()})


def as_query(web: httpx.Client, values: dict[str, str]) -> httpx.Response:
    return web.post(TOKEN_PATH, params=values)


WAYS = (as_form, as_multipart, as_query)


@pytest.fixture(scope="module")
def codes(machine, client) -> dict[str, str]:
    """A grant token for each way of redeeming one."""
    command = ("code", "issue", "--client", client["client_id"], "--scope", "ZohoCRM.org.READ")
    told = machine.told_at_once(*[command] * len(WAYS))
    return {send.__name__: each["code"] for send, each in zip(WAYS, told, strict=True)}


@pytest.mark.parametrize("send", WAYS)
def test_a_code_is_redeemed_and_refreshed_however_it_is_sent(machine, web, client, codes, send):
    code = codes[send.__name__]
    secret = {name: client[name] for name in ("client_id", "client_secret")}
    redeemed = send(web, {"grant_type": "authorization_code", "code": code, **secret}).json()
    refresh = {"grant_type": "refresh_token", "refresh_token": redeemed["refresh_token"]}
    refreshed = send(web, {**refresh, **secret}).json()
    asked = [
        web.get("/crm/v2/org", headers=authorization(answer["access_token"])).status_code
        for answer in (redeemed, refreshed)
    ]

    assert {"access_token", "refresh_token", "api_domain", "token_type", "expires_in"} <= set(
        redeemed
    )
    assert "refresh_token" not in refreshed
    assert [(machine.address, "Bearer", 3600)] * 2 == [
        (answer["api_domain"], answer["token_type"], answer["expires_in"])
        for answer in (redeemed, refreshed)
    ]
    assert [200, 200] == asked
    assert {"error": "invalid_code"} == send(
        web, {"grant_type": "authorization_code", "code": code, **secret}
    ).json()


def test_a_token_of_the_command_line_works_with_either_scheme(web, issued):
    token = issued["access_token"]
    answers = [
        web.get("/crm/v2/org", headers={"Authorization": f"{scheme} {token}"})
        for scheme in ("Zoho-oauthtoken", "Bearer")
    ]

    assert None is issued["client_secret"]
    assert [200, 200] == [answer.status_code for answer in answers]


def test_a_new_user_may_do_what_the_new_profile_leaves(machine, web, administrator):
    denied = ("--deny", "Leads:update", "--deny", "Campaigns:read", "--hide", "Vendors")
    machine.told_at_once(
        ("profile", "add", "--name", "Caller", "--like", "Standard", *denied),
        ("role", "add", "--name", "Caller", "--reports-to", "Manager"),
    )
    added = machine.told(
        *("user", "add", "--email", "jo@example.com", "--profile", "Caller", "--role", "Caller"),
        "--password-stdin",
        stdin=f"{PASSWORD}\n",
    )
    lead = insert(web, administrator, "Leads", Last_Name="Called")
    jo = authorization(machine.tokens(user="jo@example.com")["access_token"])
    update = web.put(f"{LEADS}/{lead}", json={"data": [{"City": "Oslo"}]}, headers=jo)
    others = [web.get(f"/crm/v2/{module}", headers=jo) for module in ("Campaigns", "Vendors")]
    codes = [(answer.status_code, answer.json().get("code")) for answer in (update, *others)]

    assert ("jo@example.com", "Caller", "Caller") == (
        *(added[key] for key in ("email", "profile", "role")),
    )
    assert 200 == web.get(f"{LEADS}/{lead}", headers=jo).status_code
    assert [(403, "NO_PERMISSION"), (403, "NO_PERMISSION"), (400, "INVALID_MODULE")] == codes
    assert PASSWORD.encode() not in (machine.folder / "crm.db").read_bytes()


@pytest.fixture(scope="module")
def courses(machine):
    """The complete example of the guide, as a file."""
    text = (ROOT / "docs" / "guide" / "custom-schema.md").read_text(encoding="utf-8")
    found = re.search(r"```toml\n(# courses\.toml\n.*?)```", text, re.DOTALL)
    assert found is not None
    file = machine.folder / "courses.toml"
    file.write_text(found[1], encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def loaded(machine, web, administrator, courses) -> tuple[int, int]:
    """Check the example, which changes nothing, then load it; what the module answers."""
    machine.told("schema", "check", str(courses))
    before = web.get("/crm/v2/Courses", headers=administrator).status_code
    machine.told("schema", "load", str(courses))
    return before, web.get("/crm/v2/Courses", headers=administrator).status_code


def test_a_module_of_a_schema_file_answers_at_once(loaded):
    assert (400, 204) == loaded


def test_leads_sign_up_for_courses_as_the_guide_says(web, administrator, loaded):
    teacher = insert(web, administrator, "Contacts", Last_Name="Teacher")
    course = insert(
        web, administrator, "Courses", Name="Knots", Starts_On="2027-02-01", Teacher=teacher
    )
    lead = insert(web, administrator, "Leads", Last_Name="Pupil")
    related = web.put(
        f"/crm/v2/Leads/{lead}/Courses",
        content=json.dumps({"data": [{"id": course, "Booking_Status": "Booked"}]}),
        headers=administrator,
    )
    shown = [
        web.get(f"/crm/v2/{path}", headers=administrator).json()["data"][0]
        for path in (f"Courses/{course}/Participants", f"Contacts/{teacher}/Taught_Courses")
    ]

    assert "relation added" == related.json()["data"][0]["message"]
    assert (lead, "Booked", course) == (shown[0]["id"], shown[0]["Booking_Status"], shown[1]["id"])


def test_records_are_named_by_the_unique_fields_of_the_guide(web, administrator, loaded):
    course = {"Name": "Splices", "Starts_On": "2027-03-01", "Course_Code": "S-1"}
    insert(web, administrator, "Courses", **course)
    insert(web, administrator, "Leads", Last_Name="Traveller", Passport_Number="X0001")
    external = {**administrator, "X-EXTERNAL": "Leads.Passport_Number,Courses.Course_Code"}
    related = web.put(
        "/crm/v2/Leads/X0001/Courses/S-1",
        json={"data": [{"Booking_Status": "Paid"}]},
        headers=external,
    )
    shown = web.get("/crm/v2/Leads/X0001/Courses/S-1", headers=external).json()["data"]

    assert "relation added" == related.json()["data"][0]["message"]
    assert [("S-1", "Paid")] == [(row["Course_Code"], row["Booking_Status"]) for row in shown]


def test_a_schema_file_is_not_loaded_twice(machine, loaded, courses):
    typed = machine.type("schema", "load", str(courses))

    assert (1, "") == (typed.returncode, typed.stdout)
    assert "Courses" in typed.stderr
    assert "Traceback" not in typed.stderr


def test_the_org_shows_what_was_loaded(machine, loaded):
    shown = machine.told("org", "show")

    assert (["Courses"], "admin@example.com") == (shown["custom_modules"], shown["administrator"])


def test_the_doctor_sees_the_running_server(machine):
    typed = machine.type("doctor", "--port", str(machine.port))

    assert 0 == typed.returncode, typed.stdout
    assert f"Vinculum listens on 127.0.0.1:{machine.port} already" in typed.stdout
