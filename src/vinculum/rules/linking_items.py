"""
Read the body of a linking request, and the ids of a delinking one.

Owns how many items the two forms take, and what may stand for a related id.
Never knows which records exist; external values are looked up by the caller.
Next door: linking.py judges what is read here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from vinculum.errors import catalogue
from vinculum.errors.refusal import Entry, Refusal
from vinculum.fieldtypes.lookup import is_id_shaped, read_id
from vinculum.model.ids import parse_ids
from vinculum.model.record import JsonValue, Values
from vinculum.model.value import Value
from vinculum.rules.commands import (
    UNKNOWN_ID,
    DelinkRecords,
    ExternalValue,
    ImpossibleId,
    Items,
    Key,
    UpdateRelatedRecords,
    text_of,
)
from vinculum.rules.linking import FEW, Body, Situation, Wanted

NOTHING_GIVEN: Values = {}
WRAPPER = "data"
ID = "id"


class Unresolved(Value):
    """One related record of a request under a key that is no id."""

    key: ExternalValue | ImpossibleId
    given: Values = {}


Request: TypeAlias = "tuple[Wanted | Unresolved, ...] | Refusal"


def _of_key(key: Key | Refusal, given: Values = NOTHING_GIVEN) -> Wanted | Unresolved:
    if isinstance(key, int | Refusal):
        return Wanted(related=key, given=given)
    return Unresolved(key=key, given=given)


def asked_by_update(command: UpdateRelatedRecords, situation: Situation) -> Request:
    """
    Read which records to link, and with which attributes.

    With a related id in the path there is exactly one item, whose own id does not count; it
    may come without a body when no attribute is mandatory.

    Gives back: the body's refusal, WRAPPER_TOO_LONG; inside an item ITEM_NOT_OBJECT,
    FIELD_MANDATORY (id), FIELD_TYPE (id), RELATED_ID_INVALID.
    """
    items = command.items
    if command.single is None:
        if isinstance(items, Refusal):
            return items
        alike = _asked_by_id(items, command.external) if len(items) >= FEW else None
        return alike or tuple([_asked(item, command.external, situation) for item in items])
    if command.body_absent and situation.side.relation.body_optional:
        return (_of_key(command.single),)  # Quirk Q-020
    return _asked_alone(items, command.single)


def _asked_by_id(items: Items, external: str | None) -> tuple[Wanted, ...] | None:
    """Read a body in which nothing is wrong: objects with an id each; None for any other."""
    if external is not None:
        return None
    given = [item for item in items if isinstance(item, dict)]
    ids = parse_ids([item.get(ID) for item in given]) if len(given) == len(items) else None
    if ids is None:
        return None
    return tuple([Wanted(related=each, given=item) for each, item in zip(ids, given, strict=True)])


def _asked_alone(items: Items | Refusal, single: Key) -> Request:
    if isinstance(items, Refusal):
        return items
    if len(items) > 1:
        return catalogue.WRAPPER_TOO_LONG.refusal(maximum_length=1, api_name=WRAPPER)
    given = items[0]
    if isinstance(given, dict):
        return (_of_key(single, given),)
    return (Wanted(related=catalogue.ITEM_NOT_OBJECT.refusal(expected_data_type="jsonobject")),)


def _asked(item: JsonValue, external: str | None, situation: Situation) -> Wanted | Unresolved:
    if not isinstance(item, dict):
        refusal = catalogue.ITEM_NOT_OBJECT.refusal(expected_data_type="jsonobject")
        return Wanted(related=refusal)
    if external is not None:
        return _of_key(_external_of(item, external), item)
    return Wanted(related=_id_of(item, situation), given=item)


def _id_of(item: Values, situation: Situation) -> int | Refusal:
    raw = item.get(ID)
    related = read_id(raw)
    if related is not None:
        return related
    if raw is None or raw == "":
        return catalogue.FIELD_MANDATORY.refusal(api_name=ID)
    if not is_id_shaped(raw):
        return catalogue.FIELD_TYPE.refusal(expected_data_type="bigint", api_name=ID)
    return situation.wording.unknown_item.refusal(id=str(raw))


def _external_of(item: Values, field: str) -> ExternalValue | Refusal:
    """The value of the unique field that stands for the id; the item holds it under its name."""
    raw = item.get(field)
    if raw is None or raw == "":
        return catalogue.EXTERNAL_FIELD_MISSING.refusal(api_name=field)
    if isinstance(raw, str | int) and not isinstance(raw, bool):
        return ExternalValue(field=field, value=str(raw))
    return catalogue.FIELD_TYPE.refusal(expected_data_type="text", api_name=field)


def asked_by_delink(command: DelinkRecords) -> Request:
    """Read which records to delink; gives back the refusal of the parameters."""
    keys = command.keys
    return keys if isinstance(keys, Refusal) else tuple(_of_key(key) for key in keys)


def externals_of(request: Request) -> tuple[ExternalValue, ...]:
    """The external values that must be looked up before the request can be judged."""
    if isinstance(request, Refusal):
        return ()
    keys = (each.key for each in request if isinstance(each, Unresolved))
    return tuple(key for key in keys if isinstance(key, ExternalValue))


def identified(request: Request, found: Mapping[Key, int], *, single: bool, unknown: Entry) -> Body:
    """
    Put ids in the place of other keys.

    A value that nobody has names no record: alone in the path it stands as an id that no
    record can have, in an item it is refused with `unknown`.
    """
    if isinstance(request, Refusal):
        return request
    return tuple(
        [
            each if isinstance(each, Wanted) else _named(each, found, unknown, single=single)
            for each in request
        ]
    )


def _named(asked: Unresolved, found: Mapping[Key, int], unknown: Entry, *, single: bool) -> Wanted:
    key = asked.key
    nobody = UNKNOWN_ID if single else unknown.refusal(id=text_of(key))
    external = (key.field, key.value) if isinstance(key, ExternalValue) else None
    return Wanted(related=found.get(key, nobody), given=asked.given, external=external)
