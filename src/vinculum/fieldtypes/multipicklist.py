"""
Judge several choices out of a list, an array of texts.

Owns their order (as given, each once) and how they are joined for the index.
Never looks a value up in the list.
Next door: picklist.py for one choice.
"""

from __future__ import annotations

from typing import Any

from vinculum.errors.catalogue import FIELD_LENGTH, FIELD_TYPE
from vinculum.errors.refusal import Refusal
from vinculum.fieldtypes.fieldtype import TEXTUAL, FieldType, IndexValue, index_text
from vinculum.fieldtypes.picklist import NO_CHOICE
from vinculum.fieldtypes.texts import accept_text
from vinculum.model.field import Field
from vinculum.model.record import JsonValue

SEPARATOR = ";"
DEFAULT_LENGTH = 2_000


def _choices(field: Field, raw: Any, _zone: str) -> JsonValue | Refusal:
    if not isinstance(raw, list):
        return FIELD_TYPE.refusal(expected_data_type="jsonarray", api_name=field.api_name)
    chosen: dict[str, None] = {}
    for element in raw:
        text = accept_text(field, element, DEFAULT_LENGTH)
        if isinstance(text, Refusal):
            return text
        if text not in ("", NO_CHOICE):
            chosen[text] = None
    most = field.length or DEFAULT_LENGTH
    if len(SEPARATOR.join(chosen)) > most:
        return FIELD_LENGTH.refusal(maximum_length=most, api_name=field.api_name)
    return list(chosen) or None


def _index(value: JsonValue) -> IndexValue:
    choices = value if isinstance(value, list) else ()
    return index_text(SEPARATOR.join(str(choice) for choice in choices))


def append_choices(kept: JsonValue, added: JsonValue) -> JsonValue:
    """Add canonical choices to those a record has, as `$append_values` asks."""
    sides = (side for side in (kept, added) if isinstance(side, list))
    chosen = dict.fromkeys(str(choice) for side in sides for choice in side)
    return list(chosen) or None


MULTISELECT_PICKLIST = FieldType(
    name="multiselectpicklist",
    canonical=_choices,
    index="text",
    indexed=_index,
    operators=TEXTUAL,
    operand=index_text,
    words=True,
)

TYPES = (MULTISELECT_PICKLIST,)
