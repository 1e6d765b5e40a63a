"""
Keep the collector of garbage away from what a start makes.

Owns when it runs: not while the server starts, for all that is made then stays, and looking
through it again and again takes a fifth of the start; and afterwards not through that part.
Never collects by itself.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


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
    gc.enable()
