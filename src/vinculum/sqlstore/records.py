"""
Keep records.

Owns the statements of table `record` by id: insert, update, delete, read.
Never lists live records in an order; queries.py does.
Next door: index.py for what is found by value, links.py for what is linked, recycle_bin.py for
what was deleted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import TypeAlias

from sqlalchemy import ColumnElement, bindparam, insert, select, update

from vinculum.model.change import DeleteRecord, UpdateRecord
from vinculum.model.record import Record, RecordRef
from vinculum.sqlstore.engines.engine import Connection, Engine, Row
from vinculum.sqlstore.statement import Arguments, Reading, Writing
from vinculum.sqlstore.tables import LIVE, RECORD

RecordRow: TypeAlias = tuple[
    int, int, int, int, int, int, int, str, str, str, str, int, bool, bool
]  # fmt: skip
RECORD_COLUMNS = (
    RECORD.c.id,
    RECORD.c.module,
    RECORD.c.owner,
    RECORD.c.created,
    RECORD.c.modified,
    RECORD.c.created_by,
    RECORD.c.modified_by,
    RECORD.c.name,
    RECORD.c.body,
    RECORD.c.refs,
    RECORD.c.rows,
    RECORD.c.shape,
    RECORD.c.converted,
    RECORD.c.approved,
)
# The members of a ListedRecord behind its module.
LISTED_COLUMNS = (
    RECORD.c.id,
    RECORD.c.owner,
    RECORD.c.created_by,
    RECORD.c.modified_by,
    RECORD.c.shape,
    RECORD.c.converted,
    RECORD.c.approved,
    RECORD.c.refs,
    RECORD.c.body,
)
_CHANGEABLE = tuple(column.name for column in RECORD_COLUMNS[2:])
# Most updates leave alone what the indexes of records hold; left out of the statement, none of
# them but that of the last modification has to be written.
_INDEXED = ("owner", "created", "converted", "approved")
_AT_HAND = tuple(name for name in _CHANGEABLE if name not in _INDEXED)


def record_of(row: RecordRow) -> Record:
    """Make the record from a row of RECORD_COLUMNS; engines without booleans answer 0 or 1."""
    return Record(
        id=row[0],
        module=row[1],
        owner=row[2],
        created=row[3],
        modified=row[4],
        created_by=row[5],
        modified_by=row[6],
        name=row[7],
        body=row[8],
        references=row[9],
        rows=row[10],
        shape=row[11],
        converted=bool(row[12]),
        approved=bool(row[13]),
    )


def _key() -> tuple[ColumnElement[bool], ...]:
    return RECORD.c.org == bindparam("key_org"), RECORD.c.id == bindparam("key_id")


def _updating(engine: Engine, names: Collection[str]) -> Writing:
    """An update that sets these columns, in the order of the table."""
    return Writing(
        engine,
        update(RECORD).where(*_key()).values({name: bindparam(f"new_{name}") for name in names}),
        [
            *(f"new_{column.name}" for column in RECORD.c if column.name in names),
            "key_org",
            "key_id",
        ],
    )


def _is_moved(change: UpdateRecord) -> bool:
    """Tell whether an update may change a column of _INDEXED."""
    before, after = change.before, change.record
    return before is None or any(getattr(before, n) != getattr(after, n) for n in _INDEXED)


class Records:
    """Statements on records by id."""

    def __init__(self, engine: Engine) -> None:
        self._insert = Writing(
            engine,
            insert(RECORD),
            [column.name for column in RECORD.c],
        )
        self._replace = _updating(engine, _CHANGEABLE)
        self._update = _updating(engine, _AT_HAND)
        self._delete = Writing(
            engine,
            update(RECORD)
            .where(*_key(), RECORD.c.deleted == bindparam("live"))
            .values(deleted=bindparam("at"), deleted_by=bindparam("by")),
            ["at", "by", "key_org", "key_id", "live"],
        )
        among = (
            RECORD.c.org == bindparam("org"),
            RECORD.c.id.in_(bindparam("ids", expanding=True)),
            RECORD.c.deleted == bindparam("live"),
        )
        self._refs: Reading[tuple[int, int, int, str, bool]] = Reading(
            engine,
            select(*RECORD_COLUMNS[:3], RECORD.c.name, RECORD.c.converted).where(*among),
        )
        self._owners: Reading[tuple[int, int]] = Reading(
            engine,
            select(RECORD.c.id, RECORD.c.owner).where(
                *among, RECORD.c.module == bindparam("module")
            ),
        )
        self._records: Reading[RecordRow] = Reading(engine, select(*RECORD_COLUMNS).where(*among))

    def insert(self, connection: Connection, org: int, records: Iterable[Record]) -> None:
        """Add records, lowest id first."""
        rows = [
            (
                *(org, r.id, r.module, r.owner, r.created, r.modified),
                *(r.created_by, r.modified_by, LIVE, 0, r.converted, r.approved, r.shape),
                *(r.name, r.references, r.rows, r.body),
            )
            for r in records
        ]
        self._insert.write(connection, sorted(rows, key=itemgetter(1)))

    def update(self, connection: Connection, org: int, changes: Iterable[UpdateRecord]) -> None:
        """Replace what may change of records, lowest id first."""
        moved: list[Row] = []
        others: list[Row] = []
        for change in sorted(changes, key=lambda change: change.record.id):
            r = change.record
            content = (r.shape, r.name, r.references, r.rows, r.body, org, r.id)
            if _is_moved(change):
                flags = (r.converted, r.approved)
                moved.append(
                    (r.owner, r.created, r.modified, r.created_by, r.modified_by, *flags, *content)
                )
            else:
                others.append((r.modified, r.created_by, r.modified_by, *content))
        self._replace.write(connection, moved)
        self._update.write(connection, others)

    def delete(self, connection: Connection, org: int, changes: Iterable[DeleteRecord]) -> None:
        """Date and sign deletions; a record that is in the recycle bin keeps its first date."""
        first = {change.id: change for change in reversed(list(changes))}
        rows = [(change.at, change.by, org, change.id, LIVE) for change in first.values()]
        self._delete.write(connection, sorted(rows, key=itemgetter(3)))

    def read_refs(
        self, connection: Connection, org: int, ids: Sequence[int]
    ) -> Mapping[int, RecordRef]:
        """Read what names the live records among these ids."""
        rows = self._refs.read(connection, {"org": org, "ids": ids, "live": LIVE}) if ids else ()
        return {row[0]: RecordRef(*row) for row in rows}

    def read_owners(
        self, connection: Connection, org: int, module: int, ids: Sequence[int]
    ) -> Mapping[int, int]:
        """Read who owns the live records of a module among these ids; an index holds it all."""
        if not ids:
            return {}
        arguments: Arguments = {"org": org, "module": module, "ids": ids, "live": LIVE}
        return dict(self._owners.read(connection, arguments))

    def read(self, connection: Connection, org: int, ids: Sequence[int]) -> Mapping[int, Record]:
        """Read the live records among these ids."""
        rows = self._records.read(connection, {"org": org, "ids": ids, "live": LIVE}) if ids else ()
        return {row[0]: record_of(row) for row in rows}
