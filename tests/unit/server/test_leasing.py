"""No two processes make one id, whatever their clocks say and however long they were halted."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.api import FixedClock
from vinculum.model.ids import moment_of_id
from vinculum.ports.store import StoreFailure
from vinculum.server.leasing import LEASE_SECONDS, Lease
from vinculum.server.sources import ClockStepped, SystemIds
from vinculum.sqlstore.work import SqlStore

NOON = 1_800_000_000_000


@pytest.fixture(scope="module")
def store():
    store = SqlStore.open("sqlite://", next_id=iter(range(1, 10**6)).__next__, monotonic=float)
    yield store
    store.close()


class Process:
    """A process with a clock of its own; `halted` are seconds of which its clock knows nothing."""

    def __init__(self, store: SqlStore, name: str, skew: int = 0) -> None:
        self.clock = FixedClock(NOON + skew)
        self.ids = SystemIds(self.clock, worker=4000)
        self.ids.hold_until(0)
        self.lease = Lease(store, self.ids, self.clock, owner=name)


@pytest.fixture
def empty(store):
    store._connections.writer.execute("DELETE FROM worker")
    return store


STEPS = st.tuples(
    st.integers(0, 2), st.sampled_from(["make", "burst", "renew", "stop", "wait", "step back"])
)


@settings(deadline=None, max_examples=200)
@given(
    skews=st.lists(st.integers(0, 300_000), min_size=3, max_size=3),
    steps=st.lists(STEPS, min_size=5, max_size=60),
)
def test_ids_of_processes_differ(store, skews, steps):
    store._connections.writer.execute("DELETE FROM worker")
    processes = [Process(store, f"p{at}", skew) for at, skew in enumerate(skews)]
    made: list[int] = []
    for who, step in steps:
        process = processes[who]
        with suppress(StoreFailure, ClockStepped):
            match step:
                case "make":
                    made.append(process.ids.next_id())
                case "burst":
                    made.extend(process.ids.next_id() for _ in range(1500))
                case "renew":
                    process.lease._renew()
                case "stop" if process.lease._number is not None:
                    store.extend_worker(
                        process.lease._number, process.lease._owner, process.ids.let_go()
                    )
                    process.lease._number = None
                case "wait":
                    for each in processes:
                        each.clock.advance(12)
                case "step back":
                    process.clock.advance(-4)

    assert len(made) == len(set(made))


def test_a_number_is_free_only_behind_the_ids_that_were_made_with_it(empty):
    """The first process's clock is ahead by less than clocks may differ."""
    first, second = Process(empty, "first", skew=4000), Process(empty, "second")
    first.lease.start()
    ahead = first.ids.next_id()
    first.lease.stop()
    second.lease._renew()
    second.clock.advance(4)

    assert ahead != second.ids.next_id()
    assert first.lease._number != second.lease._number


def test_a_process_that_was_halted_makes_no_id_with_a_number_that_another_has(empty):
    halted, other = Process(empty, "halted"), Process(empty, "other")
    halted.lease._renew()
    before = halted.ids.next_id()
    other.clock.advance(LEASE_SECONDS + 11)
    other.lease._renew()
    assert halted.lease._number == other.lease._number
    taken = other.ids.next_id()

    halted.clock.advance(LEASE_SECONDS + 11)
    with pytest.raises(StoreFailure, match="run out"):
        halted.ids.next_id()
    halted.lease._renew()
    after = halted.ids.next_id()
    assert halted.lease._number != other.lease._number
    assert before < after
    assert moment_of_id(before) < moment_of_id(taken)
