"""
Fill a database with relations by the million, without the server: minutes instead of hours.

One lead and one campaign were made through the API; their rows, with all index rows, are copied
under new ids, names and addresses, so that every table and index grows as it would have.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from vinculum.model.value import Value

PER_CAMPAIGN = 500
FEWEST_LEADS = 1_000
FRESH = 3_000  # campaigns without links, for new ones
LEADS_PER_RELATIONS = 50  # a lead for so many relations
NUMBER = "0000000"  # what a copy replaces by its own number, in texts and index rows
ATTRIBUTES = '{"Member_Status":"Sent"}'
ID_OF = {"record": "id", "idx_text": "id", "idx_number": "id", "idx_word": "id", "idx_phone": "id"}
Tell = Callable[[str], None]


class Filled(Value):
    """What a database was filled with: leads, campaigns with their links, those without."""

    leads: tuple[int, ...]
    campaigns: tuple[tuple[int, tuple[int, ...]], ...]
    fresh: tuple[int, ...]
    relations: int


def fill(file: Path, lead: int, campaign: int, relations: int, tell: Tell) -> Filled:
    """Copy a lead and a campaign until so many relations fit, and link the copies at random."""
    chance = Random(relations)
    lead_count = max(FEWEST_LEADS, relations // LEADS_PER_RELATIONS)
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in ("synchronous = OFF", "cache_size = -262144"):
        connection.execute(f"PRAGMA {pragma}")
    indexes = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        " AND tbl_name IN ('record', 'link', 'idx_text', 'idx_number')"
    ).fetchall()
    connection.execute("BEGIN IMMEDIATE")
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    tell("records")
    leads = _copies(connection, lead, lead_count)
    campaigns = _copies(connection, campaign, relations // PER_CAMPAIGN + FRESH)
    fresh = tuple(campaigns.pop() for _ in range(FRESH))
    tell("links")
    linked = tuple((one, tuple(sorted(chance.sample(leads, PER_CAMPAIGN)))) for one in campaigns)
    org, relation, modified = connection.execute(
        "SELECT org, relation, modified FROM link LIMIT 1"
    ).fetchone()
    connection.executemany(
        "INSERT INTO link VALUES (?, ?, ?, ?, ?, ?)",
        (
            (org, relation, left, right, modified, ATTRIBUTES)
            for left, rights in linked
            for right in rights
        ),
    )
    tell("indexes")
    for _, text in indexes:
        connection.execute(text)
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return Filled(leads=tuple(leads), campaigns=linked, fresh=fresh, relations=relations)


def _copies(connection: sqlite3.Connection, original: int, count: int) -> list[int]:
    """Copy a record with its index rows; the copies' ids follow the original's."""
    ids = range(original + 1, original + 1 + count)
    for table, key in ID_OF.items():
        cursor = connection.execute(f"SELECT * FROM {table} WHERE {key} = ?", [original])
        names = [column[0] for column in cursor.description]
        rows = cursor.fetchall()
        marks = ",".join("?" * len(names))
        connection.executemany(
            f"INSERT OR IGNORE INTO {table} VALUES ({marks})",
            _renamed(rows, names.index(key), original, ids),
        )
    return list(ids)


def _renamed(
    rows: list[tuple[object, ...]], key: int, original: int, ids: range
) -> Iterator[list[object]]:
    for row in rows:
        for each in ids:
            number = f"{each - original:07d}"
            copy = [
                value.replace(NUMBER, number) if isinstance(value, str) else value for value in row
            ]
            copy[key] = each
            yield copy
