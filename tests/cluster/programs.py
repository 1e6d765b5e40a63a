"""
Find the programs of a cluster beside PostgreSQL: etcd from Debian, Patroni from the lock file.

Owns what is installed, and where: Patroni goes into a directory that the nodes' account may read.
Never starts anything that goes on running.
Next door: tests/postgres/programs.py finds PostgreSQL and the account.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.postgres.programs import ProgramMissing, install

ROOT = Path(__file__).resolve().parents[2]


def require_etcd() -> None:
    """Install etcd where that is allowed. ProgramMissing tells how to get it elsewhere."""
    if shutil.which("etcd") is None:
        install(["etcd-server"])
    if shutil.which("etcd") is None:
        raise ProgramMissing("etcd is not here; as root: apt-get install etcd-server")


def install_patroni(folder: Path) -> tuple[Sequence[str], Mapping[str, str]]:
    """Unpack the locked Patroni into a folder; give the command, and what its surroundings add."""
    python = _readable_python()
    uv = shutil.which("uv") or str(ROOT / ".venv-tools" / "bin" / "uv")
    wanted = folder.with_suffix(".txt")
    export = [uv, "export", "--frozen", "--quiet", "--only-group", "cluster"]
    install_all = [uv, "pip", "install", "--quiet", "--python", python, "--target", str(folder)]
    try:
        subprocess.run([*export, "--output-file", str(wanted)], cwd=ROOT, check=True)
        subprocess.run([*install_all, "--requirement", str(wanted)], cwd=ROOT, check=True)
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
