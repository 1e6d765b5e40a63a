"""
Strange paths, parameters, headers, bodies and items, for hypothesis to put together.

Owns what may stand where text, numbers, ids and criteria are expected.
Never judges an answer.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import TypeAlias
from urllib.parse import quote

from hypothesis import strategies as st

from tests.properties.town import known, town

Item: TypeAlias = dict[str, object]

MODULES = """Leads Accounts Contacts Deals Campaigns Tasks Events Calls Cases Solutions Products
Vendors Price_Books Quotes Sales_Orders Purchase_Orders Invoices Courses Notes Activities
Attachments Potentials Documents Leeds""".split()
LISTS = """Campaigns Leads Contacts Contact_Roles Products Price_Books Notes Activities Deals
Accounts Solutions Cases Emails Attachments Stage_History Courses Nothing""".split()
WORDS = [*MODULES, *LISTS, "roles", "search", "deleted", "upsert", "settings", "modules", "fields"]
WORDS += ["layouts", "related_lists", "org", "users", "profiles", "actions", "convert", "coql"]
METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "get", "", "É"]
PARAMS = """page per_page fields ids sort_by sort_order converted approved uid cvid type module
territory_id criteria email phone word wf_trigger""".split()


# What may stand where text, numbers and ids are expected.
latin = st.text(st.characters(max_codepoint=255), max_size=30)
strange_texts = st.sampled_from(
    [
        "",
        " ",
        "\0",
        "a\0b",
        "\ud800",
        "\udfff\ud800",
        "🙂",
        "שלום \u202e",
        "x" * 5000,
        "null",
        "NaN",
        "-None-",
        "<b>",
        "'; DROP TABLE record; --",
        "%",
        "\\",
        "2026-02-30",
        "9999-12-31T23:59:59-23:59",
        "0001-01-01T00:00:00+14:00",
    ]
)
texts = strange_texts | st.text(max_size=20)
ids = st.sampled_from(
    [
        "0",
        "1",
        "-1",
        "00000000000000000001",
        "9" * 18,
        "9" * 19,
        "9" * 40,
        "9223372036854775807",
        "9223372036854775808",
        "1.0",
        "1e3",
        " 1",
        "1 ",
        "",
        "١٢٣",
        "abc",
        "<Leads.ines>",
        "<Contacts.nora>",
        "<Campaigns.spring>",
        "<Deals.big>",
        "<Notes.first>",
        "<ada>",
    ]
)
numbers = st.sampled_from(
    (0, 1, -1, 2**31, 2**63 - 1, 2**63, -(2**63) - 1, 10**18, 10**400, -0.0, 0.1, 1e-300, 1e300)
)
no_numbers = st.sampled_from([float("nan"), float("inf"), -float("inf")])
sound_values = st.sampled_from(
    [
        "Red",
        "2026-10-01",
        "2026-10-01T10:00:00+05:30",
        "somebody@many.example",
        "+1 555 1000",
        7,
        1.5,
        True,
        {"id": "<Accounts.harbour>"},
        {"id": "<sam>"},
        [{"name": "tag"}],
        ["Red", "Green"],
        "Leads",
    ]
)
row_keys = """id product quantity list_price Discount line_tax book unit_price type participant
from_range to_range discount name Email percentage value comment_content _delete""".split()
scalars = st.none() | st.booleans() | numbers | texts | ids
rows = st.lists(
    st.dictionaries(st.sampled_from(row_keys), scalars | sound_values, max_size=4), max_size=3
)
values = rows | st.recursive(
    scalars | sound_values,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(texts | st.just("id"), inner, max_size=3)
    ),
    max_leaves=6,
)

LINE: Item = {"product": {"id": "<Products.cable>"}, "quantity": 1}
SOUND: dict[str, Item] = {
    "Leads": {"Last_Name": "Someone"},
    "Accounts": {"Account_Name": "Somewhere"},
    "Contacts": {"Last_Name": "Someone"},
    "Deals": {"Deal_Name": "Some deal", "Stage": "Qualification"},
    "Campaigns": {"Campaign_Name": "Some campaign"},
    "Tasks": {"Subject": "Something"},
    "Events": {
        "Event_Title": "Something",
        "Start_DateTime": "2026-10-01T10:00:00Z",
        "End_DateTime": "2026-10-01T11:00:00Z",
    },
    "Calls": {
        "Subject": "Something",
        "Call_Type": "Inbound",
        "Call_Start_Time": "2026-09-01T10:00:00Z",
        "Call_Duration": "00:10",
    },
    "Cases": {"Subject": "Something", "Status": "New", "Case_Origin": "Web"},
    "Solutions": {"Solution_Title": "Some solution"},
    "Products": {"Product_Name": "Some product"},
    "Vendors": {"Vendor_Name": "Some vendor"},
    "Price_Books": {
        "Price_Book_Name": "Some prices",
        "Pricing_Details": [{"from_range": 1, "to_range": 2, "discount": 3}],
    },
    "Quotes": {"Subject": "Some quote", "Product_Details": [LINE]},
    "Sales_Orders": {"Subject": "Some order", "Product_Details": [LINE]},
    "Purchase_Orders": {
        "Subject": "Some order",
        "Vendor_Name": {"id": "<Vendors.alder>"},
        "Product_Details": [LINE],
    },
    "Invoices": {"Subject": "Some invoice", "Product_Details": [LINE]},
    "Courses": {"Name": "Some course"},
    "Notes": {"Note_Content": "x", "Parent_Id": "<Leads.ines>", "$se_module": "Leads"},
}


@cache
def field_names(module: str) -> tuple[str, ...]:
    """The names of a module's fields, and the other keys that an item may have."""
    schema = town().api.read(town().api.services.schemas.current)
    found = schema.find_module(module)
    own = () if found is None else tuple(field.api_name for field in found.fields)
    marks = ("id", "$se_module", "$append_values", "$approved", "Member_Status", "list_price")
    return (*own, *marks, "Contact_Role", "name", "sequence_number", "Nothing", "\0")


