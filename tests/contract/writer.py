"""
Write until killed: a program for test_durability.py.

Tells on standard output, one line each, which batches the store has acknowledged.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from tests.contract.desk import Desk, insert
from vinculum.model.change import PutLinks
from vinculum.ports.store import Work


def writing(number: int) -> Callable[[Work], None]:
    """Insert a record and a link of it."""
    link = PutLinks(relation=1, left=True, parent=1, links={number: "{}"}, at=1)
    return lambda work: work.apply([insert(number), link])


def main(url: str) -> None:
    """Write in batches of four jobs."""
    desk = Desk(url)
    number = 1
    while True:
        jobs = [desk.job(writing(at)) for at in range(number, number + 4)]
        settled = desk.store.write(jobs)
        if any(each.failure for each in settled):
            raise SystemExit(str(settled))
        print(number, *(job.id for job in jobs), flush=True)
        number += 4


if __name__ == "__main__":
    main(sys.argv[1])
