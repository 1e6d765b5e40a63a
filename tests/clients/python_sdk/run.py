"""
A program that uses the vendor's client library, unmodified, against a server.

Reads an order (where the server is, tokens, which checks) as JSON from standard input and
prints a line of JSON for each check. Ends with 0 when it came to its end, whatever it found.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import msgspec

from tests.clients.python_sdk import (
    check_contact_roles,
    check_errors,
    check_metadata,
    check_notes,
    check_records,
    check_relations,
    check_tokens,
)
from tests.clients.python_sdk.check_sweep import sweep
from tests.clients.python_sdk.report import Check, report
from tests.clients.python_sdk.session import Order, start

SETS: dict[str, Iterable[Check]] = {
    "contact_roles": check_contact_roles.CHECKS,
    "errors": check_errors.CHECKS,
    "metadata": check_metadata.CHECKS,
    "notes": check_notes.CHECKS,
    "records": check_records.CHECKS,
    "relations": check_relations.CHECKS,
}


def checks_of(order: Order) -> Iterable[Check]:
    """Start the library as the checks want it, and give them."""
    match order.checks:
        case "tokens":
            return check_tokens.checks(order)
        case "sweep":
            start(order, auto_refresh=True)
            return sweep(Path(order.folder))
        case "others":
            start(order)
            return check_errors.checks_of_others(order)
        case name:
            start(order)
            return SETS[name]


def main() -> None:
    """Do what standard input orders."""
    report(checks_of(msgspec.json.decode(sys.stdin.buffer.read(), type=Order)))


if __name__ == "__main__":
    main()
