"""
The vendor's Python client, unmodified, against a server over a socket.

The program in python_sdk/ runs in a process of its own; every check that failed is told.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.conftest import ROOT
from tests.clients.machine import ALL_SCOPES, Machine, python

PROGRAM = "tests.clients.python_sdk.run"
SETS = ("records", "relations", "contact_roles", "notes", "metadata", "errors", "sweep")


def failures(machine: Machine, folder: Path, checks: str, **order: object) -> list[str]:
    """Run a set of checks; tell those that failed."""
    order |= {"address": machine.address, "folder": str(folder), "checks": checks}
    environment = {**machine.environment, "PYTHONPATH": str(ROOT)}
    ran = machine.start(python("-m", PROGRAM), json.dumps(order), environment)
    assert 0 == ran.returncode, ran.stderr
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    assert lines
    return [f"{line['name']}: {line['detail']}" for line in lines if not line["ok"]]


@pytest.fixture(scope="module")
def forgetful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """The demo org, served with access tokens that live for two seconds only."""
    folder = tmp_path_factory.mktemp("forgetful")
    machine = Machine(folder, "--demo", VINCULUM_ACCESS_TOKEN_SECONDS="2")
    yield machine
    assert 0 == machine.stop()
    assert "" == machine.trouble()


@pytest.mark.parametrize("checks", SETS)
def test_the_client_gets_what_it_asks_for(checks, server, tokens, tmp_path):
    known = {name: tokens[name] for name in ("client_id", "client_secret", "refresh_token")}

    assert [] == failures(server, tmp_path, checks, **known)


def test_the_client_acts_for_other_users_and_with_other_scopes(server, tokens, others, tmp_path):
    known = {name: tokens[name] for name in ("client_id", "client_secret", "refresh_token")}

    assert [] == failures(server, tmp_path, "others", others=others, **known)


def test_the_client_starts_from_a_grant_token_and_renews_what_expires(forgetful, tmp_path):
    client = forgetful.told("client", "add", "--name", "Library", "--type", "self")
    code = forgetful.told(
        "code", "issue", "--client", client["client_id"], "--scope", ",".join(ALL_SCOPES)
    )
    known = {name: client[name] for name in ("client_id", "client_secret")}

    assert [] == failures(forgetful, tmp_path, "tokens", grant_token=code["code"], **known)
