"""
Load the orgs of a portable file, all of them or none.

Owns what a file must be to be loaded, and the order of loading: the whole file is read
once before anything is written, and the orgs' own rows, by which everything is found, last.
Never trusts a line: its form, its order, its types and what it refers to are looked at.
Next door: lines.py has the form of the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeGuard

import msgspec

from vinculum.model.former import decode_logged
from vinculum.model.record import Record
from vinculum.ports.carrier import (
    CarriedRow,
    CarriedTable,
    Carrier,
    Indexed,
    Scalar,
    Unloadable,
)
from vinculum.ports.store import MetadataRow
from vinculum.rules.indexing import rows_of_record
from vinculum.schema.assemble import assemble
from vinculum.schema.snapshot import Schema
from vinculum.server.portable.exporting import OPTIONAL
from vinculum.server.portable.lines import (
    FORMAT,
    HEADER,
    LARGEST,
    ORG,
    FileProblem,
    Line,
    LineReader,
    opened_for_lines,
    row_of,
)

BATCH_ROWS = 1_000
BATCH_BYTES = 8_000_000
METADATA = "metadata"
CHANGES = "change_log"
_OBJECT = msgspec.json.Decoder(dict[str, object])
# Columns that hold JSON, by table: their text must be an object.
_JSON = {"record": ("body", "refs"), "link": ("attributes",), "client": ("body",)}


class _Row(msgspec.Struct):
    """A row of a file, with the org that it belongs to."""

    org: int
    version: int
    table: CarriedTable | None
    values: CarriedRow


class _Walk:
    """Walk the rows of a file, and refuse one that is out of place."""

    def __init__(self, carrier: Carrier, reader: LineReader) -> None:
        self._tables = {table.name: table for table in carrier.tables}
        self._places = {table.name: at for at, table in enumerate(carrier.tables)}
        self._revision = carrier.revision
        self._reader = reader
        self._without: frozenset[str] = frozenset()
        self._last: tuple[int, int, tuple[Scalar, ...]] = (0, -1, ())

    def rows(self) -> Iterator[_Row]:
        """Give each org and each row; an org's own row has no table."""
        lines = self._reader.lines()
        self._read_header(next(lines, None))
        org = version = 0
        for line in lines:
            if line.kind == ORG:
                org, version = self._read_org(line)
                yield _Row(org, version, None, ())
            elif org:
                yield _Row(org, version, *self._read_row(line, org))
            else:
                raise self._reader.problem("a row stands before the first org")

    def _read_header(self, line: Line | None) -> None:
        if line is None or line.kind != HEADER:
            raise self._reader.problem("this is not a file of `vinculum export`")
        fields = line.fields
        if fields.get("format") != FORMAT or str(fields.get("revision")) > self._revision:
            raise self._reader.problem("a later version of Vinculum made it; use that one")
        self._without = frozenset(str(fields.get("without", "")).split())
        if not self._without <= set(OPTIONAL):
            raise self._reader.problem("tables that every org needs are left out")

    def _read_org(self, line: Line) -> tuple[int, int]:
        org, version = line.fields.get("id"), line.fields.get("version")
        if line.fields.keys() != {"id", "version"} or not (_is_id(org) and _is_id(version)):
            raise self._reader.problem("an org needs an id and a version")
        if org <= self._last[0]:
            raise self._reader.problem("this org is out of order")
        self._last = (org, -1, ())
        return org, version

    def _read_row(self, line: Line, org: int) -> tuple[CarriedTable, CarriedRow]:
        table = self._tables.get(line.kind)
        if table is None or line.kind in self._without:
            raise self._reader.problem(f"there is no table {line.kind[:40]!r} in this file")
        try:
            row = row_of(table, line.fields)
            _require_json(table, line)
        except ValueError as error:
            raise self._reader.problem(str(error)) from error
        key = (org, self._places[table.name], tuple(row[at] for at in table.key))
        if key[:2] < self._last[:2] or (key[:2] == self._last[:2] and key <= self._last):
            raise self._reader.problem("this row is out of order, or there twice")
        self._last = key
        return table, row


