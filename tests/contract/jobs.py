"""
Jobs to hand to a store, and ways to look at what became of them.

Owns the smallest write there is: a link.
"""

from __future__ import annotations

from tests.contract.watching import error
from vinculum.model.change import PutLinks


def link(right, left=1):
    return PutLinks(relation=1, left=True, parent=left, links={right: "{}"}, at=1)


def linked(desk, left=1):
    return sorted(desk.read(lambda work: work.read_links(1, True, left, range(100))))


def linking(right):
    def run(work):
        work.apply([link(right)])
        return right

    return run


def commits(desk):
    return desk.watch.statements.count("COMMIT")


def logged(desk):
    return [each.id for each in desk.read(lambda work: work.page_changes(0, 1000))]


class Once:
    """Fail at the first statements that start with a word, then let all pass."""

    def __init__(self, word, *, times=1, failure=None):
        self.word = word
        self.left = times
        self.failure = failure

    def __call__(self, text, connection):
        if text.startswith(self.word) and self.left:
            self.left -= 1
            raise self.failure or error("disk I/O error", connection)
