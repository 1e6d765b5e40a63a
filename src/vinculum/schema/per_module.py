"""
Keep what follows from a module, for as long as the module is in use.

Owns the one cache of what rules ask of a module again and again.
Never keeps anything that depends on a record, an actor or the time.
A module is a value, and an edit makes another one, so nothing here can grow stale.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from vinculum.model.module import Module

T = TypeVar("T")

MOST_MODULES = 1024


def per_module(make: Callable[[Module], T]) -> Callable[[Module], T]:
    """Have a function of a module work out its answer once; two threads may both do."""
    return lru_cache(maxsize=MOST_MODULES)(make)
