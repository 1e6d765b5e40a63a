"""
Run the tests of the store, the wire and the properties on PostgreSQL.

Owns the order: everything in READ COMMITTED, then the contract again in SERIALIZABLE.
Without PostgreSQL the tests are skipped, but on a build machine that could install it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

from tests.postgres.databases import SERVER
from tests.postgres.programs import ProgramMissing
from tests.postgres.server import server

EVERYTHING = ("tests/contract", "tests/postgres", "tests/wire", "tests/properties")
MUST = os.environ.get("CI") == "true" and os.geteuid() == 0


def main(arguments: Sequence[str]) -> int:
    """Run; further arguments go to pytest instead of the usual ones."""
    try:
        for level, paths in (("read committed", EVERYTHING), ("serializable", EVERYTHING[:1])):
            with server({"default_transaction_isolation": level}) as running:
                print(f"==> PostgreSQL, {level}", flush=True)
                code = _test(running.url("{}"), arguments or ("-n", "auto", *paths))
                if code:
                    return code
    except ProgramMissing as missing:
        print(f"==> The tests on PostgreSQL are skipped: {missing}")
        return int(MUST)
    return 0


def _test(url: str, arguments: Sequence[str]) -> int:
    command = [sys.executable, "-m", "pytest", "--quiet", "--dist", "worksteal", *arguments]
    return subprocess.run(command, env={**os.environ, SERVER: url}, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
