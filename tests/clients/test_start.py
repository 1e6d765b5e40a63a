"""How a server comes up: on an empty database, on one that exists, with demo data or without."""

from __future__ import annotations

import json

import pytest

from tests.clients.machine import Machine

MODULES = "/crm/v2/settings/modules"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data"


def test_a_server_on_an_existing_database_answers_its_first_request(folder):
    first = Machine(folder)
    token = first.tokens()["access_token"]
    assert 0 == first.stop()
    second = Machine(folder)
    status, body = second.ask("GET", MODULES, token)
    second.stop()

    assert 200 == status
    assert "Leads" in [module["api_name"] for module in json.loads(body)["modules"]]
    assert "" == second.trouble()


def test_an_org_without_the_demo_is_empty_and_has_one_administrator(folder):
    machine = Machine(folder)
    token = machine.tokens()["access_token"]
    status, body = machine.ask("GET", "/crm/v2/Leads", token)
    people = machine.told("user", "list")
    machine.stop()

    assert (204, b"") == (status, body)
    assert ["Administrator"] == [person["profile"] for person in people]
    assert "Try it" not in machine.greeting


def test_the_demo_is_loaded_into_a_database_without_records_and_never_resets_one(folder):
    first = Machine(folder)
    first.stop()
    second = Machine(folder, "--demo")
    token = second.tokens()["access_token"]
    path = "/crm/v2/Leads/3652397000001829002"
    changed = second.ask("PUT", path, token, b'{"data":[{"Last_Name":"Kept"}]}')[0]
    second.stop()
    third = Machine(folder, "--demo")
    _, body = third.ask("GET", path, token)
    third.stop()

    assert 200 == changed
    assert "Kept" == json.loads(body)["data"][0]["Last_Name"]
    assert "Try it in a second terminal" in third.greeting
