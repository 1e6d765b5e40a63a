"""
List the `$` keys that records carry.

Owns which module's records have which of them, and their values (records 1.6, 7).
Never reads a record; the facts come in.
Next door: record_plan.py places them, resources/modules.py publishes their names.
"""

from __future__ import annotations

from collections.abc import Callable

from vinculum.fieldtypes import type_of
from vinculum.model.field import POLYMORPHIC
from vinculum.model.module import Module
from vinculum.model.value import Value
from vinculum.wire.ascii import ascii_json
from vinculum.wire.rendering_desk import Facts

NOTES = "Notes"
TAXABLE = "Taxable"
_NO_APPROVAL = '{"delegate":false,"approve":false,"reject":false,"resubmit":false}'
_NO_REVIEW = '{"approve":false,"reject":false,"resubmit":false}'


def is_note(module: Module) -> bool:
    """Tell whether a module holds notes, which have keys and an order of their own."""
    return module.api_name == NOTES


def has_polymorphic(module: Module) -> bool:
    """Tell whether records of a module name a record of any module."""
    return any(field.lookup == POLYMORPHIC for field in module.fields)


def has_taxable(module: Module) -> bool:
    """Tell whether records of a module may be taxed."""
    return any(field.api_name == TAXABLE for field in module.fields)


def _is_convertable_lead(module: Module) -> bool:
    return module.api_name == "Leads"


def _has_lines(module: Module) -> bool:
    return any(type_of(field).name == "line_items" for field in module.fields)


def _is_no_note(module: Module) -> bool:
    return not is_note(module)


def _constant(text: str) -> Callable[[Facts], str]:
    return lambda _facts: text


def _flag(name: str) -> Callable[[Facts], str]:
    return lambda facts: ascii_json(getattr(facts, name))


class SystemKey(Value):
    """A `$` key: its name, the JSON text of its value, and the modules whose records have it."""

    name: str
    write: Callable[[Facts], str]
    belongs: Callable[[Module], bool] = _is_no_note


SYSTEM_KEYS: tuple[SystemKey, ...] = (
    SystemKey(name="$currency_symbol", write=_flag("symbol")),
    SystemKey(name="$field_states", write=_constant("null")),
    SystemKey(name="$state", write=_constant('"save"'), belongs=lambda _module: True),
    SystemKey(name="$converted", write=_flag("converted"), belongs=_is_convertable_lead),
    SystemKey(
        name="$converted_detail", write=lambda facts: facts.conversion, belongs=_is_convertable_lead
    ),
    SystemKey(name="$process_flow", write=_constant("false")),
    SystemKey(name="$approved", write=_flag("approved")),
    SystemKey(name="$approval", write=_constant(_NO_APPROVAL)),
    SystemKey(
        name="$approval_state",
        write=lambda facts: '"approved"' if facts.approved else '"approval_process_pending"',
    ),
    SystemKey(name="$editable", write=_flag("editable"), belongs=lambda _module: True),
    SystemKey(name="$review_process", write=_constant(_NO_REVIEW)),
    SystemKey(name="$review", write=_constant("null")),
    SystemKey(name="$canvas_id", write=_constant("null")),
    SystemKey(name="$orchestration", write=_constant("false")),
    SystemKey(name="$stop_processing", write=_constant("false")),
    SystemKey(name="$in_merge", write=_constant("false")),
    SystemKey(name="$data_source_details", write=_constant("{}")),
    SystemKey(name="$taxable", write=_flag("taxable"), belongs=has_taxable),
    SystemKey(name="$line_tax", write=_constant("[]"), belongs=_has_lines),
    SystemKey(name="$se_module", write=_flag("se_module"), belongs=has_polymorphic),
    SystemKey(name="$attachments", write=_constant("null"), belongs=is_note),
    SystemKey(name="$is_shared_to_client", write=_constant("false"), belongs=is_note),
    SystemKey(name="$size", write=_constant("null"), belongs=is_note),
    SystemKey(name="$voice_note", write=_constant("false"), belongs=is_note),
)


def system_keys(module: Module) -> tuple[SystemKey, ...]:
    """The `$` keys that records of a module carry, in order."""
    return tuple(key for key in SYSTEM_KEYS if key.belongs(module))
