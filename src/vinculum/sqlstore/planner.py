"""
Take the choice of a road from the engine's planner.

Owns the two roads to a page and the count that decides between them: walk the page's order
and judge each record on the way, or sort the few records among which the page must be. The
planner of an engine knows averages at best; counting up to FEW is exact, costs little, and
is the same on every engine.
Never builds a page; queries.py and links.py do.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    ScalarSelect,
    Select,
    SelectBase,
    bindparam,
    func,
    literal_column,
    select,
)

from vinculum.sqlstore.engines.engine import Connection, Engine
from vinculum.sqlstore.statement import Arguments, Reading
from vinculum.sqlstore.tables import RECORD

K = TypeVar("K", bound=Hashable)

# Up to so many candidates are sorted. More of them are so common that walking meets a page
# of them soon: it passes (all records / candidates) for each one that it finds.
FEW = 5_000
FROM_TOP: ColumnElement[int] = literal_column("0")  # left out, some dialects bind a 0 of their own
_ZERO: ColumnElement[int] = literal_column("0")


def beside(column: Column[int]) -> ColumnElement[int]:
    """Compare a column without offering it as a way to walk."""
    return column + _ZERO


def live(module: str, *, converted: bool | None) -> tuple[FromClause, Select[Any]]:
    """
    Select the ids of a module's live records, on an alias to put conditions on.

    `module` names a parameter, as `yes` and `no` are names of the two truths.
    """
    candidate = RECORD.alias("candidate")
    states = {True: ("yes",), False: ("no",), None: ("yes", "no")}[converted]
    return candidate, select(candidate.c.id).where(
        candidate.c.org == bindparam("org"),
        candidate.c.module == bindparam(module),
        candidate.c.deleted == bindparam("live"),
        candidate.c.converted.in_([bindparam(state) for state in states]),
    )


class Counts(Generic[K]):
    """How many candidates each drive of a shape has, up to one more than FEW: one select."""

    def __init__(self, engine: Engine, drives: Mapping[K, SelectBase]) -> None:
        self._names = tuple(drives)
        counts = [_select_count(candidates) for candidates in drives.values()]
        self._reading: Reading[tuple[int, ...]] | None = None
        if counts:
            self._reading = Reading(engine, select(*counts))

    def read(self, connection: Connection, arguments: Arguments) -> Mapping[K, int]:
        """Count; without drives nothing is asked. Takes the parameter `enough`: FEW + 1."""
        if self._reading is None:
            return {}
        (counts,) = self._reading.read(connection, arguments)
        return dict(zip(self._names, counts, strict=True))


def _select_count(candidates: SelectBase) -> ScalarSelect[int]:
    top = select(candidates.subquery()).limit(bindparam("enough")).offset(FROM_TOP).subquery()
    return select(func.count()).select_from(top).scalar_subquery()


def fewest(counts: Mapping[K, int]) -> K | None:
    """Choose the drive with the fewest candidates; None when even that one has many."""
    best = min(counts, key=counts.__getitem__, default=None)
    return best if best is not None and counts[best] <= FEW else None
