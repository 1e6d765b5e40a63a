"""
Put what an item sets into a record.

Owns where a value goes by its field's storage, and what a new record starts with.
Never refuses: everything was judged before.
Next door: composing.py for the open record, formulas.py for what follows from the values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from vinculum.fieldtypes.fieldtype import Storage
from vinculum.fieldtypes.multipicklist import append_choices
from vinculum.model.field import Field
from vinculum.model.module import Module
from vinculum.model.moments import render_moment
from vinculum.model.record import JsonValue, References, Values
from vinculum.rules.accepting import Accepted
from vinculum.rules.composing import OpenRecord
from vinculum.rules.formulas import Draft, compute
from vinculum.rules.subforms import APPENDING, appended_rows, merged_rows
from vinculum.rules.tagging import TagBook
from vinculum.rules.writing import Writing
from vinculum.schema.per_module import per_module

AUTONUMBER = "autonumber"


class Sheet:
    """The parts of a record while an item is put into them."""

    def __init__(
        self, writing: Writing, record: OpenRecord, accepted: Accepted, book: TagBook
    ) -> None:
        self.writing = writing
        self.before = record
        self.accepted = accepted
        self.book = book
        self.owner = record.owner
        self.values: Values = dict(record.values)
        self.references: References = dict(record.references)
        self.rows: dict[str, JsonValue] = dict(record.rows)

    def appends(self, field: Field) -> bool:
        """Tell whether the item adds to the field's value instead of replacing it."""
        return field.api_name in self.accepted.appended


def blank_record(writing: Writing) -> OpenRecord:
    """A new record of the caller's, with its id and the numbers that are made for it."""
    stamp = writing.stamp
    record_id = stamp.next_id()
    return OpenRecord(
        module=writing.module,
        id=record_id,
        owner=stamp.by,
        created=stamp.now,
        modified=stamp.now,
        created_by=stamp.by,
        modified_by=stamp.by,
        values={name: str(stamp.next_id()) for name in _numbered(writing.module)},
    )


@per_module
def _numbered(module: Module) -> tuple[str, ...]:
    """The fields whose values are made for a new record."""
    return tuple(field.api_name for field in module.fields if field.type == AUTONUMBER)


def filled(writing: Writing, record: OpenRecord, accepted: Accepted, book: TagBook) -> OpenRecord:
    """
    The record after an item, with everything computed that follows from it.

    Only the fields that the item sets change, and who modified it when.
    """
    sheet = Sheet(writing, record, accepted, book)
    # What is appended to rows comes after the rows are set.
    for name in sorted(accepted.values, key=APPENDING.__contains__):
        slot = writing.slots.every.get(name)
        if slot is not None:
            field, type_ = slot
            SETTERS[type_.storage](sheet, field, accepted.values[name])
    draft = compute(
        Draft(
            module=writing.module,
            values=sheet.values,
            rows=sheet.rows,
            before=record.values,
            given=frozenset(accepted.values),
            now=render_moment(writing.stamp.now, writing.zone),
        )
    )
    return replace(
        record,
        owner=sheet.owner,
        modified=writing.stamp.now,
        modified_by=writing.stamp.by,
        values=draft.values,
        references=sheet.references,
        rows={name: rows for name, rows in draft.rows.items() if rows},
    )


def kept_tags(record: OpenRecord, accepted: Accepted, field: Field) -> list[int]:
    """The tags that stay when an item sets tags: the record's own ones if it adds to them."""
    tags = record.references.get(field.api_name)
    return list(tags) if field.api_name in accepted.appended and isinstance(tags, list) else []


def _set_own(sheet: Sheet, field: Field, value: JsonValue) -> None:
    if field.api_name in APPENDING and not field.custom:
        _append_row(sheet, field, value)
    elif isinstance(value, list) and sheet.appends(field):
        sheet.values[field.api_name] = append_choices(sheet.values.get(field.api_name), value)
    else:
        sheet.values[field.api_name] = value


def _append_row(sheet: Sheet, field: Field, value: JsonValue) -> None:
    """The text of such a field is not kept; it becomes a row."""
    name, _ = APPENDING[field.api_name]
    into = sheet.writing.schema.find_field(sheet.writing.module, name)
    if into is not None and value is not None:
        sheet.rows[name] = appended_rows(
            into, sheet.rows.get(name), str(value), sheet.writing.stamp, sheet.writing.zone
        )


def _set_reference(sheet: Sheet, field: Field, value: JsonValue) -> None:
    sheet.references.pop(field.api_name, None)
    if isinstance(value, int):
        sheet.references[field.api_name] = value


def _set_tags(sheet: Sheet, field: Field, value: JsonValue) -> None:
    wanted = value if isinstance(value, list) else ()
    tags = sheet.book.require(kept_tags(sheet.before, sheet.accepted, field), wanted)
    sheet.references.pop(field.api_name, None)
    if tags:
        sheet.references[field.api_name] = tags


def _set_rows(sheet: Sheet, field: Field, value: JsonValue) -> None:
    sheet.rows[field.api_name] = merged_rows(
        field, sheet.rows.get(field.api_name), value, sheet.writing.stamp, sheet.writing.zone
    )


def _set_owner(sheet: Sheet, _field: Field, value: JsonValue) -> None:
    if isinstance(value, int):
        sheet.owner = value


def _ignore(_sheet: Sheet, _field: Field, _value: JsonValue) -> None:
    """A layout was judged and is not kept: a module has one."""


SETTERS: Mapping[Storage, Callable[[Sheet, Field, JsonValue], None]] = {
    "own": _set_own,
    "lookup": _set_reference,
    "user": _set_reference,
    "tags": _set_tags,
    "rows": _set_rows,
    "column": _set_owner,
    "layout": _ignore,
    "none": _ignore,
}
