"""
Serve the layouts of a module: `/settings/layouts` (platform 4).

Owns the keys of a layout and its sections on the wire.
Never decides which fields are published.
Next door: fields.py for the keys of a field.
"""

from __future__ import annotations

from collections.abc import Mapping

from vinculum.model.field import Field, PickListValue
from vinculum.model.module import Layout, Module, Section
from vinculum.operations.metadata import LayoutList, published_fields, read_layouts
from vinculum.ports.services import Call
from vinculum.rules.lead_mapping import DEAL_FIELDS, LEADS, TARGETS
from vinculum.rules.permissions import grants
from vinculum.wire.endpoint import Endpoint
from vinculum.wire.message import WireResponse
from vinculum.wire.resources.fields import Shown, pick_list_value, show_field
from vinculum.wire.settings import (
    encode_kept,
    encode_list,
    hidden_from,
    part_of,
    settings_scope,
)

WRAPPER = "layouts"
ACTIVE = 0
TAB_TRAVERSAL = 2
DEALS = "Deals"


def encode_layouts(call: Call, result: LayoutList) -> WireResponse:
    """Answer with a module's layout; none is 204."""

    def show() -> list[dict[str, object]]:
        return [_show_layout(call, result.module, layout) for layout in result.layouts]

    if not result.layouts:
        return encode_list(WRAPPER, ())
    # A module has one layout, so that the answers with and without its id are the same.
    return encode_kept(call, WRAPPER, result.module.id, show)


def _show_layout(call: Call, module: Module, layout: Layout) -> dict[str, object]:
    mapping = {"convert_mapping": _convert_mapping(call)} if module.api_name == LEADS else {}
    return {
        "created_time": None,
        **mapping,
        "modified_time": None,
        "visible": True,
        "created_for": None,
        "name": layout.name,
        "modified_by": None,
        "profiles": _profiles(call, module),
        "id": str(layout.id),
        "created_by": None,
        "sections": [_show_section(call, module, section) for section in layout.sections],
        "status": ACTIVE,
    }


def _profiles(call: Call, module: Module) -> list[dict[str, object]]:
    return [
        {"default": True, "name": profile.name, "id": str(profile.id), "_default_view": None}
        for profile in call.schema.profiles.values()
        if grants(profile, module, "read")
    ]


def _convert_mapping(call: Call) -> dict[str, object]:
    """The layouts that a lead's conversion fills, by module, and the fields asked for a deal."""
    modules = [call.schema.find_module(name) for name in TARGETS]
    return {
        module.api_name: _conversion_layout(module, module.layout)
        for module in modules
        if module is not None and module.layout is not None
    }


def _conversion_layout(module: Module, layout: Layout) -> dict[str, object]:
    named: dict[str, object] = {"name": layout.name, "id": str(layout.id)}
    if module.api_name != DEALS:
        return named
    by_name = {field.api_name: field for field in published_fields(module)}
    asked = (by_name[name] for name in DEAL_FIELDS if name in by_name)
    return named | {
        "fields": [
            {
                "api_name": field.api_name,
                "field_label": field.label,
                "id": str(field.id),
                "required": field.mandatory,
            }
            for field in asked
        ]
    }


def _show_section(call: Call, module: Module, section: Section) -> dict[str, object]:
    by_name = {field.api_name: field for field in published_fields(module)}
    fields = [by_name[name] for name in section.fields if name in by_name]
    return {
        "display_label": section.label,
        "sequence_number": section.sequence_number,
        "isSubformSection": False,
        "tab_traversal": TAB_TRAVERSAL,
        "api_name": section.api_name,
        "column_count": section.columns,
        "name": section.name,
        "generated_type": "default",
        "properties": None,
        "fields": [
            _show_field(Shown(call.schema, hidden_from(call), module, field, number), section)
            for number, field in enumerate(fields, start=1)
        ],
    }


def _show_field(shown: Shown, section: Section) -> Mapping[str, object]:
    return {
        **show_field(shown),
        "pick_list_values": [_choice(shown.field, value) for value in shown.field.pick_list],
        "required": shown.field.mandatory,
        "sequence_number": shown.number,
        "section_id": section.sequence_number,
    }


def _choice(field: Field, value: PickListValue) -> dict[str, object]:
    """Show a choice; where choices have a probability, as stages do, with the forecast."""
    shown = pick_list_value(value)
    if all(choice.probability is None for choice in field.pick_list):
        return shown
    return shown | {
        "probability": value.probability,
        "forecast_category": value.forecast_category,
        "forecast_type": value.forecast_type,
    }


ENDPOINTS = tuple(
    Endpoint(
        method="GET",
        path=path,
        area="layouts",
        scope=settings_scope("layouts"),
        lane="read",
        decode=part_of,
        operate=read_layouts,
        encode=encode_layouts,
    )
    for path in ("/crm/v2/settings/layouts", "/crm/v2/settings/layouts/{item_id}")
)
