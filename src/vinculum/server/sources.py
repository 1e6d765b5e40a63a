"""
Draw time, chance and ids from the machine.

Owns the clock, the secrets and the one maker of ids of this process.
Never gives an id twice, and never a smaller one than before.
Next door: ports/services.py says what the core expects, model/ids.py how an id is packed.
"""

from __future__ import annotations

import math
import secrets
import string
import time
from threading import Lock

from vinculum.model.ids import SEQUENCE_BITS, compose_id, moment_of_id
from vinculum.ports.services import Clock
from vinculum.ports.store import StoreFailure

MAX_STEP_BACK_MS = 5_000
PROCESS_WORKERS = 2048
WORKERS = 2 * PROCESS_WORKERS
_SEQUENCES = 1 << SEQUENCE_BITS
_UPPER = string.ascii_uppercase + string.digits


class ClockStepped(Exception):
    """The clock went back further than ids may wait for; the text says what to do."""


class SystemClock:
    """The machine's clocks."""

    def now(self) -> int:
        """Milliseconds since the Unix epoch."""
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        """Seconds on a clock that never steps."""
        return time.monotonic()


class SystemSecrets:
    """The machine's randomness, fit for secrets."""

    def hex(self, digits: int) -> str:
        """Lower-case hexadecimal digits."""
        return secrets.token_hex((digits + 1) // 2)[:digits]

    def upper_alphanumeric(self, length: int) -> str:
        """Characters A to Z and 0 to 9."""
        return "".join(secrets.choice(_UPPER) for _ in range(length))


def serving_worker() -> int:
    """
    Choose the worker number of a server: below 2048, where no command has one.

    It is drawn and not set, so that two servers on one database do not share one by default.
    """
    return secrets.randbelow(PROCESS_WORKERS)


def passing_worker() -> int:
    """
    Choose the worker number of a process that comes and goes, as a command does.

    Servers have the numbers below 2048, so a command never meets one; two commands in the
    same millisecond meet once in 2048 times, and then only if they make the same sequence.
    """
    return PROCESS_WORKERS + secrets.randbelow(PROCESS_WORKERS)


class SystemIds:
    """
    Ids of one process: a millisecond, the process's number, a sequence.

    When the clock steps back a little, the last millisecond is used on; more than 1024 ids
    in a millisecond borrow from the next one.
    """

    def __init__(self, clock: Clock, worker: int) -> None:
        self._clock = clock
        self._worker = worker
        self._lock = Lock()
        self._valid_until = math.inf
        self._millisecond = 0
        self._sequence = 0

    def start_after(self, known_id: int) -> None:
        """
        Make only ids that are larger than one which the database knows.

        Raises ClockStepped when the clock is more than five seconds behind it.
        """
        with self._lock:
            if moment_of_id(known_id) > self._millisecond:
                self._millisecond = moment_of_id(known_id)
                self._sequence = _SEQUENCES - 1
            self._require_clock(self._clock.now())

    def become(self, worker: int, since: int) -> None:
        """Go on with another number, from a moment on."""
        with self._lock:
            self._worker = worker
            self._millisecond = max(self._millisecond, since)
            self._sequence = _SEQUENCES - 1

    def hold_until(self, moment: int) -> None:
        """
        Make no id that is as late as a moment, in the ids' own time.

        So whoever has the number next makes other ids, although a process may have been
        halted, or a clock been wrong, for as long as you like.
        """
        with self._lock:
            self._valid_until = moment

    def let_go(self) -> int:
        """Make no more ids with the number; gives the moment from which others may."""
        with self._lock:
            self._valid_until = 0
            return self._millisecond + 1

    def next_id(self) -> int:
        """
        Make a new id, larger than the last one.

        Raises ClockStepped when the clock is more than five seconds behind the last id, and
        StoreFailure while the number of this process may be another one's.
        """
        with self._lock:
            now = self._clock.now()
            if now > self._millisecond:
                self._millisecond = now
                self._sequence = 0
            else:
                self._require_clock(now)
                self._sequence += 1
                if self._sequence == _SEQUENCES:
                    self._millisecond += 1
                    self._sequence = 0
            if self._millisecond >= self._valid_until:
                raise StoreFailure("the worker number has run out; waiting for the database")
            return compose_id(self._millisecond, self._worker, self._sequence)

    def _require_clock(self, now: int) -> None:
        behind = self._millisecond - now
        if behind > MAX_STEP_BACK_MS:
            raise ClockStepped(
                f"the clock is {behind / 1000:.0f} s behind the newest id; set the clock"
                " (or wait) before writing, so that no id is made twice"
            )
