"""Orgs take turns: a busy one waits for nobody's sake, and nobody waits for a busy one's."""

from concurrent.futures import ThreadPoolExecutor
from threading import Thread

from vinculum.server.turns import Turns

NOISY, QUIET, OTHER = 1, 2, 3


def filled(counts, **options):
    """Make a queue in which orgs have so many entries, named by org and number."""
    turns: Turns[tuple[int, int]] = Turns(**options)
    for org_id, count in counts.items():
        for number in range(count):
            turns.put(org_id, (org_id, number))
    return turns


def test_one_org_is_served_in_order_by_full_rounds():
    turns = filled({NOISY: 70}, batch=32, one_org=False)
    rounds = [turns.take() for _ in range(3)]

    assert [32, 32, 6] == list(map(len, rounds))
    assert [(NOISY, number) for number in range(70)] == [*rounds[0], *rounds[1], *rounds[2]]


def test_a_thousand_entries_of_one_org_do_not_hold_up_another():
    turns = filled({NOISY: 1000, QUIET: 1, OTHER: 2}, batch=8, one_org=False)

    expected = [(NOISY, 0), (QUIET, 0), (OTHER, 0), (NOISY, 1), (OTHER, 1)]
    assert [*expected, (NOISY, 2), (NOISY, 3), (NOISY, 4)] == turns.take()


def test_readings_are_taken_one_of_each_org_in_turn():
    turns = filled({NOISY: 3, QUIET: 2}, batch=1, one_org=False)

    assert [NOISY, QUIET, NOISY, QUIET, NOISY] == [turns.take()[0][0] for _ in range(5)]


def test_a_round_of_one_org_holds_its_next_round_back_until_it_is_finished():
    turns = filled({NOISY: 40, QUIET: 1}, batch=32, one_org=True)
    first, second = turns.take(), turns.take()
    turns.put(QUIET, (QUIET, 1))
    turns.finish(NOISY)
    third = turns.take()
    turns.finish(QUIET)
    fourth = turns.take()

    assert [(NOISY, 32), (QUIET, 1), (NOISY, 8), (QUIET, 1)] == [
        (each[0][0], len(each)) for each in (first, second, third, fourth)
    ]


def test_an_entry_is_withdrawn_until_it_is_taken():
    turns = filled({NOISY: 2, QUIET: 1}, batch=1, one_org=False)
    turns.take()
    withdrawn = [turns.withdraw(*each) for each in ((NOISY, (NOISY, 0)), (QUIET, (QUIET, 0)))]

    assert [False, True] == withdrawn
    assert (1, 0) == (turns.waiting(NOISY), turns.waiting(QUIET))
    assert [(NOISY, 1)] == turns.take()


def test_many_threads_take_everything_once_in_order_and_end_when_it_is_closed():
    for one_org in (False, True):
        turns: Turns[tuple[int, int]] = Turns(batch=4, one_org=one_org)
        taken: list[tuple[int, int]] = []

        def serve(turns=turns, taken=taken, one_org=one_org):
            while entries := turns.take():
                taken.extend(entries)
                if one_org:
                    turns.finish(entries[0][0])

        threads = [Thread(target=serve, daemon=True) for _ in range(4)]
        for thread in threads:
            thread.start()
        with ThreadPoolExecutor(4) as pool:
            list(
                pool.map(lambda org, t=turns: [t.put(org, (org, n)) for n in range(500)], range(4))
            )
        turns.close()
        for thread in threads:
            thread.join(10)

        assert [False] * 4 == [thread.is_alive() for thread in threads]
        assert [(org, n) for org in range(4) for n in range(500)] == sorted(taken)
        if one_org:
            assert [list(range(500))] * 4 == [[n for o, n in taken if o == x] for x in range(4)]
