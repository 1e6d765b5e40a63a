"""
Bound what a script may use.

Owns the numbers, and the account of what a running script used.
Never looks at a clock of its own: the host's tells the time.
Next door: evaluate.py opens the account, sizes.py says how large a value is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, tzinfo
from typing import NamedTuple

import msgspec

from vinculum.script.diagnostics import LimitReached
from vinculum.script.sizes import size_of_all
from vinculum.script.values import Datum

# So many steps at most pass between two looks at the clock.
_STRIDE = 1000
# Work on so many characters or items counts as one step.
_WORK = 1000


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one run may use; memory and output count bytes, texts characters, lists entries."""

    steps: int = 200_000
    seconds: float = 60.0
    call_depth: int = 50
    memory: int = 64 * 1024 * 1024
    text: int = 5_000_000
    entries: int = 500_000
    output: int = 10 * 1024 * 1024
    pattern_seconds: float = 1.0


class _Call(NamedTuple):
    base: int
    in_flight: int
    held: int
    room: int
    marks: int


class Account:
    """
    What one run has used.

    Values are charged before they are made. When half of the memory is charged, what is still
    reachable is measured at the next statement, and the rest is given back. Intermediate values
    of a statement that waits for a function cannot be reached from variables; they stay charged
    until that statement ends.
    """

    __slots__ = (
        "_base",
        "_chunk",
        "_clock",
        "_deadline",
        "_in_flight",
        "_mark_at",
        "_marks",
        "_output",
        "_remaining",
        "frames",
        "left",
        "limits",
        "room",
        "zone",
    )

    def __init__(self, limits: Limits, clock: Callable[[], float], zone: tzinfo = UTC) -> None:
        self.limits = limits
        self.zone = zone
        self.frames: list[list[Datum]] = []
        self.left = self._chunk = 0
        self.room = self._base = limits.memory
        self._mark_at = limits.memory // 2
        self._in_flight = self._marks = 0
        self._remaining = limits.steps
        self._output = limits.output
        self._clock = clock
        self._deadline = clock() + limits.seconds

    def used_steps(self) -> int:
        """Tell how many steps were made."""
        return self.limits.steps - self._remaining + self._chunk - self.left

    def seconds_left(self) -> float:
        """Tell how much time remains."""
        return self._deadline - self._clock()

    def tick(self, line: int = 0, *, between: bool = True) -> None:
        """Settle the steps made since the last time; `between` two statements, measure memory."""
        self._remaining -= self._chunk - self.left
        self._chunk = self.left = 0
        if self._remaining < 0:
            raise LimitReached(f"more than {self.limits.steps} steps", line)
        if self._clock() > self._deadline:
            raise LimitReached(f"more than {self.limits.seconds:g} seconds", line)
        if self.room < self._mark_at:
            if not between:
                return
            self._mark(line)
        self._chunk = self.left = min(_STRIDE, self._remaining)

    def work(self, size: int) -> None:
        """Count work whose length grows with a value."""
        self.left -= size // _WORK + 1
        if self.left < 0:
            self.tick(between=False)

    def charge(self, size: int) -> None:
        """Count bytes of a value that is about to be made."""
        self.room -= size
        if self.room < self._mark_at:
            self._pinch()

    def charge_text(self, length: int) -> None:
        """Count a text that is about to be made."""
        if length > self.limits.text:
            raise LimitReached(f"a text of more than {self.limits.text} characters")
        self.charge(60 + 4 * length)

    def charge_entries(self, total: int, added: int) -> None:
        """Count entries that are about to be added to a list, a map or a collection."""
        if total > self.limits.entries:
            raise LimitReached(f"a value with more than {self.limits.entries} entries")
        self.charge(100 * added)

    def write(self, size: int, line: int) -> None:
        """Count output before it is written."""
        self._output -= size
        if self._output < 0:
            raise LimitReached(f"more than {self.limits.output} bytes of output", line)

    def _pinch(self) -> None:
        if self.room < 0:
            raise LimitReached(f"values need more than {self.limits.memory} bytes")
        self._remaining -= self._chunk - self.left
        self._chunk = self.left = 0

    def _mark(self, line: int) -> None:
        live = size_of_all(self.frames) + self._in_flight
        self.room = self._base = self.limits.memory - live
        # Near the limit, measuring again and again would take longer than the script.
        if self.room < self.limits.memory // 16:
            raise LimitReached(f"values need more than {self.limits.memory} bytes", line)
        self._mark_at = self.room // 2
        self._marks += 1
        self._remaining -= live // 100_000

    def enter(self, slots: list[Datum]) -> _Call:
        """Begin a function's frame."""
        if len(self.frames) > self.limits.call_depth:
            raise LimitReached(f"calls are nested more than {self.limits.call_depth} deep")
        held = self._base - self.room
        call = _Call(self._base, self._in_flight, held, self.room, self._marks)
        self._in_flight += held
        self._base = self.room
        self.frames.append(slots)
        return call

    def leave(self, call: _Call) -> None:
        """End the last frame; what its caller had in hand before counts on."""
        self.frames.pop()
        self._in_flight = call.in_flight
        self._base = call.base if call.marks == self._marks else self._base + call.held
