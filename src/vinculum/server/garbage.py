"""
Keep the collector of garbage away from what a start makes.

Owns when it runs: not while the server starts, for all that is made then stays, and looking
through it again and again takes a fifth of the start; and afterwards not through that part, and
seldom: values point to one another in no circles, so it finds next to nothing, yet a batch of
requests makes enough of them to call it several times.
Never collects by itself.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# How many more containers must have been made than were dropped until the collector looks.
GARBAGE = 20_000


@contextmanager
def started_uncollected() -> Iterator[None]:
    """Hold collections off until `collect_from_now` is called, or the block ends."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def collect_from_now() -> None:
    """Collect again, but only what is made from now on."""
    gc.freeze()
    gc.set_threshold(GARBAGE, *gc.get_threshold()[1:])
    gc.enable()
