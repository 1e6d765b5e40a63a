"""
Find PostgreSQL's programs, and the account that they run under.

Owns what is installed, and how: the server from Debian's package, where that is allowed.
Never starts anything that goes on running.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

ACCOUNTS = ("postgres", "nobody")
PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin")


class ProgramMissing(Exception):
    """Something that is needed is not here; the text says how to get it."""


def postgres_folder() -> Path | None:
    """Where the newest PostgreSQL server has its programs; None when there is none."""
    patterns = (Path("/").glob(place.lstrip("/")) for place in PLACES)
    found = [folder for folders in patterns for folder in folders if (folder / "initdb").exists()]
    return max(found, key=lambda folder: _numbers(folder.parent.name), default=None)


def _numbers(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in name.replace("pgsql-", "").split(".") if part.isdigit())


def require_postgres() -> Path:
    """Give the folder of PostgreSQL's programs; install them where that is allowed."""
    if postgres_folder() is None:
        install(["postgresql"])
    folder = postgres_folder()
    if folder is None:
        raise ProgramMissing("PostgreSQL's server is not here; as root: apt-get install postgresql")
    return folder


def install(packages: Sequence[str]) -> None:
    """Install packages of Debian, where this is Debian and we are root."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "--quiet"],
        ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *packages],
    ):
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)


def account() -> pwd.struct_passwd | None:
    """The account that servers run under; None for our own, which is not root then."""
    if os.geteuid() != 0:
        return None
    for name in ACCOUNTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ProgramMissing(f"PostgreSQL refuses to run as root, and no account {ACCOUNTS} is here")
