"""One connection writes; readers beside it have their own, as many as read at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.contract.desk import LEADS, insert
from vinculum.query.record_query import RecordQuery


def test_threads_read_whole_units_of_work_while_another_writes(desk):
    """Each unit adds two records, so a reading never sees an odd number of them."""

    def count(work):
        return len(work.page_records(RecordQuery(modules=(LEADS,), limit=1000)))

    def read(_):
        return [desk.read(count) for _ in range(20)]

    def write(_):
        for each in range(1, 101, 2):
            desk.apply(insert(each), insert(each + 1))
        return [100]

    with ThreadPoolExecutor(5) as threads:
        tasks = [threads.submit(write, 0), *(threads.submit(read, each) for each in range(4))]
        answers = [task.result() for task in tasks]

    assert {0} == {number % 2 for answer in answers for number in answer}
    assert all(answer == sorted(answer) for answer in answers)
    assert 100 == desk.read(count)


def test_readers_are_kept_for_the_next_reading(tmp_path):
    from tests.contract.desk import open_desk

    desk = open_desk(f"sqlite:///{tmp_path / 'v.db'}")
    together = Barrier(3)

    def meet(work):
        together.wait()
        return work.read_version()

    for _ in range(3):
        with ThreadPoolExecutor(3) as threads:
            list(threads.map(lambda _: desk.read(meet), range(3)))

    assert 3 == len(desk.store._connections._idle)
    desk.store.close()
    assert [] == desk.store._connections._idle
