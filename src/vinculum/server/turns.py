"""
Let orgs take turns: a queue from which no org can crowd out another one.

Owns the order in which waiting jobs are taken, and how many may wait.
Never runs a job.
Next door: lanes.py puts jobs in on the event loop and takes them out in its threads.
"""

from __future__ import annotations

from collections import deque
from threading import Lock
from typing import Generic, TypeVar

E = TypeVar("E")
MANY = 1_000_000


class Turns(Generic[E]):
    """
    Entries of many orgs, in order of arrival within an org, orgs in turn.

    A round has up to `batch` entries. With `one_org`, they are all of one org, whose next
    round is not taken before `finish`; otherwise orgs give one entry each, again and again.
    At most `most` rounds are out at a time, until `allow` says otherwise.
    `put` and `withdraw` never wait for long; `take` waits until there is something. Who sleeps in
    `take` is woken by `rouse`, so that one that puts many wakes for all of them at once.
    """

    def __init__(self, *, batch: int, one_org: bool, most: int = MANY) -> None:
        self._batch = batch
        self._one_org = one_org
        self._lock = Lock()
        self._queues: dict[int, deque[E]] = {}
        # The orgs whose turn comes, in this order: each once, and none that is busy.
        self._ring: deque[int] = deque()
        self._busy: set[int] = set()
        self._most = most
        self._out = 0  # rounds that were taken and have not ended
        # What each sleeper waits for; who went to sleep last is woken first, and is still warm.
        self._sleepers: list[Lock] = []
        self._waking = 0  # who was woken and has not got up yet
        self._unheard = 0  # entries that were put since somebody was roused for them
        self._closed = False

    def put(self, org_id: int, entry: E) -> None:
        """Add an entry behind those of its org."""
        with self._lock:
            queue = self._queues.get(org_id)
            if queue is None:
                self._queues[org_id] = deque((entry,))
                if org_id not in self._busy:
                    self._ring.append(org_id)
            else:
                queue.append(entry)
            self._unheard += 1

    def rouse(self) -> None:
        """Wake who sleeps for what was put, no more than it is worth."""
        with self._lock:
            while self._unheard:
                self._unheard -= 1
                self._rouse()

    def waiting(self, org_id: int) -> int:
        """How many entries of an org wait."""
        queue = self._queues.get(org_id)
        return 0 if queue is None else len(queue)

    def withdraw(self, org_id: int, entry: E) -> bool:
        """Take an entry out again; False when somebody has taken it already."""
        with self._lock:
            queue = self._queues.get(org_id)
            try:
                if queue is None:
                    return False
                queue.remove(entry)
            except ValueError:
                return False
            if not queue:
                del self._queues[org_id]
                if org_id not in self._busy:
                    self._ring.remove(org_id)
            return True

    def take(self) -> list[E]:
        """Wait for a round, and take it; nothing when the queue is closed and empty."""
        while True:
            with self._lock:
                if self._ring and self._out < self._most:
                    self._out += 1
                    return self._one_round() if self._one_org else self._mixed_round()
                if self._closed and not self._queues:
                    self._rouse_all()
                    return []
                bell = Lock()
                bell.acquire()
                self._sleepers.append(bell)
            bell.acquire()
            with self._lock:
                self._waking -= 1

    def finish(self, org_id: int) -> None:
        """End a round, which with `one_org` was this org's; it may have its next turn."""
        with self._lock:
            self._out -= 1
            if org_id in self._busy:
                self._busy.remove(org_id)
                if org_id in self._queues:
                    self._ring.append(org_id)
                    self._rouse()

    def allow(self, most: int) -> None:
        """Let so many rounds be out at a time."""
        with self._lock:
            self._most = most
            self._rouse()

    def close(self) -> None:
        """Let `take` end when all that was put has been taken."""
        with self._lock:
            self._closed = True
            self._rouse_all()

    def _rouse(self) -> None:
        if self._sleepers and self._ring and self._out + self._waking < self._most:
            self._wake_one()

    def _rouse_all(self) -> None:
        while self._sleepers:
            self._wake_one()

    def _wake_one(self) -> None:
        self._waking += 1
        self._sleepers.pop().release()

    def _one_round(self) -> list[E]:
        org_id = self._ring.popleft()
        self._busy.add(org_id)
        return self._first(org_id)

    def _mixed_round(self) -> list[E]:
        ring = self._ring
        if len(ring) == 1:
            org_id = ring[0]
            taken = self._first(org_id)
            if org_id not in self._queues:
                ring.popleft()
            return taken
        taken = []
        while ring and len(taken) < self._batch:
            org_id = ring.popleft()
            queue = self._queues[org_id]
            taken.append(queue.popleft())
            if queue:
                ring.append(org_id)
            else:
                del self._queues[org_id]
        return taken

    def _first(self, org_id: int) -> list[E]:
        """Up to a round of one org."""
        queue = self._queues[org_id]
        if len(queue) <= self._batch:
            del self._queues[org_id]
            return list(queue)
        return [queue.popleft() for _ in range(self._batch)]
