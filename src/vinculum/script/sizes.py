"""
Estimate how many bytes values take.

Owns the estimate.
Never charges anybody; limits.py does.
Next door: values.py has the kinds.
"""

from __future__ import annotations

from collections.abc import Iterable

from vinculum.script.values import Caught, Collection, Datum, File

# Below this, a text costs more to remember than it could save to count it once.
_SHORT = 64


def size_of_all(roots: Iterable[list[Datum]]) -> int:
    """Add up everything that can be reached, each container and each long text once."""
    seen: set[int] = set()
    waiting: list[Iterable[Datum]] = list(roots)
    total = 0
    while waiting:
        for value in waiting.pop():
            if isinstance(value, str):
                if len(value) > _SHORT:
                    if id(value) in seen:
                        continue
                    seen.add(id(value))
                total += 60 + len(value) * (1 if value.isascii() else 4)
                continue
            total += 40
            if isinstance(value, list | dict | Collection | File | Caught):
                if id(value) in seen:
                    continue
                seen.add(id(value))
                total += _open(value, waiting)
    return total


def _open(
    value: list[Datum] | dict[str, Datum] | Collection | File | Caught,
    waiting: list[Iterable[Datum]],
) -> int:
    """Queue what a container holds; tell what the container itself takes."""
    if isinstance(value, File):
        waiting.append([value.name, value.parameter, value.content_type])
        return len(value.content)
    if isinstance(value, Caught):
        waiting.append([value.message])
        return 0
    if isinstance(value, list):
        waiting.append(value)
        return 60 + 8 * len(value)
    entries = value.entries if isinstance(value, Collection) else value
    waiting.append(entries)
    waiting.append(entries.values())
    return 240 + 60 * len(entries)
