"""
Serve the modules of an org: `/settings/modules` (platform 2).

Owns the keys of a module on the wire; a single module is shown with more of them.
Never decides which modules are published.
Next door: operations/metadata.py chooses, fields.py for what a module is made of.
"""

from __future__ import annotations

from collections.abc import Callable

from vinculum.model.module import Module
from vinculum.operations.metadata import (
    ModuleList,
    ReadModules,
    published_fields,
    read_module,
    read_modules,
)
from vinculum.ports.services import Call
from vinculum.rules.permissions import grants
from vinculum.wire.endpoint import Endpoint, Params
from vinculum.wire.envelope import NOT_MODIFIED, empty_response
from vinculum.wire.message import WireRequest, WireResponse
from vinculum.wire.reading import since_of
from vinculum.wire.settings import encode_kept, encode_list, settings_scope
from vinculum.wire.system_keys import system_keys

WRAPPER = "modules"
ALL_MODULES = 0  # in place of a module's id, where an answer is about all of them
PER_PAGE = 10
SHORT_LIST = 5


def decode_list(request: WireRequest, _params: Params) -> ReadModules:
    """Read `GET /settings/modules`."""
    return ReadModules(since=since_of(request))


def decode_one(_request: WireRequest, params: Params) -> str:
    """Read `GET /settings/modules/{api_name_or_id}`."""
    return params["name"]


def _constant(value: object) -> Callable[[Call, Module], object]:
    return lambda _call, _module: value


def _flag(name: str) -> Callable[[Call, Module], object]:
    return lambda _call, module: getattr(module, name)


def _profiles(call: Call, module: Module) -> object:
    return [
        {"name": profile.name, "id": str(profile.id)}
        for profile in call.schema.profiles.values()
        if grants(profile, module, "read")
    ]


def _parent(call: Call, module: Module) -> object:
    parent = None if module.parent_module is None else call.schema.find_module(module.parent_module)
    return {} if parent is None else {"api_name": parent.api_name, "id": str(parent.id)}


def _first_fields(_call: Call, module: Module) -> list[str]:
    """The fields that a short view of records shows: the first of the layout."""
    names = [field.api_name for field in published_fields(module) if field.section]
    return names[:SHORT_LIST]


def _related_list_properties(call: Call, module: Module) -> object:
    return {"sort_by": None, "fields": _first_fields(call, module), "sort_order": None}


def _properties(_call: Call, module: Module) -> object:
    return [key.name for key in system_keys(module)]


MODULE_KEYS: tuple[tuple[str, Callable[[Call, Module], object]], ...] = (
    ("global_search_supported", _flag("global_search_supported")),
    ("kanban_view", _constant(value=False)),
    ("deletable", _flag("deletable")),
    ("description", _constant(None)),
    ("creatable", _flag("creatable")),
    ("filter_status", _constant(value=False)),
    ("inventory_template_supported", _flag("inventory_template_supported")),
    ("modified_time", _constant(None)),
    ("plural_label", _flag("plural_label")),
    ("presence_sub_menu", _flag("presence_sub_menu")),
    ("triggers_supported", _flag("triggers_supported")),
    ("id", lambda _call, module: str(module.id)),
    ("related_list_properties", _related_list_properties),
    ("$properties", _properties),
    ("per_page", _constant(PER_PAGE)),
    ("visibility", _flag("visibility")),
    ("convertable", _flag("convertable")),
    ("editable", _flag("editable")),
    ("emailTemplate_support", _flag("email_template_support")),
    ("profiles", _profiles),
    ("filter_supported", _constant(value=True)),
    ("display_field", lambda _call, module: module.display_field or None),
    ("search_layout_fields", _first_fields),
    ("kanban_view_supported", _constant(value=True)),
    ("show_as_tab", _flag("show_as_tab")),
    ("web_link", _constant(None)),
    ("sequence_number", _flag("sequence_number")),
    ("singular_label", _flag("singular_label")),
    ("viewable", _flag("viewable")),
    ("api_supported", _flag("api_supported")),
    ("api_name", _flag("api_name")),
    ("quick_create", _flag("quick_create")),
    ("modified_by", _constant(None)),
    ("generated_type", _flag("generated_type")),
    ("feeds_required", _flag("feeds_required")),
    ("scoring_supported", _flag("scoring_supported")),
    ("webform_supported", _flag("webform_supported")),
    ("arguments", _constant([])),
    ("module_name", _flag("module_name")),
    ("business_card_field_limit", _flag("business_card_field_limit")),
    ("custom_view", _constant(None)),
    ("parent_module", _parent),
    ("territory", _constant(None)),
)
# What only a single module is shown with.
RICHER_KEYS = frozenset(
    """kanban_view filter_status related_list_properties $properties per_page display_field
    search_layout_fields kanban_view_supported custom_view territory""".split()
)


def show_module(call: Call, module: Module, *, single: bool) -> dict[str, object]:
    """Show a module, with every key when it is shown alone."""
    return {
        key: value_of(call, module)
        for key, value_of in MODULE_KEYS
        if single or key not in RICHER_KEYS
    }


def encode_modules(call: Call, result: ModuleList) -> WireResponse:
    """Answer with modules; 304 when news were asked for and there are none."""

    def show() -> list[dict[str, object]]:
        return [show_module(call, module, single=result.single) for module in result.modules]

    if not result.modules and result.since:
        return empty_response(NOT_MODIFIED)
    if result.single or not result.modules:
        return encode_list(WRAPPER, show())
    return encode_kept(call, WRAPPER, ALL_MODULES, show)


ENDPOINTS = (
    Endpoint(
        method="GET",
        path="/crm/v2/settings/modules",
        area="modules",
        scope=settings_scope("modules"),
        lane="read",
        decode=decode_list,
        operate=read_modules,
        encode=encode_modules,
    ),
    Endpoint(
        method="GET",
        path="/crm/v2/settings/modules/{name}",
        area="modules",
        scope=settings_scope("modules"),
        lane="read",
        decode=decode_one,
        operate=read_module,
        encode=encode_modules,
    ),
)