def item_of(module: str) -> st.SearchStrategy[object]:
    """Anything in the place of an item, most often a sound one with some strange values."""
    return st.deferred(lambda: _item_of(module))


def _item_of(module: str) -> st.SearchStrategy[object]:
    sound = st.sampled_from([SOUND.get(module, {}), SOUND.get(module, {}), {}])
    strange = st.dictionaries(st.sampled_from(field_names(module)), values, max_size=4)
    return st.tuples(sound, strange).map(lambda parts: {**parts[0], **parts[1]}) | values


def link_of(related: Sequence[str]) -> st.SearchStrategy[object]:
    """An item that links one of these records, with strange attributes."""
    named = st.dictionaries(st.just("id"), st.sampled_from(related) | ids, min_size=1, max_size=1)
    names = ["Member_Status", "list_price", "Contact_Role", "Status", "id", "Nothing"]
    strange = st.dictionaries(st.sampled_from(names), values, max_size=2)
    return st.tuples(named, strange).map(lambda parts: {**parts[0], **parts[1]}) | values


def full(text: str) -> str:
    """A text with ids in the place of the names of records."""
    return known(town().api, text)


def data(items: Sequence[object], wrapper: str = "data") -> str:
    """A body with these items; what is no JSON at all stands in it by its usual names."""
    return full(json.dumps({wrapper: items}))


segments = st.sampled_from(WORDS) | ids | latin.map(lambda text: quote(text, safe="%"))
shaped = st.tuples(st.sampled_from(MODULES), ids, st.sampled_from(LISTS), ids)
paths = st.lists(segments, max_size=5).map(lambda parts: "/crm/v2/" + "/".join(parts)) | st.tuples(
    shaped, st.integers(1, 4)
).map(lambda drawn: "/crm/v2/" + "/".join(drawn[0][: drawn[1]]))
pairs = st.tuples(st.sampled_from(PARAMS), ids | texts | st.sampled_from(["both", "2", "asc"]))
queries = latin | st.lists(pairs, max_size=3).map(
    lambda chosen: "&".join(
        f"{name}={quote(str(value), errors='replace')}" for name, value in chosen
    )
)
headers = st.dictionaries(
    st.sampled_from(
        ["X-EXTERNAL", "If-Modified-Since", "Origin", "Content-Type", "X-ZOHO-SDK", "Expect"]
    ),
    latin | st.sampled_from(["Leads.Badge", "Leads.", ".", ",", "Leads", "Leads.Badge,Leads.id"]),
    max_size=3,
)
bodies = (
    st.binary(max_size=60)
    | st.lists(values | no_numbers, max_size=3).map(lambda items: data(items).encode())
    | values.map(lambda document: json.dumps(document).encode())
)


tokens = st.sampled_from(
    """( ) : , \\ and or equals not_equal in starts_with between greater_than Last_Name
    No_of_Employees Email Created_Time Owner id Description Tag Nothing 5 -1 x 2026-01-01 true
    null * % ' " $""".split()
    + ' \0 🙂 (((( )))) <Leads.ines> " " '.split(" ")
)
criteria = st.lists(tokens, max_size=25).map("".join) | texts


externals = st.lists(
    st.sampled_from(["Leads.Badge", "Campaigns.Badge", "Leads.Last_Name", "Courses.Course_Code"])
    | st.sampled_from(["Leads", ".", "Leads.Badge.x", " leads . badge ", "Leads.\0"])
    | latin,
    max_size=3,
).map(",".join)
