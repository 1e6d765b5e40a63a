"""
Say in a line what takes the vendor's client library ten.

Owns how its requests are built and its answers read; every call goes through the library.
Never looks at the wire.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from zcrmsdk.src.com.zoho.crm.api import ParameterMap
from zcrmsdk.src.com.zoho.crm.api import record as records
from zcrmsdk.src.com.zoho.crm.api import related_records as related
from zcrmsdk.src.com.zoho.crm.api.exception import SDKException
from zcrmsdk.src.com.zoho.crm.api.util import Choice

from tests.clients.python_sdk.report import Unexpected, expect

ADDED, UPDATED, DELETED = "record added", "record updated", "record deleted"
LINKED, DELINKED = "relation added", "relation removed"


class Outcome(NamedTuple):
    """What became of one item, in the class that the library took the answer for."""

    kind: str
    code: str
    message: str
    details: dict[str, Any]


def outcomes(response: Any, status: int) -> list[Outcome]:
    """Read the outcome of each item, or the one refusal of the whole request."""
    if response is None:
        raise Unexpected("the library could not read the answer")
    answer = response.get_object()
    if answer is None:
        raise Unexpected(f"the answer, {response.get_status_code()}, has no body")
    if type(answer).__name__ == "APIException":
        items = [answer]
    elif hasattr(answer, "get_contact_roles"):
        items = answer.get_contact_roles()
    elif hasattr(answer, "get_variables"):
        items = answer.get_variables()
    else:
        items = answer.get_data()
    results = [outcome(item) for item in items]
    if status != response.get_status_code():
        raise Unexpected(f"expected {status}, got {response.get_status_code()} with {results}")
    return results


def outcome(item: Any) -> Outcome:
    """Read one item of an answer."""
    return Outcome(
        kind=type(item).__name__,
        code=item.get_code().get_value(),
        message=item.get_message().get_value(),
        details=item.get_details(),
    )


def succeeded(response: Any, message: str, status: int = 200) -> list[int]:
    """Expect success with this message for each item; give back the ids."""
    results = outcomes(response, status)
    expect(
        [("SuccessResponse", "SUCCESS", message)] * len(results),
        [(result.kind, result.code, result.message) for result in results],
    )
    return [int(result.details["id"]) for result in results]


def refused(response: Any, status: int) -> Outcome:
    """Expect that the server's refusal reached the caller as the library's APIException."""
    (result,) = outcomes(response, status)
    expect("APIException", result.kind)
    return result


def raised(call: Callable[[], object]) -> str:
    """What the library says when it gives up because of a refusal."""
    try:
        call()
    except SDKException as problem:
        return str(problem)
    raise Unexpected("the library did not give up")


def row(values: Mapping[str, object]) -> records.Record:
    """Make a record of the library; plain values, and lookups as numbers."""
    made = records.Record()
    for name, value in values.items():
        made.add_key_value(name, value)
    return made


def named(record_id: int) -> records.Record:
    """The value of a lookup: a record that has an id only."""
    return row({"id": record_id})


def body(wrapper: Any, rows: Sequence[Mapping[str, object]]) -> Any:
    """Put rows into one of the library's body wrappers."""
    wrapper.set_data([row(values) for values in rows])
    return wrapper


def parameters(kind: Any, values: Mapping[str, object]) -> ParameterMap:
    """Make a parameter map of the library, which joins the values of a list with commas."""
    made = ParameterMap()
    for name, value in values.items():
        for each in value if isinstance(value, list) else [value]:
            made.add(getattr(kind, name), each)
    return made


def insert(module: str, *rows: Mapping[str, object]) -> list[int]:
    """Insert records; give back their ids."""
    request = body(records.BodyWrapper(), rows)
    return succeeded(records.RecordOperations().create_records(module, request), ADDED, 201)


def insert_one(module: str, **values: object) -> int:
    """Insert a record; give back its id."""
    (made,) = insert(module, values)
    return made


def answered(response: Any) -> Any:
    """The object that the library made of a good answer."""
    if response is None:
        raise Unexpected("the library could not read the answer")
    expect((200, "ResponseWrapper"), _kind_of(response))
    return response.get_object()


def read(module: str, record_id: int) -> dict[str, Any]:
    """Read one record's values, choices and lookups as the library has them."""
    response = records.RecordOperations().get_record(record_id, module)
    (found,) = rows_of(response)
    return found


def rows_of(response: Any) -> list[dict[str, Any]]:
    """Read the rows of a list; an empty answer has none."""
    if response is not None and response.get_status_code() in (204, 304):
        expect(None, response.get_object())
        return []
    return [plain(record) for record in answered(response).get_data()]


def plain(record: records.Record) -> dict[str, Any]:
    """The values of a record with choices unwrapped."""
    return {
        name: value.get_value() if isinstance(value, Choice) else value
        for name, value in record.get_key_values().items()
    }


def _kind_of(response: Any) -> tuple[int, str]:
    answer = response.get_object()
    kind = type(answer).__name__
    if kind == "APIException":
        raise Unexpected(f"refused: {outcome(answer)}")
    return response.get_status_code(), kind.removeprefix("Record")


def relations(parent: str, related_list: str) -> related.RelatedRecordsOperations:
    """The library's door to one related list."""
    return related.RelatedRecordsOperations(related_list, parent)


def relate(
    parent: str, parent_id: int, related_list: str, *rows: Mapping[str, object]
) -> list[int]:
    """Relate by list; give back the ids that the server names."""
    request = body(related.BodyWrapper(), rows)
    response = relations(parent, related_list).update_related_records(parent_id, request)
    return succeeded(response, LINKED)


def relate_one(
    parent: str, parent_id: int, related_list: str, related_id: int, **values: object
) -> list[int]:
    """Relate a single record, whose id is in the path only."""
    request = body(related.BodyWrapper(), [values])
    door = relations(parent, related_list)
    return succeeded(door.update_related_record(related_id, parent_id, request), LINKED)


def related_rows(
    parent: str, parent_id: int, related_list: str, **values: object
) -> list[dict[str, Any]]:
    """Read a related list."""
    wanted = parameters(related.GetRelatedRecordsParam, values)
    return rows_of(relations(parent, related_list).get_related_records(parent_id, wanted))


def related_one(
    parent: str, parent_id: int, related_list: str, related_id: int
) -> list[dict[str, Any]]:
    """Read a single related record."""
    return rows_of(relations(parent, related_list).get_related_record(related_id, parent_id))


def delink(parent: str, parent_id: int, related_list: str, *related_ids: int) -> list[int]:
    """Delink by list."""
    wanted = parameters(related.DelinkRecordsParam, {"ids": ",".join(map(str, related_ids))})
    return succeeded(relations(parent, related_list).delink_records(parent_id, wanted), DELINKED)


def delink_one(parent: str, parent_id: int, related_list: str, related_id: int) -> list[int]:
    """Delink a single record."""
    return succeeded(relations(parent, related_list).delink_record(related_id, parent_id), DELINKED)
