"""What somebody does too often is forbidden for a while; counters are few, whoever asks."""

import pytest

from tests.api import FixedClock
from vinculum.oauth.throttle import MemoryThrottle
from vinculum.ports.services import Rate

RATE = Rate(count=3, seconds=60, blocked_seconds=600)


@pytest.fixture
def clock():
    return FixedClock()


@pytest.fixture
def throttle(clock):
    return MemoryThrottle(clock, most=4)


def count(throttle, times, who="ada", rate=RATE):
    for _ in range(times):
        throttle.count("guess", who, rate)


def test_nobody_waits_before_the_limit(throttle):
    before = throttle.wait("guess", "ada")
    count(throttle, 2)

    assert (0, 0) == (before, throttle.wait("guess", "ada"))


def test_at_the_limit_it_is_forbidden_until_the_time_is_over(throttle, clock):
    count(throttle, 3)
    waits = [throttle.wait("guess", "ada")]
    for seconds in (599, 1):
        clock.advance(seconds)
        waits.append(throttle.wait("guess", "ada"))

    assert [600, 1, 0] == waits


def test_after_the_block_counting_begins_anew(throttle, clock):
    count(throttle, 3)
    clock.advance(600)
    count(throttle, 2)

    assert 0 == throttle.wait("guess", "ada")
    count(throttle, 1)
    assert 600 == throttle.wait("guess", "ada")


def test_only_what_was_done_within_the_window_counts(throttle, clock):
    count(throttle, 2)
    clock.advance(60)
    count(throttle, 2)
    after_the_window = throttle.wait("guess", "ada")
    clock.advance(59)
    count(throttle, 1)

    assert (0, 600) == (after_the_window, throttle.wait("guess", "ada"))


def test_what_is_done_and_who_does_it_are_counted_apart(throttle):
    count(throttle, 3)

    assert [600, 0, 0] == [
        throttle.wait("guess", "ada"),
        throttle.wait("guess", "rita"),
        throttle.wait("other", "ada"),
    ]


def test_a_limit_of_none_never_forbids(throttle):
    count(throttle, 100, rate=Rate(count=0, seconds=60, blocked_seconds=600))

    assert 0 == throttle.wait("guess", "ada")


def test_what_is_forgotten_is_allowed_again(throttle):
    count(throttle, 3)
    throttle.forget("guess", "ada")
    throttle.forget("guess", "nobody")

    assert 0 == throttle.wait("guess", "ada")


def test_there_are_never_more_counters_than_the_most(throttle):
    for number in range(100):
        count(throttle, 1, who=str(number))

    assert 4 == len(throttle._counters)


def test_the_counter_used_longest_ago_makes_room(throttle):
    count(throttle, 2, who="old")
    for who in ("b", "c", "d"):
        count(throttle, 2, who=who)
    count(throttle, 1, who="old")
    count(throttle, 1, who="e")
    count(throttle, 1, who="b")

    assert (600, 0) == (throttle.wait("guess", "old"), throttle.wait("guess", "b"))
