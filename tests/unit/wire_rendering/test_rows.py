"""Rows inside a record are shown with it, and only with it."""

from tests.unit.wire_rendering.pages import (
    ACME,
    ADA,
    BENJAMIN,
    GONE_RECORD,
    SCHEMA,
    call_of,
    first_record,
    naming,
    page_of,
    record_of,
)
from vinculum.model.record import RecordRef

QUOTES = SCHEMA.module("Quotes")
EVENTS = SCHEMA.module("Events")
CASES = SCHEMA.module("Cases")
PRICE_BOOKS = SCHEMA.module("Price_Books")
ROUTER = 4001
NAMES = {
    ROUTER: RecordRef(id=ROUTER, module=SCHEMA.module("Products").id, owner=ADA, name="Router"),
    ACME: RecordRef(id=ACME, module=SCHEMA.module("Contacts").id, owner=ADA, name="Nora"),
}
LINE = {
    "id": 71,
    "product": ROUTER,
    "quantity": 2,
    "Discount": 1.5,
    "book": 72,
    "list_price": 10,
    "unit_price": None,
    "product_description": "blue",
    "line_tax": [{"percentage": 10, "name": "VAT", "value": 1.85}],
    "total": 20,
    "total_after_discount": 18.5,
    "Tax": 1.85,
    "net_total": 20.35,
}


def single(module, rows):
    record = record_of(module, {})
    page = page_of(record, names=NAMES, rows={record.id: rows}, single=True)
    return first_record(call_of(), page)


def test_a_line_item_has_every_key_of_the_wire():
    (line,) = single(QUOTES, {"Product_Details": [LINE]})["Product_Details"]

    assert {
        "product": {"Product_Code": None, "Currency": "USD", "name": "Router", "id": str(ROUTER)},
        "quantity": 2,
        "Discount": 1.5,
        "total_after_discount": 18.5,
        "net_total": 20.35,
        "book": "72",
        "Tax": 1.85,
        "list_price": 10,
        "unit_price": None,
        "quantity_in_stock": None,
        "total": 20,
        "id": "71",
        "product_description": "blue",
        "line_tax": [{"percentage": 10, "name": "VAT", "id": None, "value": 1.85}],
    } == line


def test_a_line_item_whose_product_is_gone_has_none():
    (line,) = single(QUOTES, {"Product_Details": [LINE | {"product": GONE_RECORD}]})[
        "Product_Details"
    ]

    assert None is line["product"]


def test_an_inventory_record_has_line_taxes_of_its_own():
    assert [] == single(QUOTES, {})["$line_tax"]


def test_rows_are_an_empty_array_when_there_are_none_and_absent_from_lists():
    quote = record_of(QUOTES, {})

    assert [] == single(QUOTES, {})["Product_Details"]
    assert "Product_Details" not in first_record(call_of(), page_of(quote))
    assert {"id": "501"} == first_record(call_of(), page_of(quote, fields=("Product_Details",)))


def test_a_list_may_show_rows_that_it_names():
    stored = {"Pricing_Details": [{"id": 5, "from_range": 1, "to_range": 10, "discount": 5}]}
    book = naming(record_of(PRICE_BOOKS, {}), attributes={"list_price": 50.56})
    page = page_of(book, rows={book.id: stored}, row_fields=("Pricing_Details",))
    shown = first_record(call_of(), page)

    assert [{"from_range": 1, "to_range": 10, "discount": 5, "id": "5"}] == shown["Pricing_Details"]
    assert 50.56 == shown["list_price"]


def test_participants_go_by_the_names_they_have_today():
    stored = [
        {
            "id": 1,
            "type": "contact",
            "participant": str(ACME),
            "name": "once",
            "Email": "n@x.example",
        },
        {"id": 2, "type": "user", "participant": str(BENJAMIN)},
        {"id": 3, "type": "email", "participant": "guest@x.example", "invited": True},
        {"id": 4, "type": "lead", "participant": str(GONE_RECORD), "name": "gone"},
    ]
    shown = single(EVENTS, {"Participants": stored})["Participants"]

    assert {
        "name": "Nora",
        "Email": "n@x.example",
        "invited": False,
        "id": "1",
        "type": "contact",
        "participant": str(ACME),
        "status": None,
    } == shown[0]
    assert ["Nora", "Müller \U0001f600", None, "gone"] == [each["name"] for each in shown]
    assert "ben@zylker.example" == shown[1]["Email"]
    assert ("guest@x.example", True) == (shown[2]["Email"], shown[2]["invited"])


def test_a_comment_names_its_author():
    stored = {
        "id": 8,
        "commented_by": ADA,
        "commented_time": "2026-09-21T19:43:20+05:30",
        "comment_content": "done",
    }

    assert [
        {
            "commented_by": "Ada Lovelace",
            "commented_time": "2026-09-21T19:43:20+05:30",
            "comment_content": "done",
            "id": "8",
        }
    ] == single(CASES, {"Comments": [stored]})["Comments"]
