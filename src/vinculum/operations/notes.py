"""
Add, change and delete notes, by themselves or through the record that they are about.

Owns the order of refusals for a note's path: parent, note, right, sharing, body, items.
Never judges a note; it is written as any record is.
Next door: records.py for the sequence of a write, rules/notes.py for what a path says.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refused
from vinculum.model.actor import Verb
from vinculum.model.module import Module
from vinculum.model.record import RecordRef
from vinculum.model.value import Value
from vinculum.operations.external import resolve_parent
from vinculum.operations.planned import gather, settle
from vinculum.operations.records import (
    insert_items,
    insert_records,
    read_named,
    update_proposed,
    writing_for,
)
from vinculum.operations.results import Outcomes
from vinculum.ports.services import Call
from vinculum.rules.accepting import cleared
from vinculum.rules.batch import Facts
from vinculum.rules.commands import (
    DelinkRecords,
    InsertNotes,
    InsertRecords,
    Key,
    UpdateRelatedRecords,
)
from vinculum.rules.deleting import needs_of_vanishing, plan_deleting
from vinculum.rules.notes import below, notes_of, require_notes_list
from vinculum.rules.order import require_module
from vinculum.rules.permissions import may_edit
from vinculum.rules.proposing import (
    Proposal,
    keys_named,
    propose_for,
    propose_named,
    require_items,
    require_keys,
    require_one,
)
from vinculum.rules.writing import NOTES, Writing, narrowed, require_right


class Place(Value):
    """Where a path puts notes: the writing of notes, and the parent with its module."""

    writing: Writing
    module: Module
    parent: RecordRef


def insert_notes(call: Call, command: InsertNotes) -> Outcomes:
    """
    Add notes, each to the parent that it names, or all to the path's parent.

    Refuses with: MODULE_INVALID, RELATION_NAME_INVALID, PARENT_ID_INVALID,
    NO_PERMISSION_NOTES_ADD, AUTHORIZATION_FAILED_NOTES, the body's refusal; then what
    plan_inserting says of each item.
    """
    if command.parent is None:
        return insert_records(call, InsertRecords(module=NOTES, items=command.items))
    place = _require_place(call, *command.parent, verb="create")
    _require_entry(call, place, "create")
    items = require_items(command.items)
    told = tuple(below(place.module, place.parent.id, item) for item in items)
    return insert_items(call, place.writing, told)


def update_notes(call: Call, command: UpdateRelatedRecords) -> Outcomes:
    """
    Change the title and content of a parent's notes.

    Refuses with: MODULE_INVALID, RELATION_NAME_INVALID, PARENT_ID_INVALID, RECORD_ID_INVALID
    (the path's note is not the parent's), NO_PERMISSION_NOTES_UPDATE,
    AUTHORIZATION_FAILED_NOTES, the body's refusal; then what plan_updating says of each item.
    """
    place = _require_place(call, command.module, command.record, verb="update")
    writing = narrowed(place.writing)
    if command.single is not None:
        facts = _read_own(call, place, (command.single,))
        if not facts.records:
            raise Refused(catalogue.RECORD_ID_INVALID.refusal())
        _require_entry(call, place, "update")
        item = require_one(command.items)
        proposals: tuple[Proposal, ...] = (propose_for(writing, item, command.single, cleared),)
    else:
        _require_entry(call, place, "update")
        items = require_items(command.items)
        proposals = tuple(propose_named(writing, item, None, cleared) for item in items)
        facts = _read_own(call, place, keys_named(proposals))
    return update_proposed(call, writing, proposals, facts)


def delete_notes(call: Call, command: DelinkRecords) -> Outcomes:
    """
    Delete a parent's notes.

    Refuses with: MODULE_INVALID, RELATION_NAME_INVALID, PARENT_ID_INVALID,
    NO_PERMISSION_NOTES_DELETE, AUTHORIZATION_FAILED_NOTES, the parameters' refusal,
    RECORD_ID_INVALID (the path's note is another parent's); then what plan_deleting says of
    each item.
    """
    place = _require_place(call, command.module, command.record, verb="delete")
    _require_entry(call, place, "delete")
    keys = require_keys(command.keys)
    facts = read_named(call, place.writing, keys)
    if command.single and facts.records and not notes_of(place.parent.id, facts.records):
        raise Refused(catalogue.RECORD_ID_INVALID.refusal())
    facts = gather(call, place.writing, needs_of_vanishing(place.writing, facts), facts)
    return settle(call, plan_deleting(place.writing, keys, facts, place.parent.id))


def _require_place(call: Call, name: str, key: Key, *, verb: Verb) -> Place:
    module = require_module(call.schema, call.actor, name)
    require_notes_list(module)
    writing = writing_for(call, NOTES, verb)
    parent_id = resolve_parent(call, module, key)
    parent = call.work.read_refs((parent_id,)).get(parent_id)
    if parent is None or parent.module != module.id:
        raise Refused(catalogue.PARENT_ID_INVALID.refusal())
    return Place(writing=writing, module=module, parent=parent)


def _require_entry(call: Call, place: Place, verb: Verb) -> None:
    require_right(place.writing, verb)
    if not may_edit(call.schema, call.actor, place.module, place.parent):
        raise Refused(catalogue.AUTHORIZATION_FAILED_NOTES.refusal())


def _read_own(call: Call, place: Place, keys: Sequence[Key]) -> Facts:
    """Read the notes that keys name, without those of other parents."""
    facts = read_named(call, place.writing, keys)
    return replace(facts, records=notes_of(place.parent.id, facts.records))
