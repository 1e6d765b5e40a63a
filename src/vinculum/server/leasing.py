"""
Keep a worker number while the process lives, where processes share a database.

Owns the lease's life: taken before the first id is made, renewed by a thread, given back in the
end. Never lets a process make ids that could not renew in time: it waits until it can.
Next door: sources.py makes ids with the number, sqlstore/workers.py has the leases.
"""

from __future__ import annotations

import logging
from threading import Event, Thread

from vinculum.ports.services import Clock
from vinculum.ports.store import Leases, StoreFailure
from vinculum.server.sources import WORKERS, SystemIds

LEASE_SECONDS = 60.0
RENEW_SECONDS = 10.0
# Clocks of two machines may differ by so much before a number is taken too early.
SKEW_SECONDS = 10.0

_log = logging.getLogger(__name__)


class Lease:
    """A worker number that is this process's until it is given back."""

    def __init__(self, leases: Leases, ids: SystemIds, clock: Clock, owner: str) -> None:
        self._leases = leases
        self._ids = ids
        self._clock = clock
        self._owner = owner
        self._number: int | None = None
        self._over = Event()
        self._thread = Thread(target=self._live, daemon=True, name="lease")

    def start(self) -> None:
        """Take a number; StoreFailure when none can be had."""
        self._renew()
        self._thread.start()

    def stop(self) -> None:
        """Give the number back; a server that is away lets it run out."""
        self._over.set()
        self._thread.join()
        if self._number is not None:
            try:
                # Ids may be ahead of the clock: after a burst, or where it has stepped back.
                self._leases.extend_worker(self._number, self._owner, self._ids.let_go())
            except StoreFailure:
                _log.debug("worker number %d runs out by itself", self._number)

    def _live(self) -> None:
        while not self._over.wait(RENEW_SECONDS):
            try:
                self._renew()
            except StoreFailure:
                _log.warning("the worker number could not be renewed; trying again")

    def _renew(self) -> None:
        now = self._clock.now()
        until = now + round(LEASE_SECONDS * 1000)
        if self._number is None or not self._leases.extend_worker(self._number, self._owner, until):
            free_since = now - round(SKEW_SECONDS * 1000)
            self._number = self._leases.claim_worker(self._owner, free_since, until, WORKERS)
            self._ids.become(self._number, since=now)
        self._ids.hold_until(until)
