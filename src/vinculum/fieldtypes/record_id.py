"""
Describe the record's own id as a field, so that it can be searched and sorted by.

Owns nothing but that row.
Never a value that a request sets.
Next door: lookup.py for ids of other records.
"""

from __future__ import annotations

from vinculum.fieldtypes.fieldtype import CHOICE, FieldType
from vinculum.fieldtypes.lookup import LOOKUP, id_operand

RECORD_ID = FieldType(
    name="record_id",
    canonical=LOOKUP.canonical,
    storage="column",
    writable=False,
    operators=CHOICE,
    operand=id_operand,
)

TYPES = (RECORD_ID,)
