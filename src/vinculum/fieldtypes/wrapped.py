"""
Judge the recurrence rule and the alarm: one text wrapped in an object under the type's name.

Owns the two types whose value looks like `{"RRULE": "FREQ=DAILY"}`.
Never reads what the text says.
Next door: texts.py for the text inside.
"""

from __future__ import annotations

from typing import Any

from vinculum.errors.catalogue import FIELD_TYPE
from vinculum.errors.refusal import Refusal
from vinculum.fieldtypes.fieldtype import Canonical, FieldType
from vinculum.fieldtypes.texts import accept_text
from vinculum.model.field import Field
from vinculum.model.record import JsonValue

DEFAULT_LENGTH = 500


def _wrapped(key: str) -> Canonical:
    def canonical(field: Field, raw: Any, _zone: str) -> JsonValue | Refusal:
        if not isinstance(raw, dict):
            return FIELD_TYPE.refusal(expected_data_type="jsonobject", api_name=field.api_name)
        if raw.get(key) in (None, ""):
            return None
        text = accept_text(field, raw[key], DEFAULT_LENGTH)
        return text if isinstance(text, Refusal) else {key: text}

    return canonical


RRULE = FieldType(name="RRULE", canonical=_wrapped("RRULE"))
ALARM = FieldType(name="ALARM", canonical=_wrapped("ALARM"))

TYPES = (RRULE, ALARM)
