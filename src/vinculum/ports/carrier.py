"""
Carry whole orgs out of a store and into one, table by table.

Owns what a store tells of its tables, and how rows leave and enter it past the rules.
Never names a table: which there are is the store's own knowledge, so that a new one is
carried from its first day.
Next door: server/portable/ keeps the file, sqlstore/carrying.py keeps this contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Literal, Protocol, TypeAlias

from vinculum.model.record import IndexRows, Record
from vinculum.model.value import Value

Scalar: TypeAlias = "int | float | str | bytes | bool | None"
CarriedRow: TypeAlias = tuple[Scalar, ...]
Kind: TypeAlias = Literal["whole", "number", "truth", "text", "bytes"]


class CarriedColumn(Value):
    """A column of a table; `given` tells that a row may leave it out."""

    name: str
    kind: Kind
    nullable: bool
    given: bool


class CarriedTable(Value):
    """
    A table with rows of orgs; the column that names the org is left out.

    `key` are the places of the key's columns: rows travel in its order, text by code point.
    """

    name: str
    columns: tuple[CarriedColumn, ...]
    key: tuple[int, ...]


class Indexed(Value):
    """A record with its place among index rows."""

    id: int
    module: int
    rows: IndexRows


class Unloadable(Exception):
    """Rows cannot be kept, because they contradict each other; the text says how."""


class Snapshot(Protocol):
    """One state of a store."""

    def read_orgs(self) -> Mapping[int, int]:
        """Read all orgs with their versions, lowest id first."""
        ...

    def count(self, org: int, table: CarriedTable) -> int:
        """Count the rows of an org."""
        ...

    def rows(self, org: int, table: CarriedTable) -> Iterator[CarriedRow]:
        """Walk the rows of an org in the order of the key, a few at a time in memory."""
        ...


class Carrier(Protocol):
    """
    The way out of a store and into it.

    An org that is loaded is nobody's until `publish`, because everything asks for it by its
    own row, which comes last.
    """

    revision: str
    tables: tuple[CarriedTable, ...]

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """Hold one state while it is read, whatever is written meanwhile."""
        ...

    def record_of(self, table: CarriedTable, row: CarriedRow) -> Record | None:
        """Make the record of a row; None when the row is none, or its record is deleted."""
        ...

    def put(self, org: int, table: CarriedTable, rows: Sequence[CarriedRow]) -> None:
        """Load rows and commit. Raises Unloadable."""
        ...

    def index(self, org: int, records: Iterable[Indexed]) -> None:
        """Load index rows and commit. Raises Unloadable when a unique value is taken."""
        ...

    def publish(self, orgs: Mapping[int, int], counts: Mapping[tuple[int, str], int]) -> None:
        """
        Make loaded orgs visible, all in one transaction, after counting their rows again.

        Raises Unloadable when a count differs, a link has an end that is no record, or an
        org is there already.
        """
        ...

    def clear(self, org: int) -> None:
        """Remove what was loaded for an org that is not published; one that is stays."""
        ...
