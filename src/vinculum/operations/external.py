"""
Find records by the value of a unique field that stands for an id.

Owns the one query that turns keys into ids, whatever their number.
Never judges whether the actor may see what was found.
Next door: rules/uniqueness.py for how such values compare.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refused
from vinculum.model.field import Field
from vinculum.model.module import Module
from vinculum.ports.services import Call
from vinculum.rules.commands import ExternalValue, Key
from vinculum.rules.uniqueness import UniqueKey, find_unique_field, key_of_text


def require_external_field(module: Module, api_name: str) -> Field:
    """The unique field of that API name; refuses with EXTERNAL_FIELD_INVALID."""
    field = find_unique_field(module, api_name)
    if field is None:
        raise Refused(catalogue.EXTERNAL_FIELD_INVALID.refusal())
    return field


def resolve_keys(call: Call, module: Module, keys: Iterable[Key]) -> Mapping[Key, int]:
    """
    Turn keys into ids; a key that no record can have, or whose value none has, is absent.

    An id stands for itself: whether a record has it is not looked up here.

    Refuses with: EXTERNAL_FIELD_INVALID, when a key names no unique field of the module.
    """
    known: dict[Key, int] = {}
    wanted: dict[Key, UniqueKey] = {}
    for key in keys:
        if isinstance(key, ExternalValue):
            field = require_external_field(module, key.field)
            unique = key_of_text(field, key.value, call.schema.org.time_zone)
            if unique is not None:
                wanted[key] = unique
        elif isinstance(key, int):
            known[key] = key
    found = call.work.read_unique(module.id, wanted.values()) if wanted else {}
    return known | {key: found[unique] for key, unique in wanted.items() if unique in found}


def resolve_key(call: Call, module: Module, key: Key) -> int | None:
    """Turn one key into an id; refuses with EXTERNAL_FIELD_INVALID."""
    if isinstance(key, int):
        return key
    return resolve_keys(call, module, (key,)).get(key)


def resolve_parent(call: Call, module: Module, key: Key) -> int:
    """
    Turn the key of a parent in a path into an id.

    Refuses with: EXTERNAL_FIELD_INVALID, PARENT_ID_INVALID.
    """
    parent_id = resolve_key(call, module, key)
    if parent_id is None:
        raise Refused(catalogue.PARENT_ID_INVALID.refusal())
    return parent_id
