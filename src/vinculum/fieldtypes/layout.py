"""
Judge the layout that a record is to follow.

Owns nothing but that row: a layout is named like a record, by id.
Never knows which layouts a module has.
"""

from __future__ import annotations

from vinculum.fieldtypes.fieldtype import FieldType
from vinculum.fieldtypes.lookup import LOOKUP

LAYOUT = FieldType(name="layout", canonical=LOOKUP.canonical, storage="layout")

TYPES = (LAYOUT,)
