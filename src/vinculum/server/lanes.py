"""
Run work beside the event loop: readings on a few threads, writings on as many as the store asks.

Owns group commit, deadlines, and the order commit, publish, release.
Never looks into a request; a job is a function of a Work.
Next door: asgi.py hands jobs in, turns.py says whose is next, ports/store.py what a store does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from threading import Lock, Thread, get_ident
from time import perf_counter
from typing import Any, NamedTuple, TypeVar

from vinculum.ports.services import Services
from vinculum.ports.store import Job, Settled, StoreFailure, Work
from vinculum.server.leaving import Line
from vinculum.server.traffic import JOBS, SECONDS, Spread
from vinculum.server.turns import Turns

T = TypeVar("T")
MAX_BATCH = 32
MOMENT = 0.02  # seconds; a thread that wants the interpreter waits a quarter of it


class LaneFull(Exception):
    """So many requests wait already that one more would only wait in vain."""


class LaneClosed(Exception):
    """The server is stopping and takes no more work."""


class TookTooLong(StoreFailure):
    """The job waited longer than a request may take; it was not begun."""


class Withdrawn(asyncio.CancelledError):
    """Nobody waits for the job any more, and it was taken back before it began."""


class Waiting(NamedTuple):
    """A job, and the future that its request waits on; `run` knows of what type they are."""

    job: Job[Any]
    future: asyncio.Future[Any]


class Rounds(NamedTuple):
    """
    How jobs are served: by so many threads, up to `batch` at once.

    With `one_org` a round has jobs of one org only, of which one round at a time is served.
    When `in_turn`, one thread serves and the others rest, because all they could do is contend for
    the interpreter; for each that is at its round for longer than a moment, another one joins.
    `logged` tells that jobs leave rows in the change log, for which they need ids.
    """

    threads: int
    logged: bool
    batch: int = 1
    one_org: bool = False
    in_turn: bool = False


class Lane:
    """
    A queue of jobs with threads that serve it, orgs in turn.

    `serve` takes the waiting jobs of one round to the store and settles each of them. `limit` jobs
    may be in the lane, `org_limit` of them wait for one org. `start`, `run` and `stop` are called
    on the event loop.
    """

    def __init__(
        self,
        services: Services,
        serve: Callable[[Services, Sequence[Waiting]], Sequence[Settled[Any]]],
        rounds: Rounds,
        *,
        limit: int,
        org_limit: int,
    ) -> None:
        self._services = services
        self._serve = serve
        self._rounds = rounds
        self._limit = limit
        self._org_limit = org_limit
        self._turns: Turns[Waiting] = Turns(
            batch=rounds.batch,
            one_org=rounds.one_org,
            most=1 if rounds.in_turn else rounds.threads,
        )
        self._threads = [Thread(target=self._work, daemon=True) for _ in range(rounds.threads)]
        self._count = 0
        self.round_jobs = Spread(JOBS)
        self.round_seconds = Spread(SECONDS)
        self._open = False
        self._rousing = False
        self._looking = False
        self._begun: dict[int, float] = {}  # when the rounds that are out began, by thread
        self._lock = Lock()
        self._settled: list[tuple[Waiting, Settled[Any]]] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Begin to serve, for the running event loop."""
        self._loop = asyncio.get_running_loop()
        self._open = True
        for thread in self._threads:
            thread.start()

    async def stop(self) -> None:
        """Take no more jobs, finish those that were taken, and end the threads."""
        self._open = False
        self._turns.close()
        for thread in self._threads:
            await asyncio.to_thread(thread.join)

    @property
    def depth(self) -> int:
        """How many jobs wait or run."""
        return self._count

    async def run(self, org_id: int, run: Callable[[Work], T], line: Line | None = None) -> T:
        """
        Do work for an org, and wait for its answer.

        Who stops to wait takes the job back, unless it has begun; then it ends as if somebody
        waited. So does a client that goes away, if its `line` is given. Raises LaneFull,
        LaneClosed, Withdrawn, or what the work raised.
        """
        if not self._open or self._loop is None:
            raise LaneClosed
        if self._count >= self._limit or self._turns.waiting(org_id) >= self._org_limit:
            raise LaneFull
        services = self._services
        deadline = services.clock.monotonic() + services.limits.request_seconds
        # A reading leaves no row in the change log; it is served whatever the clock does.
        job_id = services.ids.next_id() if self._rounds.logged else 0
        job = Job(id=job_id, org_id=org_id, run=run, deadline=deadline)
        future: asyncio.Future[T] = self._loop.create_future()
        self._count += 1
        waiting = Waiting(job, future)
        if line is not None:
            line.waiting = future
        self._turns.put(org_id, waiting)
        self._rouse_soon()
        try:
            return await future
        except asyncio.CancelledError:
            if self._turns.withdraw(org_id, waiting):
                self._count -= 1
                raise Withdrawn from None
            raise

    def _rouse_soon(self) -> None:
        """
        Wake the threads when the loop has seen what else has arrived.

        Requests that came together then share a round, instead of the first having one alone.
        """
        if not self._rousing and self._loop is not None:
            self._rousing = True
            self._loop.call_soon(self._rouse)

    def _rouse(self) -> None:
        self._rousing = False
        self._turns.rouse()
        if self._rounds.in_turn and not self._looking and self._loop is not None:
            self._looking = True
            self._loop.call_later(MOMENT, self._look)

    def _look(self) -> None:
        """Let as many threads serve beside one as have been at their rounds for a moment."""
        before = perf_counter() - MOMENT
        taking_long = sum(begun < before for begun in list(self._begun.values()))
        self._turns.allow(min(1 + taking_long, len(self._threads)))
        self._looking = self._count > 0
        if self._looking and self._loop is not None:
            self._loop.call_later(MOMENT, self._look)

    def _work(self) -> None:
        """The life of a thread: rounds, until the lane is closed and empty."""
        while waiting := self._turns.take():
            began = self._begun[get_ident()] = perf_counter()
            settled = self._settle(waiting)
            took = perf_counter() - began
            del self._begun[get_ident()]
            self._turns.finish(waiting[0].job.org_id)
            self._release(waiting, settled, took)

    def _settle(self, waiting: Sequence[Waiting]) -> Sequence[Settled[Any]]:
        """Serve the jobs whose time is not over; nothing that goes wrong ends the thread."""
        now = self._services.clock.monotonic()
        timely = [entry for entry in waiting if entry.job.deadline > now]
        try:
            served = iter(self._serve(self._services, timely) if timely else ())
            return [
                next(served)
                if entry.job.deadline > now
                else Settled(failure=TookTooLong("waited too long"))
                for entry in waiting
            ]
        except Exception as failure:  # noqa: BLE001 - each request is told, and logs it.
            return [Settled(failure=failure) for _ in waiting]

    def _release(
        self, waiting: Sequence[Waiting], settled: Sequence[Settled[Any]], took: float
    ) -> None:
        """Hand settlements to the event loop; one wake-up brings all that are ready."""
        with self._lock:
            self.round_jobs.add(len(waiting))
            self.round_seconds.add(took)
            idle = not self._settled
            self._settled.extend(zip(waiting, settled, strict=True))
        if idle and self._loop is not None:
            self._loop.call_soon_threadsafe(self._deliver)

    def _deliver(self) -> None:
        with self._lock:
            ready, self._settled = self._settled, []
        self._count -= len(ready)
        for (_, future), settled in ready:
            if future.done():  # The client went away, or the server was told to hurry.
                continue
            if settled.failure is None:
                future.set_result(settled.result)
            else:
                future.set_exception(settled.failure)


