"""
The vendor's client for Node, unmodified, against a server over a socket.

The program in node_sdk/ runs in a process of its own and tells of each check; each is a test
here. Its packages come from a registry once, and stay beside the environment that runs this.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.clients import web_console
from tests.clients.machine import ALL_SCOPES, Machine

PROGRAM = Path(__file__).parent / "node_sdk"
MANIFESTS = ("package.json", "package-lock.json")
PACKAGES = Path(sys.prefix) / "node_sdk"
SCRIPTS = Path(sysconfig.get_path("scripts"))
# Without a registry the wait is short.
PATIENCE = ("--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000")
INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", *PATIENCE)
EVERYDAY = ("start", "records", "relations", "notes", "attachments", "errors")
CHECK = re.compile(r'^  async "(.+)"\(', re.MULTILINE)

# What went wrong, by subject and check.
Results = dict[tuple[str, str], str]


def checks(*subjects: str) -> list[tuple[str, str]]:
    """The checks of some subjects, as their files name them."""
    return [
        (subject, name)
        for subject in subjects
        for name in CHECK.findall((PROGRAM / f"check_{subject}.js").read_text("utf-8"))
    ]


def each_check(*subjects: str) -> pytest.MarkDecorator:
    """Make a test of each check."""
    found = checks(*subjects)
    return pytest.mark.parametrize(
        ("subject", "name"), found, ids=[f"{subject}: {name}" for subject, name in found]
    )


def install(folder: Path) -> None:
    """Install the locked packages into a new folder, or fail with what npm says."""
    folder.mkdir()
    for name in MANIFESTS:
        shutil.copy(PROGRAM / name, folder)
    # npm is a program for the node that is found first.
    path = os.pathsep.join([str(SCRIPTS), os.environ.get("PATH", os.defpath)])
    ran = subprocess.run(
        [str(SCRIPTS / "npm"), *INSTALL],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        pytest.fail(
            "npm could not install the client's packages; it needs a registry within reach.\n"
            + ran.stderr,
            pytrace=False,
        )


@pytest.fixture(scope="session")
def packages() -> Path:
    """The client with what it needs, installed by whichever test process comes first."""
    locked = hashlib.sha256(b"".join((PROGRAM / name).read_bytes() for name in MANIFESTS))
    installed = PACKAGES / locked.hexdigest()[:16]
    PACKAGES.mkdir(exist_ok=True)
    with (PACKAGES / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not installed.is_dir():
            with tempfile.TemporaryDirectory(dir=PACKAGES) as unfinished:
                install(Path(unfinished) / "client")
                (Path(unfinished) / "client").rename(installed)
    return installed / "node_modules"


def granted(machine: Machine) -> dict[str, str]:
    """What a program is given once: a client of the command line, and a grant token."""
    client = machine.told("client", "add", "--name", "Node", "--type", "self")
    scopes = ",".join(ALL_SCOPES)
    code = machine.told("code", "issue", "--client", client["client_id"], "--scope", scopes)
    return {
        "client_id": client["client_id"],
        "client_secret": client["client_secret"],
        "grant_token": code["code"],
    }


def run_program(
    machine: Machine, packages: Path, known: Mapping[str, str], folder: Path, *subjects: str
) -> Results:
    """Run the program on some subjects, from a grant token on."""
    order = {**known, "address": machine.address, "folder": str(folder), "subjects": subjects}
    environment = {**machine.environment, "NODE_PATH": str(packages)}
    ran = machine.start(
        [str(SCRIPTS / "node"), str(PROGRAM / "run.js")], json.dumps(order), environment
    )
    assert 0 == ran.returncode, ran.stderr
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    results = {(line["subject"], line["name"]): line["error"] for line in lines}
    assert checks(*subjects) == list(results)
    return results


@pytest.fixture(scope="module")
def everyday(server, packages, tmp_path_factory) -> Results:
    """What the checks of everyday work came to."""
    folder = tmp_path_factory.mktemp("everyday")
    return run_program(server, packages, granted(server), folder, *EVERYDAY)


@pytest.fixture(scope="module")
def modules(server, packages, tmp_path_factory) -> Results:
    """What the checks of all modules came to, in a process that fetches all their fields."""
    folder = tmp_path_factory.mktemp("modules")
    return run_program(server, packages, granted(server), folder, "modules")


@pytest.fixture(scope="module")
def forgetful(tmp_path_factory) -> Iterator[Machine]:
    """The demo org, served with access tokens that live for two seconds only."""
    folder = tmp_path_factory.mktemp("forgetful")
    machine = Machine(folder, "--demo", VINCULUM_ACCESS_TOKEN_SECONDS="2", **web_console.SETTINGS)
    yield machine
    assert 0 == machine.stop()
    assert "" == machine.trouble()


@pytest.fixture(scope="module")
def tokens_that_expire(forgetful, packages, tmp_path_factory) -> Results:
    """What the checks of tokens came to."""
    folder = tmp_path_factory.mktemp("tokens")
    return run_program(forgetful, packages, web_console.granted(forgetful), folder, "tokens")


@each_check(*EVERYDAY)
def test_the_client_does_its_everyday_work(everyday, subject, name):
    assert "" == everyday[subject, name]


@each_check("modules")
def test_the_client_fetches_the_fields_of_every_module(modules, subject, name):
    assert "" == modules[subject, name]


@each_check("tokens")
def test_the_client_starts_from_a_grant_token_of_the_console_and_renews_what_expires(
    tokens_that_expire, subject, name
):
    assert "" == tokens_that_expire[subject, name]
