"""
Decide on the variables of an org and their groups.

Owns which variables may be added, changed and deleted, and what each key of an item means.
Never judges a value; variable_values.py does.
Next door: variable_shelf.py for what is there, operations/variables.py for the callers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from msgspec.structs import replace

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refusal, Refused
from vinculum.fieldtypes import type_of
from vinculum.fieldtypes.lookup import is_id_shaped, read_id
from vinculum.model.field import Field
from vinculum.model.record import JsonValue
from vinculum.rules.commands import Key, Named, text_of
from vinculum.rules.plan import Kept, Outcome, Plan
from vinculum.rules.variable_shelf import Shelf, find_group, find_variable, is_api_name, name_from
from vinculum.rules.variable_values import TYPES, VALUE, accept_value
from vinculum.schema.snapshot import Variable, VariableGroup

WRAPPER = "variables"
GROUP = "variable_group"
ID = "id"


def _text_field(api_name: str, length: int) -> Field:
    return Field(
        id=0,
        api_name=api_name,
        label=api_name,
        data_type="text",
        json_type="string",
        type="text",
        length=length,
    )


NAME = _text_field("name", 100)
API_NAME = _text_field("api_name", 100)
TYPE = _text_field("type", 100)
DESCRIPTION = _text_field("description", 2000)


Item: TypeAlias = dict[str, JsonValue]
Reader: TypeAlias = Callable[[Shelf, Item, Variable], object]


def plan_adding(shelf: Shelf, items: Sequence[JsonValue]) -> Plan:
    """
    Add each variable, or refuse that item alone; one that names no group goes into the first,
    and one without an API name gets one made of its name.

    Refuses with: ITEM_NOT_OBJECT, FIELD_MANDATORY, FIELD_TYPE, FIELD_LENGTH, FIELD_VALUE,
    VARIABLE_NAME_PATTERN, VARIABLE_DUPLICATE.
    """
    outcomes = tuple(_added(shelf, item) for item in items)
    return Plan(changes=shelf.changes(), outcomes=outcomes)


def _added(shelf: Shelf, item: JsonValue) -> Outcome:
    if not isinstance(item, dict):
        return catalogue.ITEM_NOT_OBJECT.refusal(expected_data_type="jsonobject")
    general = next(iter(shelf.groups))
    blank = Variable(id=shelf.next_id(), api_name="", name="", type="", group=general)
    return _filled(shelf, item, blank)


def plan_changing(shelf: Shelf, items: Sequence[JsonValue], single: Named | None) -> Plan:
    """
    Change each variable, or refuse that item alone; `single` is what the path names.

    Refuses with: VARIABLE_PATH_INVALID and WRAPPER_TOO_LONG (whole request), ITEM_ID_INVALID,
    and what adding refuses with; a type never changes (FIELD_VALUE).
    """
    variable = None
    if single is not None:
        variable = find_variable(shelf.variables, single)
        if variable is None:
            raise Refused(catalogue.VARIABLE_PATH_INVALID.refusal())
        if len(items) > 1:
            raise Refused(catalogue.WRAPPER_TOO_LONG.refusal(maximum_length=1, api_name=WRAPPER))
    outcomes = tuple(_changed(shelf, item, variable) for item in items)
    return Plan(changes=shelf.changes(), outcomes=outcomes)


def _changed(shelf: Shelf, item: JsonValue, variable: Variable | None) -> Outcome:
    if not isinstance(item, dict):
        return catalogue.ITEM_NOT_OBJECT.refusal(expected_data_type="jsonobject")
    found = _variable_of(shelf, item.get(ID)) if variable is None else variable
    return found if isinstance(found, Refusal) else _filled(shelf, item, found)


def _variable_of(shelf: Shelf, raw: JsonValue) -> Variable | Refusal:
    if raw is None or raw == "":
        return catalogue.FIELD_MANDATORY.refusal(api_name=ID)
    if not is_id_shaped(raw):
        return catalogue.FIELD_TYPE.refusal(expected_data_type="bigint", api_name=ID)
    found = shelf.variables.get(read_id(raw) or 0)
    return catalogue.ITEM_ID_INVALID.refusal(id=str(raw)) if found is None else found


def plan_deleting(shelf: Shelf, ids: Sequence[Key]) -> Plan:
    """
    Delete each variable; its group stays.

    Refuses with: VARIABLE_NOT_DELETED, for an id that is unknown or repeated.
    """
    outcomes = tuple(_deleted(shelf, key) for key in ids)
    return Plan(changes=shelf.changes(), outcomes=outcomes)


def _deleted(shelf: Shelf, key: Key) -> Outcome:
    variable = find_variable(shelf.variables, key)
    if variable is None:
        return catalogue.VARIABLE_NOT_DELETED.refusal(id=text_of(key))
    del shelf.variables[variable.id]
    return Kept(id=variable.id)


def _filled(shelf: Shelf, item: Item, variable: Variable) -> Outcome:
    """Lay what an item gives over a variable, and put it on the shelf unless it is refused."""
    for attribute, read in _READERS:
        found = read(shelf, item, variable)
        if isinstance(found, Refusal):
            return found
        variable = replace(variable, **{attribute: found})
    shelf.variables[variable.id] = variable
    return Kept(id=variable.id)


def _given(field: Field, item: Item, before: str) -> str | Refusal:
    """The text that an item gives for a field that must have one, or the text from before."""
    if before and field.api_name not in item:
        return before
    text = type_of(field).accept(field, item.get(field.api_name), "")
    if isinstance(text, Refusal):
        return text
    if text is None:
        return catalogue.FIELD_MANDATORY.refusal(api_name=field.api_name)
    return str(text)


def _unique(shelf: Shelf, field: Field, text: str, own: int) -> str | Refusal:
    other = shelf.other(field.api_name, text, own)
    if other is None:
        return text
    return catalogue.VARIABLE_DUPLICATE.refusal(api_name=field.api_name, id=str(other.id))


def _read_name(shelf: Shelf, item: Item, variable: Variable) -> object:
    text = _given(NAME, item, variable.name)
    return text if isinstance(text, Refusal) else _unique(shelf, NAME, text, variable.id)


def _read_api_name(shelf: Shelf, item: Item, variable: Variable) -> object:
    if not variable.api_name and item.get(API_NAME.api_name) in (None, ""):
        derived = name_from(variable.name)
        free = derived is not None and shelf.other(API_NAME.api_name, derived, variable.id) is None
        return derived if free else f"Variable_{variable.id}"
    text = _given(API_NAME, item, variable.api_name)
    if isinstance(text, Refusal):
        return text
    if not is_api_name(text):
        return catalogue.VARIABLE_NAME_PATTERN.refusal(api_name=API_NAME.api_name)
    return _unique(shelf, API_NAME, text, variable.id)


def _read_type(_shelf: Shelf, item: Item, variable: Variable) -> object:
    kind = _given(TYPE, item, variable.type)
    if isinstance(kind, Refusal) or kind == variable.type:
        return kind
    if variable.type or kind not in TYPES:
        return catalogue.FIELD_VALUE.refusal(api_name=TYPE.api_name)
    return kind


def _read_description(_shelf: Shelf, item: Item, variable: Variable) -> object:
    if DESCRIPTION.api_name not in item:
        return variable.description
    return type_of(DESCRIPTION).accept(DESCRIPTION, item[DESCRIPTION.api_name], "")


def _read_value(shelf: Shelf, item: Item, variable: Variable) -> object:
    if VALUE not in item:
        return variable.value
    return accept_value(variable.type, item[VALUE], shelf.zone)


def _read_group(shelf: Shelf, item: Item, variable: Variable) -> object:
    """The group by id, API name or name; a name that no group has makes one."""
    given = item.get(GROUP)
    if given is None:
        return variable.group
    if not isinstance(given, dict):
        return catalogue.FIELD_TYPE.refusal(expected_data_type="jsonobject", api_name=GROUP)
    raw = given.get(ID)
    if raw is not None:
        if not is_id_shaped(raw):
            return catalogue.FIELD_TYPE.refusal(expected_data_type="bigint", api_name=ID)
        return _known(find_group(shelf.groups, str(raw)))
    api_name = given.get(API_NAME.api_name)
    if isinstance(api_name, str):
        return _known(find_group(shelf.groups, api_name))
    name = _given(NAME, given, "")
    return name if isinstance(name, Refusal) else shelf.group_for(name)


def _known(group: VariableGroup | None) -> int | Refusal:
    return catalogue.FIELD_VALUE.refusal(api_name=GROUP) if group is None else group.id


# In the order in which an item is refused; the group is last, because it may be made.
_READERS: tuple[tuple[str, Reader], ...] = (
    ("name", _read_name),
    ("api_name", _read_api_name),
    ("type", _read_type),
    ("description", _read_description),
    ("value", _read_value),
    ("group", _read_group),
)
