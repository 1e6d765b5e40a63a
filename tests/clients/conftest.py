"""A demo server that all clients of this folder share, and tokens for it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.curl import Curl, stand_in
from tests.clients.machine import ALL_SCOPES, Machine, issue

SALESPERSON = "amelia.burrows@zylker.example"
READER = "jai.zachary@zylker.example"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """The demo org, served from a database of its own."""
    machine = Machine(tmp_path_factory.mktemp("demo"), "--demo")
    yield machine
    assert 0 == machine.stop()
    assert "" == machine.trouble()


@pytest.fixture(scope="session")
def tokens(server: Machine) -> dict[str, str]:
    """The administrator's tokens, for everything."""
    return server.tokens()


@pytest.fixture(scope="session")
def others(server: Machine) -> dict[str, str]:
    """Access tokens of those who may do less, by what they are."""
    wanted = {
        "narrow": issue(("ZohoCRM.modules.leads.READ", "ZohoCRM.settings.ALL")),
        "reader": issue(ALL_SCOPES, READER),
        "salesperson": issue(ALL_SCOPES, SALESPERSON),
    }
    told = server.told_at_once(*wanted.values())
    return {name: tokens["access_token"] for name, tokens in zip(wanted, told, strict=True)}


@pytest.fixture(scope="session")
def curl_program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The machine's curl; where it has none, a program that sends the same."""
    found = shutil.which("curl")
    return Path(found) if found else stand_in(tmp_path_factory.mktemp("bin"))


@pytest.fixture
def curl(server: Machine, tokens: dict[str, str], curl_program: Path, tmp_path: Path) -> Curl:
    """Calls of the demo server, as its administrator unless another token is given."""
    return Curl(
        program=curl_program,
        folder=tmp_path,
        address=server.address,
        token=tokens["access_token"],
        environment=server.environment,
    )
