"""
Make the library's objects for rows inside a record.

Owns line items and price ranges as the library wants them, new or as copies of what it has
read; it sends nothing of an object that it has read itself.
"""

from __future__ import annotations

from typing import Any

from zcrmsdk.src.com.zoho.crm.api import record as records

from tests.clients.python_sdk.calls import named


def line_item(product: int, quantity: float, list_price: float) -> records.InventoryLineItems:
    """A line of an order."""
    item = records.LineItemProduct()
    item.set_id(product)
    made = records.InventoryLineItems()
    made.set_product(item)
    made.set_quantity(quantity)
    made.set_list_price(list_price)
    return made


def price_range(first: float, last: float, discount: float) -> records.PricingDetails:
    """A range of quantities in a price book."""
    made = records.PricingDetails()
    made.set_from_range(first)
    made.set_to_range(last)
    made.set_discount(discount)
    return made


def anew(value: Any) -> Any:
    """What to send so that a new record gets the value that another one was read with."""
    match value:
        case list():
            return [anew(each) for each in value]
        case records.InventoryLineItems():
            product = value.get_product().get_id()
            return line_item(product, value.get_quantity(), value.get_list_price())
        case records.PricingDetails():
            return price_range(value.get_from_range(), value.get_to_range(), value.get_discount())
        case records.Record():
            return named(value.get_id())
        case _:
            return value
