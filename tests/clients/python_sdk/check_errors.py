"""Refusals: the server's own code, message and details reach the library's caller."""

from __future__ import annotations

from typing import Any

from zcrmsdk.src.com.zoho.crm.api import record as records
from zcrmsdk.src.com.zoho.crm.api import related_records as related

from tests.clients.python_sdk.calls import (
    Outcome,
    body,
    insert_one,
    outcomes,
    raised,
    refused,
    relations,
)
from tests.clients.python_sdk.report import expect

NOBODY = 404404404404
BAD_RELATED_ID = "the related id given seems to be invalid"
LEAD, CAMPAIGN = 3652397000001829002, 3652397000000327001


def told(outcome: Outcome) -> tuple[str, str, dict[str, Any]]:
    return outcome.code, outcome.message, outcome.details


def relate_item(parent_id: int, related_id: int) -> Any:
    request = body(related.BodyWrapper(), [{"id": related_id, "Member_Status": "Sent"}])
    return relations("Leads", "Campaigns").update_related_records(parent_id, request)


def update(module: str, record_id: int, **values: object) -> Any:
    request = body(records.BodyWrapper(), [values])
    return records.RecordOperations().update_record(record_id, module, request)


def a_bad_related_id_in_the_path_is_refused() -> None:
    request = body(related.BodyWrapper(), [{"Member_Status": "Sent"}])
    door = relations("Leads", "Campaigns")
    lead = insert_one("Leads", Last_Name="Refused")

    for response in (
        door.update_related_record(NOBODY, lead, request),
        door.delink_record(NOBODY, lead),
    ):
        expect(("INVALID_DATA", BAD_RELATED_ID, {}), told(refused(response, 400)))


def a_bad_parent_id_is_refused() -> None:
    expect(("INVALID_DATA", BAD_RELATED_ID, {}), told(refused(relate_item(NOBODY, CAMPAIGN), 400)))


def a_bad_related_id_spoils_its_item_only() -> None:
    lead = insert_one("Leads", Last_Name="Half")
    campaign = insert_one("Campaigns", Campaign_Name="Half")
    request = body(related.BodyWrapper(), [{"id": campaign}, {"id": NOBODY}])
    response = relations("Leads", "Campaigns").update_related_records(lead, request)
    good, bad = outcomes(response, 207)

    expect(("SuccessResponse", campaign), (good.kind, good.details["id"]))
    expect(("APIException", "INVALID_DATA", BAD_RELATED_ID, {"id": NOBODY}), (bad.kind, *told(bad)))


def an_item_without_an_id_is_refused() -> None:
    request = body(related.BodyWrapper(), [{"Member_Status": "Sent"}])
    response = relations("Leads", "Campaigns").update_related_records(LEAD, request)
    outcome = refused(response, 202)

    expect(("MANDATORY_NOT_FOUND", "required field not found"), (outcome.code, outcome.message))


def an_unknown_module_makes_the_library_give_up_with_our_code() -> None:
    words = raised(lambda: relations("Nonsense", "Campaigns").get_related_records(LEAD))

    expect(True, "INVALID_MODULE" in words)
    expect(True, "The module name given seems to be invalid" in words)


def an_unknown_relation_is_refused() -> None:
    outcome = refused(relations("Leads", "Nonsense").get_related_records(LEAD), 400)

    expect(("INVALID_DATA", "the relation name given seems to be invalid", {}), told(outcome))


def a_list_that_is_only_read_refuses_to_relate() -> None:
    request = body(related.BodyWrapper(), [{"id": CAMPAIGN}])
    response = relations("Leads", "Activities").update_related_records(LEAD, request)

    expect("INVALID_MODULE", refused(response, 400).code)


def a_missing_field_is_named() -> None:
    request = body(records.BodyWrapper(), [{"Company": "No name"}])
    outcome = refused(records.RecordOperations().create_records("Leads", request), 202)

    expect(
        ("MANDATORY_NOT_FOUND", "required field not found", {"api_name": "Last_Name"}),
        told(outcome),
    )


def a_text_that_is_too_long_is_refused_with_its_limit() -> None:
    request = body(records.BodyWrapper(), [{"Last_Name": "x" * 81}])
    outcome = refused(records.RecordOperations().create_records("Leads", request), 202)

    expect(
        ("INVALID_DATA", "invalid data", {"Last_Name", "80"}),
        (*told(outcome)[:2], {*map(str, outcome.details.values())}),
    )


def a_record_that_does_not_exist_is_not_deleted() -> None:
    outcome = refused(records.RecordOperations().delete_record(NOBODY, "Leads"), 202)

    expect(("INVALID_DATA", "record not deleted"), (outcome.code, outcome.message))


CHECKS = (
    a_bad_related_id_in_the_path_is_refused,
    a_bad_parent_id_is_refused,
    a_bad_related_id_spoils_its_item_only,
    an_item_without_an_id_is_refused,
    an_unknown_module_makes_the_library_give_up_with_our_code,
    an_unknown_relation_is_refused,
    a_list_that_is_only_read_refuses_to_relate,
    a_missing_field_is_named,
    a_text_that_is_too_long_is_refused_with_its_limit,
    a_record_that_does_not_exist_is_not_deleted,
)
