"""
A server on its machine, with the commands and programs that its users type beside it.

Owns how a command is run there: the installed script, the server's database, no proxies.
"""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.unit.server.running import Running

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(sysconfig.get_path("scripts")) / "vinculum"
HERE = "127.0.0.1,localhost"
ALL_SCOPES = (
    "ZohoCRM.modules.ALL",
    "ZohoCRM.settings.ALL",
    "ZohoCRM.users.ALL",
    "ZohoCRM.org.ALL",
)


class Machine(Running):
    """A started server; its commands share its database and environment."""

    def __init__(self, folder: Path, *options: str, **settings: str) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        super().__init__(folder, *options, NO_PROXY=HERE, no_proxy=HERE, **settings)

    script = SCRIPT

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def type(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Type `vinculum ...`, and something into its standard input; it may fail."""
        return self.start([str(SCRIPT), *arguments], stdin)

    def start(
        self, command: list[str], stdin: str = "", environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a program to its end."""
        return subprocess.run(
            command,
            input=stdin,
            env=environment or self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )

    def told(self, *arguments: str, stdin: str = "") -> Any:
        """Type `vinculum ... --json` and read what it says; it must not fail."""
        typed = self.type(*arguments, "--json", stdin=stdin)
        assert 0 == typed.returncode, typed.stderr
        return json.loads(typed.stdout)

    def told_at_once(self, *commands: Sequence[str]) -> list[Any]:
        """Type several commands at the same time, as several people would."""
        with ThreadPoolExecutor(len(commands)) as people:
            return list(people.map(lambda command: self.told(*command), commands))

    def tokens(self, user: str = "") -> dict[str, str]:
        """A user's tokens for everything, as `vinculum token issue` gives them."""
        told: dict[str, str] = self.told(*issue(ALL_SCOPES, user))
        return told

    def trouble(self) -> str:
        """What the server logged besides its start."""
        return "".join(
            line
            for line in self.errors.read_text().splitlines(keepends=True)
            if " ERROR " in line or " WARNING " in line or line.startswith("Traceback")
        )


def issue(scopes: Sequence[str], user: str = "") -> tuple[str, ...]:
    """The command that issues tokens; by default to the administrator."""
    whose = ("--user", user) if user else ()
    return ("token", "issue", "--scope", ",".join(scopes), *whose)


def python(*arguments: str) -> list[str]:
    """The command that runs Python as these tests run."""
    return [sys.executable, *arguments]
