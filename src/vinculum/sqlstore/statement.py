"""
Compile a statement once and run it on the driver's connection.

Owns the way from an expression to text with positional parameters, the padding of IN
lists, and the translation of the driver's errors. Never builds a statement.
Next door: the area files build, engines/ answer for the database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Generic, TypeAlias, TypeVar, cast

from sqlalchemy import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase

from vinculum.sqlstore.engines.engine import (
    Bound,
    Connection,
    Engine,
    Row,
    meaning_of,
)

R = TypeVar("R")
Arguments: TypeAlias = Mapping[str, Bound | Sequence[Bound]]

# Lists grow to the next of these lengths by repeating their last value, so that a driver
# keeps few texts prepared. 101 is a full batch and the record it belongs to.
LENGTHS = (1, 10, 101, 202, 1_000, 5_000, 30_000)


def padded(values: Sequence[Bound]) -> Sequence[Bound]:
    """Lengthen a list to the next allowed length; a list may not be empty."""
    count = len(values)
    for length in LENGTHS:
        if count <= length:
            return values if count == length else [*values, *[values[-1]] * (length - count)]
    raise ValueError(f"a list of {len(values)} values is longer than a statement takes")


def _compile(engine: Engine, expression: ClauseElement) -> tuple[SQLCompiler, tuple[str, ...]]:
    compiled = cast("SQLCompiler", expression.compile(dialect=engine.dialect))
    return compiled, tuple(compiled.positiontup or ())


class Reading(Generic[R]):
    """
    A select; its parameters are named, those declared `expanding` are lists.

    A dialect that takes lists as they are leaves none to be expanded.
    """

    def __init__(self, engine: Engine, select: ClauseElement) -> None:
        self._engine = engine
        self._compiled, self._names = _compile(engine, select)
        self._lists = {n for n, bound in self._compiled.binds.items() if bound.expanding}
        self._plain = "" if self._lists else str(self._compiled)
        self._texts: dict[tuple[int, ...], str] = {}

    def read(self, connection: Connection, arguments: Arguments) -> list[R]:
        """Run the select and fetch all its rows."""
        text, values = self.prepare(arguments)
        try:
            return cast("list[R]", connection.execute(text, values).fetchall())
        except self._engine.errors as error:
            raise meaning_of(self._engine, error) from error

    def prepare(self, arguments: Arguments) -> tuple[str, list[Bound | Sequence[Bound]]]:
        """Give the text for lists of these lengths, and the values in its order."""
        if self._plain:
            return self._plain, [arguments[name] for name in self._names]
        values: list[Bound | Sequence[Bound]] = []
        lengths: list[int] = []
        for name in self._names:
            if name in self._lists:
                items = padded(cast("Sequence[Bound]", arguments[name]))
                lengths.append(len(items))
                values += items
            else:
                values.append(arguments[name])
        key = tuple(lengths)
        return (self._texts.get(key) or self._expanded(key)), values

    def _expanded(self, lengths: tuple[int, ...]) -> str:
        """Write the text for lists of these lengths, in the order in which they stand there."""
        places = iter(lengths)
        sample: dict[str, object] = dict.fromkeys(self._names, 0)
        for name in self._names:
            if name in self._lists:
                sample[name] = [0] * next(places)
        text = self._compiled.construct_expanded_state(sample).statement
        self._texts[lengths] = text
        return text


class Writing:
    """
    A statement that writes; `order` says how its callers arrange a row of values.

    Of rows that an upsert puts into the same place, the last one counts.
    """

    def __init__(self, engine: Engine, expression: UpdateBase, order: Sequence[str]) -> None:
        self._engine = engine
        compiled, names = _compile(engine, expression)
        if names != tuple(order):
            raise ValueError(f"{compiled} takes {names}, not {order}")
        self._text = str(compiled)
        self._batch = engine.batched(expression, order)

    def write(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Run the statement for each row, in one call; without rows it does not run."""
        if not rows:
            return
        try:
            if len(rows) == 1:
                connection.execute(self._text, rows[0])
            elif self._batch is not None:
                self._batch.write(connection, rows)
            else:
                connection.executemany(self._text, rows)
        except self._engine.errors as error:
            raise meaning_of(self._engine, error) from error
