"""
Bound the memory of all bodies together.

Owns how many bytes of big bodies may be in the process at a time.
Never waits: what does not fit is refused at once, so that no upload holds another one up.
Next door: reading.py bounds a single body.
"""

from __future__ import annotations

from vinculum.server.reading import Event, Receive


class BudgetSpent(Exception):
    """So many bytes are being read already that this body finds no room."""


class Budget:
    """Bytes that may be held; used on the event loop only."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.held = 0

    def share(self, receive: Receive) -> Share:
        """Watch the body of one request."""
        return Share(self, receive)

    def take(self, size: int) -> None:
        """Hold bytes. Raises BudgetSpent."""
        if self.held + size > self._limit:
            raise BudgetSpent
        self.held += size


class Share:
    """What one request holds; stands in the place of its `receive`."""

    def __init__(self, budget: Budget, receive: Receive) -> None:
        self._budget = budget
        self._receive = receive
        self._size = 0

    async def receive(self) -> Event:
        """Receive an event and hold its bytes. Raises BudgetSpent."""
        event = await self._receive()
        size = len(event.get("body", b""))
        self._budget.take(size)
        self._size += size
        return event

    def release(self) -> None:
        """Give everything back."""
        self._budget.held -= self._size
        self._size = 0
