"""
Fill the template of custom modules.

Owns what every custom module starts with, and the names that are thereby taken in it.
Never knows an org.
Next door: data/custom_module.toml is the template, edits.py makes modules of the rows.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import msgspec

from vinculum.model.value import Value
from vinculum.schema.drafts import ModuleDraft
from vinculum.schema.rows import ModuleRow, Table
from vinculum.schema.standard import custom_template


class TakenNames(Value):
    """Names that every custom module has, in lower case."""

    fields: frozenset[str]
    lists: frozenset[str]


@cache
def taken_names() -> TakenNames:
    """The names of the fields and lists that every custom module starts with."""
    row = custom_row(ModuleDraft(api_name=""), 0, "", lambda: 0)
    lines = [*row.fields, *(line for section in row.section for line in section.fields)]
    return TakenNames(
        fields=frozenset(str(line["api_name"]).lower() for line in lines),
        lists=frozenset(line.api_name.lower() for line in row.related_lists),
    )


def custom_row(
    draft: ModuleDraft, sequence: int, name: str, next_id: Callable[[], int]
) -> ModuleRow:
    """The row of a new module: the template with labels and ids."""
    filled = _filled(custom_template(), draft.singular_label or "", next_id)
    named: Table = {
        "id": next_id(),
        "layout": next_id(),
        "api_name": draft.api_name,
        "module_name": name,
        "singular_label": draft.singular_label,
        "plural_label": draft.plural_label,
        "sequence_number": sequence,
    }
    return msgspec.convert({**filled, **named}, ModuleRow)


def _filled(template: Table, singular: str, next_id: Callable[[], int]) -> Table:
    """Put labels in, and an id into every line that has an API name."""

    def fill(cell: object) -> object:
        if isinstance(cell, str):
            return cell.replace("{singular}", singular)
        if isinstance(cell, list):
            return [fill(each) for each in cell]
        if isinstance(cell, dict):
            line = {key: fill(value) for key, value in cell.items()}
            return {"id": next_id(), **line} if "api_name" in line else line
        return cell

    return {key: fill(value) for key, value in template.items()}
