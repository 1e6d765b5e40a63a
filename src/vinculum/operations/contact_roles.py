"""
Read and change the master list of contact roles.

Owns nothing but the sequence: the schema knows the roles, rules decide, the work applies.
Never links a contact; related_records.py does.
Next door: rules/contact_roles.py for the decisions.
"""

from __future__ import annotations

from collections.abc import Sequence

from vinculum.errors.refusal import Refusal, Refused
from vinculum.model.actor import Verb
from vinculum.operations.planned import settle
from vinculum.operations.results import Outcomes
from vinculum.ports.services import Call
from vinculum.rules.commands import DeleteContactRoles, Key, PutContactRoles
from vinculum.rules.contact_roles import plan_adding, plan_changing, plan_deleting
from vinculum.rules.order import require_granted, require_module
from vinculum.rules.permissions import denial
from vinculum.schema.snapshot import ContactRole

MODULE = "Contacts"


def read_contact_roles(call: Call, role_id: Key | None) -> Sequence[ContactRole]:
    """Read all roles in order, or the one with that id; none when there is no such role."""
    _require_right(call, "read")
    roles = call.schema.contact_roles
    return [role for role in roles if role_id is None or role.id == role_id]


def put_contact_roles(call: Call, command: PutContactRoles) -> Outcomes:
    """
    Add roles, or change them; the sequence numbers of the others follow.

    Refuses with: NO_PERMISSION, then the body's refusal, then what the plan says.
    """
    _require_right(call, "create" if command.creating else "update")
    if isinstance(command.items, Refusal):
        raise Refused(command.items)
    roles = call.schema.contact_roles
    if command.creating:
        return settle(call, plan_adding(roles, command.items, call.services.ids.next_id))
    return settle(call, plan_changing(roles, command.items, command.single))


def delete_contact_roles(call: Call, command: DeleteContactRoles) -> Outcomes:
    """
    Delete roles; the sequence numbers of the others close the gap.

    Refuses with: NO_PERMISSION, then the parameters' refusal, then what the plan says.
    """
    _require_right(call, "delete")
    if isinstance(command.ids, Refusal):
        raise Refused(command.ids)
    return settle(call, plan_deleting(call.schema.contact_roles, command.ids))


def _require_right(call: Call, verb: Verb) -> None:
    contacts = require_module(call.schema, call.actor, MODULE)
    require_granted(denial(call.actor, contacts, verb))
