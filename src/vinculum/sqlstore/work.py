"""
Run jobs in transactions, and answer only for what is on disk.

Owns savepoints, the one COMMIT of a batch, and what happens when either fails.
Never knows what a job does.
Next door: savepoint.py is what a job sees, connections.py what a transaction runs on.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from typing import Generic, TypeAlias, TypeVar, cast

from vinculum.model.change import Change
from vinculum.ports.store import Conflict, Job, Settled, StoreFailure, Work
from vinculum.sqlstore import migrate
from vinculum.sqlstore.applying import Applying, changes_metadata
from vinculum.sqlstore.areas import Areas
from vinculum.sqlstore.carrying import SqlCarrier
from vinculum.sqlstore.change_log import encode_changes
from vinculum.sqlstore.connections import Connections, Writer
from vinculum.sqlstore.engines import engine_for
from vinculum.sqlstore.engines.engine import Connection, Engine, Tuning, meaning_of, unopened
from vinculum.sqlstore.savepoint import FoundTokens, SqlWork
from vinculum.sqlstore.statistics import STATISTICS

T = TypeVar("T")
_SCATTER = 0x9E3779B1
CONFLICTS = 3  # how often a job may run again from its savepoint
SAVEPOINT = "SAVEPOINT job"
RELEASE = "RELEASE SAVEPOINT job"
BACK_TO_SAVEPOINT = "ROLLBACK TO SAVEPOINT job"


class _Waiting(Generic[T]):
    """
    A job on its way: `computed` before the commit, `answer` after it.

    `sent` tells that a COMMIT was sent whose outcome nobody knows; `conflicts` counts those met;
    `entry` is what the change log shall hold of it, "" when it changed nothing.
    """

    def __init__(self, job: Job[T]) -> None:
        self.job = job
        self.computed: Settled[T] | None = None
        self.answer: Settled[T] | None = None
        self.sent = False
        self.conflicts = 0
        self.entry = ""


Run: TypeAlias = Callable[[Writer, _Waiting[T], FoundTokens], Settled[T]]


class _Spoiled(Exception):
    """A job failed that had no savepoint to go back to: the transaction has to go."""


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
        self.readings_wait = engine.readings_wait
        self._next_id = next_id
        self._monotonic = monotonic
        self._leaving: list[Callable[[], None]] = []
        self._pause: Callable[[float], None] = time.sleep
        self._connections = Connections(engine)
        self._areas = Areas(engine)
        self._applying = Applying(engine, self._areas, next_id)
        try:
            migrate.require_current(engine, self._connections.writer)
            engine.tell_planner(self._connections.writer, STATISTICS)
        except BaseException as error:
            self._connections.close()
            if isinstance(error, engine.errors):
                raise unopened(engine, error) from error
            raise

    @classmethod
    def open(
        cls,
        url: str,
        *,
        next_id: Callable[[], int],
        monotonic: Callable[[], float],
        tuning: Tuning = Tuning(),  # noqa: B008 - a frozen value
    ) -> SqlStore:
        """
        Open the database of a URL; one in memory is made on the spot.

        StoreFailure when it cannot be opened, or its tables are not those of this program.
        """
        return cls(engine_for(url, tuning), next_id=next_id, monotonic=monotonic)

    def write(self, jobs: Sequence[Job[T]]) -> Sequence[Settled[T]]:
        """Run jobs in one transaction and commit; a job that changes metadata ends its batch."""
        waiting = [_Waiting(job) for job in jobs]
        try:
            with self._connections.writing() as writer:
                self._write(writer, waiting)
        except StoreFailure as failure:  # there was no writer to be had
            for one in waiting:
                one.answer = one.answer or Settled(failure=failure)
        return [one.answer for one in waiting if one.answer is not None]

    def _write(self, writer: Writer, waiting: Sequence[_Waiting[T]]) -> None:
        rest = waiting
        while rest:
            try:
                rest = rest[self._commit(writer, rest) :]
            except StoreFailure:
                for one in rest:
                    self._commit_alone(writer, one)
                rest = []

    def read(self, org_id: int, job: Callable[[Work], T], deadline: float = math.inf) -> T:
        """Run a reading on one consistent snapshot; again, where a failure may soon be over."""
        for wait in self._engine.reading_waits:
            try:
                return self._read(org_id, job)
            except StoreFailure:
                if self._monotonic() + wait > deadline or self._connections.is_closed:
                    raise
            self._pause(wait)
        return self._read(org_id, job)

    def _read(self, org_id: int, job: Callable[[Work], T]) -> T:
        with self._connections.reading() as connection:
            return job(SqlWork(connection, org_id, self._areas))

    def read_orgs(self) -> Sequence[int]:
        """Read the ids of all orgs of this store."""
        with self._connections.reading() as connection:
            return self._areas.metadata.read_orgs(connection)

    def is_current(self) -> bool:
        """Tell whether the tables are those of this program; StoreFailure when nothing answers."""
        with self._connections.reading() as connection:
            try:
                return migrate.is_current(self._engine, connection)
            except self._engine.errors as error:
                raise meaning_of(self._engine, error) from error

    def create_org(self, org_id: int, changes: Sequence[Change]) -> None:
        """Add an org with its first metadata; Conflict when it is there."""

        def create(work: Work) -> None:
            connection = cast("SqlWork", work).connection
            self._areas.metadata.add_org(connection, org_id, self._next_id())
            work.apply(changes)

        job = Job(id=self._next_id(), org_id=org_id, run=create, deadline=math.inf)
        failure = self.write([job])[0].failure
        if failure is not None:
            raise failure

    def claim_worker(self, owner: str, free_since: int, until: int, numbers: int) -> int:
        """Take a worker number whose lease ended before a moment, or a new one."""
        while True:
            number = self._transact(
                lambda c: self._areas.workers.claim(c, owner, (free_since, until), numbers)
            )
            if number is not None:
                return number

    def extend_worker(self, number: int, owner: str, until: int) -> bool:
        """Give a lease another end; tells whether it is still the owner's."""
        return self._transact(lambda c: self._areas.workers.extend(c, number, owner, until)) is True

    def _transact(self, run: Callable[[Connection], T]) -> T | None:
        """Run what belongs to no org in a transaction; None when others were quicker."""
        with self._connections.writing() as writer:
            try:
                self._begin(writer)
                result = run(writer.connection)
                self._execute(writer, "COMMIT")
            except Conflict:
                writer.mend()
                return None
            except BaseException:
                writer.mend()
                raise
            return result

    def carrier(self) -> SqlCarrier:
        """Give the way to carry whole orgs out of this database and in."""
        return SqlCarrier(self._engine, self._connections)

    def close(self) -> None:
        """Release connections; acknowledged writes are on disk already."""
        while self._leaving:
            self._leaving.pop()()
        self._connections.close()

    def before_closing(self, leave: Callable[[], None]) -> None:
        """Have something done while there are still connections."""
        self._leaving.append(leave)

    def _commit_alone(self, writer: Writer, one: _Waiting[T]) -> None:
        """
        Run a job in transactions of its own until one commits, or it is too late.

        Waits between them differ from job to job, so that writers that failed together do
        not meet again.
        """
        if self._is_late(one.job) and one.computed is None:
            # Whoever waits is gone; behind a lock that holds, each try would cost seconds more.
            one.answer = Settled(failure=StoreFailure("the deadline has passed"))
            return
        spread = 0.5 + one.job.id * _SCATTER % 1024 / 1024
        for wait in (0.0, *self._engine.writing_waits):
            if one.answer is not None and self._monotonic() + wait * spread > one.job.deadline:
                return
            self._pause(wait * spread)
            try:
                self._commit(writer, [one])
                return
            except StoreFailure as failure:
                one.answer = Settled(failure=failure)

    def _commit(self, writer: Writer, waiting: Sequence[_Waiting[T]]) -> int:
        """
        Run the first jobs in one transaction and give their number.

        Jobs hardly ever fail, so they run without savepoints; when one does, all of them run again
        with one each, and it fails alone.
        StoreFailure when the transaction is lost; then nothing is answered. What was
        computed stays, for the case that it was only the answer to COMMIT that got lost.
        """
        try:
            return self._run_and_commit(writer, waiting, self._run_bare)
        except _Spoiled:
            return self._run_and_commit(writer, waiting, self._run_guarded)

    def _run_and_commit(self, writer: Writer, waiting: Sequence[_Waiting[T]], run: Run[T]) -> int:
        org_id = waiting[0].job.org_id
        try:
            if self.one_org_per_batch and any(one.sent for one in waiting):
                self._await_commit(writer, org_id)
            self._begin(writer, org_id)
            count, ran = 0, list[tuple[_Waiting[T], Settled[T]]]()
            tokens: FoundTokens = {}
            for one in waiting:
                if self.one_org_per_batch and one.job.org_id != org_id:
                    break
                count += 1
                settled = self._settle(writer, one, run, tokens)
                if settled is None:
                    continue  # its changes are there, and its answer was computed with them
                ran.append((one, settled))
                if changes_metadata(settled.changes):
                    break
            self._require_sound(writer)
            self._log(writer, [one for one, _ in ran])
            for one, settled in ran:
                one.computed, one.sent = settled, True
            self._execute(writer, "COMMIT")
        except BaseException:
            writer.mend()
            raise
        for one in waiting[:count]:
            one.answer = one.computed
        return count

    def _settle(
        self, writer: Writer, one: _Waiting[T], run: Run[T], tokens: FoundTokens
    ) -> Settled[T] | None:
        """
        Run a job; None when an earlier transaction turns out to have carried it out.

        What it meets may be its own rows, from a COMMIT that was under way. What was computed
        with that COMMIT stays until this run has got past the log, which knows better.
        """
        if one.computed is not None and one.computed.changes and self._is_logged(writer, one.job):
            return None
        one.entry = ""
        if self._is_late(one.job):
            return Settled(failure=StoreFailure("the deadline has passed"))
        settled = run(writer, one, tokens)
        if one.sent and isinstance(settled.failure, Conflict):
            one.sent = False  # whoever held the key has ended now, so the next look is the last
            raise StoreFailure("the commit before may have taken effect")
        return settled

    def _run_bare(self, writer: Writer, one: _Waiting[T], tokens: FoundTokens) -> Settled[T]:
        """Run a job that will not fail; _Spoiled when it does."""
        try:
            return self._run_once(writer, one, tokens)
        except StoreFailure:
            raise
        except Exception as failure:
            one.conflicts += isinstance(failure, Conflict)
            raise _Spoiled from failure

    def _run_guarded(self, writer: Writer, one: _Waiting[T], tokens: FoundTokens) -> Settled[T]:
        """Run a job in a savepoint, again when it meets a conflict."""
        self._execute(writer, SAVEPOINT)
        while True:
            try:
                settled = self._run_once(writer, one, tokens)
            except StoreFailure:
                raise
            except Exception as failure:  # noqa: BLE001 - a job may fail in any way, alone
                self._execute(writer, BACK_TO_SAVEPOINT)
                tokens.clear()  # one may have come from what is undone
                one.conflicts += isinstance(failure, Conflict)
                if isinstance(failure, Conflict) and one.conflicts <= CONFLICTS:
                    continue
                settled = Settled(failure=failure)
            self._execute(writer, RELEASE)
            return settled

    def _run_once(self, writer: Writer, one: _Waiting[T], tokens: FoundTokens) -> Settled[T]:
        """Run a job; what broke a write breaks the job."""
        job = one.job
        work = SqlWork(writer.connection, job.org_id, self._areas, self._applying, tokens)
        try:
            result = job.run(work)
        except Exception as error:
            if work.broken is not None and work.broken is not error:
                raise work.broken from error
            raise
        if work.broken is not None:
            raise work.broken
        one.entry = encode_changes(work.changes) if work.changes else ""
        return Settled(result=result, changes=tuple(work.changes))

    def _log(self, writer: Writer, ran: Sequence[_Waiting[T]]) -> None:
        """
        Keep what the jobs of a transaction have changed: a row each, written together.

        A row that is there already is from a COMMIT that was under way.
        """
        rows = [(one.job.org_id, one.job.id, one.entry) for one in ran if one.entry]
        try:
            self._applying.log(writer.connection, rows)
        except Conflict as conflict:
            raise StoreFailure("the commit before may have taken effect") from conflict

    def _is_logged(self, writer: Writer, job: Job[T]) -> bool:
        return self._areas.change_log.has(writer.connection, job.org_id, job.id)

    def _is_late(self, job: Job[T]) -> bool:
        return self._monotonic() > job.deadline

    def _await_commit(self, writer: Writer, org_id: int) -> None:
        """
        Wait for a transaction that holds the org's lock and may be committing.

        In a transaction of its own: where one sees a single state from its first statement on,
        that state would be older than what was waited for.
        """
        self._begin(writer, org_id)
        self._execute(writer, "ROLLBACK")

    def _begin(self, writer: Writer, org_id: int | None = None) -> None:
        try:
            self._engine.begin_writing(writer.connection)
            if org_id is not None:
                self._engine.lock_org(writer.connection, org_id)
        except self._engine.errors as error:
            raise meaning_of(self._engine, error) from error

    def _require_sound(self, writer: Writer) -> None:
        """Refuse to end a transaction that the database has given up: COMMIT might not say so."""
        if not self._engine.may_commit(writer.connection):
            raise StoreFailure("the database has given the transaction up")

    def _execute(self, writer: Writer, text: str) -> None:
        """Run a statement of the transaction itself: its failure is the transaction's."""
        try:
            writer.connection.execute(text)
        except self._engine.errors as error:
            raise StoreFailure(f"{text}: {error}") from error
