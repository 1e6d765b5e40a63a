"""
Serve the fields of a module: `/settings/fields` (platform 3).

Owns the keys of a field on the wire, in their order, as one table.
Never decides which fields are published; operations/metadata.py does.
Next door: layouts.py shows the same keys inside sections.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import msgspec

from vinculum.model.field import POLYMORPHIC, Field, PickListValue
from vinculum.model.module import Module
from vinculum.model.relation import RelatedList
from vinculum.operations.metadata import FieldList, read_fields
from vinculum.ports.services import Call
from vinculum.rules.lead_mapping import LEAD_MAPPING, LEADS
from vinculum.schema.snapshot import Schema
from vinculum.wire.endpoint import Endpoint
from vinculum.wire.message import WireResponse
from vinculum.wire.settings import (
    encode_kept,
    encode_list,
    hidden_from,
    part_of,
    settings_scope,
)

WRAPPER = "fields"
_VIEW_LETTERS = {"view": "v", "edit": "e", "quick_create": "q", "create": "c"}


class Shown(NamedTuple):
    """A field among its surroundings; `number` is its place in the list, from 1."""

    schema: Schema
    hidden: frozenset[str]
    module: Module
    field: Field
    number: int


def _constant(value: object) -> Callable[[Shown], object]:
    return lambda _shown: value


def _currency(shown: Shown) -> object:
    field = shown.field
    if field.data_type != "currency":
        return {}
    return {"rounding_option": field.rounding, "precision": field.precision}


def _lookup(shown: Shown) -> object:
    """
    The target of a lookup, with the list that shows it there; a plain module name (sdk).

    A target that the actor's profile hides is left out, because a client would ask for its
    fields and give up at the refusal.
    """
    target = shown.field.lookup
    if shown.field.data_type != "lookup" or target is None or target in shown.hidden:
        return {}
    reverse = _reverse_list(shown.schema, target, shown.field)
    return {
        "display_label": None if reverse is None else reverse.display_label,
        "api_name": None if reverse is None else reverse.api_name,
        "module": target,
        "id": None if reverse is None else str(reverse.id),
    }


def _reverse_list(schema: Schema, target: str, field: Field) -> RelatedList | None:
    module = None if target == POLYMORPHIC else schema.find_module(target)
    lists = () if module is None else module.related_lists
    return next((listed for listed in lists if field.id in listed.via), None)


def _convert_mapping(shown: Shown) -> object:
    if shown.module.api_name != LEADS:
        return msgspec.UNSET
    return LEAD_MAPPING.get(shown.field.api_name, msgspec.UNSET)


def _view_type(shown: Shown) -> object:
    return {name: letter in shown.field.view for name, letter in _VIEW_LETTERS.items()}


def _formula(shown: Shown) -> object:
    if shown.field.data_type != "formula":
        return {}
    return {"return_type": shown.field.formula_return, "expression": None}


def _auto_number(shown: Shown) -> object:
    if shown.field.data_type != "autonumber":
        return {}
    return {"prefix": "", "start_number": 1, "suffix": ""}


def pick_list_value(value: PickListValue) -> dict[str, object]:
    """Show one choice of a pick list."""
    return {
        "display_value": value.display_value,
        "sequence_number": value.sequence_number,
        "expected_data_type": None,
        "maps": [],
        "actual_value": value.actual_value,
        "sys_ref_name": None,
        "type": "used",
    }


# Quirk Q-023: what does not apply to a field is {}, not null.
FIELD_KEYS: tuple[tuple[str, Callable[[Shown], object]], ...] = (
    ("system_mandatory", lambda shown: shown.field.mandatory),
    ("private", _constant(None)),
    ("webhook", lambda shown: shown.field.webhook),
    ("criteria", _constant(None)),
    ("json_type", lambda shown: shown.field.json_type),
    ("crypt", _constant(None)),
    ("field_label", lambda shown: shown.field.label),
    ("tooltip", _constant(None)),
    ("created_source", lambda shown: "crm" if shown.field.custom else "default"),
    ("layouts", _constant(None)),
    ("mandatory", lambda shown: shown.field.mandatory),
    ("content", _constant(None)),
    ("field_read_only", lambda shown: shown.field.field_read_only),
    ("display_label", lambda shown: shown.field.label),
    ("ui_type", lambda shown: shown.field.ui_type),
    ("validation_rule", _constant(None)),
    ("section_id", _constant(None)),
    ("read_only", lambda shown: shown.field.read_only),
    ("association_details", _constant(None)),
    ("quick_sequence_number", lambda shown: str(shown.number)),
    ("businesscard_supported", _constant(value=True)),
    ("multi_module_lookup", _constant({})),
    ("currency", _currency),
    ("id", lambda shown: str(shown.field.id)),
    ("custom_field", lambda shown: shown.field.custom),
    ("lookup", _lookup),
    ("convert_mapping", _convert_mapping),
    ("visible", lambda shown: shown.field.visible),
    ("related_details", _constant(None)),
    ("column_name", _constant(None)),
    ("length", lambda shown: shown.field.length),
    ("view_type", _view_type),
    ("personality_name", _constant(None)),
    ("default_value", _constant(None)),
    ("transition_sequence", _constant(None)),
    ("message", _constant(None)),
    ("subform", _constant(None)),
    ("api_name", lambda shown: shown.field.api_name),
    ("unique", lambda shown: {"casesensitive": "false"} if shown.field.unique else {}),
    ("history_tracking", _constant(value=False)),
    ("data_type", lambda shown: shown.field.data_type),
    ("formula", _formula),
    ("decimal_place", lambda shown: shown.field.decimal_place),
    ("mass_update", lambda shown: shown.field.mass_update),
    ("blueprint_supported", _constant(value=True)),
    ("multiselectlookup", _constant({})),
    ("pick_list_values", lambda shown: [pick_list_value(v) for v in shown.field.pick_list]),
    ("auto_number", _auto_number),
)


def show_field(shown: Shown) -> Mapping[str, object]:
    """Show a field with every key, `convert_mapping` only where a lead's field has one."""
    values = ((key, value_of(shown)) for key, value_of in FIELD_KEYS)
    return {key: value for key, value in values if value is not msgspec.UNSET}


def encode_fields(call: Call, result: FieldList) -> WireResponse:
    """Answer with a module's fields; none is 204."""

    def show() -> list[Mapping[str, object]]:
        return [
            show_field(Shown(call.schema, hidden_from(call), result.module, field, number))
            for number, field in enumerate(result.fields, start=1)
        ]

    if result.single or not result.fields:
        return encode_list(WRAPPER, show())
    return encode_kept(call, WRAPPER, result.module.id, show)


ENDPOINTS = tuple(
    Endpoint(
        method="GET",
        path=path,
        area="fields",
        scope=settings_scope("fields"),
        lane="read",
        decode=part_of,
        operate=read_fields,
        encode=encode_fields,
    )
    for path in ("/crm/v2/settings/fields", "/crm/v2/settings/fields/{item_id}")
)
