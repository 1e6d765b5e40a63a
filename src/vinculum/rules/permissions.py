"""
Judge what an actor may do.

Owns the rights per module and verb, and sharing through the role hierarchy.
Never reads anything: profile, roles and sharing come with the schema.
Next door: order.py utters these refusals at their turn.
"""

from __future__ import annotations

from vinculum.errors import catalogue
from vinculum.errors.refusal import Entry, Refusal
from vinculum.model.actor import Actor, Profile, Verb
from vinculum.model.module import Module
from vinculum.model.record import Record, RecordRef
from vinculum.schema.snapshot import Schema

PERMISSION_WORDS: dict[Verb, str] = {
    "read": "View",
    "create": "Create",
    "update": "Edit",
    "delete": "Delete",
}
DENIALS: dict[Verb, Entry] = {
    "read": catalogue.NO_PERMISSION_READ,
    "create": catalogue.NO_PERMISSION_CREATE,
    "update": catalogue.NO_PERMISSION_UPDATE,
    "delete": catalogue.NO_PERMISSION_DELETE,
}


def sees_module(actor: Actor, module: Module) -> bool:
    """Tell whether the profile has the tab permission."""
    return module.api_name not in actor.profile.hidden


def may(actor: Actor, module: Module, verb: Verb) -> bool:
    """Tell whether the actor's profile grants a verb on a module."""
    return grants(actor.profile, module, verb)


def grants(profile: Profile, module: Module, verb: Verb) -> bool:
    """Tell whether a profile grants a verb on a module."""
    name = module.api_name
    return name not in profile.hidden and f"{name}:{verb}" not in profile.denied


def permission_name(module: Module, verb: Verb) -> str:
    """Name the implied permission, as refusals list it."""
    return f"Crm_Implied_{PERMISSION_WORDS[verb]}_{module.permission}"


def denial(
    actor: Actor, module: Module, verb: Verb, entries: dict[Verb, Entry] = DENIALS
) -> Refusal | None:
    """The refusal of a verb on a module, or None when the profile grants it."""
    if may(actor, module, verb):
        return None
    return entries[verb].refusal(permissions=(permission_name(module, verb),))


def item_denial(module: Module, record_id: int, verb: Verb = "update") -> Refusal:
    """The refusal of one item of a batch, for a record that the actor may not edit."""
    return catalogue.NO_PERMISSION_ITEM.refusal(
        permissions=(permission_name(module, verb),), id=str(record_id)
    )


def subordinates(schema: Schema, actor: Actor) -> frozenset[int]:
    """The users whose records the actor commands: itself, those of roles below, sharing peers."""
    below = {actor.role.id}
    grown = True
    while grown:
        more = {
            role.id
            for role in schema.roles.values()
            if role.reports_to in below and role.id not in below
        }
        grown = bool(more)
        below |= more
    below.discard(actor.role.id)
    if actor.role.share_with_peers:
        below.add(actor.role.id)
    return frozenset(
        {actor.user.id} | {user.id for user in schema.users.values() if user.role in below}
    )


def visible_owners(schema: Schema, actor: Actor, module: Module) -> tuple[int, ...] | None:
    """The owners whose records of a module the actor may see; None when all."""
    if module.sharing != "private" or actor.profile.administrator:
        return None
    return tuple(sorted(subordinates(schema, actor)))


def may_see(schema: Schema, actor: Actor, module: Module, record: Record | RecordRef) -> bool:
    """Tell whether sharing shows a record to the actor."""
    owners = visible_owners(schema, actor, module)
    return owners is None or record.owner in owners


def editable_owners(schema: Schema, actor: Actor, module: Module) -> frozenset[int] | None:
    """The owners whose records of a module sharing lets the actor edit; None when all."""
    if module.sharing == "public" or actor.profile.administrator:
        return None
    return subordinates(schema, actor)


def may_edit(schema: Schema, actor: Actor, module: Module, record: Record | RecordRef) -> bool:
    """Tell whether sharing lets the actor edit a record; the profile is judged apart."""
    owners = editable_owners(schema, actor, module)
    return owners is None or record.owner in owners
