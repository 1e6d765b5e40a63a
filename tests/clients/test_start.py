"""How a server comes up: on an empty database, on one that exists, with demo data or without."""

from __future__ import annotations

import json

import pytest

from tests.clients.machine import Machine
from vinculum.model.value import Value

MODULES = "/crm/v2/settings/modules"
LEAD = "/crm/v2/Leads/3652397000001829002"


class Life(Value):
    """What was seen of three servers, one after the other on the same database."""

    greetings: tuple[str, ...]
    ends: tuple[int, ...]
    trouble: str
    first_answers: tuple[int, ...]
    without_demo: tuple[int, bytes]
    profiles: list[str]
    name_at_last: str


@pytest.fixture(scope="module")
def life(tmp_path_factory) -> Life:
    """A server without the demo, one with it, and one more, each answering the same token."""
    folder = tmp_path_factory.mktemp("life")
    empty = Machine(folder)
    token = empty.tokens()["access_token"]
    answers = [empty.ask("GET", MODULES, token)[0]]
    without_demo = empty.ask("GET", "/crm/v2/Leads", token)
    profiles = [person["profile"] for person in empty.told("user", "list")]
    ends = [empty.stop()]

    loaded = Machine(folder, "--demo")
    answers.append(loaded.ask("GET", MODULES, token)[0])
    loaded.ask("PUT", LEAD, token, b'{"data":[{"Last_Name":"Kept"}]}')
    ends.append(loaded.stop())

    again = Machine(folder, "--demo")
    status, body = again.ask("GET", LEAD, token)
    ends.append(again.stop())
    return Life(
        greetings=(empty.greeting, loaded.greeting, again.greeting),
        ends=tuple(ends),
        trouble=again.trouble(),
        first_answers=(*answers, status),
        without_demo=without_demo,
        profiles=profiles,
        name_at_last=json.loads(body)["data"][0]["Last_Name"],
    )


def test_an_org_without_the_demo_is_empty_and_has_one_administrator(life):
    assert ((204, b""), ["Administrator"]) == (life.without_demo, life.profiles)
    assert [False, True, True] == ["Try it in a second" in text for text in life.greetings]


def test_a_server_on_an_existing_database_answers_its_first_request(life):
    assert (200, 200, 200) == life.first_answers


def test_the_demo_is_loaded_into_a_database_without_records_and_never_resets_one(life):
    assert "Kept" == life.name_at_last


def test_each_server_ends_well(life):
    assert ((0, 0, 0), "") == (life.ends, life.trouble)
