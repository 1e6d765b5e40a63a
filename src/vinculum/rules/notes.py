"""
Put notes below the record that a path names.

Owns what the path says in place of an item, and the notes that a parent has.
Never judges a note's values; it is a record like others, with its own family in writing.py.
Next door: operations/notes.py for the callers.
"""

from __future__ import annotations

from collections.abc import Mapping

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refused
from vinculum.model.module import Module
from vinculum.model.record import JsonValue, Record
from vinculum.rules.indexing import content_of
from vinculum.rules.writing import SE_MODULE

PARENT = "Parent_Id"
CONTENT = "notes"


def require_notes_list(module: Module) -> None:
    """Refuse a module whose records have no notes, with RELATION_NAME_INVALID."""
    if not any(related.content == CONTENT for related in module.related_lists):
        raise Refused(catalogue.RELATION_NAME_INVALID.refusal())


def below(parent: Module, parent_id: int, item: JsonValue) -> JsonValue:
    """Say in an item what the path says; whatever parent the item names does not count."""
    if not isinstance(item, dict):
        return item
    return {**item, PARENT: str(parent_id), SE_MODULE: parent.api_name}


def notes_of(parent_id: int, records: Mapping[int, Record]) -> Mapping[int, Record]:
    """Those of the notes that are the parent's own."""
    return {
        note_id: note
        for note_id, note in records.items()
        if content_of(note).references.get(PARENT) == parent_id
    }
