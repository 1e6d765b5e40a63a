"""
Fit the rows that an item gives to the rows that a record has.

Owns the rule that an array is the complete desired set, and what a new row is given.
Never judges a row's values; fieldtypes/rows.py does.
Next door: lookups.py for the records that rows name, formulas.py for totals.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refusal
from vinculum.model.field import Field
from vinculum.model.moments import render_moment
from vinculum.model.record import JsonValue, Values
from vinculum.rules.plan import Stamp

ROW_ID = "id"
COMMENTS = "comments"
# A field whose text becomes one more row: which field of rows, which column.
APPENDING: Mapping[str, tuple[str, str]] = {"Add_Comment": ("Comments", "comment_content")}


def listed(rows: JsonValue) -> list[Values]:
    """The rows behind a value; none behind null."""
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def refuse_rows(before: JsonValue, wanted: JsonValue) -> Refusal | None:
    """Refuse a row id that the record does not have, or that is given twice, with FIELD_VALUE."""
    known = {row[ROW_ID] for row in listed(before)}
    for row in listed(wanted):
        if ROW_ID not in row:
            continue
        if row[ROW_ID] not in known:
            return catalogue.FIELD_VALUE.refusal(api_name=ROW_ID)
        known.discard(row[ROW_ID])
    return None


def merged_rows(
    field: Field, before: JsonValue, wanted: JsonValue, stamp: Stamp, zone: str
) -> list[JsonValue]:
    """
    Make the complete desired set of rows, in the order in which they are wanted.

    A row with an id keeps what it does not give, one without an id is new, one that is not
    listed goes.
    """
    known = {row[ROW_ID]: row for row in listed(before)}
    return [
        {**known[row[ROW_ID]], **row} if ROW_ID in row else _new_row(field, row, stamp, zone)
        for row in listed(wanted)
    ]


def appended_rows(
    field: Field, before: JsonValue, text: str, stamp: Stamp, zone: str
) -> list[JsonValue]:
    """The rows with one more, made of the text of a field of APPENDING."""
    column = next(column for name, column in APPENDING.values() if name == field.api_name)
    return [*_rows(before), _new_row(field, {column: text}, stamp, zone)]


def _rows(value: JsonValue) -> Iterable[JsonValue]:
    return value if isinstance(value, list) else ()


def _new_row(field: Field, row: Values, stamp: Stamp, zone: str) -> Values:
    new: Values = {ROW_ID: stamp.next_id(), **row}
    if field.type == COMMENTS:
        # Said at the moment of writing by who writes; the request cannot say otherwise.
        new["commented_by"] = stamp.by
        new["commented_time"] = render_moment(stamp.now, zone)
    return new
