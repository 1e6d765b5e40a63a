"""
Insert many rows by one statement of SQLite.

Owns the form `VALUES (...), (...)`, in which a value that all rows share is bound once. Running
a statement for each row costs a way into the library and out for each; this costs one for many.
Never writes what a single row would not have written.
Next door: sqlite.py, whose engine hands these out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from sqlalchemy import Dialect, Insert

from vinculum.sqlstore.engines.engine import Bound, Connection, Row

# Few sizes, so that few texts are kept prepared; the rows that are left over go one by one.
SIZES = (100, 20, 5)


class ValuesBatch:
    """
    An insert of whole rows, perhaps an upsert; `text` is its form for one row.

    A text that has no such form is refused with ValueError.
    """

    def __init__(self, text: str, width: int) -> None:
        one = f"VALUES ({', '.join('?' * width)})"
        self._head, found, self._tail = text.partition(one)
        if not found or "?" in self._head + self._tail:
            raise ValueError(f"not an insert of {width} values: {text}")
        self._text = text
        self._texts: dict[tuple[int, tuple[bool, ...]], str] = {}

    @classmethod
    def of(cls, expression: Insert, dialect: Dialect, width: int) -> ValuesBatch:
        """Make one of an expression."""
        return cls(str(expression.compile(dialect=dialect)), width)

    def write(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Insert the rows in their order."""
        start = 0
        for size in _sizes(len(rows)):
            self._insert(connection, rows[start : start + size])
            start += size
        if start < len(rows):
            connection.executemany(self._text, rows[start:])

    def _insert(self, connection: Connection, rows: Sequence[Row]) -> None:
        columns = list(zip(*rows, strict=True))
        shared = tuple(column.count(column[0]) == len(rows) for column in columns)
        once = [column[0] for column, same in zip(columns, shared, strict=True) if same]
        each = [column for column, same in zip(columns, shared, strict=True) if not same]
        values: list[Bound] = [*once, *chain.from_iterable(zip(*each, strict=True))]
        connection.execute(self._text_for(len(rows), shared), values)

    def _text_for(self, size: int, shared: tuple[bool, ...]) -> str:
        text = self._texts.get((size, shared))
        if text is None:
            rows = ", ".join(_numbered(size, shared))
            text = self._texts[size, shared] = f"{self._head}VALUES {rows}{self._tail}"
        return text


def _sizes(count: int) -> Iterator[int]:
    """Cut a number of rows into sizes, the largest first."""
    for size in SIZES:
        times, count = divmod(count, size)
        yield from (size,) * times


def _numbered(size: int, shared: Sequence[bool]) -> Iterator[str]:
    """The parameters of each row: those that are shared have the first numbers."""
    once = sum(shared)
    following = iter(range(once + 1, once + size * (len(shared) - once) + 1))
    for _ in range(size):
        first = iter(range(1, once + 1))
        numbers = (next(first) if same else next(following) for same in shared)
        yield f"({', '.join(f'?{number}' for number in numbers)})"
