"""
Say what a value of a field may be, one file for each family of types.

Owns the explicit list of all field types and the way from a field to its type.
Never reads a store: a type judges one value by itself, references are checked by rules/.
Next door: schema/ names a type for each field, rules/indexing.py indexes with them.
"""

from __future__ import annotations

from vinculum.fieldtypes import (
    autonumber,
    boolean,
    contact_role,
    date,
    decimal,
    formula,
    layout,
    lookup,
    moment,
    multipicklist,
    number,
    owner,
    picklist,
    record_id,
    rows,
    tags,
    territories,
    texts,
    wrapped,
)
from vinculum.fieldtypes.fieldtype import FieldType
from vinculum.model.field import Field

ALL: tuple[FieldType, ...] = (
    *texts.TYPES,
    *number.TYPES,
    *decimal.TYPES,
    *boolean.TYPES,
    *date.TYPES,
    *moment.TYPES,
    *picklist.TYPES,
    *multipicklist.TYPES,
    *lookup.TYPES,
    *owner.TYPES,
    *record_id.TYPES,
    *tags.TYPES,
    *rows.TYPES,
    *layout.TYPES,
    *wrapped.TYPES,
    *autonumber.TYPES,
    *formula.TYPES,
    *contact_role.TYPES,
    *territories.TYPES,
)

BY_NAME = {type_.name: type_ for type_ in ALL}


def type_of(field: Field) -> FieldType:
    """The type of a field; KeyError when the schema names one that does not exist."""
    return BY_NAME[field.type]


def is_indexed(field: Field) -> bool:
    """
    Tell whether each live record has an index row for this field, null included.

    References always have one, because related lists are found by them; a record's own
    values when the schema calls the field searchable.
    """
    type_ = type_of(field)
    return type_.index is not None and (field.searchable or type_.storage != "own")
