"""
Carry whole orgs between databases, driven by the list of tables.

Owns the statements that read a table in the order of its key and load it again, and the
transactions of loading. Never interprets a row.
Next door: ports/carrier.py is the contract, carried_tables.py says which tables travel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Delete,
    Select,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    tuple_,
)

from vinculum.model.record import Record
from vinculum.ports.carrier import CarriedRow, CarriedTable, Indexed, Snapshot, Unloadable
from vinculum.ports.store import Conflict, StoreFailure
from vinculum.sqlstore import migrate
from vinculum.sqlstore.areas import Areas
from vinculum.sqlstore.carried_tables import CARRIED, DERIVED, in_key_order, outward
from vinculum.sqlstore.connections import Connections
from vinculum.sqlstore.engines.engine import Bound, Connection, Engine, Row, meaning_of
from vinculum.sqlstore.planner import FROM_TOP
from vinculum.sqlstore.records import RECORD_COLUMNS, RecordRow, record_of
from vinculum.sqlstore.statement import Reading, Writing
from vinculum.sqlstore.tables import LINK, LIVE, METADATA, ORG, RECORD

FIRST_PAGE = 16  # rows; one may be as large as a request
LARGEST_PAGE = 2_000
PAGE_BYTES = 4_000_000
CLEARED = 5_000  # rows a transaction, so that a big org goes in small steps


class _Statements:
    """What one carried table needs."""

    def __init__(self, engine: Engine, form: CarriedTable) -> None:
        table = METADATA.tables[form.name]
        columns = [table.c[column.name] for column in form.columns]
        keys = [in_key_order(columns[at]) for at in form.key]
        of_org = table.c.org == bindparam("org")
        first = (
            select(*columns)
            .where(of_org)
            .order_by(*keys)
            .limit(bindparam("limit"))
            .offset(FROM_TOP)
        )
        self.key = form.key
        self.names = tuple(column.name for column in form.columns)
        self.first: Reading[Row] = Reading(engine, first)
        self.following: Reading[Row] = Reading(engine, first.where(_behind(keys)))
        self.count: Reading[tuple[int]] = Reading(engine, _count(table))
        # The column of the org comes first in every table.
        self.insert = Writing(engine, insert(table), [column.name for column in table.c])
        self.outward = outward(form)


def _count(table: Table) -> Select[int]:
    return select(func.count()).select_from(table).where(table.c.org == bindparam("org"))


def _behind(keys: Sequence[ColumnElement[Any]]) -> ColumnElement[bool]:
    """Compare a key with the last one read; written out so that every engine uses its index."""
    last = [bindparam(f"last_{at}", type_=key.type) for at, key in enumerate(keys)]
    steps = [
        and_(*(keys[near] == last[near] for near in range(at)), keys[at] > last[at])
        for at in range(len(keys))
    ]
    return and_(keys[0] >= last[0], or_(*steps))


def _clearing(table: Table) -> Delete:
    """Delete some rows of an org by their keys."""
    keys = [column for column in table.primary_key.columns if column.name != "org"]
    some = table.alias("some")
    first = (
        select(*(some.c[key.name] for key in keys))
        .where(some.c.org == bindparam("org"))
        .limit(bindparam("limit"))
        .offset(FROM_TOP)
    )
    return delete(table).where(table.c.org == bindparam("org"), tuple_(*keys).in_(first))


def _strays() -> Select[int]:
    """Count the links of which an end is no live record."""

    def is_there(end: ColumnElement[int]) -> ColumnElement[bool]:
        return (
            select(RECORD.c.id)
            .where(
                RECORD.c.org == LINK.c.org,
                RECORD.c.id == end,
                RECORD.c.deleted == bindparam("live"),
            )
            .exists()
        )

    return (
        select(func.count())
        .select_from(LINK)
        .where(
            LINK.c.org == bindparam("org"),
            or_(~is_there(LINK.c.left_id), ~is_there(LINK.c.right_id)),
        )
    )


class _SqlSnapshot:
    """One state of a database, on a connection that only reads."""

    def __init__(
        self, connection: Connection, engine: Engine, statements: Mapping[str, _Statements]
    ) -> None:
        self._connection = connection
        self._statements = statements
        self._orgs: Reading[tuple[int, int]] = Reading(
            engine, select(ORG.c.id, ORG.c.version).order_by(ORG.c.id)
        )

    def read_orgs(self) -> Mapping[int, int]:
        """Read all orgs with their versions."""
        return dict(self._orgs.read(self._connection, {}))

    def count(self, org: int, table: CarriedTable) -> int:
        """Count the rows of an org."""
        return self._statements[table.name].count.read(self._connection, {"org": org})[0][0]

    def rows(self, org: int, table: CarriedTable) -> Iterator[CarriedRow]:
        """Walk the rows; pages grow and shrink with the size of the rows met."""
        statements = self._statements[table.name]
        arguments: dict[str, Bound] = {"org": org, "limit": FIRST_PAGE}
        page = statements.first.read(self._connection, arguments)
        while page:
            yield from map(statements.outward, page)
            if len(page) < cast("int", arguments["limit"]):
                return
            last = page[-1]
            arguments |= {f"last_{n}": last[at] for n, at in enumerate(statements.key)}
            arguments["limit"] = _next_limit(page)
            page = statements.following.read(self._connection, arguments)


def _next_limit(page: Sequence[Row]) -> int:
    size = sum(len(v) for row in page for v in row if isinstance(v, str | bytes)) or 1
    wanted = PAGE_BYTES * len(page) // size
    return max(1, min(wanted, 2 * len(page), LARGEST_PAGE))


class SqlCarrier:
    """The way into a database and out of it; it borrows a writer for each step."""

    def __init__(self, engine: Engine, connections: Connections) -> None:
        self.revision = migrate.HEAD
        self.tables = CARRIED
        self._engine = engine
        self._connections = connections
        self._areas = Areas(engine)
        self._statements = {form.name: _Statements(engine, form) for form in CARRIED}
        self._strays: Reading[tuple[int]] = Reading(engine, _strays())
        self._clearing = [
            (
                Reading[tuple[int]](engine, _count(METADATA.tables[name])),
                Writing(engine, _clearing(METADATA.tables[name]), ["org", "org", "limit"]),
            )
            for name in (*DERIVED, *(form.name for form in CARRIED))
        ]

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Hold one state while it is read."""
        with self._connections.reading() as connection:
            yield _SqlSnapshot(connection, self._engine, self._statements)

    def record_of(self, table: CarriedTable, row: CarriedRow) -> Record | None:
        """Make the record of a row of table `record`; None for others and deleted ones."""
        if table.name != RECORD.name:
            return None
        values = dict(zip(self._statements[table.name].names, row, strict=True))
        if values["deleted"] != LIVE:
            return None
        return record_of(cast("RecordRow", tuple(values[c.name] for c in RECORD_COLUMNS)))

    def put(self, org: int, table: CarriedTable, rows: Sequence[CarriedRow]) -> None:
        """Load rows and commit."""
        statement = self._statements[table.name].insert

        def run(connection: Connection) -> None:
            statement.write(connection, [cast("Row", (org, *row)) for row in rows])

        self._commit(run, f"a row of {table.name} is there already")

    def index(self, org: int, records: Iterable[Indexed]) -> None:
        """Load index rows and commit."""
        indexed = [(each.id, each.module, each.rows) for each in records]

        def run(connection: Connection) -> None:
            self._areas.index.add(connection, org, indexed)

        self._commit(run, "two records have the same value in a unique field")

    def publish(self, orgs: Mapping[int, int], counts: Mapping[tuple[int, str], int]) -> None:
        """Make loaded orgs visible in one transaction, after counting their rows again."""

        def run(connection: Connection) -> None:
            for (org, name), expected in counts.items():
                ((found,),) = self._statements[name].count.read(connection, {"org": org})
                if found != expected:
                    raise Unloadable(f"{found} of {expected} rows of {name} arrived")
            for org, version in orgs.items():
                ((strays,),) = self._strays.read(connection, {"org": org, "live": LIVE})
                if strays:
                    raise Unloadable(f"{strays} links have an end that is no record")
                self._areas.metadata.add_org(connection, org, version)

        self._commit(run, "the org is there already")

    def clear(self, org: int) -> None:
        """Remove what was loaded for an org that nobody sees; one that is published stays."""
        for count, statement in self._clearing:
            left = 1
            while left:

                def run(
                    connection: Connection,
                    count: Reading[tuple[int]] = count,
                    statement: Writing = statement,
                ) -> int:
                    if org in self._areas.metadata.read_orgs(connection):
                        return 0
                    statement.write(connection, [(org, org, CLEARED)])
                    return count.read(connection, {"org": org})[0][0]

                left = self._commit(run, "")

    def _commit(self, run: Callable[[Connection], Any], contradiction: str) -> Any:  # noqa: ANN401 - whatever `run` gives
        """Run in a transaction; a taken key is told as a contradiction."""
        with self._connections.writing() as writer:
            try:
                self._engine.begin_writing(writer.connection)
                result = run(writer.connection)
                writer.connection.execute("COMMIT")
            except BaseException as error:
                writer.mend()
                if isinstance(error, self._engine.errors):
                    error = meaning_of(self._engine, error)
                if isinstance(error, Conflict):
                    raise Unloadable(contradiction) from error
                if isinstance(error, self._engine.errors):
                    raise StoreFailure(str(error)) from error
                raise error from None
            return result
