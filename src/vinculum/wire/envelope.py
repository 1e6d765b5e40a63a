"""
Shape answers: refusals, batches, their statuses.

Owns the words of success and the one function that gives a batch its status.
Never decides an outcome.
Next door: rendering.py for records, errors/catalogue for the words of refusals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from vinculum.errors.refusal import Refusal
from vinculum.model.moments import render_moment
from vinculum.model.value import Value
from vinculum.operations.results import Outcomes
from vinculum.ports.services import Call
from vinculum.rules.plan import Deleted, Delinked, Inserted, Kept, Linked, Outcome, Updated
from vinculum.wire.ascii import ascii_json
from vinculum.wire.message import JSON_TYPE, WireResponse

ALL_DONE = 200
ALL_CREATED = 201
ALL_REFUSED = 202
NO_CONTENT = 204
NOT_MODIFIED = 304

RELATION_ADDED = "relation added"
RELATION_UPDATED = "relation updated"


def json_response(
    body: bytes, status: int = ALL_DONE, headers: tuple[tuple[str, str], ...] = ()
) -> WireResponse:
    """Answer with JSON that is ASCII already."""
    return WireResponse(status=status, headers=(("Content-Type", JSON_TYPE), *headers), body=body)


def empty_response(status: int = NO_CONTENT) -> WireResponse:
    """Answer without a body and without a Content-Type: 204, or 304."""
    # Quirk Q-008: nothing to show is never an empty array.
    return WireResponse(status=status)


def encode_refusal(refusal: Refusal) -> WireResponse:
    """Answer a whole request with one bare refusal object."""
    return json_response(refusal_json(refusal).encode(), refusal.entry.status)


def refusal_json(refusal: Refusal) -> str:
    """Write a refusal in the key order code, details, message, status."""
    return ascii_json(
        {
            "code": refusal.entry.code,
            "details": refusal.details,
            "message": refusal.entry.message,
            "status": "error",
        }
    )


def batch_status(outcomes: Iterable[Outcome], *, creating: bool, partial: int) -> int:
    """
    The status of a batch: 200 (201 when it creates) when all went well, 202 when every
    item was refused, the partial status when only some were (records 1.2).
    """
    refused = [isinstance(outcome, Refusal) for outcome in outcomes]
    if all(refused):
        return ALL_REFUSED  # Quirk Q-002: accepted, says the status, of what was refused.
    if any(refused):
        return partial
    return ALL_CREATED if creating else ALL_DONE


class Words(Value):
    """How a family of batches speaks: wrapper key, whether it creates, its word for `Kept`."""

    wrapper: str = "data"
    creating: bool = False
    kept: str = ""


def encode_outcomes(words: Words) -> Callable[[Call, Outcomes], WireResponse]:
    """Make the encoder of a family of batches: one item per outcome, in order."""

    def encode(call: Call, result: Outcomes) -> WireResponse:
        items = [_item(call, outcome, words, upsert=result.upsert) for outcome in result.outcomes]
        status = batch_status(
            result.outcomes,
            creating=words.creating,
            partial=call.services.limits.partial_success_status,
        )
        return json_response(f'{{"{words.wrapper}":[{",".join(items)}]}}'.encode(), status)

    return encode


def _item(call: Call, outcome: Outcome, words: Words, *, upsert: bool) -> str:
    if isinstance(outcome, Linked):
        return _linked(outcome)
    if isinstance(outcome, Refusal):
        return refusal_json(outcome)
    details = _DETAILS[type(outcome)](call, outcome)
    message = words.kept or _MESSAGES[type(outcome)]
    action = _action(outcome) if upsert else ""
    return (
        f'{{"code":"SUCCESS",{action}"details":{details},"message":"{message}","status":"success"}}'
    )


def _linked(outcome: Linked) -> str:
    """The item of a link, which batches have by the hundred, written in one go."""
    # Quirk Q-001: a link that was there already is "added" too.
    message = RELATION_UPDATED if outcome.updated else RELATION_ADDED
    external = "" if outcome.external is None else _external(outcome.external)
    return (
        f'{{"code":"SUCCESS","details":{{{external}"id":"{outcome.id}"}},'
        f'"message":"{message}","status":"success"}}'
    )


def success_item(call: Call, outcome: Outcome, message: str) -> str:
    """One item of an answer that says something of its own about what went well."""
    return _item(call, outcome, Words(kept=message), upsert=False)


def page_info(per_page: int, count: int, page: int, *, more: bool) -> str:
    """The member `info` of a page, with the comma before it."""
    more_records = "true" if more else "false"
    return (
        f',"info":{{"per_page":{per_page},"count":{count},"page":{page},'
        f'"more_records":{more_records}}}'
    )


def _action(outcome: Outcome) -> str:
    """The two keys that an upsert inserts after `code` (records 3.3)."""
    if isinstance(outcome, Updated):
        return f'"duplicate_field":{ascii_json(outcome.matched)},"action":"update",'
    return '"duplicate_field":null,"action":"insert",'


def _id_details(_call: Call, outcome: Delinked | Deleted | Kept) -> str:
    external = None if isinstance(outcome, Kept) else outcome.external
    return f'{{{_external(external)}"id":"{outcome.id}"}}'


def _external(external: tuple[str, str] | None) -> str:
    if external is None:
        return ""
    field, value = external
    return f"{ascii_json(field)}:{ascii_json(value)},"


def _stamp_details(call: Call, outcome: Inserted | Updated) -> str:
    """The details of a written record, in the key order of records 3.1."""
    zone = call.actor.user.time_zone or call.schema.org.time_zone
    return (
        f'{{"Modified_Time":"{render_moment(outcome.modified, zone)}",'
        f'"Modified_By":{_user(call, outcome.modified_by)},'
        f'"Created_Time":"{render_moment(outcome.created, zone)}",'
        f'{_external(outcome.external)}"id":"{outcome.id}",'
        f'"Created_By":{_user(call, outcome.created_by)}}}'
    )


def _user(call: Call, user_id: int) -> str:
    user = call.schema.users.get(user_id)
    name = user.full_name if user is not None else ""
    return f'{{"name":{ascii_json(name)},"id":"{user_id}"}}'


_MESSAGES: dict[type, str] = {
    Inserted: "record added",
    Updated: "record updated",
    Deleted: "record deleted",
    Delinked: "relation removed",
}
_DETAILS: dict[type, Callable[[Call, Any], str]] = {
    Inserted: _stamp_details,
    Updated: _stamp_details,
    Delinked: _id_details,
    Deleted: _id_details,
    Kept: _id_details,
}
