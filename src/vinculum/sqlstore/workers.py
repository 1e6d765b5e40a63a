"""
Lease worker numbers.

Owns the statements of table `worker`, which belongs to no org: a row is a number that a
process has had, and until when it has it. Never renews one by itself.
Next door: server/leasing.py keeps a lease while a process lives.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from sqlalchemy import bindparam, insert, select, update

from vinculum.ports.store import StoreFailure
from vinculum.sqlstore.engines.engine import Connection, Engine
from vinculum.sqlstore.statement import Reading, Writing
from vinculum.sqlstore.tables import WORKER

LeaseRow: TypeAlias = tuple[int, str, int]


class Workers:
    """Statements on leases."""

    def __init__(self, engine: Engine) -> None:
        columns = WORKER.c
        self._all: Reading[LeaseRow] = Reading(
            engine, select(columns.id, columns.owner, columns.expires).order_by(columns.id)
        )
        self._add = Writing(engine, insert(WORKER), ["id", "owner", "expires"])
        self._take = Writing(
            engine,
            update(WORKER)
            .where(
                columns.id == bindparam("number"),
                columns.owner == bindparam("before"),
                columns.expires == bindparam("ended"),
            )
            .values(owner=bindparam("by"), expires=bindparam("until")),
            ["by", "until", "number", "before", "ended"],
        )

    def claim(
        self, connection: Connection, owner: str, moments: tuple[int, int], numbers: int
    ) -> int | None:
        """
        Take the first number whose lease is over, or that nobody has had; `moments` are now and
        the end of the lease. None when another process was quicker.
        """
        now, until = moments
        rows = self._all.read(connection, {})
        for number, before, ended in rows:
            if ended < now:
                self._take.write(connection, [(owner, until, number, before, ended)])
                return number if self._has(connection, number, owner) else None
        fresh = _unused({row[0] for row in rows}, numbers)
        self._add.write(connection, [(fresh, owner, until)])
        return fresh

    def extend(self, connection: Connection, number: int, owner: str, until: int) -> bool:
        """Give a lease another end; tells whether it is still the owner's."""
        for row_number, row_owner, ended in self._all.read(connection, {}):
            if (row_number, row_owner) == (number, owner):
                self._take.write(connection, [(owner, until, number, owner, ended)])
                return self._has(connection, number, owner)
        return False

    def _has(self, connection: Connection, number: int, owner: str) -> bool:
        rows: Sequence[LeaseRow] = self._all.read(connection, {})
        return (number, owner) in {row[:2] for row in rows}


def _unused(used: set[int], numbers: int) -> int:
    number = next((each for each in range(numbers) if each not in used), None)
    if number is None:
        raise StoreFailure(f"all {numbers} worker numbers are leased; wait a minute")
    return number
