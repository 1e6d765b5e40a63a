"""The number of SQL statements does not grow with the items of a request."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

import pytest

from tests.wire.office import Office

MANY = 100
PAGE = 200


class Factory(Office):
    """An org with hundreds of records of each kind that the requests here are about."""

    def __init__(self) -> None:
        super().__init__()
        self.campaigns = self.make("Campaigns", [{"Campaign_Name": f"C{n}"} for n in range(MANY)])
        self.leads = self.make("Leads", [{"Last_Name": f"L{n}"} for n in range(PAGE + 1)])
        named = [{"Account_Name": f"A{n}", "Phone": "1"} for n in range(MANY)]
        self.accounts = self.make("Accounts", named)
        self.send(updated(self, MANY))

    def make(self, module: str, items: Sequence[Mapping[str, object]]) -> list[str]:
        """Insert records and give their ids."""
        ids: list[str] = []
        for start in range(0, len(items), MANY):
            status, answer = self.send(f"POST /crm/v2/{module} {body(items[start : start + MANY])}")
            assert status == 201
            ids += [one["details"]["id"] for one in answer["data"]]
        return ids

    def count(self, request: str, status: int) -> int:
        """How many statements a request runs, that must answer with this status."""
        start = self.trap.forms
        answered, answer = self.send(request)
        assert status == answered, answer
        return self.trap.forms - start


def body(items: Sequence[Mapping[str, object]]) -> str:
    return json.dumps({"data": items})


@pytest.fixture(scope="module")
def factory():
    return Factory()


def links(factory: Factory, count: int, lead: int) -> str:
    items = [{"id": key, "Member_Status": "Sent"} for key in factory.campaigns[:count]]
    return f"PUT /crm/v2/Leads/{factory.leads[lead]}/Campaigns {body(items)}"


def delinks(factory: Factory, count: int, lead: int) -> str:
    named = ",".join(factory.campaigns[:count])
    return f"DELETE /crm/v2/Leads/{factory.leads[lead]}/Campaigns?ids={named}"


def inserted_contacts(factory: Factory, count: int) -> str:
    items = [
        {
            "Last_Name": f"{count}-{number}",
            "Email": f"{count}.{number}@many.example",
            "Account_Name": {"id": factory.accounts[number]},
        }
        for number in range(count)
    ]
    return f"POST /crm/v2/Contacts {body(items)}"


def inserted_leads(factory: Factory, count: int) -> str:
    items = [{"Last_Name": "Someone", "Badge": f"{count}-{number}"} for number in range(count)]
    return f"POST /crm/v2/Leads {body(items)}"


def inserted_deals(factory: Factory, count: int) -> str:
    items = [
        {"Deal_Name": f"D{count}-{n}", "Stage": "Qualification", "Amount": n} for n in range(count)
    ]
    return f"POST /crm/v2/Deals {body(items)}"


def inserted_notes(factory: Factory, count: int) -> str:
    items = [
        {"Note_Content": "x", "Parent_Id": {"id": lead}, "$se_module": "Leads"}
        for lead in factory.leads[:count]
    ]
    return f"POST /crm/v2/Notes {body(items)}"


def updated(factory: Factory, count: int) -> str:
    """The leads change a text, words and a unique value that they have already."""
    items = [
        {"id": key, "City": f"City {count}", "Badge": f"of {count}-{number}"}
        for number, key in enumerate(factory.leads[:count])
    ]
    return f"PUT /crm/v2/Leads {body(items)}"


def upserted(factory: Factory, count: int) -> str:
    """Half of them match and have a phone number already, half are new."""
    known = [{"Account_Name": f"A{n}", "Phone": str(count)} for n in range(count // 2)]
    new = [{"Account_Name": f"New {count}-{n}", "Phone": "1"} for n in range(count // 2)]
    return f"POST /crm/v2/Accounts/upsert {body(known + new)}"


WRITES: dict[str, tuple[Callable[[Factory, int], str], int]] = {
    "insert leads with a unique field": (inserted_leads, 201),
    "insert contacts with a lookup": (inserted_contacts, 201),
    "insert deals with their history": (inserted_deals, 201),
    "insert notes": (inserted_notes, 201),
    "update": (updated, 200),
}


@pytest.mark.parametrize("name", WRITES)
def test_one_item_and_a_hundred_run_the_same_statements(factory, name):
    request, status = WRITES[name]

    one = factory.count(request(factory, 1), status)
    many = factory.count(request(factory, MANY), status)

    assert one == many


def test_two_items_and_a_hundred_are_upserted_by_the_same_statements(factory):
    two = factory.count(upserted(factory, 2), 200)

    assert two == factory.count(upserted(factory, MANY), 200)


def test_one_link_and_a_hundred_run_the_same_statements_when_new_when_known_and_when_cut(factory):
    one = [factory.count(request(factory, 1, 0), 200) for request in (links, links, delinks)]
    many = [factory.count(request(factory, MANY, 1), 200) for request in (links, links, delinks)]

    assert one == many


def test_one_record_and_a_hundred_are_deleted_by_the_same_statements(factory):
    def doomed(count: int) -> str:
        ids = factory.make("Leads", [{"Last_Name": "x"} for _ in range(count)])
        notes = [{"Note_Content": "x", "Parent_Id": key, "$se_module": "Leads"} for key in ids]
        factory.make("Notes", notes)
        factory.send(
            f"PUT /crm/v2/Campaigns/{factory.campaigns[0]}/Leads "
            f"{body([{'id': key} for key in ids])}"
        )
        return f"DELETE /crm/v2/Leads?ids={','.join(ids)}"

    one = factory.count(doomed(1), 200)

    assert one == factory.count(doomed(MANY), 200)


@pytest.mark.parametrize(
    "target",
    [
        "Leads?sort_by=id",
        "Leads?sort_by=Last_Name",
        "Leads?fields=Last_Name,Owner",
        "Leads/search?criteria=(Last_Name:starts_with:L)",
        "Leads/search?word=L1",
    ],
)
def test_a_page_of_one_and_a_page_of_two_hundred_run_the_same_statements(factory, target):
    joint = "&" if "?" in target else "?"
    one, many = (
        factory.count(f"GET /crm/v2/{target}{joint}per_page={size}", 200) for size in (1, PAGE)
    )

    assert one == many


def test_a_related_page_of_one_and_of_a_hundred_run_the_same_statements(factory):
    factory.send(links(factory, MANY, 5))
    one, many = (
        factory.count(f"GET /crm/v2/Leads/{factory.leads[5]}/Campaigns?per_page={size}", 200)
        for size in (1, MANY)
    )

    assert one == many


def test_a_page_of_children_of_one_and_of_a_hundred_run_the_same_statements(factory):
    account = {"Account_Name": {"id": factory.accounts[0]}}
    factory.make("Contacts", [{"Last_Name": f"{n}", **account} for n in range(MANY)])
    one, many = (
        factory.count(f"GET /crm/v2/Accounts/{factory.accounts[0]}/Contacts?per_page={size}", 200)
        for size in (1, MANY)
    )

    assert one == many


def test_a_page_of_notes_of_one_and_of_a_hundred_run_the_same_statements(factory):
    below = f"/crm/v2/Leads/{factory.leads[9]}/Notes"
    factory.send(f"POST {below} {body([{'Note_Content': 'x'}] * MANY)}")
    one, many = (factory.count(f"GET {below}?per_page={size}", 200) for size in (1, MANY))

    assert one == many


def test_a_lead_with_one_of_everything_and_one_with_a_hundred_are_converted_by_the_same_statements(
    factory,
):
    def converted(count: int, lead: int) -> str:
        """Its campaigns are those of a contact that is there, as far as it has any."""
        key = factory.leads[lead]
        contact = factory.make("Contacts", [{"Last_Name": "x"}])[0]
        factory.send(links(factory, count, lead))
        factory.send(
            f"PUT /crm/v2/Contacts/{contact}/Campaigns {body([{'id': factory.campaigns[0]}])}"
        )
        factory.send(f"POST /crm/v2/Leads/{key}/Notes {body([{'Note_Content': 'x'}] * count)}")
        about = {"Subject": "x", "What_Id": key, "$se_module": "Leads"}
        factory.make("Tasks", [about] * count)
        deal = {"Deal_Name": "x", "Closing_Date": "2026-12-24", "Stage": "Qualification"}
        item = {"Contacts": contact, "Deals": deal}
        return f"POST /crm/v2/Leads/{key}/actions/convert {body([item])}"

    two = factory.count(converted(2, 20), 200)

    assert two == factory.count(converted(MANY, 21), 200)