def _is_id(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST


def _require_json(table: CarriedTable, line: Line) -> None:
    """Refuse text that is to be JSON and is none. Raises ValueError."""
    try:
        for name in _JSON.get(table.name, ()):
            _OBJECT.decode(str(line.fields[name]))
        if table.name == CHANGES:
            decode_logged(str(line.fields["body"]))
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(f"a text of {table.name} is not the JSON that belongs there") from error


def import_orgs(
    carrier: Carrier, path: Path, *, tell: Callable[[str, int], None]
) -> dict[int, dict[str, int]]:
    """
    Load a file: first read it whole, then load it, then make its orgs visible at once.

    Gives the rows loaded by org and table; `tell` hears what is being done and how many rows are.
    An org that is there already, or a file that is not sound, is refused with FileProblem,
    and then nothing of it stays.
    """
    orgs = _verify(carrier, path, tell)
    with carrier.snapshot() as snapshot:
        there = snapshot.read_orgs().keys() & orgs.keys()
    if there:
        raise FileProblem(
            f"{path} holds org {min(there)}, which this database has already;"
            " import into another database"
        )
    for org in orgs:
        carrier.clear(org)  # what an import left that was killed
    loading = _Loading(carrier, path, tell)
    try:
        loading.load(orgs)
        carrier.publish(
            orgs,
            {(org, name): n for org, rows in loading.counts.items() for name, n in rows.items()},
        )
    except BaseException as error:
        with suppress(Exception):  # the error at hand says more
            for org in orgs:
                carrier.clear(org)
        if isinstance(error, Unloadable):
            raise FileProblem(f"{path} cannot be loaded: {error}; export it again") from error
        raise
    return loading.counts


def _verify(carrier: Carrier, path: Path, tell: Callable[[str, int], None]) -> dict[int, int]:
    """Read the file whole, up to its seal, and give its orgs with their versions."""
    orgs: dict[int, int] = {}
    with opened_for_lines(path) as reader:
        for count, row in enumerate(_Walk(carrier, reader).rows()):
            orgs[row.org] = row.version
            if not count % 1000:
                tell("Checking", count)
    if not orgs:
        raise FileProblem(f"{path} holds no org; there is nothing to import")
    return orgs


class _Loading:
    """The second reading: batches of rows on their way into the store."""

    def __init__(self, carrier: Carrier, path: Path, tell: Callable[[str, int], None]) -> None:
        self.orgs: dict[int, int] = {}
        self.counts: dict[int, dict[str, int]] = {}
        self._carrier = carrier
        self._path = path
        self._tell = tell
        self._schema: Schema | None = None
        self._metadata: list[MetadataRow] = []
        self._batch: list[CarriedRow] = []
        self._bytes = 0
        self._at: tuple[int, CarriedTable] | None = None
        self._count = 0

    def load(self, expected: Mapping[int, int]) -> None:
        """Load every row of the file, which must still hold the orgs that it held."""
        with opened_for_lines(self._path) as reader:
            for row in _Walk(self._carrier, reader).rows():
                if row.table is None:
                    self._end_org()
                    self._schema, self._metadata, self._at = None, [], None
                    self.orgs[row.org] = row.version
                    self.counts[row.org] = {t.name: 0 for t in self._carrier.tables}
                else:
                    self._take(row.org, row.table, row.values)
        self._end_org()
        if self.orgs != expected:
            raise FileProblem(f"{self._path} changed while it was read; import it again")

    def _end_org(self) -> None:
        self._flush()
        for org in list(self.orgs)[-1:]:
            self._require_schema(org)

    def _take(self, org: int, table: CarriedTable, values: CarriedRow) -> None:
        if self._at != (org, table):
            self._flush()
            self._at = (org, table)
        if table.name == METADATA:
            area, piece, body = values
            self._metadata.append(MetadataRow(area=str(area), id=_whole(piece), body=str(body)))
        self._batch.append(values)
        self._bytes += sum(len(value) for value in values if isinstance(value, str | bytes))
        if len(self._batch) >= BATCH_ROWS or self._bytes >= BATCH_BYTES:
            self._flush()

    def _flush(self) -> None:
        if self._at is None or not self._batch:
            return
        org, table = self._at
        batch, self._batch, self._bytes = self._batch, [], 0
        indexed = self._indexed(org, table, batch)
        self._carrier.put(org, table, batch)
        if indexed:
            self._carrier.index(org, indexed)
        self.counts[org][table.name] += len(batch)
        self._count += len(batch)
        self._tell("Loading", self._count)

    def _indexed(self, org: int, table: CarriedTable, batch: list[CarriedRow]) -> list[Indexed]:
        """Derive the index rows of the records in a batch."""
        records = [self._carrier.record_of(table, values) for values in batch]
        found = [record for record in records if record is not None and not record.converted]
        if not found:
            return []
        schema = self._require_schema(org)
        return [self._index_one(schema, record) for record in found]

    def _require_schema(self, org: int) -> Schema:
        if self._schema is None:
            try:
                self._schema = assemble(self._metadata, self.orgs[org])
            except (msgspec.DecodeError, KeyError, ValueError, TypeError) as error:
                raise Unloadable("the metadata of the org is not sound") from error
        return self._schema

    def _index_one(self, schema: Schema, record: Record) -> Indexed:
        try:
            rows = rows_of_record(schema.module_of_id(record.module), record)
        except (msgspec.DecodeError, KeyError, ValueError, TypeError, AttributeError) as error:
            raise Unloadable(f"record {record.id} does not fit the org's metadata") from error
        return Indexed(id=record.id, module=record.module, rows=rows)


def _whole(value: Scalar) -> int:
    if isinstance(value, int):
        return value
    raise Unloadable("an id is no number")
