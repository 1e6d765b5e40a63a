"""
Read what an org's modules are: modules, fields, related lists, layouts.

Owns which of them are published, and to whom.
Never writes JSON; nothing here asks the store, the schema knows it all.
Next door: wire/resources/{modules,fields,related_lists,layouts}.py encode the answers.
"""

from __future__ import annotations

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refusal, Refused
from vinculum.model.field import Field
from vinculum.model.ids import moment_of_id, parse_id
from vinculum.model.module import Layout, Module
from vinculum.model.relation import RelatedList
from vinculum.model.value import Value
from vinculum.ports.services import Call
from vinculum.rules.order import require_module
from vinculum.rules.permissions import sees_module
from vinculum.schema.snapshot import Schema

USED_FIELDS, ALL_FIELDS, UNUSED_FIELDS = "used", "all", "unused"
FIELD_SELECTIONS = (USED_FIELDS, ALL_FIELDS, UNUSED_FIELDS)


class ReadModules(Value):
    """Read the modules; `since` asks for news only."""

    since: int | Refusal | None = None


class ReadPart(Value):
    """
    Read the parts of a module that are of one kind: all, or the one with the id `part`.

    `module` is None when the request names none.
    """

    module: str | None
    part: int | None = None
    selection: str = USED_FIELDS


class ModuleList(Value):
    """Modules to show; `single` answers tell more. `since` tells that news only were asked for."""

    modules: tuple[Module, ...]
    single: bool = False
    since: bool = False


class FieldList(Value):
    """Fields of a module to show."""

    module: Module
    fields: tuple[Field, ...]
    single: bool = False


class RelatedListList(Value):
    """Related lists of a module to show."""

    module: Module
    lists: tuple[RelatedList, ...]
    single: bool = False


class LayoutList(Value):
    """Layouts of a module to show."""

    module: Module
    layouts: tuple[Layout, ...]


def published_modules(schema: Schema, hidden: frozenset[str]) -> tuple[Module, ...]:
    """The modules that a profile which hides some sees, in their order."""
    seen = (
        module for module in schema.modules if module.published and module.api_name not in hidden
    )
    return tuple(sorted(seen, key=lambda module: (module.sequence_number, module.id)))


def published_fields(module: Module) -> tuple[Field, ...]:
    """The fields that metadata shows, without those that clients cannot bear, as `id` (sdk)."""
    return tuple(field for field in module.fields if field.published)  # Quirk Q-015


def changed_at(schema: Schema) -> int:
    """When metadata, users or profiles changed last: the org's version is an id made then."""
    return max(schema.org.created, moment_of_id(schema.org.version))


def read_modules(call: Call, command: ReadModules) -> ModuleList:
    """
    Read the modules that the actor sees; none when nothing has changed since.

    Refuses with: PARAM_INVALID (If-Modified-Since).
    """
    if isinstance(command.since, Refusal):
        raise Refused(command.since)
    since = command.since
    if since is not None and changed_at(call.schema) <= since:
        return ModuleList(modules=(), since=True)
    return ModuleList(modules=published_modules(call.schema, call.actor.profile.hidden))


def read_module(call: Call, name: str) -> ModuleList:
    """
    Read one module by API name, alias or id, one that has no records too.

    Refuses with: MODULE_INVALID.
    """
    number = parse_id(name)
    by_id = None if number is None else call.schema.find_module_of_id(number)
    module = by_id or call.schema.find_module(name)
    if module is None or not module.published or not sees_module(call.actor, module):
        raise Refused(catalogue.MODULE_INVALID.refusal())
    return ModuleList(modules=(module,), single=True)


def _require_module(call: Call, command: ReadPart) -> Module:
    if command.module is None:
        raise Refused(catalogue.PARAM_MISSING.refusal(param="module"))
    return require_module(call.schema, call.actor, command.module)


def read_fields(call: Call, command: ReadPart) -> FieldList:
    """
    Read a module's fields, or one of them. Every field is in use, so there are no unused ones.

    Refuses with: PARAM_MISSING, PARAM_INVALID (type), MODULE_INVALID, MODULE_UNSUPPORTED.
    """
    module = _require_module(call, command)
    if command.selection not in FIELD_SELECTIONS:
        raise Refused(catalogue.PARAM_INVALID.refusal(param="type"))
    fields = () if command.selection == UNUSED_FIELDS else published_fields(module)
    if command.part is not None:
        fields = tuple(field for field in fields if field.id == command.part)
    return FieldList(module=module, fields=fields, single=command.part is not None)


def read_related_lists(call: Call, command: ReadPart) -> RelatedListList:
    """
    Read a module's related lists in their order, or one of them.

    Refuses with: PARAM_MISSING, MODULE_INVALID, MODULE_UNSUPPORTED.
    """
    module = _require_module(call, command)
    lists = tuple(sorted(module.related_lists, key=lambda listed: listed.sequence_number))
    if command.part is not None:
        lists = tuple(listed for listed in lists if listed.id == command.part)
    return RelatedListList(module=module, lists=lists, single=command.part is not None)


def read_layouts(call: Call, command: ReadPart) -> LayoutList:
    """
    Read a module's layout, or the layout with that id.

    Refuses with: PARAM_MISSING, MODULE_INVALID, MODULE_UNSUPPORTED, LAYOUT_FOREIGN.
    """
    module = _require_module(call, command)
    own = () if module.layout is None else (module.layout,)
    if command.part is None:
        return LayoutList(module=module, layouts=own)
    found = tuple(layout for layout in own if layout.id == command.part)
    if not found and _is_layout(call.schema, command.part):
        raise Refused(catalogue.LAYOUT_FOREIGN.refusal())
    return LayoutList(module=module, layouts=found)


def _is_layout(schema: Schema, layout_id: int) -> bool:
    layouts = (module.layout for module in schema.modules)
    return any(layout is not None and layout.id == layout_id for layout in layouts)
