"""A lane serves in order, commits in groups, and tells of a commit before it answers."""

import asyncio
from threading import Event, get_ident

import msgspec
import pytest

from tests.api import open_api
from vinculum.model.change import PutClient
from vinculum.ports.store import Settled, StoreFailure
from vinculum.server.lanes import (
    Lane,
    LaneClosed,
    LaneFull,
    Rounds,
    TookTooLong,
    Withdrawn,
    read_lane,
    write_lane,
)
from vinculum.server.leaving import Line
from vinculum.wire.message import WireResponse

FINE = WireResponse(status=200)


class WatchedStore:
    """The store of a test, which counts the jobs of each commit and may fail."""

    writers = 1
    one_org_per_batch = False

    def __init__(self, store):
        self.store = store
        self.batches: list[int] = []
        self.failing = False

    def write(self, jobs):
        if self.failing:
            raise StoreFailure("the disk is full")
        self.batches.append(len(jobs))
        return self.store.write(jobs)

    def read(self, org_id, job):
        return self.store.read(org_id, job)


class Bench:
    """A write lane over an org in memory, and a gate that holds its thread."""

    def __init__(self, limit=1000, org_limit=1000):
        self.api = open_api()
        self.store = WatchedStore(self.api.services.store)
        services = msgspec.structs.replace(self.api.services, store=self.store)
        self.lane = write_lane(services, limit=limit, org_limit=org_limit)
        self.gate = Event()
        self.order: list[object] = []

    def hold(self):
        """Submit a job that waits until the gate opens."""
        return asyncio.create_task(self.lane.run(self.api.org_id, self._wait))

    def _wait(self, _work):
        self.gate.wait(5)
        return FINE

    def note(self, work):
        """Wait for the gate, and tell that there was work."""
        self._wait(work)
        self.order.append("begun")
        return FINE

    def put(self, number):
        """Submit a job that registers a client and notes how many there were before."""

        def run(work):
            self.order.append((number, len(work.read_clients())))
            work.apply((PutClient(client_id=f"c{number:03}", body="{}"),))
            return FINE

        return asyncio.create_task(self.lane.run(self.api.org_id, run))

    def fail(self, error):
        """Submit a job that raises."""

        def run(_work):
            raise error

        return asyncio.create_task(self.lane.run(self.api.org_id, run))


def on_loop(play):
    """Run a test's coroutine with a bench whose lane is started and stopped."""

    async def main():
        bench = Bench()
        bench.lane.start()
        try:
            return await asyncio.wait_for(play(bench), 10)
        finally:
            bench.gate.set()
            await bench.lane.stop()

    return asyncio.run(main())


async def behind_gate(bench, count):
    """Let jobs wait together behind one that holds the thread."""
    held = bench.hold()
    await asyncio.sleep(0.05)
    tasks = [bench.put(number) for number in range(count)]
    await asyncio.sleep(0)
    bench.gate.set()
    await held
    return await asyncio.gather(*tasks)


def test_jobs_run_in_order_of_arrival_and_see_what_earlier_ones_wrote():
    async def play(bench):
        await behind_gate(bench, 50)
        return bench.order

    assert [(number, number) for number in range(50)] == on_loop(play)


def test_what_waits_is_committed_together_up_to_32_jobs():
    async def play(bench):
        await behind_gate(bench, 50)
        return bench.store.batches

    assert [1, 32, 18] == on_loop(play)


def test_the_loop_is_woken_at_most_once_for_a_batch(monkeypatch):
    async def play(bench):
        loop = asyncio.get_running_loop()
        wake, woken = loop.call_soon_threadsafe, []

        def count(callback, *arguments, **options):
            woken.append(callback)
            return wake(callback, *arguments, **options)

        monkeypatch.setattr(loop, "call_soon_threadsafe", count)
        await behind_gate(bench, 20)
        return len(woken), bench.store.batches

    woken, batches = on_loop(play)
    assert ([1, 20], True) == (batches, woken <= len(batches))


def test_a_change_is_published_before_its_answer_is_released():
    async def play(bench):
        await bench.put(1)
        return [type(change) for _, changes in published(bench) for change in changes]

    assert [PutClient] == on_loop(play)


def published(bench):
    return bench.api.services.events.published


def test_a_job_that_fails_fails_alone():
    async def play(bench):
        held = bench.hold()
        await asyncio.sleep(0.05)
        tasks = [bench.put(1), bench.fail(KeyError("x")), bench.put(2)]
        await asyncio.sleep(0)
        bench.gate.set()
        await held
        return await asyncio.gather(*tasks, return_exceptions=True)

    first, failed, last = on_loop(play)
    assert ([FINE, FINE], KeyError) == ([first, last], type(failed))


def test_a_store_that_fails_fails_the_batch_and_the_lane_lives_on():
    async def play(bench):
        bench.store.failing = True
        failed = await asyncio.gather(bench.put(1), return_exceptions=True)
        bench.store.failing = False
        return failed, await bench.put(2)

    (failed,), answer = on_loop(play)
    assert (StoreFailure, FINE) == (type(failed), answer)


