"""
Write orgs into a portable file.

Owns the order of what is written: org after org, table after table, row after row in the
order of keys, so that equal orgs make equal files on every engine.
Never writes to a database.
Next door: lines.py has the form of the file, server/files.py how it gets its name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import BinaryIO

from vinculum.ports.carrier import Carrier
from vinculum.server.portable.lines import (
    FORMAT,
    HEADER,
    ORG,
    FileProblem,
    fields_of,
    writing_lines,
)

OPTIONAL = ("token", "change_log")  # tables that an export may leave out


def export_orgs(
    carrier: Carrier,
    path: Path,
    raw: BinaryIO,
    *,
    only: Collection[int] = (),
    without: Collection[str],
    tell: Callable[[int, int], None],
) -> dict[str, int]:
    """
    Write all orgs of a database, or some, as they are at one moment.

    `tell` hears (rows written, all). Gives how many lines of each kind were written. FileProblem
    when an org is not there.
    """
    counts = {HEADER: 1}
    tables = [table for table in carrier.tables if table.name not in without]
    with carrier.snapshot() as snapshot, writing_lines(path, raw) as lines:
        orgs = _chosen(snapshot.read_orgs(), only)
        total = sum(snapshot.count(org, table) for org in orgs for table in tables)
        left_out = " ".join(sorted(without))
        lines.write(HEADER, {"format": FORMAT, "revision": carrier.revision, "without": left_out})
        written = 0
        for org, version in orgs.items():
            lines.write(ORG, {"id": org, "version": version})
            counts[ORG] = counts.get(ORG, 0) + 1
            for table in tables:
                for row in snapshot.rows(org, table):
                    lines.write(table.name, fields_of(table, row))
                    counts[table.name] = counts.get(table.name, 0) + 1
                    written += 1
                    if not written % 1000:
                        tell(written, total)
        tell(written, total)
        lines.seal(counts)
    del counts[HEADER]
    return counts


def _chosen(orgs: Mapping[int, int], only: Collection[int]) -> Mapping[int, int]:
    """The orgs that are asked for, in the order of their ids; all when none is."""
    for org in only:
        if org not in orgs:
            there = ", ".join(map(str, orgs)) or "none"
            raise FileProblem(f"there is no org {org} in this database; its orgs are: {there}")
    return {org: version for org, version in orgs.items() if not only or org in only}
