"""
Judge rows inside a record: line items, price ranges, participants, comments.

Owns the columns of each kind of row and the rule that an array is the complete set.
Never makes row ids nor knows which exist: a row with an id changes or keeps that row,
a row without one is new, and the caller matches them with the rows that are stored.
Next door: rules/formulas.py computes a line's totals.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vinculum.errors.catalogue import (
    FIELD_LENGTH,
    FIELD_MANDATORY,
    FIELD_TYPE,
    FIELD_VALUE,
    PARTICIPANTS_TOO_MANY,
)
from vinculum.errors.refusal import Refusal
from vinculum.fieldtypes.boolean import BOOLEAN
from vinculum.fieldtypes.decimal import DOUBLE
from vinculum.fieldtypes.fieldtype import FieldType
from vinculum.fieldtypes.lookup import LOOKUP, is_id_shaped, read_id
from vinculum.fieldtypes.moment import show_moment
from vinculum.fieldtypes.texts import EMAIL, TEXT, TEXTAREA
from vinculum.model.field import Field
from vinculum.model.record import JsonValue
from vinculum.model.value import Value

MOST_ROWS = 100
MOST_PARTICIPANTS = 50
DELETE_MARK = "_delete"
PARTICIPANT_TYPES = ("contact", "lead", "user")

Row = dict[str, JsonValue]


class Column(Value):
    """One value of a row, judged by a field type; `mandatory` asks for it in a new row."""

    field: Field
    type: FieldType
    mandatory: bool = False


class RowShape(Value):
    """
    The columns of one kind of row.

    `check` judges a row as a whole. `too_many` is said when there are more than `most`.
    """

    columns: tuple[Column, ...]
    check: Callable[[Row], Refusal | None] = lambda _row: None
    most: int = MOST_ROWS
    too_many: Refusal | None = None


def _column(name: str, type_: FieldType, *, mandatory: bool = False, length: int = 0) -> Column:
    field = Field(
        id=0,
        api_name=name,
        label=name,
        data_type=type_.name,
        json_type="",
        type=type_.name,
        length=length,
    )
    return Column(field=field, type=type_, mandatory=mandatory)


def _accept_row(shape: RowShape, raw: dict[str, Any], zone: str) -> Row | Refusal:
    row: Row = {}
    if raw.get("id") is not None:
        row_id = read_id(raw["id"])
        if row_id is None:
            return FIELD_TYPE.refusal(expected_data_type="bigint", api_name="id")
        row["id"] = row_id
    for column in shape.columns:
        name = column.field.api_name
        given = name in raw
        value = column.type.accept(column.field, raw[name], zone) if given else None
        if isinstance(value, Refusal):
            return value
        if column.mandatory and value is None and (given or "id" not in row):
            return FIELD_MANDATORY.refusal(api_name=name)
        if given:
            row[name] = value
    return shape.check(row) or row


def _accept_rows(shape: RowShape, field: Field, raw: Any, zone: str) -> list[JsonValue] | Refusal:
    if not isinstance(raw, list):
        return FIELD_TYPE.refusal(expected_data_type="jsonarray", api_name=field.api_name)
    if len(raw) > shape.most:
        return shape.too_many or FIELD_LENGTH.refusal(
            maximum_length=shape.most, api_name=field.api_name
        )
    rows: list[JsonValue] = []
    for element in raw:
        if not isinstance(element, dict):
            return FIELD_TYPE.refusal(expected_data_type="jsonobject", api_name=field.api_name)
        if DELETE_MARK in element:
            continue  # a row that is not listed is deleted, so leaving it out is enough
        row = _accept_row(shape, element, zone)
        if isinstance(row, Refusal):
            return row
        rows.append(row)
    return rows


def _row_values(rows: JsonValue, name: str) -> tuple[JsonValue, ...]:
    listed = rows if isinstance(rows, list) else ()
    return tuple(row.get(name) for row in listed if isinstance(row, dict))


def _product_ids(rows: JsonValue) -> tuple[int, ...]:
    products = (read_id(product) for product in _row_values(rows, "product"))
    return tuple(dict.fromkeys(product for product in products if product is not None))


def _participant_ids(rows: JsonValue) -> tuple[int, ...]:
    named = zip(_row_values(rows, "type"), _row_values(rows, "participant"), strict=True)
    people = (read_id(named_by) for kind, named_by in named if kind in PARTICIPANT_TYPES)
    return tuple(dict.fromkeys(person for person in people if person is not None))


def _show_comments(rows: JsonValue, zone: str) -> JsonValue:
    def shown(row: JsonValue) -> JsonValue:
        if not isinstance(row, dict) or row.get("commented_time") is None:
            return row
        return row | {"commented_time": show_moment(row["commented_time"], zone)}

    return [shown(row) for row in rows] if isinstance(rows, list) else rows


def _check_participant(row: Row) -> Refusal | None:
    kind, named = row.get("type"), row.get("participant")
    if kind is None and named is None:
        return None
    if kind is None or named is None:
        return FIELD_MANDATORY.refusal(api_name="type" if kind is None else "participant")
    if kind == "email":
        refused = EMAIL.accept(_PARTICIPANT.field, named, "UTC")
        return refused if isinstance(refused, Refusal) else None
    if kind not in PARTICIPANT_TYPES:
        return FIELD_VALUE.refusal(api_name="type")
    return None if read_id(named) else FIELD_VALUE.refusal(api_name="participant")


def _named_participant(field: Field, raw: Any, zone: str) -> JsonValue | Refusal:
    named = raw.get("id") if isinstance(raw, dict) else raw
    return TEXT.accept(field, str(named) if is_id_shaped(named) else named, zone)


def _rows_type(
    name: str,
    shape: RowShape,
    row_ids: Callable[[JsonValue], tuple[int, ...]] = lambda _rows: (),
    shown: Callable[[JsonValue, str], JsonValue] = lambda rows, _zone: rows,
) -> FieldType:
    return FieldType(
        name=name,
        canonical=lambda field, raw, zone: _accept_rows(shape, field, raw, zone),
        storage="rows",
        row_ids=row_ids,
        shown=shown,
    )


_LINE_TAXES = _rows_type(
    "line_tax",
    RowShape(
        columns=(
            _column("percentage", DOUBLE),
            _column("name", TEXT),
            _column("value", DOUBLE),
        )
    ),
)
LINE_ITEMS = _rows_type(
    "line_items",
    RowShape(
        columns=(
            _column("product", LOOKUP, mandatory=True),
            _column("quantity", DOUBLE, mandatory=True),
            _column("Discount", DOUBLE),
            _column("book", LOOKUP),
            _column("list_price", DOUBLE),
            _column("unit_price", DOUBLE),
            _column("product_description", TEXTAREA),
            _column("line_tax", _LINE_TAXES),
        )
    ),
    row_ids=_product_ids,
)
PRICING_ROWS = _rows_type(
    "pricing_rows",
    RowShape(
        columns=(
            _column("from_range", DOUBLE, mandatory=True),
            _column("to_range", DOUBLE, mandatory=True),
            _column("discount", DOUBLE, mandatory=True),
        )
    ),
)
_PARTICIPANT = _column(
    "participant",
    FieldType(name="participant", canonical=_named_participant),
    mandatory=True,
    length=100,
)
PARTICIPANTS = _rows_type(
    "participants",
    RowShape(
        columns=(
            _column("type", TEXT, mandatory=True),
            _PARTICIPANT,
            _column("name", TEXT),
            _column("Email", EMAIL),
            _column("invited", BOOLEAN),
            _column("status", TEXT),
        ),
        check=_check_participant,
        most=MOST_PARTICIPANTS,
        too_many=PARTICIPANTS_TOO_MANY.refusal(),
    ),
    row_ids=_participant_ids,
)
COMMENTS = _rows_type(
    "comments",
    RowShape(columns=(_column("comment_content", TEXTAREA, mandatory=True),)),
    shown=_show_comments,
)

TYPES = (LINE_ITEMS, PRICING_ROWS, PARTICIPANTS, COMMENTS)
