"""Records of every day: insert, read, list, search, update, upsert, delete; mostly leads."""

from __future__ import annotations

import datetime as dt
from typing import Any

from zcrmsdk.src.com.zoho.crm.api import HeaderMap
from zcrmsdk.src.com.zoho.crm.api import record as records
from zcrmsdk.src.com.zoho.crm.api.util import Choice

from tests.clients.python_sdk.calls import (
    ADDED,
    DELETED,
    UPDATED,
    body,
    insert,
    insert_one,
    named,
    outcomes,
    parameters,
    read,
    rows_of,
    succeeded,
)
from tests.clients.python_sdk.report import expect
from tests.clients.python_sdk.rows import line_item

LEADS = "Leads"


def door() -> Any:
    return records.RecordOperations()


def listed(module: str = LEADS, **values: object) -> Any:
    return door().get_records(module, parameters(records.GetRecordsParam, values), HeaderMap())


def found(**values: object) -> list[str]:
    wanted = parameters(records.SearchRecordsParam, values)
    return sorted(row["Last_Name"] for row in rows_of(door().search_records(LEADS, wanted)))


def what_is_inserted_is_read_back_with_its_types() -> None:
    lead = insert_one(
        LEADS,
        Last_Name="Östlund \U0001f600",
        Email="ostlund@types.example",
        Lead_Source=Choice("Advertisement"),
        Annual_Revenue=1234.5,
        No_of_Employees=40,
        Email_Opt_Out=True,
    )
    values = read(LEADS, lead)
    owner = values["Owner"]

    expect(
        ("Östlund \U0001f600", "Advertisement", 1234.5, 40, True, lead),
        tuple(
            values[name]
            for name in (
                *("Last_Name", "Lead_Source", "Annual_Revenue"),
                *("No_of_Employees", "Email_Opt_Out", "id"),
            )
        ),
    )
    expect(
        ("User", "Patricia Boyle", True),
        (type(owner).__name__, owner.get_name(), isinstance(owner.get_id(), int)),
    )
    expect(True, isinstance(values["Created_Time"], dt.datetime))


def what_the_server_stamps_comes_with_the_answer() -> None:
    request = body(records.BodyWrapper(), [{"Last_Name": "Stamped"}])
    (done,) = outcomes(door().create_records(LEADS, request), 201)

    expect({"id", "Created_Time", "Modified_Time", "Created_By", "Modified_By"}, set(done.details))
    expect("User", type(done.details["Created_By"]).__name__)


def a_lookup_is_a_record_with_id_and_name() -> None:
    account = insert_one("Accounts", Account_Name="Looked Up")
    contact = insert_one("Contacts", Last_Name="Looker", Account_Name=named(account))
    value = read("Contacts", contact)["Account_Name"]

    expect(
        ("Record", account, "Looked Up"),
        (type(value).__name__, value.get_id(), value.get_key_value("name")),
    )


def a_record_is_updated_by_its_address() -> None:
    lead = insert_one(LEADS, Last_Name="Before", City="Oslo")
    request = body(records.BodyWrapper(), [{"Last_Name": "After"}])

    expect([lead], succeeded(door().update_record(lead, LEADS, request), UPDATED))
    values = read(LEADS, lead)
    expect(("After", "Oslo"), (values["Last_Name"], values["City"]))


def many_records_are_updated_by_their_ids() -> None:
    leads = insert(LEADS, {"Last_Name": "One"}, {"Last_Name": "Two"})
    request = body(records.BodyWrapper(), [{"id": lead, "City": "Bergen"} for lead in leads])

    expect(leads, succeeded(door().update_records(LEADS, request), UPDATED))
    expect(["Bergen", "Bergen"], [read(LEADS, lead)["City"] for lead in leads])


def an_upsert_inserts_once_and_then_updates() -> None:
    seen = []
    for city in ("Ghent", "Bruges"):
        request = body(
            records.BodyWrapper(),
            [{"Last_Name": "Upserted", "Email": "upserted@upsert.example", "City": city}],
        )
        request.set_duplicate_check_fields(["Email"])
        response = door().upsert_records(LEADS, request)
        (answer,) = response.get_object().get_data()
        (done,) = outcomes(response, response.get_status_code())
        action = answer.get_action().get_value()
        seen.append((done.message, action, answer.get_duplicate_field(), done.details["id"]))

    (added, _, _, first), (changed, _, _, second) = seen
    expect((ADDED, UPDATED, first), (added, changed, second))
    expect([("insert", None), ("update", "Email")], [entry[1:3] for entry in seen])
    expect("Bruges", read(LEADS, int(first))["City"])


