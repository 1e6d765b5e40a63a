"""
A database that may not be written: the file, its directory, or the whole file system is read-only.

Where the tests run as the superuser, to whom nothing is forbidden, the program is started
without that power.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.server.running import Running

LEADS = "/crm/v2/Leads"
PLAIN = {name: text for name, text in os.environ.items() if "VINCULUM" not in name}
_DROP = 24  # PR_CAPBSET_DROP of prctl(2)
_OVERRIDE, _SEARCH = 1, 2  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
COMMANDS = {
    "serve": ("serve", "--port", "0"),
    "org show": ("org", "show"),
    "token issue": ("token", "issue", "--scope", "ZohoCRM.modules.ALL"),
}


def bound_by_rights() -> None:
    """Before a program begins: let the rights of files count for the superuser too."""
    if os.geteuid() == 0:
        library = ctypes.CDLL(None, use_errno=True)
        for power in (_OVERRIDE, _SEARCH):
            if library.prctl(_DROP, power, 0, 0, 0):
                raise OSError(ctypes.get_errno(), "prctl")


def command(*arguments: str, database: Path, **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "vinculum", *arguments, "--database", f"sqlite:///{database}"],
        env=PLAIN,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=bound_by_rights,
    )


@pytest.fixture
def database(tmp_path):
    """A database with a lead, as a stopped server leaves it."""
    folder = tmp_path / "data"
    folder.mkdir()
    server = Running(folder)
    body = b'{"data":[{"Last_Name":"kept"}]}'
    assert 201 == server.ask("POST", LEADS, server.token(), body)[0]
    server.stop()
    yield folder / "crm.db"
    folder.chmod(0o700)


def without_file(path: Path) -> None:
    path.chmod(0o400)


def without_any_right(path: Path) -> None:
    path.chmod(0o000)


def without_directory(path: Path) -> None:
    path.parent.chmod(0o500)


def without_lock(path: Path) -> None:
    path.with_name("crm.db-lock").unlink()
    path.parent.chmod(0o500)


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize(
    "harm",
    [without_file, without_any_right, without_directory, without_lock],
    ids=lambda harm: harm.__name__,
)
def test_what_may_not_be_written_ends_a_command_with_one_line_and_loses_nothing(
    database: Path, harm: Callable[[Path], None], name: str
):
    harm(database)
    ended = command(*COMMANDS[name], database=database)
    database.parent.chmod(0o700)
    database.chmod(0o600)
    again = Running(database.parent)
    found = again.ask("GET", f"{LEADS}?fields=Last_Name", again.token())
    again.stop()

    (line,) = ended.stderr.strip().splitlines()
    assert (1, True, True) == (ended.returncode, line.startswith("vinculum: "), "who may" in line)
    assert (200, True) == (found[0], b'"kept"' in found[1])


def test_a_backup_is_made_of_a_database_that_may_only_be_read(database, tmp_path):
    database.chmod(0o400)
    ended = command("backup", str(tmp_path / "copy.db"), database=database)

    assert (0, "") == (ended.returncode, ended.stderr)


def test_a_new_database_where_nothing_may_be_made_ends_with_one_line(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir(mode=0o500)
    ended = command("serve", "--port", "0", database=folder / "crm.db")

    (line,) = ended.stderr.strip().splitlines()
    assert (1, True) == (ended.returncode, "who may" in line)
    assert [] == list(folder.iterdir())


SCRIPT = """
set -e
mount -t tmpfs none "$1"
cp "$2" "$1/crm.db"
mount -o remount,ro "$1"
exec "$3" -m vinculum serve --port 0 --database "sqlite:///$1/crm.db"
"""


def may_mount(folder: Path) -> bool:
    """Tell whether a file system of our own can be had here, seen by one process only."""
    if shutil.which("unshare") is None:
        return False
    script = 'mount -t tmpfs none "$1" && mount -o remount,ro "$1"'
    ran = subprocess.run(
        ["unshare", "-Urm", "sh", "-c", script, "sh", str(folder)],
        capture_output=True,
        check=False,
    )
    return ran.returncode == 0


def test_a_read_only_file_system_ends_the_start_with_one_line(database, tmp_path):
    folder = tmp_path / "mounted"
    folder.mkdir()
    if not may_mount(folder):
        pytest.skip("no file system can be mounted here")
    ended = subprocess.run(
        ["unshare", "-Urm", "sh", "-c", SCRIPT, "sh", folder, database, sys.executable],
        env=PLAIN,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    (line,) = ended.stderr.strip().splitlines()
    assert (1, True) == (ended.returncode, "Read-only file system" in line)