def test_stopping_finishes_what_was_taken_and_takes_no_more():
    async def play(bench):
        held = bench.hold()
        await asyncio.sleep(0.05)
        tasks = [bench.put(number) for number in range(40)]
        await asyncio.sleep(0)
        stopping = asyncio.create_task(bench.lane.stop())
        await asyncio.sleep(0)
        with pytest.raises(LaneClosed):
            await bench.lane.run(bench.api.org_id, lambda _: FINE)
        bench.gate.set()
        await stopping
        return await asyncio.gather(held, *tasks)

    async def main():
        bench = Bench()
        bench.lane.start()
        return await asyncio.wait_for(play(bench), 10)

    assert [FINE] * 41 == asyncio.run(main())


@pytest.mark.parametrize("bounds", [{"limit": 2}, {"org_limit": 1}])
def test_a_full_queue_turns_a_request_away(bounds):
    async def main():
        bench = Bench(**bounds)
        bench.lane.start()
        held = bench.hold()
        await asyncio.sleep(0.05)
        waiting = bench.put(1)
        await asyncio.sleep(0)
        with pytest.raises(LaneFull):
            await bench.put(2)
        bench.gate.set()
        answers = await asyncio.gather(held, waiting)
        again = await bench.put(3)
        await bench.lane.stop()
        return [*answers, again]

    assert [FINE] * 3 == asyncio.run(main())


def test_a_job_that_waited_too_long_does_not_run():
    async def play(bench):
        held = bench.hold()
        await asyncio.sleep(0.05)
        late = bench.put(1)
        await asyncio.sleep(0)
        bench.api.clock.advance(31)
        bench.gate.set()
        await held
        return await asyncio.gather(late, return_exceptions=True), bench.order

    (failure,), order = on_loop(play)
    assert (TookTooLong, []) == (type(failure), order)


def test_a_request_that_went_away_does_not_disturb_its_batch():
    async def play(bench):
        held = bench.hold()
        await asyncio.sleep(0.05)
        gone, stays = bench.put(1), bench.put(2)
        await asyncio.sleep(0)
        gone.cancel()
        bench.gate.set()
        await held
        return await stays

    assert FINE == on_loop(play)


def test_a_request_that_went_away_before_its_turn_leaves_no_trace():
    async def play(bench):
        held = bench.hold()
        await asyncio.sleep(0.05)
        gone, stays = bench.put(1), bench.put(2)
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
        bench.gate.set()
        await asyncio.gather(held, stays)
        return bench.order

    assert [(2, 0)] == on_loop(play)


async def ending(bench, line):
    """How the wait for a job ends; a task itself would forget which kind of end it was."""
    try:
        return await bench.lane.run(bench.api.org_id, bench.note, line)
    except asyncio.CancelledError as end:
        return type(end)


def test_a_job_is_taken_back_when_its_connection_ends_and_finished_when_it_has_begun():
    async def play(bench):
        lines = Line(), Line()
        begun = asyncio.create_task(ending(bench, lines[0]))
        await asyncio.sleep(0.05)
        waits = asyncio.create_task(ending(bench, lines[1]))
        await asyncio.sleep(0)
        for line in lines:
            line.cut()
        ended = await asyncio.gather(begun, waits)
        bench.gate.set()
        await bench.put(1)
        return ended, bench.order

    ended, order = on_loop(play)
    assert [asyncio.CancelledError, Withdrawn] == ended
    assert ["begun", (1, 0)] == order


def read(work):
    """Read the org's version, and say that all is well."""
    return WireResponse(status=200, body=b"" if work.read_version() else b"?")


def stumble(_work):
    """Fail as a fault of ours does."""
    raise KeyError("x")


def test_a_reading_is_answered_or_fails_for_itself():
    async def main():
        bench = Bench()
        lane = read_lane(bench.api.services, threads=2, limit=10, org_limit=10)
        lane.start()
        answer = await lane.run(bench.api.org_id, read)
        with pytest.raises(KeyError):
            await lane.run(bench.api.org_id, stumble)
        await lane.stop()
        return answer

    assert FINE == asyncio.run(main())


def test_one_thread_reads_for_all_until_a_reading_takes_its_time():
    threads, held = [], Event()

    def note(_work):
        threads.append(get_ident())
        return FINE

    def serve(_services, waiting):
        return [Settled(result=job.run(None)) for job, _ in waiting]

    def hold(_work):
        threads.append(get_ident())
        return FINE if held.wait(30) else None

    async def main():
        bench = Bench()
        rounds = Rounds(threads=3, logged=False, in_turn=True)
        lane = Lane(bench.api.services, serve, rounds, limit=100, org_limit=100)
        lane.start()
        org_id = bench.api.org_id
        await asyncio.gather(*(lane.run(org_id, note) for _ in range(20)))
        alone = set(threads)
        slow = asyncio.gather(*(lane.run(org_id, hold) for _ in range(2)))
        await asyncio.gather(*(lane.run(org_id, note) for _ in range(20)))
        held.set()
        answers = await slow
        await lane.stop()
        return alone, answers

    alone, answers = asyncio.run(main())
    assert 1 == len(alone)
    assert [FINE, FINE] == answers
    assert 3 == len(set(threads))
