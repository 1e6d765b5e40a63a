"""Ids only grow, whatever the clock does; beyond reason they are not made at all."""

from threading import Thread

import pytest

from tests.api import FixedClock
from vinculum.model.ids import compose_id, moment_of_id
from vinculum.server.sources import (
    ClockStepped,
    SystemIds,
    SystemSecrets,
    passing_worker,
    serving_worker,
)


def test_an_id_tells_when_it_was_made():
    clock = FixedClock()

    assert clock.now() == moment_of_id(SystemIds(clock, worker=3).next_id())


def test_more_ids_than_a_millisecond_holds_borrow_from_the_next_one():
    clock = FixedClock()
    ids = SystemIds(clock, worker=1)

    made = [ids.next_id() for _ in range(3000)]

    assert sorted(set(made)) == made
    assert clock.now() + 2 == moment_of_id(made[-1])


def test_a_small_step_back_of_the_clock_changes_nothing():
    clock = FixedClock()
    ids = SystemIds(clock, worker=1)
    before = ids.next_id()
    clock.advance(-5)

    assert (before + 1, moment_of_id(before)) == (ids.next_id(), clock.now() + 5000)


def test_a_large_step_back_stops_the_making_of_ids_until_the_clock_is_right():
    clock = FixedClock()
    ids = SystemIds(clock, worker=1)
    before = ids.next_id()
    clock.advance(-60)

    with pytest.raises(ClockStepped, match="60 s behind"):
        ids.next_id()
    clock.advance(60)
    assert before < ids.next_id()


def test_ids_begin_after_the_newest_one_of_the_database():
    clock = FixedClock()
    ids = SystemIds(clock, worker=0)
    newest = compose_id(clock.now() + 4000, 4095, 1023)
    ids.start_after(newest)

    assert newest < ids.next_id()


def test_a_clock_far_behind_the_database_is_refused_at_once():
    clock = FixedClock()
    ids = SystemIds(clock, worker=0)

    with pytest.raises(ClockStepped, match="set the clock"):
        ids.start_after(compose_id(clock.now() + 5001, 0, 0))


def test_threads_never_share_an_id():
    ids = SystemIds(FixedClock(), worker=1)
    made: list[int] = []
    threads = [
        Thread(target=lambda: made.extend([ids.next_id() for _ in range(500)])) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 2000 == len(set(made))


def test_a_commands_ids_are_not_a_servers():
    assert all(2048 <= passing_worker() <= 4095 for _ in range(100))
    assert all(0 <= serving_worker() <= 2047 for _ in range(100))
    assert 1 < len({serving_worker() for _ in range(100)})


def test_secrets_have_the_length_asked_for():
    secrets = SystemSecrets()

    assert (42, 31, 13) == (
        len(secrets.hex(42)),
        len(secrets.hex(31)),
        len(secrets.upper_alphanumeric(13)),
    )
