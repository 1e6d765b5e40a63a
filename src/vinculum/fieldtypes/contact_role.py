"""
Judge the role that a contact plays in a deal, an attribute of their link.

Owns the ways to name it: a role's id, an object with its id, an object with its name.
Never knows which roles exist: a number is an id, a text a name, and the caller finds it.
Next door: lookup.py for the reading of ids.
"""

from __future__ import annotations

from typing import Any

from vinculum.errors.catalogue import FIELD_VALUE
from vinculum.errors.refusal import Refusal
from vinculum.fieldtypes.fieldtype import FieldType
from vinculum.fieldtypes.lookup import is_id_shaped, read_id
from vinculum.fieldtypes.texts import is_sound
from vinculum.model.field import Field
from vinculum.model.record import JsonValue


def _role(field: Field, raw: Any, _zone: str) -> JsonValue | Refusal:
    named = raw.get("id") or raw.get("name") if isinstance(raw, dict) else raw
    found = read_id(named)
    if found is not None:
        return found
    if isinstance(named, str) and is_sound(named) and not is_id_shaped(named):
        return named
    return FIELD_VALUE.refusal(api_name=field.api_name)


CONTACT_ROLE = FieldType(name="contact_role", canonical=_role, storage="none")

TYPES = (CONTACT_ROLE,)
