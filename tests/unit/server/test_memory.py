"""The bounds of the C library's allocator are set where there are such, and nobody fails else."""

from __future__ import annotations

import ctypes

import pytest

from vinculum.server import memory
from vinculum.server.memory import keep_memory


class Library:
    """A C library that notes what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[int, int]] = []

    def mallopt(self, what: int, value: int) -> int:
        self.told.append((what, value))
        return 1


def test_the_bounds_are_told_to_the_library(monkeypatch):
    library = Library()
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: library)
    keep_memory()

    assert [(-1, memory.KEPT), (-3, memory.MAPPED)] == library.told


@pytest.mark.parametrize("problem", [OSError, TypeError, AttributeError])
def test_a_system_without_such_bounds_is_left_as_it_is(monkeypatch, problem):
    def missing(_name):
        raise problem

    monkeypatch.setattr(ctypes, "CDLL", missing)
    keep_memory()
