"""What waits when the process is killed runs after the restart; what was under way does not."""

import json
import signal
import sqlite3
import time
from contextlib import closing

from tests.unit.server.running import Running

# Long enough to be killed in, whatever the machine: it is never waited for.
SLOW = """void automation.slow(string id)
{
    n = 0;
    while (n < 60000)
    {
        leads = zoho.crm.getRecords("Leads");
        n = n + 1;
    }
}
"""
TELL = "void automation.tell(string id)\n{\n    info id;\n}\n"
PATIENCE = 20


def states(folder):
    """The states of all runs, oldest first, read beside the server."""
    with closing(sqlite3.connect(folder / "crm.db")) as connection:
        return [row[0] for row in connection.execute("SELECT state FROM function_run ORDER BY id")]


def wait_for(folder, wanted):
    until = time.monotonic() + PATIENCE
    while states(folder) != wanted and time.monotonic() < until:
        time.sleep(0.05)
    return states(folder)


def bind(server, folder, name, source):
    (folder / f"{name}.dg").write_text(source)
    server.run("function", "add", str(folder / f"{name}.dg"))
    server.run("function", "bind", name, "--event", "create", "--module", "Leads")


def test_a_kill_loses_no_event_and_repeats_none(tmp_path):
    server = Running(tmp_path)
    try:
        bind(server, tmp_path, "slow", SLOW)
        bind(server, tmp_path, "tell", TELL)
        body = json.dumps({"data": [{"Last_Name": "Ines"}]}).encode()
        status, _ = server.ask("POST", "/crm/v2/Leads", server.token(), body)
        before = wait_for(tmp_path, ["begun", "waiting"])
    finally:
        server.stop(signal.SIGKILL)
    again = Running(tmp_path)
    try:
        after = wait_for(tmp_path, ["begun", "done"])
    finally:
        again.stop(signal.SIGKILL)

    assert (201, ["begun", "waiting"]) == (status, before)
    assert ["begun", "done"] == after
