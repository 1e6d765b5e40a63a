"""
The vendor's Python client, unmodified, against a server over a socket.

The program in python_sdk/ runs in a process of its own; every check that failed is told.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.clients import web_console
from tests.clients.machine import ROOT, Machine, python

PROGRAM = "tests.clients.python_sdk.run"
SUBJECTS = (
    "records",
    "relations",
    "contact roles",
    "notes",
    "attachments",
    "metadata",
    "variables",
    "errors",
    "rights",
)

Results = dict[str, list[str]]


def run_program(machine: Machine, folder: Path, program: str, **order: object) -> Results:
    """Run the program; give for each of its subjects the checks that failed, and why."""
    order |= {"address": machine.address, "folder": str(folder), "program": program}
    environment = {**machine.environment, "PYTHONPATH": str(ROOT)}
    ran = machine.start(python("-m", PROGRAM), json.dumps(order), environment)
    assert 0 == ran.returncode, ran.stderr
    results: Results = {}
    for line in map(json.loads, ran.stdout.splitlines()):
        failed = results.setdefault(line["subject"], [])
        if not line["ok"]:
            failed.append(f"{line['name']}: {line['detail']}")
    return results


def known_to_a_program(tokens: Mapping[str, str]) -> dict[str, str]:
    """What a program is given once: its client, and a refresh token."""
    return {name: tokens[name] for name in ("client_id", "client_secret", "refresh_token")}


@pytest.fixture(scope="module")
def everyday(server, tokens, others, tmp_path_factory) -> Results:
    """What the checks of everyday work came to."""
    folder = tmp_path_factory.mktemp("everyday")
    known = known_to_a_program(tokens)
    return run_program(server, folder, "everyday", others=others, **known)


@pytest.fixture(scope="module")
def forgetful(tmp_path_factory) -> Iterator[Machine]:
    """The demo org, served with access tokens that live for two seconds only."""
    folder = tmp_path_factory.mktemp("forgetful")
    machine = Machine(folder, "--demo", VINCULUM_ACCESS_TOKEN_SECONDS="2", **web_console.SETTINGS)
    yield machine
    assert 0 == machine.stop()
    assert "" == machine.trouble()


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_client_does_its_everyday_work(everyday, subject):
    assert [] == everyday[subject]


def test_every_module_parses_and_takes_a_copy_of_a_record(server, tokens, tmp_path):
    results = run_program(server, tmp_path, "modules", **known_to_a_program(tokens))

    assert {"modules": []} == results


def test_the_client_starts_from_a_code_of_the_console_and_renews_what_expires(forgetful, tmp_path):
    known = web_console.granted(forgetful)
    results = run_program(forgetful, tmp_path, "tokens", **known)

    assert {"tokens": []} == results
