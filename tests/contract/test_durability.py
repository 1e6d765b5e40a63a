"""What was acknowledged is there after the process was killed, whole, and nothing is torn."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

from tests.contract.desk import ORG, open_desk

ROOT = Path(__file__).parents[2]
SECONDS = 1.0


def test_acknowledged_batches_survive_a_kill(tmp_path):
    desk = open_desk(f"sqlite:///{tmp_path / 'v.db'}")
    desk.store.create_org(ORG, [])
    desk.store.close()
    for _ in range(2):
        acknowledged = batches_until_killed(desk.url)
        desk = desk.reopened()
        numbers = {number for number, *_ in acknowledged}
        records = {each + extra for each in numbers for extra in range(4)}
        jobs = {job for _, *batch in acknowledged for job in batch}

        assert len(acknowledged) > 10
        check_whole(desk, records, jobs)
        desk.store.write([desk.job(forget_all)])
        desk.store.close()


def batches_until_killed(url: str) -> list[tuple[int, ...]]:
    program = [sys.executable, "-m", "tests.contract.writer", url]
    lines: list[str] = []
    with subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        lines.append(writer.stdout.readline())
        reader = threading.Thread(target=lines.extend, args=(writer.stdout,))
        reader.start()
        time.sleep(SECONDS)
        writer.kill()
        reader.join()
    # The last line may have been cut by the kill itself.
    return [tuple(map(int, line.split())) for line in lines if line.endswith("\n")]


def check_whole(desk, records, jobs):
    """At most one batch more than the acknowledged ones may be there, and it is whole too."""
    rows = desk.store._connections.writer.execute("SELECT id FROM record ORDER BY id").fetchall()
    stored = [row[0] for row in rows]
    links = desk.read(lambda work: work.read_links(1, True, 1, stored))
    logged = desk.read(lambda work: work.page_changes(0, 10**6))

    assert records <= set(stored)
    assert len(stored) - len(records) in (0, 4)
    assert stored == list(range(1, len(stored) + 1))
    assert stored == sorted(links)
    assert jobs <= {each.id for each in logged}
    assert stored == [change.record.id for each in logged for change in each.changes[:1]]
    assert [("ok",)] == desk.store._connections.writer.execute("PRAGMA integrity_check").fetchall()


def forget_all(work):
    for table in ("record", "link", "change_log"):
        work.connection.execute(f"DELETE FROM {table}")


def test_every_connection_syncs_its_commits_and_readers_cannot_write(tmp_path):
    desk = open_desk(f"sqlite:///{tmp_path / 'v.db'}")

    def pragma(connection, name):
        return connection.execute(f"PRAGMA {name}").fetchall()[0][0]

    with desk.store._connections.reading() as reader:
        for connection in (desk.store._connections.writer, reader):
            assert ("wal", 2, 1, 5000) == tuple(
                pragma(connection, name)
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            )
        assert (1, 0) == (
            pragma(reader, "query_only"),
            pragma(desk.store._connections.writer, "query_only"),
        )
    desk.store.close()
