"""Relate and delink from both sides, by list and by single, and read the links back."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple

from zcrmsdk.src.com.zoho.crm.api import related_records as related
from zcrmsdk.src.com.zoho.crm.api.util import Choice

from tests.clients.python_sdk.calls import (
    LINKED,
    body,
    delink,
    delink_one,
    insert,
    insert_one,
    relate,
    relate_one,
    related_one,
    related_rows,
    relations,
    succeeded,
)
from tests.clients.python_sdk.report import Check, expect
from tests.clients.python_sdk.rows import price_range

# The records that the documented sample of the library names.
PRICE_BOOKS = (34770615917011, 34096432414001)
WEBINAR_LEAD, WEBINAR = 7000000037002, 7000000037119


class Pair(NamedTuple):
    """One relation: two modules, each with the list that shows the other; its attribute."""

    left: str
    left_list: str
    right: str
    right_list: str
    attribute: str | None = None
    values: tuple[object, ...] = ()

    def turned(self) -> Pair:
        """The same relation from the other side."""
        return self._replace(
            left=self.right,
            left_list=self.right_list,
            right=self.left,
            right_list=self.left_list,
        )

    def attributes(self, number: int) -> dict[str, object]:
        """What a link carries; nothing where the relation has no attribute."""
        return {} if self.attribute is None else {self.attribute: self.values[number]}


STATUS = ("Member_Status", ("Active", "Planning", "Received"))
PRICE = ("list_price", (50.56, 100.56, 7.5))
PAIRS = (
    Pair("Campaigns", "Leads", "Leads", "Campaigns", *STATUS),
    Pair("Campaigns", "Contacts", "Contacts", "Campaigns", *STATUS),
    Pair("Products", "Price_Books", "Price_Books", "Products", *PRICE),
    Pair("Products", "Leads", "Leads", "Products"),
    Pair("Products", "Accounts", "Accounts", "Products"),
    Pair("Products", "Contacts", "Contacts", "Products"),
    Pair("Products", "Deals", "Deals", "Products"),
)
SAMPLES: dict[str, dict[str, object]] = {
    "Leads": {"Last_Name": "Related"},
    "Contacts": {"Last_Name": "Related"},
    "Accounts": {"Account_Name": "Related"},
    "Campaigns": {"Campaign_Name": "Related"},
    "Deals": {"Deal_Name": "Related", "Stage": Choice("Qualification")},
    "Price_Books": {
        "Price_Book_Name": "Related",
        "Pricing_Details": [price_range(0.0, 1000.0, 5.0)],
    },
    "Products": {"Product_Name": "Related"},
}


def sample(module: str) -> int:
    """A new record to relate."""
    return insert_one(module, **SAMPLES[module])


def seen(pair: Pair, rows: Iterable[dict[str, Any]]) -> dict[int, object]:
    """Which records a list shows, each with the attribute of its link."""
    attribute = pair.attribute or "no attribute"
    return {row["id"]: row.get(attribute) for row in rows}


def relates_by_list(pair: Pair) -> None:
    """Relate two records by list, see them from both sides, change one, delink both."""
    left, one, two = sample(pair.left), sample(pair.right), sample(pair.right)
    items = ({"id": one, **pair.attributes(0)}, {"id": two, **pair.attributes(1)})

    expect([one, two], relate(pair.left, left, pair.left_list, *items))
    expect(values(pair, {one: 0, two: 1}), seen(pair, related_rows(*list_of(pair, left))))
    expect(values(pair, {left: 0}), seen(pair, related_rows(*list_of(pair.turned(), one))))

    expect([two], relate(pair.left, left, pair.left_list, {"id": two, **pair.attributes(2)}))
    expect(values(pair, {left: 2}), seen(pair, related_rows(*list_of(pair.turned(), two))))

    expect([one, two], delink(pair.left, left, pair.left_list, one, two))
    expect([[], []], [related_rows(*list_of(pair.turned(), each)) for each in (one, two)])


def relates_by_single(pair: Pair) -> None:
    """Relate one record by its address, see it from both sides, change it, delink it."""
    left, right = sample(pair.left), sample(pair.right)
    for number in (0, 1):
        parent, parent_id, name = list_of(pair, left)
        answered = relate_one(parent, parent_id, name, right, **pair.attributes(number))
        expect([right], answered)
        expect(values(pair, {right: number}), seen(pair, related_one(*list_of(pair, left), right)))
        back = related_one(*list_of(pair.turned(), right), left)
        expect(values(pair, {left: number}), seen(pair, back))

    expect([right], delink_one(*list_of(pair, left), right))
    expect([], related_rows(*list_of(pair, left)))


def list_of(pair: Pair, record_id: int) -> tuple[str, int, str]:
    """Where a record's list of the relation is found."""
    return pair.left, record_id, pair.left_list


