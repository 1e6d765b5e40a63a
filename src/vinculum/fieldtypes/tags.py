"""
Judge the tags of a record, an array of `{"name": …}`.

Owns the canonical form before tags are looked up: a text is a name, a number is an id.
Never knows which tags exist; unknown names become tags later.
Next door: rules about tags turn both into ids.
"""

from __future__ import annotations

from typing import Any

from vinculum.errors.catalogue import FIELD_LENGTH, FIELD_TYPE, FIELD_VALUE
from vinculum.errors.refusal import Refusal
from vinculum.fieldtypes.fieldtype import FieldType
from vinculum.fieldtypes.lookup import accept_reference
from vinculum.fieldtypes.texts import TEXT_WORD, is_sound
from vinculum.model.field import Field
from vinculum.model.record import JsonValue

NAME_LENGTH = 25
FORBIDDEN = frozenset("<>,")


def _name(field: Field, raw: str) -> str | Refusal:
    name = raw.strip()
    if not is_sound(name):
        return FIELD_TYPE.refusal(expected_data_type=TEXT_WORD, api_name=field.api_name)
    if len(name) > NAME_LENGTH:
        return FIELD_LENGTH.refusal(maximum_length=NAME_LENGTH, api_name=field.api_name)
    if not name or FORBIDDEN.intersection(name):
        return FIELD_VALUE.refusal(api_name=field.api_name)
    return name


def _tag(field: Field, raw: Any) -> str | int | Refusal:
    # A name decides where both are given, because a name that is unknown makes a tag.
    name = raw.get("name") if isinstance(raw, dict) else raw
    if isinstance(name, str):
        return _name(field, name)
    return accept_reference(field, raw)


def _tags(field: Field, raw: Any, _zone: str) -> JsonValue | Refusal:
    if not isinstance(raw, list):
        return FIELD_TYPE.refusal(expected_data_type="jsonarray", api_name=field.api_name)
    tags: dict[str | int, None] = {}
    for element in raw:
        tag = _tag(field, element)
        if isinstance(tag, Refusal):
            return tag
        tags[tag] = None
    return list(tags)


TAGS = FieldType(name="tags", canonical=_tags, storage="tags")

TYPES = (TAGS,)
