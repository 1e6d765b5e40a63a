"""
Gather what the records of one page share while they are written.

Owns the texts that come up again and again on a page: users, named records, `$` keys.
Never outlives its page.
Next door: record_plan.py for what a module's records have in common, rendering.py for the roads.
"""

from __future__ import annotations

from typing import NamedTuple

from vinculum.model.module import Module
from vinculum.operations.results import RecordPage
from vinculum.ports.services import Call
from vinculum.rules.permissions import editable_owners, may
from vinculum.wire.ascii import ascii_json

NULL = "null"
EMPTY = "{}"
NOBODY: frozenset[int] = frozenset()


class Facts(NamedTuple):
    """What the `$` keys of a record depend on."""

    symbol: str
    editable: bool
    converted: bool
    approved: bool
    se_module: str | None
    taxable: bool
    conversion: str = EMPTY


class Desk:
    """The page under work: who looks at it, in which zone, and what was written already."""

    def __init__(self, call: Call, page: RecordPage) -> None:
        self.schema = call.schema
        self.actor = call.actor
        self.org_zone = call.schema.org.time_zone
        self.zone = call.actor.user.time_zone or self.org_zone
        self.page = page
        self._users: dict[int, str] = {}
        self._references: dict[int, str] = {}
        self._tags: dict[int, str] = {}
        self._editable: dict[int, frozenset[int] | None] = {}

    def user(self, user_id: int) -> str:
        """A user as fields show one: name, id and e-mail; null when there is no such user."""
        text = self._users.get(user_id)
        if text is None:
            user = self.schema.users.get(user_id)
            text = NULL if user is None else _user_text(user.full_name, user_id, user.email)
            self._users[user_id] = text
        return text

    def reference(self, record_id: int) -> str:
        """A record that another one names: name and id; null when it is gone."""
        text = self._references.get(record_id)
        if text is None:
            ref = self.page.names.get(record_id)
            text = NULL if ref is None else f'{{"name":{ascii_json(ref.name)},"id":"{record_id}"}}'
            self._references[record_id] = text
        return text

    def tag(self, tag_id: int) -> str:
        """A tag: name and id; "" when there is no such tag any more."""
        text = self._tags.get(tag_id)
        if text is None:
            tag = self.schema.tags.get(tag_id)
            text = "" if tag is None else f'{{"name":{ascii_json(tag.name)},"id":"{tag_id}"}}'
            self._tags[tag_id] = text
        return text

    def module_of(self, record_id: int) -> str | None:
        """The API name of the module of a record that another one names; None when it is gone."""
        ref = self.page.names.get(record_id)
        module = None if ref is None else self.schema.find_module_of_id(ref.module)
        return None if module is None else module.api_name

    def may_edit(self, module: Module, owner: int) -> bool:
        """Tell whether the actor may edit a record; sharing looks at nothing but its owner."""
        if module.id not in self._editable:
            owners = editable_owners(self.schema, self.actor, module)
            granted = may(self.actor, module, "update")
            self._editable[module.id] = owners if granted else NOBODY
        editable = self._editable[module.id]
        return editable is None or owner in editable


def _user_text(name: str, user_id: int, email: str) -> str:
    return f'{{"name":{ascii_json(name)},"id":"{user_id}","email":{ascii_json(email)}}}'
