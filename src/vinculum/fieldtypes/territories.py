"""
Describe the territories of a record, which only territory management could assign.

Owns the form of what is shown: an array, empty as long as no territory exists.
Never takes a value from a request.
"""

from __future__ import annotations

from typing import Any

from vinculum.errors.catalogue import FIELD_TYPE
from vinculum.errors.refusal import Refusal
from vinculum.fieldtypes.fieldtype import FieldType
from vinculum.model.field import Field
from vinculum.model.record import JsonValue


def _territories(field: Field, raw: Any, _zone: str) -> JsonValue | Refusal:
    if isinstance(raw, list):
        return []
    return FIELD_TYPE.refusal(expected_data_type="jsonarray", api_name=field.api_name)


TERRITORIES = FieldType(name="territories", canonical=_territories, storage="none", writable=False)

TYPES = (TERRITORIES,)
