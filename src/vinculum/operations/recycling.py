"""
Empty the recycle bin of what has lain there long enough, a little at a time.

Owns how long a deleted record stays, how long it is remembered after that (records 3.5), and
how much one transaction takes.
Never restores anything; nothing does.
Next door: rules/deleting.py puts records there, server/housekeeping.py calls.
"""

from __future__ import annotations

from vinculum.model.change import Change, CutPurged, PurgeRecord
from vinculum.model.moments import SECOND_MS
from vinculum.ports.store import Work
from vinculum.schema.snapshot import Schema

DAY_MS = 24 * 3_600 * SECOND_MS
IN_BIN_MS = 60 * DAY_MS
REMEMBERED_MS = 120 * DAY_MS
BATCH = 200


def empty_recycle_bin(work: Work, schema: Schema, now: int) -> bool:
    """
    Purge the oldest records of an org that have been in the bin for 60 days, and forget those
    that left it 120 days ago; tells whether there may be more to do.
    """
    changes: list[Change] = []
    for module in schema.modules:
        changes += [
            PurgeRecord(id=row.id, module=module.id, deleted=row.deleted)
            for row in work.read_oldest_deleted(
                module.id, "recycle", now - IN_BIN_MS, BATCH - len(changes)
            )
        ]
        if len(changes) < BATCH:
            changes += [
                CutPurged(id=row.id, module=module.id, deleted=row.deleted)
                for row in work.read_oldest_deleted(
                    module.id, "permanent", now - IN_BIN_MS - REMEMBERED_MS, BATCH - len(changes)
                )
            ]
        if len(changes) == BATCH:
            break
    if changes:
        work.apply(changes)
    return len(changes) == BATCH