def a_list_has_pages_and_the_fields_asked_for() -> None:
    leads = insert(LEADS, *({"Last_Name": f"Page {n}", "City": "Pagetown"} for n in range(3)))
    first = listed(per_page=2, page=1, fields="Last_Name,City")
    info = first.get_object().get_info()
    chosen = rows_of(listed(ids=",".join(map(str, leads)), fields="Last_Name"))

    expect((2, 2, 1, True), (*counts(info), info.get_more_records()))
    expect([{"Last_Name", "City", "id"}] * 2, [set(row) for row in rows_of(first)])
    expect({*leads}, {row["id"] for row in chosen})


def counts(info: Any) -> tuple[int, int, int]:
    return info.get_per_page(), info.get_count(), info.get_page()


def pages_go_on_until_there_are_no_more_records() -> None:
    seen: list[int] = []
    for page in range(1, 100):
        response = listed("Accounts", per_page=7, page=page)
        seen += [row["id"] for row in rows_of(response)]
        if not response.get_object().get_info().get_more_records():
            break

    everything = [row["id"] for row in rows_of(listed("Accounts", per_page=200))]
    expect(sorted(everything), sorted(seen))
    expect(len(seen), len(set(seen)))


def nothing_newer_is_answered_without_a_body() -> None:
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    header = HeaderMap()
    header.add(records.GetRecordsHeader.if_modified_since, later)
    response = door().get_records(
        "Vendors", parameters(records.GetRecordsParam, {"per_page": 5}), header
    )

    expect((304, None), (response.get_status_code(), response.get_object()))


def records_are_found_by_every_kind_of_search() -> None:
    insert(
        LEADS,
        {"Last_Name": "Quokka One", "Email": "q1@search.example", "Phone": "+47 555 010 7711"},
        {"Last_Name": "Quokka Two", "Email": "q2@search.example", "City": "Burrowtown (East)"},
    )

    expect(["Quokka One", "Quokka Two"], found(word="quokka"))
    expect(["Quokka One"], found(email="Q1@search.example"))
    expect(["Quokka One"], found(phone="475550107711"))
    expect(["Quokka Two"], found(criteria="(Last_Name:equals:Quokka Two)"))
    expect(["Quokka One", "Quokka Two"], found(criteria="(Last_Name:starts_with:Quokka)"))
    expect(
        ["Quokka Two"],
        found(criteria="((Last_Name:starts_with:Quokka)and(City:equals:Burrowtown \\(East\\)))"),
    )


def a_search_without_a_hit_is_204() -> None:
    wanted = parameters(records.SearchRecordsParam, {"word": "zzyzzyva"})
    response = door().search_records(LEADS, wanted)

    expect((204, None), (response.get_status_code(), response.get_object()))


def records_are_deleted_one_or_many_and_are_gone() -> None:
    one, *many = insert(LEADS, *({"Last_Name": f"Doomed {n}"} for n in range(3)))
    wanted = parameters(records.DeleteRecordsParam, {"ids": ",".join(map(str, many))})

    expect([one], succeeded(door().delete_record(one, LEADS), DELETED))
    expect(many, succeeded(door().delete_records(LEADS, wanted), DELETED))
    expect([], rows_of(listed(ids=",".join(map(str, (one, *many))))))
    expect([204] * 3, [door().get_record(gone, LEADS).get_status_code() for gone in (one, *many)])


def deleted_records_are_listed() -> None:
    lead = insert_one(LEADS, Last_Name="Remembered")
    door().delete_record(lead, LEADS)
    wanted = parameters(records.GetDeletedRecordsParam, {"type": "recycle", "per_page": 200})
    response = door().get_deleted_records(LEADS, wanted)
    entries = {entry.get_id(): entry for entry in response.get_object().get_data()}

    expect(("Remembered", "recycle"), (entries[lead].get_display_name(), entries[lead].get_type()))


def an_order_keeps_its_line_items() -> None:
    product = insert_one("Products", Product_Name="Line item")
    account = insert_one("Accounts", Account_Name="Orders")
    lines = [line_item(product, 3.0, 10.5)]
    order = insert_one(
        "Sales_Orders", Subject="Lines", Account_Name=named(account), Product_Details=lines
    )
    (kept,) = read("Sales_Orders", order)["Product_Details"]

    expect(
        (product, "Line item", 3.0, 10.5),
        (
            kept.get_product().get_id(),
            kept.get_product().get_name(),
            kept.get_quantity(),
            kept.get_list_price(),
        ),
    )


CHECKS = (
    what_is_inserted_is_read_back_with_its_types,
    what_the_server_stamps_comes_with_the_answer,
    a_lookup_is_a_record_with_id_and_name,
    a_record_is_updated_by_its_address,
    many_records_are_updated_by_their_ids,
    an_upsert_inserts_once_and_then_updates,
    a_list_has_pages_and_the_fields_asked_for,
    pages_go_on_until_there_are_no_more_records,
    nothing_newer_is_answered_without_a_body,
    records_are_found_by_every_kind_of_search,
    a_search_without_a_hit_is_204,
    records_are_deleted_one_or_many_and_are_gone,
    deleted_records_are_listed,
    an_order_keeps_its_line_items,
)