def values(pair: Pair, numbers: dict[int, int]) -> dict[int, object]:
    """What `seen` should give: each record with the attribute's value of that number."""
    return {
        record_id: pair.attributes(number).get(pair.attribute or "")
        for record_id, number in numbers.items()
    }


def each_pair() -> Iterable[Check]:
    """Make the checks of every relation, from both sides, by list and by single."""
    for pair in PAIRS:
        for side in (pair, pair.turned()):
            for form in (relates_by_list, relates_by_single):
                check = partial(form, side)
                name = f"{side.left}_{form.__name__}_to_its_{side.left_list}"
                yield called(name, check)


def called(name: str, check: Check) -> Check:
    """Give a check the name that it is reported under."""

    def named_check() -> None:
        check()

    named_check.__name__ = name
    return named_check


def the_price_books_of_the_documented_sample_get_their_prices() -> None:
    product = sample("Products")
    items = [
        {"id": book, "list_price": price}
        for book, price in zip(PRICE_BOOKS, (50.56, 100.56), strict=True)
    ]
    expect([*PRICE_BOOKS], relate("Products", product, "Price_Books", *items))
    expect(
        [PRICE_BOOKS[0]],
        relate_one("Products", product, "Price_Books", PRICE_BOOKS[0], list_price=60.5),
    )
    shown = {
        row["id"]: row["list_price"] for row in related_rows("Products", product, "Price_Books")
    }

    expect({PRICE_BOOKS[0]: 60.5, PRICE_BOOKS[1]: 100.56}, shown)


def the_custom_list_of_the_documented_sample_is_related_without_attributes() -> None:
    door = relations("Leads", "Related_List_Name_2")
    request = body(related.BodyWrapper(), [{}])
    response = door.update_related_record(WEBINAR, WEBINAR_LEAD, request)

    expect([WEBINAR], succeeded(response, LINKED))
    expect(True, WEBINAR in seen_ids("Leads", WEBINAR_LEAD, "Related_List_Name_2"))
    expect(True, WEBINAR_LEAD in seen_ids("Webinars", WEBINAR, "Leads"))


def seen_ids(parent: str, parent_id: int, related_list: str) -> set[int]:
    return {row["id"] for row in related_rows(parent, parent_id, related_list)}


def a_hundred_records_are_related_at_once_and_paged_through() -> None:
    campaign = sample("Campaigns")
    leads = insert("Leads", *({"Last_Name": f"Member {n}"} for n in range(100)))
    relate(
        "Campaigns",
        campaign,
        "Leads",
        *({"id": lead, "Member_Status": "Invited"} for lead in leads),
    )
    pages = [
        [row["id"] for row in related_rows("Campaigns", campaign, "Leads", page=page, per_page=40)]
        for page in (1, 2, 3, 4)
    ]

    expect([40, 40, 20, 0], [len(page) for page in pages])
    expect({*leads}, {lead for page in pages for lead in page})
    expect(leads, delink("Campaigns", campaign, "Leads", *leads))
    expect([], related_rows("Campaigns", campaign, "Leads"))


def relating_twice_is_one_link() -> None:
    lead, campaign = sample("Leads"), sample("Campaigns")
    for _ in range(2):
        relate_one("Leads", lead, "Campaigns", campaign, Member_Status="Sent")

    expect([campaign], [row["id"] for row in related_rows("Leads", lead, "Campaigns")])


CHECKS = (
    *each_pair(),
    the_price_books_of_the_documented_sample_get_their_prices,
    the_custom_list_of_the_documented_sample_is_related_without_attributes,
    a_hundred_records_are_related_at_once_and_paged_through,
    relating_twice_is_one_link,
)
