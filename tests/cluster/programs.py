"""
Find the programs that a cluster is made of, and the account they run under.

Owns what is installed, and how: PostgreSQL and etcd from Debian, Patroni from the locked
packages, in a directory that the account may read.
Never starts anything that goes on running.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("postgresql", "etcd-server")
ACCOUNTS = ("postgres", "nobody")
POSTGRES_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin")


class ProgramMissing(Exception):
    """Something that the cluster needs is not here; the text says how to get it."""


def postgres_folder() -> Path | None:
    """Where the newest PostgreSQL server has its programs; None when there is none."""
    patterns = (Path("/").glob(place.lstrip("/")) for place in POSTGRES_PLACES)
    found = [folder for folders in patterns for folder in folders if (folder / "initdb").exists()]
    return max(found, key=lambda folder: _numbers(folder.parent.name), default=None)


def _numbers(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in name.replace("pgsql-", "").split(".") if part.isdigit())


def require_programs() -> Path:
    """Install what is missing where that is allowed, and give PostgreSQL's folder."""
    if postgres_folder() is None or shutil.which("etcd") is None:
        _install()
    folder = postgres_folder()
    if folder is None or shutil.which("etcd") is None:
        raise ProgramMissing(f"as root: apt-get install {' '.join(PACKAGES)}")
    return folder


def _install() -> None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "--quiet"],
        ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *PACKAGES],
    ):
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)


def account() -> pwd.struct_passwd | None:
    """The account that the nodes run under; None for our own, which is not root then."""
    if os.geteuid() != 0:
        return None
    for name in ACCOUNTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ProgramMissing(f"PostgreSQL refuses to run as root, and no account {ACCOUNTS} is here")


def install_patroni(folder: Path) -> tuple[Sequence[str], Mapping[str, str]]:
    """Unpack the locked Patroni into a folder; give the command, and what its surroundings add."""
    python = _readable_python()
    uv = shutil.which("uv") or str(ROOT / ".venv-tools" / "bin" / "uv")
    wanted = folder.with_suffix(".txt")
    export = [uv, "export", "--frozen", "--quiet", "--only-group", "cluster"]
    install = [uv, "pip", "install", "--quiet", "--python", python, "--target", str(folder)]
    try:
        subprocess.run([*export, "--output-file", str(wanted)], cwd=ROOT, check=True)
        subprocess.run([*install, "--requirement", str(wanted)], cwd=ROOT, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise ProgramMissing(f"Patroni could not be installed: {error}; run `make setup`") from None
    return [python, "-m", "patroni"], {"PYTHONPATH": str(folder)}


def _readable_python() -> str:
    """A Python that any account may run: an interpreter in root's home is out of its reach."""
    own = Path(sys.executable).resolve()
    if os.geteuid() != 0 or all(parent.stat().st_mode & 0o001 for parent in own.parents):
        return str(own)
    system = shutil.which("python3", path="/usr/bin:/usr/local/bin")
    if system is None:
        raise ProgramMissing(f"{own} is readable by root alone; apt-get install python3")
    return system
