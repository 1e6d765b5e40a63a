"""Run commands in this process, on a database of their own."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from vinculum.cli.main import main
from vinculum.model.value import Value


class Ran(Value):
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        """What it printed for programs."""
        return json.loads(self.out)


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/crm.db"


@pytest.fixture
def vinculum(database, monkeypatch, capsys) -> Callable[..., Ran]:
    """Run `vinculum ...`; the database is the test's own unless another one is named."""
    for name in ("HOST", "PORT", "DEMO", "PUBLIC_URL"):
        monkeypatch.delenv(f"VINCULUM_{name}", raising=False)
    monkeypatch.setenv("VINCULUM_DATABASE", database)

    def run(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["vinculum", *arguments])
        capsys.readouterr()
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        shown = capsys.readouterr()
        return Ran(code=code, out=shown.out, err=shown.err)

    return run
