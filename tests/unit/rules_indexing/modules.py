"""Make a module of typed fields, and the content of a record in it."""

from __future__ import annotations

from vinculum.model.field import Field
from vinculum.model.module import Module
from vinculum.rules.indexing import Content


def module_of(*slots, api_name="Leads"):
    """A module whose fields are (name, type) or (name, type, facts), with ids from 1 on."""
    fields = tuple(
        Field(
            id=number,
            api_name=slot[0],
            label=slot[0],
            data_type=slot[1],
            json_type="string",
            type=slot[1],
            **(slot[2] if len(slot) > 2 else {}),
        )
        for number, slot in enumerate(slots, start=1)
    )
    return Module(
        id=100,
        api_name=api_name,
        module_name=api_name,
        singular_label=api_name,
        plural_label=api_name,
        sequence_number=1,
        generated_type="default",
        display_field=slots[0][0],
        scope=api_name.lower(),
        permission=api_name,
        fields=fields,
    )


def content_with(values=None, references=None, rows=None):
    """The content of a record of user 7."""
    return Content(
        values=values or {},
        references=references or {},
        rows=rows or {},
        owner=7,
        created_by=8,
        modified_by=9,
    )
