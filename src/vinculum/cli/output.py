"""
Print results: for people as aligned text, for programs as one JSON object or array.

Owns the two forms. Results go to standard output, everything else to standard error.
Never decides what is shown.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Shown: TypeAlias = str | int | bool | Sequence[str] | None


def show(result: Mapping[str, Shown], *, as_json: bool) -> None:
    """Print one thing: its keys and values."""
    if as_json:
        print(json.dumps(result))
        return
    width = max(map(len, result))
    for name, value in result.items():
        print(f"{name:<{width}}  {_words(value)}")


def show_list(results: Sequence[Mapping[str, Shown]], *, as_json: bool) -> None:
    """Print things of a kind: one line each, under a line of names."""
    if as_json:
        print(json.dumps(results))
        return
    if not results:
        return
    rows = [list(results[0]), *([_words(value) for value in each.values()] for each in results)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())


def tell(text: str) -> None:
    """Tell a person what is going on, without disturbing a program that reads the result."""
    print(text, file=sys.stderr, flush=True)


def _words(value: Shown) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int):
        return str(value)
    return ", ".join(value) or "-"
