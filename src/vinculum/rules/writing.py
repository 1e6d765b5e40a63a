"""
Say who writes records of which module, and what is particular to that module's family.

Owns the words that notes have for their refusals, and what may be set on them.
Never judges an item; accepting.py and the plans do.
Next door: permissions.py for the rights, order.py for the checks before any body.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple, TypeAlias

from msgspec.structs import replace

from vinculum.errors import catalogue
from vinculum.errors.refusal import Entry
from vinculum.fieldtypes import type_of
from vinculum.fieldtypes.fieldtype import FieldType, Storage
from vinculum.model.actor import Actor, Verb
from vinculum.model.field import Field
from vinculum.model.module import Module
from vinculum.model.relation import ListContent
from vinculum.model.value import Value
from vinculum.rules.order import require_granted, require_module, require_verb
from vinculum.rules.permissions import DENIALS, denial
from vinculum.rules.plan import Stamp
from vinculum.schema.per_module import per_module
from vinculum.schema.snapshot import Schema

NOTES = "Notes"
SE_MODULE = "$se_module"  # names the module of the record that a polymorphic lookup names


class Family(Value):
    """
    What is particular to the records of a module.

    `denials` are the refusals of a verb that the profile lacks, `unshared` those of a record
    in the path that sharing does not let the actor write. `demanded` are the keys that a new
    item must hold, in this order; the mandatory fields when there are none. `changeable` are
    the only fields that an update looks at, all when there are none. `guard` is the lookup to
    the record that must be editable too, `shown_in` the content of the list that shows such
    records there. `upserted` tells whether the verb upsert is served.
    """

    denials: dict[Verb, Entry]
    unshared: dict[Verb, Entry]
    demanded: tuple[str, ...] = ()
    changeable: tuple[str, ...] = ()
    guard: str | None = None
    shown_in: ListContent | None = None
    upserted: bool = True


RECORDS = Family(
    denials=DENIALS,
    unshared={
        "update": catalogue.AUTHORIZATION_FAILED_UPDATE,
        "delete": catalogue.AUTHORIZATION_FAILED_DELETE,
    },
)
FAMILIES = {
    NOTES: Family(
        denials={
            "read": catalogue.NO_PERMISSION_NOTES_READ,
            "create": catalogue.NO_PERMISSION_NOTES_ADD,
            "update": catalogue.NO_PERMISSION_NOTES_UPDATE,
            "delete": catalogue.NO_PERMISSION_NOTES_DELETE,
        },
        unshared={
            "update": catalogue.AUTHORIZATION_FAILED_NOTES,
            "delete": catalogue.AUTHORIZATION_FAILED_NOTES,
        },
        # Chosen: what the note is about comes first, what it says last.
        demanded=("Parent_Id", SE_MODULE, "Note_Content"),
        changeable=("Note_Title", "Note_Content"),
        guard="Parent_Id",
        shown_in="notes",
        upserted=False,
    )
}


def family_of(module: Module) -> Family:
    """What is particular to the records of a module."""
    return FAMILIES.get(module.api_name, RECORDS)


Slot: TypeAlias = tuple[Field, FieldType]
SERVED: dict[Verb, Callable[[Module], bool]] = {
    "create": lambda module: module.creatable,
    "update": lambda module: module.editable,
    "delete": lambda module: module.deletable,
}


class Slots(NamedTuple):
    """
    The fields that an item may set: `every` one by API name, in schema order.

    `layouts`, `users`, `rows` and `tags` are those with such values, `naming` those that name
    records, also in rows; the values of `kept` may not be cleared. `demanded` are the keys that
    a new item must hold, in the order in which they are missed.
    """

    every: Mapping[str, Slot]
    layouts: tuple[Slot, ...]
    users: tuple[Slot, ...]
    naming: tuple[Slot, ...]
    rows: tuple[Slot, ...]
    tags: tuple[Slot, ...]
    kept: tuple[str, ...]
    demanded: tuple[str, ...]


def _slots(module: Module, names: Collection[str] = ()) -> Slots:
    """The slots of a module, or those of these names only."""
    wanted = (field for field in module.fields if not names or field.api_name in names)
    typed = ((field, type_of(field)) for field in wanted if not field.read_only)
    slots = [slot for slot in typed if slot[1].writable]
    mandatory = tuple(field.api_name for field in module.fields if field.mandatory)

    def storing(*storages: Storage) -> tuple[Slot, ...]:
        return tuple(slot for slot in slots if slot[1].storage in storages)

    return Slots(
        every={field.api_name: (field, type_) for field, type_ in slots},
        layouts=storing("layout"),
        users=tuple(slot for slot in slots if slot[1].storage == "user" or _is_owner(slot[0])),
        naming=storing("lookup", "rows"),
        rows=storing("rows"),
        tags=storing("tags"),
        kept=tuple(field.api_name for field, _ in slots if field.mandatory or _is_owner(field)),
        demanded=family_of(module).demanded or mandatory,
    )


def _is_owner(field: Field) -> bool:
    return field.type == "owner"


@per_module
def _all_slots(module: Module) -> Slots:
    return _slots(module)


@per_module
def _changeable_slots(module: Module) -> Slots:
    return _slots(module, family_of(module).changeable)


class Writing(Value):
    """Who writes records of which module, when; `slots` are the fields that an item may set."""

    schema: Schema
    actor: Actor
    module: Module
    stamp: Stamp
    family: Family
    slots: Slots

    @property
    def zone(self) -> str:
        """The zone in which values are kept."""
        return self.schema.org.time_zone


def writing_of(schema: Schema, actor: Actor, module: Module, stamp: Stamp) -> Writing:
    """Prepare the writing of a module's records; nothing is judged yet."""
    return Writing(
        schema=schema,
        actor=actor,
        module=module,
        stamp=stamp,
        family=family_of(module),
        slots=_all_slots(module),
    )


def require_writing(schema: Schema, actor: Actor, name: str, verb: Verb, stamp: Stamp) -> Writing:
    """
    Prepare the writing of the module that a path names.

    Refuses with: MODULE_INVALID, MODULE_UNSUPPORTED, METHOD_INVALID, in this order. The right
    to the verb is judged apart, because a record of the path comes before it.
    """
    module = require_module(schema, actor, name)
    require_verb(served=SERVED[verb](module))
    return writing_of(schema, actor, module, stamp)


def require_right(writing: Writing, verb: Verb) -> None:
    """Refuse the whole request when the profile lacks the verb, in the family's words."""
    require_granted(denial(writing.actor, writing.module, verb, writing.family.denials))


def narrowed(writing: Writing) -> Writing:
    """The same writing with only the fields that an update of this family looks at."""
    return replace(writing, slots=_changeable_slots(writing.module))
