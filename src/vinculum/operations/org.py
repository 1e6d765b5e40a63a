"""
Read the org itself.

Owns nothing but that answer.
Never writes JSON.
Next door: wire/resources/org.py encodes it, users.py for its people.
"""

from __future__ import annotations

from vinculum.model.actor import Org, User
from vinculum.model.value import Value
from vinculum.ports.services import Call


class OrgCard(Value):
    """The org, its primary contact, and how many people it has that are not deleted."""

    org: Org
    primary: User | None
    people: int


def read_org(call: Call, _command: None) -> OrgCard:
    """Read the org of the actor; who signs in with its primary address is its primary contact."""
    schema = call.schema
    email = schema.org.primary_email
    return OrgCard(
        org=schema.org,
        primary=None if email is None else schema.find_user_by_email(email),
        people=sum(user.status != "deleted" for user in schema.users.values()),
    )
