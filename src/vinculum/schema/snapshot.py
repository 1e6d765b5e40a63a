"""
Hold an org's metadata, ready for lookup by name and by id.

Owns the answers to "which module, field, list, relation, user is meant".
Never changes; a new version is a new Schema.
Next door: assemble.py builds it, standard.py reads the standard set.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from vinculum.model.actor import Org, Profile, Role, User
from vinculum.model.field import Field
from vinculum.model.function import ScriptFunction, Trigger
from vinculum.model.module import Module
from vinculum.model.relation import RelatedList, Relation, Side
from vinculum.model.value import Value


class ContactRole(Value):
    """A role that a contact plays in a deal."""

    id: int
    name: str
    sequence_number: int


class Tag(Value):
    """A word that marks records of one module (`module` is its API name)."""

    id: int
    module: str
    name: str
    created: int = 0
    created_by: int = 0


class VariableGroup(Value):
    """A shelf for variables of the org."""

    id: int
    name: str
    api_name: str
    description: str | None = None


class Variable(Value):
    """
    A value that an org keeps under a name, for scripts and clients.

    `type` is the wire's word, `group` the id of its group, `value` always text, None when unset.
    """

    id: int
    api_name: str
    name: str
    type: str
    group: int
    description: str | None = None
    value: str | None = None


class CookieKey(Value):
    """The key with which an org signs the cookies of those who sign in; there is one."""

    key: str
    id: int = 1


class ModuleIndex(NamedTuple):
    """A module's fields and lists by name; keys of `lists` are lower case, aliases included."""

    fields: Mapping[str, Field]
    lists: Mapping[str, RelatedList]


class Schema:
    """
    One org's metadata snapshot: immutable once built, safe to share between threads.

    Lookups by name ignore case and know aliases; absent things are None.
    """

    def __init__(  # noqa: PLR0913 - the parts of the snapshot, each named once.
        self,
        *,
        org: Org,
        modules: Iterable[Module],
        relations: Iterable[Relation],
        users: Iterable[User] = (),
        roles: Iterable[Role] = (),
        profiles: Iterable[Profile] = (),
        contact_roles: Iterable[ContactRole] = (),
        tags: Iterable[Tag] = (),
        variable_groups: Iterable[VariableGroup] = (),
        variables: Iterable[Variable] = (),
        functions: Iterable[ScriptFunction] = (),
        triggers: Iterable[Trigger] = (),
        cookie_key: str = "",
    ) -> None:
        self.org = org
        self.cookie_key = cookie_key
        self.modules = tuple(modules)
        self.relations = tuple(relations)
        self.users = {user.id: user for user in users}
        self.roles = {role.id: role for role in roles}
        self.profiles = {profile.id: profile for profile in profiles}
        self.contact_roles = tuple(sorted(contact_roles, key=lambda role: role.sequence_number))
        self.tags = {tag.id: tag for tag in tags}
        self.variable_groups = {group.id: group for group in variable_groups}
        self.variables = {variable.id: variable for variable in variables}
        self.functions = {function.id: function for function in functions}
        self.triggers = tuple(sorted(triggers, key=lambda trigger: trigger.id))
        self._functions = {each.name.lower(): each for each in self.functions.values()}
        self._by_name = {
            name.lower(): module
            for module in self.modules
            for name in (*module.aliases, module.api_name)
        }
        self._by_id = {module.id: module for module in self.modules}
        self._relations = {relation.name: relation for relation in self.relations}
        self._index = {module.id: _index_of(module) for module in self.modules}

    def find_module(self, name: str) -> Module | None:
        """Find a module by API name or alias, ignoring case."""
        # Quirk Q-014: clients write names in a path as they please.
        return self._by_name.get(name.lower())

    def module(self, name: str) -> Module:
        """The module of that exact API name; KeyError when the schema is not closed."""
        return self._by_name[name.lower()]

    def module_of_id(self, module_id: int) -> Module:
        """The module with that id."""
        return self._by_id[module_id]

    def find_module_of_id(self, module_id: int) -> Module | None:
        """Find a module by its id."""
        return self._by_id.get(module_id)

    def find_administrator(self) -> User | None:
        """Find the first active administrator, on whose behalf acts who names nobody."""
        candidates = (
            user
            for user in self.users.values()
            if self.profiles[user.profile].administrator and user.status == "active"
        )
        return min(candidates, key=lambda user: user.id, default=None)

    def index(self, module: Module) -> ModuleIndex:
        """The module's fields by name, and its lists by lower-case name."""
        return self._index[module.id]

    def find_field(self, module: Module, api_name: str) -> Field | None:
        """Find a field by its exact API name."""
        return self._index[module.id].fields.get(api_name)

    def find_list(self, module: Module, name: str) -> RelatedList | None:
        """Find a related list by API name or alias, ignoring case."""
        return self._index[module.id].lists.get(name.lower())

    def side_of(self, module: Module, related_list: RelatedList) -> Side | None:
        """The relation behind a many-to-many list, seen from this module; None for other lists."""
        if related_list.relation is None:
            return None
        relation = self._relations[related_list.relation]
        near = (module.api_name, related_list.api_name)
        left = (relation.left.module, relation.left.related_list) == near
        return Side(relation=relation, left=left)

    def relation(self, name: str) -> Relation:
        """The relation of that name."""
        return self._relations[name]

    def ends_of(self, module: Module) -> tuple[tuple[int, bool], ...]:
        """The ends at which a module stands: the relation's id, and whether it is the left one."""
        return tuple(
            (relation.id, end is relation.left)
            for relation in self.relations
            for end in (relation.left, relation.right)
            if end.module == module.api_name
        )

    def find_user_by_email(self, email: str) -> User | None:
        """Find a user that is not deleted by e-mail address, ignoring case."""
        wanted = email.casefold()
        candidates = (user for user in self.users.values() if user.status != "deleted")
        return next((user for user in candidates if user.email.casefold() == wanted), None)

    def find_function(self, name: str, namespace: str = "") -> ScriptFunction | None:
        """Find a function by name, and namespace if one is given, ignoring case."""
        function = self._functions.get(name.lower())
        if function is None or namespace.lower() not in {"", function.namespace.lower()}:
            return None
        return function

    def contact_role(self, role_id: int) -> ContactRole | None:
        """Find a contact role by id."""
        return next((role for role in self.contact_roles if role.id == role_id), None)


def _index_of(module: Module) -> ModuleIndex:
    return ModuleIndex(
        fields={field.api_name: field for field in module.fields},
        lists={
            name.lower(): related_list
            for related_list in module.related_lists
            for name in (*related_list.aliases, related_list.api_name)
        },
    )
