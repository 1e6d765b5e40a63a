"""
Run checks and report each as one line of JSON: subject, name, ok, detail.

Owns how a check fails and what is told about it, with the innermost words of the client.
Never stops at the first failure.
"""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path

Check = Callable[[], None]


class Unexpected(Exception):
    """Something came out otherwise than it should have."""


def expect(expected: object, actual: object) -> None:
    """Compare; raises Unexpected with both sides."""
    if expected != actual:
        raise Unexpected(f"expected {expected!r}, got {actual!r}")


def report(subject: str, checks: Iterable[Check]) -> None:
    """Run the checks one after the other and print a line for each."""
    for check in checks:
        problem = _problem_of(check)
        name = check.__name__.strip("_").replace("_", " ")
        line = {"subject": subject, "name": name, "ok": problem is None, "detail": problem or ""}
        print(json.dumps(line), flush=True)


def _problem_of(check: Check) -> str | None:
    """Run one check; say what went wrong and where, or None."""
    try:
        check()
    except Exception as error:  # noqa: BLE001 - whatever a client raises is what is reported.
        places = traceback.extract_tb(error.__traceback__)
        place = " < ".join(f"{Path(at.filename).name}:{at.lineno}" for at in reversed(places))
        return f"{type(error).__name__}: {error} (at {place})"
    return None