def _read(services: Services, waiting: Sequence[Waiting]) -> Sequence[Settled[Any]]:
    store = services.store
    return [Settled(result=store.read(job.org_id, job.run, job.deadline)) for job, _ in waiting]


def _write(services: Services, waiting: Sequence[Waiting]) -> Sequence[Settled[Any]]:
    """Run the jobs in one transaction; after its COMMIT tell what has changed."""
    settled = services.store.write([job for job, _ in waiting])
    for (job, _), end in zip(waiting, settled, strict=True):
        if end.changes:
            services.events.publish(job.org_id, end.changes)
    return settled


def read_lane(services: Services, *, threads: int, limit: int, org_limit: int) -> Lane:
    """Make the lane of readings: each on its own snapshot, side by side."""
    rounds = Rounds(threads=threads, logged=False, in_turn=not services.store.readings_wait)
    return Lane(services, _read, rounds, limit=limit, org_limit=org_limit)


def write_lane(services: Services, *, limit: int, org_limit: int, batch: int = MAX_BATCH) -> Lane:
    """Make the lane of writings: up to `batch` jobs a commit, in order of arrival within an org."""
    store = services.store
    rounds = Rounds(
        threads=store.writers, logged=True, batch=batch, one_org=store.one_org_per_batch
    )
    return Lane(services, _write, rounds, limit=limit, org_limit=org_limit)
