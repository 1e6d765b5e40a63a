"""
A program that uses the vendor's client library, unmodified, against a server.

Reads an order (where the server is, tokens, which checks) as JSON from standard input and
prints a line of JSON for each check. Ends with 0 when it came to its end, whatever it found.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from tests.clients.python_sdk import (
    check_attachments,
    check_contact_roles,
    check_errors,
    check_metadata,
    check_notes,
    check_records,
    check_relations,
    check_variables,
)
from tests.clients.python_sdk.check_rights import Others
from tests.clients.python_sdk.check_sweep import sweep
from tests.clients.python_sdk.check_tokens import Starts
from tests.clients.python_sdk.report import Check, report
from tests.clients.python_sdk.session import Order, start


def everyday(order: Order) -> Iterator[tuple[str, Iterable[Check]]]:
    """What most programs do, with one start; acting for others comes last."""
    start(order)
    yield "records", check_records.CHECKS
    yield "relations", check_relations.CHECKS
    yield "contact roles", check_contact_roles.CHECKS
    yield "notes", check_notes.CHECKS
    yield "attachments", check_attachments.CHECKS
    yield "metadata", check_metadata.CHECKS
    yield "variables", check_variables.CHECKS
    yield "errors", check_errors.CHECKS
    yield "rights", Others(order).checks()


def modules(order: Order) -> Iterator[tuple[str, Iterable[Check]]]:
    """Every module, the library fetching all their fields by itself."""
    start(order, auto_refresh=True)
    yield "modules", sweep(Path(order.folder))


def tokens(order: Order) -> Iterator[tuple[str, Iterable[Check]]]:
    """Many starts."""
    yield "tokens", Starts(order).checks()


PROGRAMS = {"everyday": everyday, "modules": modules, "tokens": tokens}


def main() -> None:
    """Do what standard input orders."""
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    for subject, checks in PROGRAMS[order.program](order):
        report(subject, checks)


if __name__ == "__main__":
    main()
