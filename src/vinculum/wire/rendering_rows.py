"""
Show the rows inside a record: line items, price ranges, participants, comments.

Owns the keys of a row on the wire, in their order (records 14 and 18).
Never computes a total; rows come with theirs.
Next door: record_plan.py places the arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from vinculum.model.ids import parse_id
from vinculum.model.record import JsonValue, Values
from vinculum.wire.rendering_desk import Desk

StoredRow: TypeAlias = Mapping[str, JsonValue]
ShownRow: TypeAlias = dict[str, object]


def id_text(value: JsonValue) -> str | None:
    """Write an id as digits; None for none."""
    return None if value is None else str(value)


def _values_of(desk: Desk, named: JsonValue) -> Values:
    """The own values of a record that a row names; none when the viewer does not see it."""
    record_id = parse_id(str(named))
    return {} if record_id is None else desk.page.values.get(record_id, {})


def _show_line(desk: Desk, row: StoredRow) -> ShownRow:
    taxes = row.get("line_tax")
    product = _values_of(desk, row.get("product"))
    return {
        "product": _show_product(desk, row.get("product")),
        "quantity": row.get("quantity"),
        "Discount": row.get("Discount"),
        "total_after_discount": row.get("total_after_discount"),
        "net_total": row.get("net_total"),
        "book": id_text(row.get("book")),
        "Tax": row.get("Tax"),
        "list_price": row.get("list_price"),
        "unit_price": row.get("unit_price") or product.get("Unit_Price"),
        "quantity_in_stock": product.get("Qty_in_Stock"),
        "total": row.get("total"),
        "id": id_text(row.get("id")),
        "product_description": row.get("product_description"),
        "line_tax": [_show_tax(tax) for tax in taxes if isinstance(tax, dict)]
        if isinstance(taxes, list)
        else [],
    }


def _show_product(desk: Desk, product: JsonValue) -> ShownRow | None:
    ref = desk.page.names.get(product) if isinstance(product, int) else None
    if ref is None:
        return None
    return {
        "Product_Code": _values_of(desk, product).get("Product_Code"),
        "Currency": desk.schema.org.currency,
        "name": ref.name,
        "id": str(ref.id),
    }


def _show_tax(tax: StoredRow) -> ShownRow:
    return {
        "percentage": tax.get("percentage"),
        "name": tax.get("name"),
        "id": id_text(tax.get("id")),
        "value": tax.get("value"),
    }


def _show_price_range(_desk: Desk, row: StoredRow) -> ShownRow:
    return {
        "from_range": row.get("from_range"),
        "to_range": row.get("to_range"),
        "discount": row.get("discount"),
        "id": id_text(row.get("id")),
    }


def _show_participant(desk: Desk, row: StoredRow) -> ShownRow:
    name, email = _participant_now(desk, row)
    return {
        "name": name,
        "Email": email,
        "invited": bool(row.get("invited")),
        "id": id_text(row.get("id")),
        "type": row.get("type"),
        "participant": row.get("participant"),
        "status": row.get("status"),
    }


def _participant_now(desk: Desk, row: StoredRow) -> tuple[JsonValue, JsonValue]:
    """What a participant is called today; the words given once stand in for one that is gone."""
    participant = parse_id(str(row.get("participant"))) or 0
    user = desk.schema.users.get(participant)
    if row.get("type") == "user" and user is not None:
        return user.full_name, user.email
    ref = desk.page.names.get(participant)
    if row.get("type") == "email":
        return row.get("name"), row.get("participant")
    email = _values_of(desk, participant).get("Email") or row.get("Email")
    return (row.get("name") if ref is None else ref.name), email


def _show_comment(desk: Desk, row: StoredRow) -> ShownRow:
    author = row.get("commented_by")
    user = desk.schema.users.get(author) if isinstance(author, int) else None
    return {
        "commented_by": None if user is None else user.full_name,
        "commented_time": row.get("commented_time"),
        "comment_content": row.get("comment_content"),
        "id": id_text(row.get("id")),
    }


ROW_SHOWERS: dict[str, Callable[[Desk, StoredRow], ShownRow]] = {
    "line_items": _show_line,
    "pricing_rows": _show_price_range,
    "participants": _show_participant,
    "comments": _show_comment,
}


def show_rows(desk: Desk, type_name: str, rows: JsonValue) -> list[ShownRow]:
    """Show the rows of a field of that type; none is an empty array."""
    show = ROW_SHOWERS[type_name]
    listed = rows if isinstance(rows, list) else []
    return [show(desk, row) for row in listed if isinstance(row, dict)]
