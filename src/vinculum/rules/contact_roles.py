"""
Decide on the master list of contact roles.

Owns which roles may be added, changed and deleted, and how the others make room: the
sequence numbers are always 1, 2, 3 and so on.
Never says which role a contact has; linking_attributes.py does.
Next door: operations/contact_roles.py for the callers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refusal, Refused
from vinculum.fieldtypes import type_of
from vinculum.fieldtypes.lookup import is_id_shaped, read_id
from vinculum.model.change import Change, CutMetadata
from vinculum.model.field import Field
from vinculum.model.record import JsonValue
from vinculum.rules.commands import Key, text_of
from vinculum.rules.plan import Kept, Outcome, Plan
from vinculum.schema.metadata import put
from vinculum.schema.snapshot import ContactRole

WRAPPER = "contact_roles"
AREA = "contact_role"
MOST_ROLES = 100
ID = "id"
NAME = Field(
    id=0,
    api_name="name",
    label="Name",
    data_type="text",
    json_type="string",
    type="text",
    length=100,
)
PLACE = Field(
    id=0,
    api_name="sequence_number",
    label="Sequence Number",
    data_type="integer",
    json_type="integer",
    type="integer",
)
_ZONE = "UTC"  # neither a name nor a number depends on it


class MasterList:
    """The roles in order while a request changes them; an item sees what earlier ones did."""

    def __init__(self, roles: Sequence[ContactRole]) -> None:
        self._before = {role.id: role for role in roles}
        self.roles = sorted(roles, key=lambda role: role.sequence_number)

    def find(self, role_id: Key | None) -> ContactRole | None:
        """Find a role by id."""
        return next((role for role in self.roles if role.id == role_id), None)

    def find_name(self, name: str) -> ContactRole | None:
        """Find a role by name, ignoring case."""
        folded = name.casefold()
        return next((role for role in self.roles if role.name.casefold() == folded), None)

    def put(self, role: ContactRole, place: int | None) -> None:
        """Set a role; at a place counted from 1, or where it was, or at the end."""
        kept = [other for other in self.roles if other.id != role.id]
        was = next((i for i, other in enumerate(self.roles) if other.id == role.id), len(kept))
        kept.insert(was if place is None else place - 1, role)
        self.roles = kept

    def cut(self, role: ContactRole) -> None:
        """Take a role out."""
        self.roles.remove(role)

    def changes(self) -> tuple[Change, ...]:
        """What differs from the list at the start, the moved roles included."""
        after = [
            replace(role, sequence_number=number) for number, role in enumerate(self.roles, start=1)
        ]
        gone = self._before.keys() - {role.id for role in after}
        cuts = (CutMetadata(area=AREA, id=role_id) for role_id in sorted(gone))
        puts = (put(role) for role in after if self._before.get(role.id) != role)
        return (*cuts, *puts)


def plan_adding(
    roles: Sequence[ContactRole], items: Sequence[JsonValue], next_id: Callable[[], int]
) -> Plan:
    """
    Add each role at its sequence number, or at the end, or refuse that item alone.

    Refuses with: ITEM_NOT_OBJECT, FIELD_MANDATORY, FIELD_TYPE, FIELD_LENGTH, FIELD_VALUE,
    ROLE_NAME_DUPLICATE, ROLES_TOO_MANY.
    """
    master = MasterList(roles)
    outcomes = tuple(_added(master, item, next_id) for item in items)
    return Plan(changes=master.changes(), outcomes=outcomes)


def _added(master: MasterList, item: JsonValue, next_id: Callable[[], int]) -> Outcome:
    if not isinstance(item, dict):
        return catalogue.ITEM_NOT_OBJECT.refusal(expected_data_type="jsonobject")
    name = _name_of(master, item, None)
    if isinstance(name, Refusal):
        return name
    place = _place_of(item)
    if isinstance(place, Refusal):
        return place
    if len(master.roles) >= MOST_ROLES:
        return catalogue.ROLES_TOO_MANY.refusal()
    role = ContactRole(id=next_id(), name=name, sequence_number=0)
    master.put(role, place)
    return Kept(id=role.id)


def plan_changing(
    roles: Sequence[ContactRole], items: Sequence[JsonValue], single: Key | None
) -> Plan:
    """
    Rename or move each role, or refuse that item alone; `single` is the id of the path.

    Refuses with: ROLE_PATH_ID_INVALID and WRAPPER_TOO_LONG (whole request), ITEM_NOT_OBJECT,
    FIELD_MANDATORY, FIELD_TYPE, FIELD_LENGTH, FIELD_VALUE, ROLE_ID_INVALID,
    ROLE_NAME_DUPLICATE.
    """
    master = MasterList(roles)
    if single is not None:
        if master.find(single) is None:
            raise Refused(catalogue.ROLE_PATH_ID_INVALID.refusal(id=text_of(single)))
        if len(items) > 1:
            raise Refused(catalogue.WRAPPER_TOO_LONG.refusal(maximum_length=1, api_name=WRAPPER))
    outcomes = tuple(_changed(master, item, single) for item in items)
    return Plan(changes=master.changes(), outcomes=outcomes)


def _changed(master: MasterList, item: JsonValue, single: Key | None) -> Outcome:
    if not isinstance(item, dict):
        return catalogue.ITEM_NOT_OBJECT.refusal(expected_data_type="jsonobject")
    role = master.find(single) if single is not None else _role_of(master, item.get(ID))
    if role is None:
        return catalogue.ROLE_ID_INVALID.refusal(id=str(item.get(ID)))
    if isinstance(role, Refusal):
        return role
    name = _name_of(master, item, role)
    if isinstance(name, Refusal):
        return name
    place = _place_of(item)
    if isinstance(place, Refusal):
        return place
    master.put(replace(role, name=name), place)
    return Kept(id=role.id)


def plan_deleting(roles: Sequence[ContactRole], ids: Sequence[Key]) -> Plan:
    """
    Delete each role; contacts that have it keep their link and lose the role.

    Refuses with: ROLE_NOT_DELETED, for an id that is unknown or repeated.
    """
    master = MasterList(roles)
    outcomes = tuple(_deleted(master, role_id) for role_id in ids)
    return Plan(changes=master.changes(), outcomes=outcomes)


def _deleted(master: MasterList, key: Key) -> Outcome:
    role = master.find(key)
    if role is None:
        return catalogue.ROLE_NOT_DELETED.refusal(id=text_of(key))
    master.cut(role)
    return Kept(id=role.id)


def _role_of(master: MasterList, raw: JsonValue) -> ContactRole | Refusal | None:
    if raw is None or raw == "":
        return catalogue.FIELD_MANDATORY.refusal(api_name=ID)
    if not is_id_shaped(raw):
        return catalogue.FIELD_TYPE.refusal(expected_data_type="bigint", api_name=ID)
    return master.find(read_id(raw))


def _name_of(
    master: MasterList, item: dict[str, JsonValue], role: ContactRole | None
) -> str | Refusal:
    """The name that an item gives, or that the role has; free of every other role's."""
    if role is not None and NAME.api_name not in item:
        return role.name
    name = type_of(NAME).accept(NAME, item.get(NAME.api_name), _ZONE)
    if isinstance(name, Refusal):
        return name
    if name is None:
        return catalogue.FIELD_MANDATORY.refusal(api_name=NAME.api_name)
    other = master.find_name(str(name))
    if other is not None and (role is None or other.id != role.id):
        return catalogue.ROLE_NAME_DUPLICATE.refusal(api_name=NAME.api_name, id=str(other.id))
    return str(name)


def _place_of(item: dict[str, JsonValue]) -> int | Refusal | None:
    place = type_of(PLACE).accept(PLACE, item.get(PLACE.api_name), _ZONE)
    if place is None or isinstance(place, Refusal):
        return place
    number = int(str(place))
    return number if number > 0 else catalogue.FIELD_VALUE.refusal(api_name=PLACE.api_name)
