"""
Do what a request does in the database, and nothing else: the floor under the server.

Bare sqlite3 in one thread, on a copy of the server's own file, with the pragmas of the server:
write-ahead log, and every commit synced. No HTTP, no JSON, no token, no rights, no checks.

    python -m tools.bench_floor CASE FILE SECONDS

CASE is `put-100` (the upsert of 100 existing links and a commit), `put-100-grouped` (16 of them
in one commit), `put-1`, or `get-200` (the select of 200 linked rows, and that of the records
that they name). Prints calls per second
and processor time per call, as JSON.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from collections.abc import Callable
from itertools import count, cycle
from random import Random

GROUP = 16
PREPARED = 200
UPSERT = """
    INSERT INTO link (org, relation, left_id, right_id, modified, attributes)
    VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (org, relation, left_id, right_id)
    DO UPDATE SET modified = excluded.modified, attributes = excluded.attributes"""
PAGE = """
    SELECT record.*, link.attributes
    FROM link JOIN record ON record.org = link.org AND record.id = link.right_id
    WHERE link.org = ? AND link.relation = ? AND link.left_id = ? AND record.deleted = 0
    ORDER BY link.right_id DESC LIMIT 200"""


def open_file(path: str) -> sqlite3.Connection:
    """Open a file as the server does."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -16384"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def parents(connection: sqlite3.Connection, least: int) -> list[tuple[int, int, int, list[int]]]:
    """The ends of links that have so many: org, relation, left, and what is right of it."""
    ends = connection.execute(
        "SELECT org, relation, left_id FROM link GROUP BY 1, 2, 3 HAVING count(*) >= ?", [least]
    ).fetchall()
    return [
        (
            *end,
            [
                row[0]
                for row in connection.execute(
                    "SELECT right_id FROM link WHERE org = ? AND relation = ? AND left_id = ?", end
                )
            ],
        )
        for end in ends
    ]


def upserts(connection: sqlite3.Connection, size: int) -> Callable[[], object]:
    """
    The writing of so many existing links of one parent, in the order of their keys.

    Every call carries a moment of its own: SQLite writes nothing where nothing changes.
    """
    chance = Random(1)
    known = parents(connection, 400)
    batches = []
    for number in range(PREPARED):
        org, relation, left, right = chance.choice(known)
        attributes = json.dumps({"Member_Status": ("Sent", "Opened", "Invited")[number % 3]})
        batches.append((org, relation, left, sorted(chance.sample(right, size)), attributes))
    following = cycle(batches).__next__
    moments = count(time.time_ns() // 1_000_000)

    def work() -> None:
        org, relation, left, right, attributes = following()
        now = next(moments)
        connection.executemany(
            UPSERT, [(org, relation, left, one, now, attributes) for one in right]
        )

    return work


def committed(connection: sqlite3.Connection, work: Callable[[], object], times: int) -> None:
    """Do work some times in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    for _ in range(times):
        work()
    connection.execute("COMMIT")


def page(connection: sqlite3.Connection) -> Callable[[], object]:
    """The reading of a page with contacts, and of the accounts that they name."""
    (org, relation, left, _), *_rest = [
        end for end in parents(connection, 250) if 250 <= len(end[3]) < 400
    ]
    rows = connection.execute(PAGE, (org, relation, left)).fetchall()
    names = [column[1] for column in connection.execute("PRAGMA table_info(record)")]
    references = names.index("refs")
    named = sorted({json.loads(row[references]).get("Account_Name") for row in rows} - {None})
    select = (
        "SELECT id, module, owner, name FROM record WHERE org = ? AND deleted = 0"
        f" AND id IN ({','.join('?' * len(named))})"
    )

    def read() -> None:
        connection.execute("BEGIN")
        connection.execute(PAGE, (org, relation, left)).fetchall()
        connection.execute(select, (org, *named)).fetchall()
        connection.execute("ROLLBACK")

    return read


def measure(case: str, path: str, seconds: float) -> dict[str, float]:
    """Calls per second, and microseconds of processor time per call."""
    connection = open_file(path)
    calls = GROUP if case.endswith("grouped") else 1
    if case == "get-200":
        once = page(connection)
    else:
        work = upserts(connection, 1 if case == "put-1" else 100)

        def once() -> None:
            committed(connection, work, calls)

    once()
    done, start, used = 0, time.perf_counter(), time.process_time()
    while (spent := time.perf_counter() - start) < seconds:
        once()
        done += calls
    used = time.process_time() - used
    connection.close()
    return {"per_second": done / spent, "cpu_us": used / done * 1e6}


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], sys.argv[2], float(sys.argv[3]))))
