"""
Describe a field of a module.

Owns the metadata of one typed slot.
Never interprets a value; that is the field type's work.
Next door: fieldtypes/ for values, module.py for the module that holds fields.
"""

from __future__ import annotations

from vinculum.model.value import Value

POLYMORPHIC = "se_module"  # lookup target of What_Id and Parent_Id: `$se_module` names the module


class PickListValue(Value):
    """One choice of a pick list, as settings/fields shows it."""

    display_value: str
    actual_value: str
    sequence_number: int
    probability: int | None = None
    forecast_type: str | None = None
    forecast_category: str | None = None


class Field(Value):
    """
    One typed slot of a module.

    `data_type` and `json_type` are the metadata's two type words; `type` names our own
    field type where the wire's word says too little (tags, line items, participants),
    and equals `data_type` otherwise.
    """

    id: int
    api_name: str
    label: str
    data_type: str
    json_type: str
    type: str
    length: int = 0
    mandatory: bool = False
    read_only: bool = False
    custom: bool = False
    unique: bool = False
    duplicate_check: bool = False
    searchable: bool = True
    sortable: bool = True
    filterable: bool = True
    mass_update: bool = False
    webhook: bool = True
    field_read_only: bool = False
    visible: bool = True
    published: bool = True
    view: str = "vec"
    ui_type: int | None = None
    decimal_place: int | None = None
    precision: int | None = None
    rounding: str = "normal"
    pick_list: tuple[PickListValue, ...] = ()
    lookup: str | None = None
    formula_return: str | None = None
    section: str = ""
