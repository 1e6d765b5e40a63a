"""Make a field of a type for a test."""

from __future__ import annotations

from vinculum.model.field import Field


def field_of(type_name, api_name="Slot", **facts):
    """A field of that type, with the given facts."""
    return Field(
        id=facts.pop("id", 1),
        api_name=api_name,
        label=api_name,
        data_type=type_name,
        json_type="string",
        type=type_name,
        **facts,
    )
