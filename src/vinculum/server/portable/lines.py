"""
Write and read the lines of a portable file.

Owns the form: a header, rows of one org after the other, a seal with counts and a checksum;
gzip when the name ends in .gz; and what is wrong with a file that has another form.
Never knows what a row means.
Next door: exporting.py and importing.py.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TypeAlias, cast

import msgspec

from vinculum.ports.carrier import CarriedColumn, CarriedRow, CarriedTable, Scalar

FORMAT = 1
HEADER = "vinculum"
ORG = "org"
SEAL = "seal"
MAX_LINE = 256 * 1024 * 1024  # more than the largest upload as text; what memory may be needed
LARGEST = 2**63 - 1
_COMPRESSION = 6
_TYPES: dict[str, type | tuple[type, ...]] = {
    "whole": int,
    "number": (int, float),
    "truth": bool,
    "text": str,
    "bytes": str,
}

Fields: TypeAlias = dict[str, int | float | str | bool | None]
_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(dict[str, Fields])


class FileProblem(Exception):
    """A file cannot be read or written as a portable one; the text says what to do."""


class LineWriter:
    """Write lines, and know what was written."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.sha256()

    def write(self, kind: str, fields: Fields) -> None:
        """Write one line."""
        line = _ENCODER.encode({kind: fields}) + b"\n"
        self._digest.update(line)
        self._file.write(line)

    def seal(self, counts: dict[str, int]) -> None:
        """Write the last line: how many lines of each kind there are, and their checksum."""
        self.write(SEAL, {**counts, "sha256": self._digest.hexdigest()})


class Line(msgspec.Struct):
    """One line of a file, and its number for people."""

    number: int
    kind: str
    fields: Fields


class LineReader:
    """Walk the lines of a file up to its seal; what is wrong is told with the line's number."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path = path
        self._file = file
        self.number = 0

    def lines(self) -> Iterator[Line]:
        """Walk all lines but the seal, which is compared with what was read."""
        digest = hashlib.sha256()
        counts: dict[str, int] = {}
        while text := self._next():
            line = self._decode(text)
            if line.kind == SEAL:
                expected = {**counts, "sha256": digest.hexdigest()}
                if expected != line.fields:
                    raise self.problem("the seal does not fit what stands before it")
                if self._next():
                    raise self.problem("there is something behind the seal")
                return
            digest.update(text)
            counts[line.kind] = counts.get(line.kind, 0) + 1
            yield line
        raise self.problem("the file ends before its seal; it was cut off")

    def problem(self, what: str) -> FileProblem:
        """Tell what is wrong at the line that was read last."""
        return FileProblem(
            f"{self._path}, line {self.number}: {what}; nothing was imported, export it again"
        )

    def _next(self) -> bytes:
        self.number += 1
        try:
            text = self._file.readline(MAX_LINE + 1)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise self.problem("the compressed file is damaged or was cut off") from error
        except OSError as error:
            raise FileProblem(f"{self._path} cannot be read: {error.strerror or error}") from error
        if len(text) > MAX_LINE:
            raise self.problem(f"the line is longer than {MAX_LINE} bytes")
        return text

    def _decode(self, text: bytes) -> Line:
        try:
            decoded = _DECODER.decode(text)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            raise self.problem("this is no line of a portable file") from error
        if len(decoded) != 1 or not text.endswith(b"\n"):
            raise self.problem("this is no line of a portable file")
        ((kind, fields),) = decoded.items()
        return Line(number=self.number, kind=kind, fields=fields)


@contextmanager
def opened_for_lines(path: Path) -> Iterator[LineReader]:
    """Open a file for reading, decompressing it when its name says so. Raises FileProblem."""
    try:
        raw = path.open("rb")
    except OSError as error:
        raise FileProblem(f"{path} cannot be opened: {error.strerror or error}") from error
    with raw:
        if path.suffix == ".gz":
            with gzip.GzipFile(fileobj=raw, mode="rb") as unpacked:
                yield LineReader(path, cast("BinaryIO", io.BufferedReader(unpacked)))
        else:
            yield LineReader(path, raw)


@contextmanager
def writing_lines(path: Path, raw: BinaryIO) -> Iterator[LineWriter]:
    """Write lines into an open file, compressed when the name it will have says so."""
    if path.suffix != ".gz":
        yield LineWriter(raw)
        return
    # Without a name and a time inside, so that equal orgs make equal files.
    with (
        gzip.GzipFile("", "wb", _COMPRESSION, raw, mtime=0) as packed,
        io.BufferedWriter(cast("io.RawIOBase", packed), 1 << 16) as buffered,
    ):
        yield LineWriter(cast("BinaryIO", buffered))


def fields_of(table: CarriedTable, row: CarriedRow) -> Fields:
    """Make the fields of a row; bytes travel as base64."""
    return {
        column.name: base64.b64encode(value).decode() if isinstance(value, bytes) else value
        for column, value in zip(table.columns, row, strict=True)
    }


def row_of(table: CarriedTable, fields: Fields) -> CarriedRow:
    """Make a row of fields. Raises ValueError with what is wrong."""
    unknown = fields.keys() - {column.name for column in table.columns}
    if unknown:
        raise ValueError(f"{table.name} has no column {min(unknown)!r}")
    return tuple(_value_of(column, fields) for column in table.columns)


def _value_of(column: CarriedColumn, fields: Fields) -> Scalar:
    if column.name not in fields:
        raise ValueError(f"{column.name!r} is missing")
    value = fields[column.name]
    if value is None:
        if column.nullable:
            return None
        raise ValueError(f"{column.name!r} is null")
    if not isinstance(value, _TYPES[column.kind]) or (
        isinstance(value, bool) and column.kind != "truth"
    ):
        raise ValueError(f"{column.name!r} has a value of another type")
    if isinstance(value, int) and not -LARGEST <= value <= LARGEST:
        raise ValueError(f"{column.name!r} is out of range")
    if column.kind == "bytes":
        try:
            return base64.b64decode(str(value), validate=True)
        except binascii.Error as error:
            raise ValueError(f"{column.name!r} is no base64") from error
    return value
