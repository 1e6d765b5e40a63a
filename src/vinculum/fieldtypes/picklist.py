"""
Judge one choice out of a list.

Owns the rule that any text may be chosen, in the list or not, as the service takes
new values through its API; and that `-None-` is no choice.
Never looks a value up in the list.
Next door: multipicklist.py for several choices.
"""

from __future__ import annotations

from typing import Any

from vinculum.errors.refusal import Refusal
from vinculum.fieldtypes.fieldtype import CHOICE, FieldType, index_text
from vinculum.fieldtypes.texts import accept_text
from vinculum.model.field import Field
from vinculum.model.record import JsonValue

NO_CHOICE = "-None-"
DEFAULT_LENGTH = 120


def _picklist(field: Field, raw: Any, _zone: str) -> JsonValue | Refusal:
    # Quirk Q-016: whether the list has it is not asked.
    text = accept_text(field, raw, DEFAULT_LENGTH)
    return None if text == NO_CHOICE else text


PICKLIST = FieldType(
    name="picklist",
    canonical=_picklist,
    index="text",
    operators=CHOICE,
    operand=index_text,
    words=True,
)

TYPES = (PICKLIST,)
