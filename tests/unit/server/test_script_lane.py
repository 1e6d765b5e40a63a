"""Scripts run beside the event loop, so many at once, and nobody waits for ever."""

import asyncio
from threading import Event

import pytest

from vinculum.server.lanes import LaneClosed, LaneFull
from vinculum.server.script_lane import ScriptLane
from vinculum.wire.message import Deferred, WireResponse


class Script:
    """A script that runs until it is let go, and whether it has begun."""

    def __init__(self):
        self.begun, self.gate = Event(), Event()

    def deferred(self):
        return Deferred(run=self._run)

    def _run(self):
        self.begun.set()
        self.gate.wait(5)
        return WireResponse(status=200)


def test_as_many_run_as_there_are_threads_and_the_next_is_turned_away():
    async def play():
        lane, first, second = ScriptLane(threads=1, limit=1, patience=5), Script(), Script()
        running = asyncio.create_task(lane.run(first.deferred()))
        waiting = asyncio.create_task(lane.run(second.deferred()))
        await asyncio.to_thread(first.begun.wait, 5)
        with pytest.raises(LaneFull):
            await lane.run(Script().deferred())
        begun = second.begun.is_set()
        for script in (first, second):
            script.gate.set()
        answers = [(await each).status for each in (running, waiting)]
        await lane.stop()
        return begun, answers

    assert (False, [200, 200]) == asyncio.run(play())


def test_what_waited_longer_than_a_request_may_take_is_turned_away_and_never_run():
    async def play():
        lane, first, second = ScriptLane(threads=1, limit=1, patience=0.05), Script(), Script()
        running = asyncio.create_task(lane.run(first.deferred()))
        await asyncio.to_thread(first.begun.wait, 5)
        waiting = asyncio.create_task(lane.run(second.deferred()))
        await asyncio.sleep(0.1)
        first.gate.set()
        with pytest.raises(LaneFull):
            await waiting
        status = (await running).status
        await lane.stop()
        return status, second.begun.is_set()

    assert (200, False) == asyncio.run(play())


def test_a_lane_that_has_stopped_takes_nothing():
    async def play():
        lane = ScriptLane(threads=1, limit=1, patience=5)
        await lane.stop()
        with pytest.raises(LaneClosed):
            await lane.run(Script().deferred())

    asyncio.run(play())
