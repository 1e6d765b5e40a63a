"""How a server comes up: on an empty database, on one that exists, with demo data or without."""

from __future__ import annotations

import json
import signal

import pytest

from tests.clients.machine import Machine
from vinculum.model.value import Value

MODULES = "/crm/v2/settings/modules"
LEAD = "/crm/v2/Leads/3652397000001829002"
CAMPAIGNS = f"{LEAD}/Campaigns"
PEOPLE = "/crm/v2/users?type=AllUsers"
RELATION = b'{"data":[{"id":"3652397000001854001","Member_Status":"Planning"}]}'


class Life(Value):
    """What was seen of three servers, one after the other on the same database."""

    greetings: tuple[str, ...]
    first_answers: tuple[int, ...]
    empty: tuple[int, bytes]
    people: bytes
    ends: tuple[int, ...]
    trouble: str
    before_kill: tuple[int, bytes]
    after_kill: tuple[int, bytes]
    lead: bytes


@pytest.fixture(scope="module")
def life(tmp_path_factory) -> Life:
    """A server without the demo, one with it that is killed, and one more, for one token."""
    folder = tmp_path_factory.mktemp("life")
    empty = Machine(folder)
    token = empty.tokens()["access_token"]
    first = empty.ask("GET", MODULES, token)[0]
    nothing, people = (empty.ask("GET", path, token) for path in ("/crm/v2/Leads", PEOPLE))
    ends = [empty.stop()]

    loaded = Machine(folder, "--demo")
    second = loaded.ask("GET", MODULES, token)[0]
    loaded.ask("PUT", LEAD, token, b'{"data":[{"Last_Name":"Kept"}]}')
    loaded.ask("PUT", CAMPAIGNS, token, RELATION)
    before_kill = loaded.ask("GET", CAMPAIGNS, token)
    ends.append(loaded.stop(signal.SIGKILL))

    again = Machine(folder, "--demo")
    after_kill = again.ask("GET", CAMPAIGNS, token)
    lead = again.ask("GET", LEAD, token)[1]
    ends.append(again.stop())
    return Life(
        greetings=(empty.greeting, loaded.greeting, again.greeting),
        first_answers=(first, second, after_kill[0]),
        empty=nothing,
        people=people[1],
        ends=tuple(ends),
        trouble=again.trouble(),
        before_kill=before_kill,
        after_kill=after_kill,
        lead=lead,
    )


def test_an_org_without_the_demo_is_empty_and_has_one_administrator(life):
    profiles = [person["profile"]["name"] for person in json.loads(life.people)["users"]]

    assert ((204, b""), ["Administrator"]) == (life.empty, profiles)
    assert [False, True, True] == ["Try it in a second" in text for text in life.greetings]


def test_a_server_on_an_existing_database_answers_its_first_request(life):
    assert (200, 200, 200) == life.first_answers


def test_the_demo_is_loaded_into_a_database_without_records_and_never_resets_one(life):
    assert "Kept" == json.loads(life.lead)["data"][0]["Last_Name"]


def test_a_relation_survives_a_kill_and_a_restart(life):
    assert life.before_kill == life.after_kill
    assert b'"Member_Status":"Planning"' in life.after_kill[1]


def test_each_server_ends_well_unless_it_is_killed(life):
    assert ((0, -signal.SIGKILL, 0), "") == (life.ends, life.trouble)
