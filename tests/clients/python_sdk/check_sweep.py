"""Every module, with the library fetching all fields by itself: each answer must parse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from zcrmsdk.src.com.zoho.crm.api import HeaderMap, ParameterMap
from zcrmsdk.src.com.zoho.crm.api import fields as field_desk
from zcrmsdk.src.com.zoho.crm.api import layouts as layout_desk
from zcrmsdk.src.com.zoho.crm.api import modules as module_desk
from zcrmsdk.src.com.zoho.crm.api import record as records
from zcrmsdk.src.com.zoho.crm.api import related_lists as list_desk
from zcrmsdk.src.com.zoho.crm.api import related_records as related

from tests.clients.python_sdk.calls import answered, insert, parameters, read, rows_of
from tests.clients.python_sdk.report import Check, Unexpected, expect
from tests.clients.python_sdk.rows import anew

# A page of records is enough to see that they parse.
FEW = {"per_page": 3}
# Their records are made in their parents, or in the modules that they gather.
ELSEWHERE = ("Notes", "Activities", "Attachments")


def sweep(folder: Path) -> Iterator[Check]:
    """Fetch the modules, then make a check for each; the first call fetches all their fields."""
    modules = [module for module in all_modules() if module.get_api_supported()]
    names = [module.get_api_name() for module in modules]

    def the_fields_of_all_modules_are_fetched() -> None:
        records.RecordOperations().get_records("Leads", ParameterMap(), HeaderMap())
        (cache,) = (folder / "resources").iterdir()
        fetched = json.loads(cache.read_text())
        expect([], [name for name in names if not fetched.get(name.lower())])
        expect([], [place for name in names for place in untyped(name, fetched[name.lower()])])

    yield the_fields_of_all_modules_are_fetched
    yield from (parses(name) for name in names)
    yield from (takes_a_copy(name) for name in names if name not in ELSEWHERE)


def all_modules() -> list[Any]:
    return list(answered(module_desk.ModulesOperations().get_modules(HeaderMap())).get_modules())


def untyped(module: str, fields: dict[str, dict[str, object]]) -> list[str]:
    """Fields that the library has no type for; one of them would break every insert."""
    return [f"{module}.{name}" for name, detail in fields.items() if not detail.get("name")]


def parses(module: str) -> Check:
    """Make the check that all answers about a module parse."""

    def check() -> None:
        parsed(layout_desk.LayoutsOperations(module).get_layouts())
        lists = open_lists(module)
        for row in listed(module)[:1]:
            expect(row["id"], read(module, row["id"])["id"])
            for name in lists:
                read_list(module, row["id"], name)

    check.__name__ = f"{module} parses with its records, layouts and related lists"
    return check


def takes_a_copy(module: str) -> Check:
    """Make the check that the library can insert what it has read."""

    def check() -> None:
        row, *_ = listed(module)
        fields = answered(field_desk.FieldsOperations(module).get_fields()).get_fields()
        needed = [field.get_api_name() for field in fields if field.get_system_mandatory()]
        response = records.RecordOperations().get_record(row["id"], module)
        (record,) = answered(response).get_data()
        values = {name: anew(record.get_key_value(name)) for name in needed}
        expect([], [name for name, value in values.items() if value is None])
        insert(module, values)

    check.__name__ = f"{module} takes a copy of its first record"
    return check


def listed(module: str) -> list[dict[str, Any]]:
    wanted = parameters(records.GetRecordsParam, FEW)
    return rows_of(records.RecordOperations().get_records(module, wanted, HeaderMap()))


def open_lists(module: str) -> list[str]:
    """The related lists that the library is willing to ask for."""
    answer = parsed(list_desk.RelatedListsOperations(module).get_related_lists())
    lists = [] if answer is None else answer.get_related_lists()
    return [each.get_api_name() for each in lists if each.get_href() is not None]


def parsed(response: Any) -> Any:
    """The object of an answer; None where the module has nothing of the kind."""
    if response is not None and response.get_status_code() == 204:
        return None
    return answered(response)


def read_list(module: str, record_id: int, name: str) -> None:
    """Read a related list; whatever rows there are have to parse."""
    wanted = parameters(related.GetRelatedRecordsParam, FEW)
    door = related.RelatedRecordsOperations(name, module)
    try:
        rows_of(door.get_related_records(record_id, wanted))
    except Unexpected as problem:
        raise Unexpected(f"list {name}: {problem}") from None
