"""What the package imports is what it says it needs: `make serve` installs nothing else."""

from __future__ import annotations

import ast
import sys
import tomllib

from tests.hygiene.sources import PACKAGE, ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# Distributions that are imported by another name.
NAMES = {"argon2-cffi": "argon2", "prometheus-client": "prometheus_client"}
# Python itself finds the time zones, and the other one is a choice of the HTTP server.
NEVER_NAMED = {"tzdata", "uvloop"}


def imported() -> set[str]:
    """The top-level packages that a module of ours imports, at the top or when it runs."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    return found - sys.stdlib_module_names - {"vinculum"}


def needed() -> set[str]:
    """The packages that pyproject.toml says the server needs, by the name they are imported by."""
    names = set()
    for line in PROJECT["dependencies"]:
        name = line.partition(">")[0].partition("=")[0].partition("[")[0].strip()
        names.add(NAMES.get(name, name.replace("-", "_")))
    return names


def test_all_that_is_imported_is_installed_for_the_server():
    assert set() == imported() - needed()


def test_all_that_is_installed_for_the_server_is_imported():
    assert set() == needed() - imported() - NEVER_NAMED
