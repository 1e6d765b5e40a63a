"""
Tell which values must not occur twice, and who holds them while a batch is decided.

Owns the key of a unique value: its field and the text that is compared.
Never reads the store: who held a value before is a fact.
Next door: upserting.py and operations/external.py find records by the same keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refusal
from vinculum.fieldtypes import type_of
from vinculum.fieldtypes.decimal import parse_number
from vinculum.model.field import Field
from vinculum.model.module import Module
from vinculum.model.record import JsonValue
from vinculum.schema.per_module import per_module

UniqueKey: TypeAlias = tuple[int, str]  # field id, the text that is compared


@per_module
def unique_fields(module: Module) -> tuple[Field, ...]:
    """The fields of a module whose values must not occur twice."""
    return tuple(field for field in module.fields if field.unique)


def find_unique_field(module: Module, api_name: str) -> Field | None:
    """Find a unique field by its exact API name."""
    fields = (field for field in unique_fields(module) if field.api_name == api_name)
    return next(fields, None)


def key_of(field: Field, value: JsonValue) -> UniqueKey | None:
    """The key of a canonical value; None for null."""
    text = type_of(field).unique_text(value)
    return None if text is None else (field.id, text)


def key_of_text(field: Field, text: str, zone: str) -> UniqueKey | None:
    """The key of a value given as text, as in a path; None when no record can have it."""
    for raw in (text, parse_number(text)):
        value = type_of(field).accept(field, raw, zone)
        if value is not None and not isinstance(value, Refusal):
            return key_of(field, value)
    return None


class Holders:
    """Which record holds each unique value, while items give and take them."""

    def __init__(self, stored: Mapping[UniqueKey, int]) -> None:
        self._holders: dict[UniqueKey, int | None] = dict(stored)

    def find(self, key: UniqueKey) -> int | None:
        """Find the record that holds a value."""
        return self._holders.get(key)

    def move(self, record_id: int, before: Iterable[UniqueKey], after: Iterable[UniqueKey]) -> None:
        """Note that a record gives up its former values and takes its present ones."""
        for key in before:
            self._holders[key] = None
        for key in after:
            self._holders[key] = record_id


def unique_keys(module: Module, values: Mapping[str, JsonValue]) -> tuple[UniqueKey, ...]:
    """The keys of all unique values among these."""
    keys = (key_of(field, values.get(field.api_name)) for field in unique_fields(module))
    return tuple(key for key in keys if key is not None)


def refuse_duplicates(
    module: Module, record_id: int, values: Mapping[str, JsonValue], holders: Holders
) -> Refusal | None:
    """Refuse the first unique value that another record holds, with DUPLICATE_VALUE."""
    for field in unique_fields(module):
        key = key_of(field, values.get(field.api_name))
        holder = None if key is None else holders.find(key)
        if holder is not None and holder != record_id:
            return catalogue.DUPLICATE_VALUE.refusal(api_name=field.api_name, id=str(holder))
    return None
