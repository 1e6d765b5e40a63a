"""
Keep the runs of functions: those that wait, and how the others went.

Owns the statements of table `function_run`.
Never decides what runs.
Next door: model/function.py for the states and the body.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, delete, select

from vinculum.model.change import CutRuns, PutRun
from vinculum.model.function import RunState
from vinculum.ports.store import StoredRun
from vinculum.sqlstore.engines.engine import Bound, Connection, Engine
from vinculum.sqlstore.planner import FROM_TOP
from vinculum.sqlstore.statement import Reading, Writing
from vinculum.sqlstore.tables import FUNCTION_RUN

KEYS = ("org", "id")
_COLUMNS = FUNCTION_RUN.c
ENDED: tuple[RunState, ...] = ("done", "failed")

_Row = tuple[int, int, RunState, int, str]


class Runs:
    """Statements on runs."""

    def __init__(self, engine: Engine) -> None:
        self._put = Writing(
            engine,
            engine.upsert(FUNCTION_RUN, KEYS),
            [*KEYS, "function", "state", "at", "body"],
        )
        org = _COLUMNS.org == bindparam("org")
        state = _COLUMNS.state == bindparam("state")
        self._cut = Writing(
            engine,
            delete(FUNCTION_RUN).where(org, state, _COLUMNS.id < bindparam("before")),
            ["org", "state", "before"],
        )
        rows = select(
            _COLUMNS.id, _COLUMNS.function, _COLUMNS.state, _COLUMNS.at, _COLUMNS.body
        ).where(org)
        self._one: Reading[_Row] = Reading(engine, rows.where(_COLUMNS.id == bindparam("id")))
        self._oldest: Reading[_Row] = Reading(
            engine,
            rows.where(state).order_by(_COLUMNS.id).limit(bindparam("limit")).offset(FROM_TOP),
        )
        self._newest: Reading[_Row] = Reading(
            engine, rows.order_by(_COLUMNS.id.desc()).limit(bindparam("limit")).offset(FROM_TOP)
        )

        self._waiting: Reading[tuple[int]] = Reading(
            engine,
            select(_COLUMNS.id)
            .where(org, state)
            .order_by(_COLUMNS.id)
            .limit(bindparam("limit"))
            .offset(bindparam("offset")),
        )

    def put(self, connection: Connection, org: int, changes: Iterable[PutRun]) -> None:
        """Note runs, or how far they have come; of a repeated one the last counts."""
        self._put.write(
            connection, [(org, c.id, c.function, c.state, c.at, c.body) for c in changes]
        )

    def cut(self, connection: Connection, org: int, changes: Iterable[CutRuns]) -> None:
        """Forget runs that have ended."""
        rows = [(org, state, change.before) for change in changes for state in ENDED]
        self._cut.write(connection, rows)

    def find(self, connection: Connection, org: int, run_id: int) -> StoredRun | None:
        """Find a run."""
        rows = self._one.read(connection, {"org": org, "id": run_id})
        return _run(rows[0]) if rows else None

    def read_oldest(
        self, connection: Connection, org: int, state: RunState, limit: int
    ) -> Sequence[StoredRun]:
        """Read the oldest runs in a state."""
        arguments = {"org": org, "state": state, "limit": limit}
        return [_run(row) for row in self._oldest.read(connection, arguments)]

    def has_waiting(self, connection: Connection, org: int, most: int) -> bool:
        """Tell whether as many runs wait, or more."""
        arguments: dict[str, Bound] = {
            "org": org,
            "state": "waiting",
            "limit": 1,
            "offset": most - 1,
        }
        return bool(self._waiting.read(connection, arguments))

    def read_newest(self, connection: Connection, org: int, limit: int) -> Sequence[StoredRun]:
        """Read the newest runs, whatever their state."""
        return [_run(row) for row in self._newest.read(connection, {"org": org, "limit": limit})]


def _run(row: _Row) -> StoredRun:
    return StoredRun(id=row[0], function=row[1], state=row[2], at=row[3], body=row[4])
