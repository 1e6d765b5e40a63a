"""
Look into the database file behind the server's back, and tell what disagrees.

Owns three opinions of one state: the rows, the change log replayed in dictionaries, and the
index rows derived from the records. Never writes.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from vinculum.model.change import (
    CutClient,
    CutExpired,
    CutLinks,
    CutMetadata,
    CutRuns,
    CutToken,
    DeleteRecord,
    InsertRecord,
    PutClient,
    PutLinks,
    PutMetadata,
    PutRun,
    PutToken,
    UpdateRecord,
)
from vinculum.model.former import decode_logged
from vinculum.model.record import IndexRows
from vinculum.ports.store import MetadataRow
from vinculum.rules.indexing import rows_of_record
from vinculum.schema.assemble import assemble
from vinculum.sqlstore.records import RECORD_COLUMNS, record_of

COLUMNS = ", ".join(column.name for column in RECORD_COLUMNS)


def _pair_of(change: PutLinks | CutLinks, related: int) -> tuple[int, int, int]:
    ends = (change.parent, related) if change.left else (related, change.parent)
    return (change.relation, *ends)


class Replayed:
    """The state that a change log tells."""

    def __init__(self) -> None:
        self.records: dict[int, Any] = {}
        self.deleted: set[int] = set()
        self.links: dict[tuple[int, int, int], str] = {}
        self.metadata: dict[tuple[str, int], str] = {}
        self.tokens: dict[str, PutToken] = {}
        self.clients: dict[str, str] = {}
        self.repeated: list[int] = []

    def apply(self, change: Any) -> None:
        """Do in dictionaries what a change does."""
        match change:
            case InsertRecord(record=record):
                if record.id in self.records:
                    self.repeated.append(record.id)
                self.records[record.id] = record
            case UpdateRecord(record=record):
                self.records[record.id] = record
            case DeleteRecord(id=gone, links=ends):
                self.deleted.add(gone)
                self.links = {
                    (relation, left, right): text
                    for (relation, left, right), text in self.links.items()
                    if not (
                        (left == gone and (relation, True) in ends)
                        or (right == gone and (relation, False) in ends)
                    )
                }
            case PutLinks(links=links):
                for related, attributes in links.items():
                    self.links[_pair_of(change, related)] = attributes
            case CutLinks(related=gone):
                for related in gone:
                    self.links.pop(_pair_of(change, related), None)
            case PutRun() | CutRuns():
                pass  # the town has no functions
            case _:
                self._apply_to_people(change)

    def _apply_to_people(self, change: Any) -> None:
        match change:
            case PutMetadata():
                self.metadata[change.area, change.id] = change.body
            case CutMetadata():
                self.metadata.pop((change.area, change.id), None)
            case PutToken():
                self.tokens[change.hash] = change
            case CutToken(hash=gone):
                self._cut_token(gone)
            case CutExpired(before=before):
                self.tokens = {
                    h: t for h, t in self.tokens.items() if t.expires is None or t.expires >= before
                }
            case PutClient():
                self.clients[change.client_id] = change.body
            case CutClient(client_id=gone):
                self.clients.pop(gone, None)
                self.tokens = {h: t for h, t in self.tokens.items() if t.client_id != gone}

    def _cut_token(self, gone: str) -> None:
        self.tokens.pop(gone, None)
        for child in [h for h, token in self.tokens.items() if token.parent == gone]:
            self._cut_token(child)


def disagreements(path: Path) -> Iterator[str]:
    """Tell everything that is wrong in a file; nothing when all is well."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as file:
        for (found,) in file.execute("PRAGMA integrity_check"):
            if found != "ok":
                yield f"integrity_check: {found}"
        for (org,) in file.execute("SELECT id FROM org").fetchall():
            yield from _compare_log(file, org)
            yield from _compare_index(file, org)


def _compare_log(file: sqlite3.Connection, org: int) -> Iterator[str]:
    """Replay in the order of commits, which is the order of row ids."""
    told = Replayed()
    for (body,) in file.execute("SELECT body FROM change_log WHERE org = ? ORDER BY rowid", (org,)):
        for change in decode_logged(body):
            told.apply(change)
    rows = file.execute(f"SELECT {COLUMNS}, deleted FROM record WHERE org = ?", (org,)).fetchall()
    links = "SELECT relation, left_id, right_id, attributes FROM link WHERE org = ?"
    pieces = "SELECT area, id, body FROM metadata WHERE org = ?"
    hashes = "SELECT hash FROM token WHERE org = ?"
    clients = "SELECT client_id, body FROM client WHERE org = ?"
    pairs: dict[str, tuple[Any, Any]] = {
        "records": ({row[0]: record_of(row[:-1]) for row in rows}, told.records),
        "deletions": ({row[0] for row in rows if row[-1]}, told.deleted),
        "links": ({tuple(key): v for *key, v in file.execute(links, (org,))}, told.links),
        "metadata": ({(a, i): body for a, i, body in file.execute(pieces, (org,))}, told.metadata),
        "tokens": ({h for (h,) in file.execute(hashes, (org,))}, set(told.tokens)),
        "clients": (dict(file.execute(clients, (org,))), told.clients),
    }
    if told.repeated:
        yield f"ids were made twice: {told.repeated[:5]}"
    for name, (stored, replayed) in pairs.items():
        if stored != replayed:
            yield f"{name}: {len(stored)} rows, and the log tells of {len(replayed)} or of others"


def _compare_index(file: sqlite3.Connection, org: int) -> Iterator[str]:
    """Derive the index rows of every live record, and count them against those there are."""
    ((version,),) = file.execute("SELECT version FROM org WHERE id = ?", (org,))
    pieces = file.execute("SELECT area, id, body FROM metadata WHERE org = ?", (org,))
    schema = assemble((MetadataRow(area=a, id=i, body=b) for a, i, b in pieces), version)
    derived: dict[str, Counter] = {name: Counter() for name in INDEXES}
    live = f"SELECT {COLUMNS} FROM record WHERE org = ? AND deleted = 0 AND converted = 0"
    for row in file.execute(live, (org,)):
        record = record_of(row)
        rows = rows_of_record(schema.module_of_id(record.module), record)
        for name, found in _by_table(record, rows).items():
            derived[name].update(found)
    for name, columns in INDEXES.items():
        stored = Counter(file.execute(f"SELECT {columns} FROM {name} WHERE org = ?", (org,)))
        if stored != derived[name]:
            yield f"{name}: {len(stored)} rows, where the records have {len(derived[name])}"


INDEXES = {
    "idx_text": "field, value, id",
    "idx_number": "field, value, id",
    "idx_word": "module, word, id",
    "idx_phone": "module, digits, id",
    "idx_unique": "field, value, id",
}


def _by_table(record: Any, rows: IndexRows) -> dict[str, set[tuple]]:
    return {
        "idx_text": {(field, value, record.id) for field, value in rows.text},
        "idx_number": {(field, value, record.id) for field, value in rows.number},
        "idx_word": {(record.module, word, record.id) for word in rows.words},
        "idx_phone": {(record.module, digits, record.id) for digits in rows.phones},
        "idx_unique": {(field, value, record.id) for field, value in rows.unique},
    }
