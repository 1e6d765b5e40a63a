"""
Read what a conversion wishes: which records to use, which deal to make, for whom.

Owns the keys of the item (records 10) and the order in which they are refused.
Never knows whether a record that is named exists.
Next door: converting.py decides what becomes of the lead.
"""

from __future__ import annotations

from collections.abc import Mapping

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refusal
from vinculum.fieldtypes.boolean import BOOLEAN
from vinculum.fieldtypes.fieldtype import FieldType
from vinculum.fieldtypes.lookup import LOOKUP
from vinculum.fieldtypes.tags import TAGS
from vinculum.model.field import Field
from vinculum.model.record import JsonValue, Values
from vinculum.model.value import Value
from vinculum.rules.accepting import OBJECT
from vinculum.schema.snapshot import Schema

ACCOUNTS, CONTACTS, DEALS = "Accounts", "Contacts", "Deals"
OVERWRITE, ASSIGN_TO, CARRIED = "overwrite", "assign_to", "carry_over_tags"
# Each key with the type of its value, in the order in which they are refused.
KEYS: tuple[tuple[str, FieldType], ...] = (
    (OVERWRITE, BOOLEAN),
    ("notify_lead_owner", BOOLEAN),
    ("notify_new_entity_owner", BOOLEAN),
    (ACCOUNTS, LOOKUP),
    (CONTACTS, LOOKUP),
    (ASSIGN_TO, LOOKUP),
)


class Wish(Value):
    """
    What the item of a conversion asks.

    `account` and `contact` are ids to use instead of new records; `owner` is who gets the new
    ones; `deal` holds the values of the deal to make; `tags` are names by module.
    """

    overwrite: bool = False
    account: int | None = None
    contact: int | None = None
    owner: int | None = None
    deal: Values | None = None
    tags: Mapping[str, tuple[str, ...]] = {}


def read_wish(schema: Schema, item: JsonValue, lead_tags: Mapping[str, str]) -> Wish | Refusal:
    """
    Read the item; other keys are ignored, and nobody is notified.

    `lead_tags` are the names of the lead's tags, by how they are compared: only these can be
    carried over.

    Refuses with: ITEM_NOT_OBJECT, FIELD_TYPE, FIELD_VALUE.
    """
    if not isinstance(item, dict):
        return catalogue.ITEM_NOT_OBJECT.refusal(expected_data_type=OBJECT)
    values: Values = {}
    for name, type_ in KEYS:
        value = _accepted(schema, name, type_, item.get(name))
        if isinstance(value, Refusal):
            return value
        values[name] = value
    owner = _id(values[ASSIGN_TO])
    if owner is not None and not is_active(schema, owner):
        return catalogue.FIELD_VALUE.refusal(api_name=ASSIGN_TO)
    deal = item.get(DEALS)
    if deal is not None and not isinstance(deal, dict):
        return catalogue.FIELD_TYPE.refusal(expected_data_type=OBJECT, api_name=DEALS)
    tags = _carried(schema, item.get(CARRIED), lead_tags)
    if isinstance(tags, Refusal):
        return tags
    return Wish(
        overwrite=values[OVERWRITE] is True,
        account=_id(values[ACCOUNTS]),
        contact=_id(values[CONTACTS]),
        owner=owner,
        deal=deal,
        tags=tags,
    )


def is_active(schema: Schema, user_id: int) -> bool:
    """Tell whether records can be given to a user."""
    user = schema.users.get(user_id)
    return user is not None and user.status == "active"


def _id(value: JsonValue) -> int | None:
    return value if isinstance(value, int) else None


def _accepted(schema: Schema, name: str, type_: FieldType, raw: JsonValue) -> JsonValue | Refusal:
    return type_.accept(_slot(name, type_), raw, schema.org.time_zone)


def _slot(name: str, type_: FieldType) -> Field:
    """A key of the item as a field, so that its value is judged as any other."""
    return Field(
        id=0, api_name=name, label=name, data_type=type_.name, json_type="", type=type_.name
    )


def _carried(
    schema: Schema, raw: JsonValue, lead_tags: Mapping[str, str]
) -> Mapping[str, tuple[str, ...]] | Refusal:
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        return catalogue.FIELD_TYPE.refusal(expected_data_type=OBJECT, api_name=CARRIED)
    tags: dict[str, tuple[str, ...]] = {}
    for module in (CONTACTS, ACCOUNTS, DEALS):
        names = _accepted(schema, CARRIED, TAGS, raw.get(module))
        if isinstance(names, Refusal):
            return names
        wanted = [str(name).casefold() for name in names] if isinstance(names, list) else []
        if any(name not in lead_tags for name in wanted):
            return catalogue.FIELD_VALUE.refusal(api_name=CARRIED)
        tags[module] = tuple(lead_tags[name] for name in dict.fromkeys(wanted))
    return tags
