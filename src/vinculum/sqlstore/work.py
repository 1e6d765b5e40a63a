"""
Run jobs in transactions, and answer only for what is on disk.

Owns savepoints, the one COMMIT of a batch, and what happens when either fails.
Never knows what a job does.
Next door: savepoint.py is what a job sees, connections.py what a transaction runs on.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from vinculum.model.change import Change
from vinculum.ports.store import Conflict, Job, Settled, StoreFailure, Work
from vinculum.sqlstore import migrate
from vinculum.sqlstore.applying import Applying, changes_metadata
from vinculum.sqlstore.areas import Areas
from vinculum.sqlstore.carrying import SqlCarrier
from vinculum.sqlstore.connections import Connections
from vinculum.sqlstore.engines import engine_for
from vinculum.sqlstore.engines.engine import Engine, meaning_of
from vinculum.sqlstore.savepoint import SqlWork
from vinculum.sqlstore.statistics import STATISTICS

T = TypeVar("T")
CONFLICTS = 3  # how often a job may run again from its savepoint
LONE_TRIES = 3  # how often a job may run in a transaction of its own
SAVEPOINT = "SAVEPOINT job"
RELEASE = "RELEASE SAVEPOINT job"
BACK_TO_SAVEPOINT = "ROLLBACK TO SAVEPOINT job"


class _Waiting(Generic[T]):
    """A job on its way: `computed` before the commit, `answer` after it."""

    def __init__(self, job: Job[T]) -> None:
        self.job = job
        self.computed: Settled[T] | None = None
        self.answer: Settled[T] | None = None


class SqlStore:
    """
    A relational database of orgs.

    `next_id` makes versions of metadata, `monotonic` is the clock of deadlines.
    """

    def __init__(
        self, engine: Engine, *, next_id: Callable[[], int], monotonic: Callable[[], float]
    ) -> None:
        self._engine = engine
        self.writers = engine.writers
        self.one_org_per_batch = engine.one_org_per_batch
        self._next_id = next_id
        self._monotonic = monotonic
        self._connections = Connections(engine)
        self._areas = Areas(engine)
        self._applying = Applying(engine, self._areas, next_id)
        try:
            migrate.require_current(engine, self._connections.writer)
            engine.tell_planner(self._connections.writer, STATISTICS)
        except BaseException as error:
            self._connections.close()
            if isinstance(error, engine.errors):
                raise StoreFailure(f"cannot open {engine.url}: {error}") from error
            raise

    @classmethod
    def open(
        cls, url: str, *, next_id: Callable[[], int], monotonic: Callable[[], float]
    ) -> SqlStore:
        """
        Open the database of a URL; one in memory is made on the spot.

        StoreFailure when it cannot be opened, or its tables are not those of this program.
        """
        return cls(engine_for(url), next_id=next_id, monotonic=monotonic)

    def write(self, jobs: Sequence[Job[T]]) -> Sequence[Settled[T]]:
        """Run jobs in one transaction and commit; a job that changes metadata ends its batch."""
        waiting = [_Waiting(job) for job in jobs]
        with self._connections.lock:
            rest = waiting
            while rest:
                try:
                    rest = rest[self._commit(rest) :]
                except StoreFailure:
                    for one in rest:
                        self._commit_alone(one)
                    rest = []
        return [one.answer for one in waiting if one.answer is not None]

    def read(self, org_id: int, job: Callable[[Work], T]) -> T:
        """Run a reading on one consistent snapshot."""
        with self._connections.reading() as connection:
            return job(SqlWork(connection, org_id, self._areas))

    def read_orgs(self) -> Sequence[int]:
        """Read the ids of all orgs of this store."""
        with self._connections.reading() as connection:
            return self._areas.metadata.read_orgs(connection)

    def create_org(self, org_id: int, changes: Sequence[Change]) -> None:
        """Add an org with its first metadata; Conflict when it is there."""

        def create(work: Work) -> None:
            self._areas.metadata.add_org(self._connections.writer, org_id, self._next_id())
            work.apply(changes)

        job = Job(id=self._next_id(), org_id=org_id, run=create, deadline=math.inf)
        failure = self.write([job])[0].failure
        if failure is not None:
            raise failure

    def carrier(self) -> SqlCarrier:
        """Give the way to carry whole orgs out of this database and in."""
        return SqlCarrier(self._engine, self._connections)

    def close(self) -> None:
        """Release connections; acknowledged writes are on disk already."""
        self._connections.close()

    def _commit_alone(self, one: _Waiting[T]) -> None:
        """Run a job in transactions of its own until one commits, or it is too late."""
        if self._is_late(one.job) and one.computed is None:
            # Whoever waits is gone; behind a lock that holds, each try would cost seconds more.
            one.answer = Settled(failure=StoreFailure("the deadline has passed"))
            return
        for attempt in range(1, LONE_TRIES + 1):
            try:
                self._commit([one])
                return
            except StoreFailure as failure:
                if attempt == LONE_TRIES or self._is_late(one.job):
                    one.answer = Settled(failure=failure)
                    return

    def _commit(self, waiting: Sequence[_Waiting[T]]) -> int:
        """
        Run the first jobs in one transaction and give their number.

        StoreFailure when the transaction is lost; then nothing is answered. What was
        computed stays, for the case that it was only the answer to COMMIT that got lost.
        """
        try:
            self._begin()
            count = 0
            for one in waiting:
                count += 1
                self._run(one)
                if one.computed is not None and changes_metadata(one.computed.changes):
                    break
            self._execute("COMMIT")
        except BaseException:
            self._connections.mend()
            raise
        for one in waiting[:count]:
            one.answer = one.computed
        return count

    def _run(self, one: _Waiting[T]) -> None:
        """Compute the answer of a job, unless an earlier transaction turns out to have done so."""
        if one.computed is not None and one.computed.changes and self._is_logged(one.job):
            return
        if self._is_late(one.job):
            one.computed = Settled(failure=StoreFailure("the deadline has passed"))
        else:
            one.computed = self._settle(one.job)

    def _settle(self, job: Job[T]) -> Settled[T]:
        """Run a job in a savepoint, again when it meets a conflict."""
        self._execute(SAVEPOINT)
        conflicts = 0
        while True:
            try:
                settled = self._run_once(job)
            except StoreFailure:
                raise
            except Exception as failure:  # noqa: BLE001 - a job may fail in any way, alone
                self._execute(BACK_TO_SAVEPOINT)
                conflicts += isinstance(failure, Conflict)
                if isinstance(failure, Conflict) and conflicts <= CONFLICTS:
                    continue
                settled = Settled(failure=failure)
            self._execute(RELEASE)
            return settled

    def _run_once(self, job: Job[T]) -> Settled[T]:
        """Run a job and log what it changed; what broke a write breaks the job."""
        connection = self._connections.writer
        work = SqlWork(connection, job.org_id, self._areas, self._applying)
        result = job.run(work)
        if work.broken is not None:
            raise work.broken
        if work.changes:
            self._applying.log(connection, job.org_id, job.id, work.changes)
        return Settled(result=result, changes=tuple(work.changes))

    def _is_logged(self, job: Job[T]) -> bool:
        return self._areas.change_log.has(self._connections.writer, job.org_id, job.id)

    def _is_late(self, job: Job[T]) -> bool:
        return self._monotonic() > job.deadline

    def _begin(self) -> None:
        try:
            self._engine.begin_writing(self._connections.writer)
        except self._engine.errors as error:
            raise meaning_of(self._engine, error) from error

    def _execute(self, text: str) -> None:
        """Run a statement of the transaction itself: its failure is the transaction's."""
        try:
            self._connections.writer.execute(text)
        except self._engine.errors as error:
            raise StoreFailure(f"{text}: {error}") from error
