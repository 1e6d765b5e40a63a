"""
Run a PostgreSQL server of our own, in a folder that goes with it.

Owns its start and its end. It forgets what a power cut would take (fsync is off), which makes
tests quick and says nothing about durability: the cluster and crash tests do.
Next door: databases.py makes databases on it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.postgres.programs import account, require_postgres

USER = "vinculum"
SETTINGS = {
    "listen_addresses": "",  # it is reached by its socket in the folder, so no port is taken
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "128MB",
}


class Server:
    """A server that runs until it is stopped."""

    def __init__(self, folder: Path) -> None:
        self._programs = require_postgres()
        self._account = account()
        self._folder = folder
        if self._account is not None:
            os.chown(folder, self._account.pw_uid, self._account.pw_gid)
        self._run(
            "initdb",
            *("-D", str(folder / "data"), "-U", USER, "--auth=trust", "--no-sync"),
            *("--encoding=UTF8", "--locale=C.UTF-8"),
        )

    def start(self, settings: Mapping[str, str] | None = None) -> None:
        """Start, with more settings than the usual ones."""
        given = {**SETTINGS, "unix_socket_directories": str(self._folder), **(settings or {})}
        options = " ".join(f"-c {name}='{value}'" for name, value in given.items())
        log = str(self._folder / "log")
        self._run("pg_ctl", *("-D", str(self._folder / "data"), "-l", log, "-o", options, "start"))

    def stop(self) -> None:
        """Stop at once."""
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "stop")

    def url(self, database: str = "postgres") -> str:
        """The URL of a database."""
        return f"postgresql://{USER}@/{database}?host={self._folder}"

    def _run(self, program: str, *arguments: str) -> None:
        who = self._account
        done = subprocess.run(
            [str(self._programs / program), *arguments],
            cwd=self._folder,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            user=None if who is None else who.pw_uid,
            group=None if who is None else who.pw_gid,
            extra_groups=None if who is None else [],
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")


@contextmanager
def server(settings: Mapping[str, str] | None = None) -> Iterator[Server]:
    """Make a server in a folder of its own, and take both away in the end."""
    folder = Path(tempfile.mkdtemp(prefix="vinculum-postgres-"))
    try:
        made = Server(folder)
        made.start(settings)
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
