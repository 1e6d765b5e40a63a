"""
Keep the history of a field: a row for each value that a record took on, with how long it lasted.

Owns which field of which module has a history, and what a row of it holds.
Never shows it; that is the business of the related list Stage_History.
Next door: batch.py notes when a record takes on another value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from vinculum.model.change import Change
from vinculum.model.module import Module
from vinculum.model.record import Record
from vinculum.model.value import Value
from vinculum.rules.composing import OpenRecord, change_of, open_record
from vinculum.rules.writing import Writing

DAY_MS = 86_400_000


class History(Value):
    """
    The history of one field.

    A row of `module` names its record in `parent`, copies `copied` and gets in `lasted` the
    whole days until the next row.
    """

    follows: str
    module: str
    parent: str
    copied: tuple[str, ...]
    lasted: str


HISTORIES: Mapping[str, History] = {
    "Deals": History(
        follows="Stage",
        module="DealHistory",
        parent="Deal",
        copied=("Stage", "Amount", "Probability", "Expected_Revenue", "Closing_Date"),
        lasted="Stage_Duration",
    )
}


def history_of(module: Module) -> History | None:
    """Find the history that a module keeps."""
    return HISTORIES.get(module.api_name)


def takes_on(before: OpenRecord | None, after: OpenRecord) -> bool:
    """Tell whether a write gives the field that has a history another value than it had."""
    history = history_of(after.module)
    if history is None:
        return False
    now = after.values.get(history.follows)
    return now is not None and (before is None or now != before.values.get(history.follows))


def plan_history(
    writing: Writing, taken: Sequence[OpenRecord], rows: Iterable[Record]
) -> tuple[Change, ...]:
    """
    Add a row for each value taken on, and tell in the row before how long it was.

    `taken` are the records as they were at each such moment, in order; `rows` the rows that
    the store holds of these records.
    """
    history = history_of(writing.module)
    if history is None or not taken:
        return ()
    module = writing.schema.module(history.module)
    stored = {row.id: row for row in rows if row.module == module.id}
    opened = [open_record(module, row, writing.zone) for row in stored.values()]
    opened.sort(key=lambda row: (row.modified, row.id))
    last = {row.references[history.parent]: row for row in opened}
    written: dict[int, OpenRecord] = {}
    for record in taken:
        before = last.get(record.id)
        if before is not None:
            written[before.id] = _ended(history, before, writing.stamp.now)
        last[record.id] = _row(writing, history, module, record)
        written[last[record.id].id] = last[record.id]
    return tuple(change_of(row, stored.get(row.id), writing.zone) for row in written.values())


def _ended(history: History, row: OpenRecord, now: int) -> OpenRecord:
    days = max(0, now - row.modified) // DAY_MS
    return replace(row, values={**row.values, history.lasted: days})


def _row(writing: Writing, history: History, module: Module, record: OpenRecord) -> OpenRecord:
    stamp = writing.stamp
    return OpenRecord(
        module=module,
        id=stamp.next_id(),
        owner=record.owner,
        created=stamp.now,
        modified=stamp.now,
        created_by=stamp.by,
        modified_by=stamp.by,
        values={name: record.values.get(name) for name in history.copied},
        references={history.parent: record.id},
    )
