"""A command loads what it needs and no more, so that asking for help is quick."""

import os
import signal
import subprocess
import sys

import pytest

PROBE = """
import sys
from vinculum.cli.main import main

sys.argv = ["vinculum", *sys.argv[1:]]
try:
    main()
finally:
    print("\\nloaded:", *sorted(sys.modules))
"""

# What only some requests, commands or settings need. Each of them would be felt at every start.
SELDOM = frozenset(
    "alembic argon2 cryptography http.client httpx jinja2 lark prometheus_client psycopg regex"
    " rich smtplib starlette structlog vinculum.console.pages vinculum.server.demo".split()
)
HEAVY = SELDOM | {"sqlalchemy", "uvicorn"}


def modules_loaded_by(*arguments: str) -> frozenset[str]:
    """Run the command line in a process of its own and tell which modules it loaded."""
    command = [sys.executable, "-c", PROBE, *arguments]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert 0 == run.returncode, run.stderr
    return frozenset(run.stdout.rpartition("\nloaded:")[2].split())


@pytest.mark.parametrize(
    "arguments", [("--help",), ("serve", "--help"), ("token", "issue", "--help")]
)
def test_help_loads_neither_the_database_nor_the_server(arguments):
    assert frozenset() == HEAVY & modules_loaded_by(*arguments)


def test_serving_loads_what_each_request_needs_and_nothing_else(tmp_path):
    environment = {**os.environ, "VINCULUM_DATABASE": f"sqlite:///{tmp_path}/crm.db"}
    command = [sys.executable, "-c", PROBE]
    subprocess.run([*command, "org", "show"], env=environment, check=True, capture_output=True)
    server = subprocess.Popen(
        [*command, "serve", "--port", "0"], env=environment, stdout=subprocess.PIPE, text=True
    )
    with server:
        assert server.stdout is not None
        for line in server.stdout:
            if line.startswith("Stop with"):
                break
        server.send_signal(signal.SIGTERM)
        loaded = frozenset(server.stdout.read().rpartition("\nloaded:")[2].split())

    assert 0 == server.returncode
    assert frozenset({"sqlalchemy", "uvicorn"}) == HEAVY & loaded
