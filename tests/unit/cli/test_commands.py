"""Commands prepare an empty database, do what they say, and speak JSON to programs."""

import io
import json
import re
import sqlite3
import sys
from pathlib import Path

import pytest

from vinculum.oauth.tokens import hash_token, org_of

TOKEN_KEYS = [
    "client_id",
    "client_secret",
    "access_token",
    "refresh_token",
    "expires_in",
    "api_domain",
    "scope",
]


def rows(database, statement, *values):
    """Look into the database behind everybody's back."""
    connection = sqlite3.connect(database.removeprefix("sqlite:///"))
    try:
        return connection.execute(statement, values).fetchall()
    finally:
        connection.close()


def test_the_first_command_prepares_the_database_and_says_so(vinculum, database):
    first, second = vinculum("org", "show", "--json"), vinculum("org", "show", "--json")

    assert f"Making the tables in {database}" in first.err
    assert ("", first.json) == (second.err, second.json)
    assert ("My Company", "admin@example.com", []) == (
        first.json["name"],
        first.json["administrator"],
        first.json["custom_modules"],
    )


def test_a_token_comes_with_everything_that_a_client_library_asks_for(vinculum):
    ran = vinculum("token", "issue", "--scope", "ZohoCRM.modules.ALL,ZohoCRM.org.READ", "--json")

    assert TOKEN_KEYS == list(ran.json)
    assert re.fullmatch("[0-9a-f]{42}", ran.json["client_secret"])
    assert (3600, "http://127.0.0.1:8080", "ZohoCRM.modules.ALL ZohoCRM.org.READ") == (
        ran.json["expires_in"],
        ran.json["api_domain"],
        ran.json["scope"],
    )


def test_secrets_and_tokens_are_kept_as_hashes_only(vinculum, database):
    issued = vinculum("token", "issue", "--scope", "ZohoCRM.modules.ALL", "--json").json
    kept = Path(database.removeprefix("sqlite:///")).read_bytes()

    secrets = [issued[key] for key in ("client_secret", "access_token", "refresh_token")]
    assert [False] * 3 == [secret.encode() in kept for secret in secrets]
    assert [(1,)] == rows(
        database, "SELECT count(*) FROM token WHERE hash = ?", hash_token(secrets[1])
    )


def test_with_a_client_no_secret_is_shown_because_nobody_knows_it(vinculum):
    client = vinculum("client", "add", "--name", "Robot", "--type", "self", "--json").json
    issued = vinculum(
        "token",
        "issue",
        "--scope",
        "ZohoCRM.modules.ALL",
        "--client",
        client["client_id"],
        "--json",
    ).json

    assert (client["client_id"], None) == (issued["client_id"], issued["client_secret"])


def test_the_public_url_is_the_api_domain(vinculum, monkeypatch):
    monkeypatch.setenv("VINCULUM_PUBLIC_URL", "https://crm.example.org/")

    issued = vinculum("token", "issue", "--scope", "ZohoCRM.modules.ALL", "--json").json

    assert "https://crm.example.org" == issued["api_domain"]


def test_a_code_is_issued_for_a_client_and_lives_as_long_as_asked(vinculum):
    client = vinculum("client", "add", "--name", "Robot", "--type", "self", "--json").json
    code = vinculum(
        *("code", "issue", "--client", client["client_id"], "--scope", "ZohoCRM.modules.ALL"),
        *("--scope", "ZohoCRM.org.READ", "--minutes", "10", "--json"),
    ).json

    assert (client["client_id"], 600, "ZohoCRM.modules.ALL ZohoCRM.org.READ") == (
        code["client_id"],
        code["expires_in"],
        code["scope"],
    )
    assert org_of(code["code"]) is not None


def test_a_client_of_a_page_has_origins_and_no_secret(vinculum):
    added = vinculum(
        *("client", "add", "--name", "Page", "--type", "client", "--json"),
        *("--redirect-uri", "http://127.0.0.1:5500/redirect.html"),
        *("--javascript-domain", "http://127.0.0.1:5500"),
    ).json
    listed = vinculum("client", "list", "--json").json

    assert (None, ["http://127.0.0.1:5500"]) == (
        added["client_secret"],
        added["javascript_domains"],
    )
    assert [{key: value for key, value in added.items() if key != "client_secret"}] == listed


def test_people_are_added_with_profile_role_and_password(vinculum, database, monkeypatch):
    vinculum("profile", "add", "--name", "Readers", "--deny", "Leads:update", "--hide", "Vendors")
    vinculum("role", "add", "--name", "Rep", "--reports-to", "Manager")
    monkeypatch.setattr(sys, "stdin", io.StringIO("correct horse\n"))
    added = vinculum(
        *("user", "add", "--email", "jo@example.com", "--profile", "readers", "--role", "rep"),
        *("--password-stdin", "--json"),
    ).json
    (body,) = rows(
        database, "SELECT body FROM metadata WHERE area = 'user' AND id = ?", added["id"]
    )

    assert ("jo@example.com", "jo", "Readers", "Rep", "active") == (
        *(added[key] for key in ("email", "name", "profile", "role", "status")),
    )
    assert json.loads(body[0])["password"].startswith("$argon2id$")
    assert {"Administrator", "Standard", "Readers"} == {
        profile["name"] for profile in vinculum("profile", "list", "--json").json
    }
    assert {"Rep": "Manager", "Manager": "CEO", "CEO": None} == {
        role["name"]: role["reports_to"] for role in vinculum("role", "list", "--json").json
    }
    assert 2 == len(vinculum("user", "list", "--json").json)


def test_a_schema_file_is_checked_without_a_trace_and_loaded_for_good(vinculum, tmp_path):
    file = tmp_path / "courses.toml"
    file.write_text(
        '[[module]]\napi_name = "Courses"\nsingular_label = "Course"\nplural_label = "Courses"\n'
    )
    checked = vinculum("schema", "check", str(file), "--json")
    before = vinculum("org", "show", "--json").json["custom_modules"]
    loaded = vinculum("schema", "load", str(file), "--json")
    after = vinculum("org", "show", "--json").json["custom_modules"]

    assert (["Courses"], ["Courses"]) == (checked.json["modules"], loaded.json["modules"])
    assert ([], ["Courses"]) == (before, after)


def test_for_people_results_are_aligned_text(vinculum):
    ran = vinculum("role", "list")

    assert ["name", "CEO", "Manager"] == [line.split()[1] for line in ran.out.splitlines()]


def test_the_version_is_shown(vinculum):
    assert re.fullmatch(r"vinculum \d+\.\d+\.\d+\n", vinculum("--version").out)


def test_the_doctor_finds_nothing_wrong_with_a_new_database(vinculum):
    ran = vinculum("doctor", "--port", "0", "--json")

    assert {"database": True, "migrations": True, "clock": True, "call": True, "port": True} == {
        finding["check"]: finding["ok"] for finding in ran.json
    }
    assert 0 == ran.code


@pytest.mark.parametrize("command", [("doctor", "--json"), ("doctor",)])
def test_the_doctor_says_what_to_do_about_a_file_that_is_no_database(vinculum, tmp_path, command):
    (tmp_path / "crm.db").write_bytes(b"nonsense" * 1000)

    ran = vinculum(*command, "--port", "0")

    assert 1 == ran.code
    assert "name another database with --database" in ran.out
