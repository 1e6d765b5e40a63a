"""
Insert, update, upsert and delete records.

Owns the sequence of a write: module, verb, record of the path, right, body, items.
Never judges an item; rules do. Notes take the same way with words of their own.
Next door: planned.py reads the facts and applies the plan, notes.py for notes below a record.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refused
from vinculum.model.actor import Verb
from vinculum.model.field import Field
from vinculum.operations.external import require_external_field, resolve_keys
from vinculum.operations.planned import gather, settle, stamp_of
from vinculum.operations.results import Outcomes
from vinculum.ports.services import Call
from vinculum.rules.accepting import cleared, missing
from vinculum.rules.batch import Batch, Facts, Needs
from vinculum.rules.commands import (
    DeleteRecords,
    ExternalValue,
    InsertRecords,
    Items,
    Key,
    UpdateRecords,
    UpsertRecords,
)
from vinculum.rules.composing import OpenRecord
from vinculum.rules.deleting import needs_of_vanishing, plan_deleting
from vinculum.rules.guards import guard_ids, is_shared
from vinculum.rules.inserting import needs_of_inserting, plan_inserting
from vinculum.rules.order import require_verb
from vinculum.rules.proposing import (
    Proposal,
    id_of,
    keys_named,
    needs_of_keys,
    propose,
    propose_for,
    propose_named,
    require_items,
    require_keys,
    require_one,
)
from vinculum.rules.updating import needs_of_updating, plan_updating
from vinculum.rules.upserting import (
    needs_of_matched,
    needs_of_matching,
    needs_of_upserting,
    plan_upserting,
    propose_upsert,
    require_check_fields,
)
from vinculum.rules.writing import Writing, narrowed, require_right, require_writing


def insert_records(call: Call, command: InsertRecords) -> Outcomes:
    """
    Add records.

    Refuses with: MODULE_INVALID, MODULE_UNSUPPORTED, METHOD_INVALID, NO_PERMISSION_CREATE,
    the body's refusal; then what plan_inserting says of each item.
    """
    writing = writing_for(call, command.module, "create")
    require_right(writing, "create")
    return insert_items(call, writing, require_items(command.items))


def insert_items(call: Call, writing: Writing, items: Items) -> Outcomes:
    """Add the items of a body that was judged as a whole: two queries, one writing."""
    proposals = tuple(propose(writing, item, missing) for item in items)
    facts = gather(call, writing, needs_of_inserting(writing, proposals), Facts())
    return settle(call, plan_inserting(writing, proposals, facts))


def update_records(call: Call, command: UpdateRecords) -> Outcomes:
    """
    Change records, each named by its item, or the one that the path names.

    Refuses with: MODULE_INVALID, MODULE_UNSUPPORTED, METHOD_INVALID, RECORD_ID_INVALID or
    EXTERNAL_ID_INVALID (the path's record), NO_PERMISSION_UPDATE, AUTHORIZATION_FAILED_UPDATE,
    EXTERNAL_FIELD_INVALID, the body's refusal; then what plan_updating says of each item.
    """
    writing = narrowed(writing_for(call, command.module, "update"))
    if command.single is not None:
        return _update_one(call, writing, command.single, command)
    require_right(writing, "update")
    external = _external_field(writing, command.external)
    items = require_items(command.items)
    proposals = tuple(propose_named(writing, item, external, cleared) for item in items)
    facts = read_named(call, writing, keys_named(proposals))
    return update_proposed(call, writing, proposals, facts)


def update_proposed(
    call: Call, writing: Writing, proposals: Sequence[Proposal], facts: Facts
) -> Outcomes:
    """Change the records that items name, once these are read."""
    facts = gather(call, writing, needs_of_updating(writing, proposals, facts), facts)
    return settle(call, plan_updating(writing, proposals, facts))


def upsert_records(call: Call, command: UpsertRecords) -> Outcomes:
    """
    Change the record that each item means, or add one.

    Refuses with: MODULE_INVALID, MODULE_UNSUPPORTED, METHOD_INVALID, NO_PERMISSION_CREATE,
    EXTERNAL_FIELD_INVALID, the body's refusal, BODY_VALUE_INVALID; then what plan_upserting
    says of each item.
    """
    writing = writing_for(call, command.module, "create")
    require_verb(served=writing.family.upserted)
    require_right(writing, "create")
    external = _external_field(writing, command.external)
    items = require_items(command.items)
    fields = require_check_fields(writing.module, command.duplicate_check_fields)
    if external is not None:
        fields = (external,)
    proposals = tuple(propose_upsert(writing, item, external) for item in items)
    facts = read_named(call, writing, keys_named(proposals))
    facts = gather(call, writing, needs_of_matching(writing, proposals, fields), facts)
    facts = gather(call, writing, needs_of_matched(proposals, facts), facts)
    facts = gather(call, writing, needs_of_upserting(writing, proposals, facts), facts)
    return settle(call, plan_upserting(writing, proposals, fields, facts), upsert=True)


def delete_records(call: Call, command: DeleteRecords) -> Outcomes:
    """
    Move records to the recycle bin, with what belongs to them.

    Refuses with: MODULE_INVALID, MODULE_UNSUPPORTED, METHOD_INVALID, NO_PERMISSION_DELETE,
    the parameters' refusal, EXTERNAL_FIELD_INVALID, AUTHORIZATION_FAILED_DELETE (the path's
    record); then what plan_deleting says of each item.
    """
    writing = writing_for(call, command.module, "delete")
    require_right(writing, "delete")
    keys = require_keys(command.keys)
    facts = read_named(call, writing, keys)
    facts = gather(call, writing, needs_of_vanishing(writing, facts), facts)
    if command.single:
        batch = Batch(writing, facts)
        require_shared(batch, batch.find(id_of(keys[0], facts)), "delete")
    return settle(call, plan_deleting(writing, keys, facts))


def writing_for(call: Call, module: str, verb: Verb) -> Writing:
    """
    Prepare the writing of the module that a path names.

    Refuses with: MODULE_INVALID, MODULE_UNSUPPORTED, METHOD_INVALID.
    """
    return require_writing(call.schema, call.actor, module, verb, stamp_of(call))


def read_named(call: Call, writing: Writing, keys: Sequence[Key]) -> Facts:
    """Read the module's records that keys name; refuses with EXTERNAL_FIELD_INVALID."""
    facts = Facts(keys=resolve_keys(call, writing.module, keys))
    facts = gather(call, writing, needs_of_keys(keys, facts), facts)
    own = {
        key: record for key, record in facts.records.items() if record.module == writing.module.id
    }
    return replace(facts, records=own)


def require_named(batch: Batch, key: Key) -> OpenRecord:
    """The record that a path names; refuses with EXTERNAL_ID_INVALID or RECORD_ID_INVALID."""
    record = batch.find(id_of(key, batch.facts))
    if record is None:
        unknown = (
            catalogue.EXTERNAL_ID_INVALID
            if isinstance(key, ExternalValue)
            else catalogue.RECORD_ID_INVALID
        )
        raise Refused(unknown.refusal())
    return record


def require_shared(batch: Batch, record: OpenRecord | None, verb: Verb) -> None:
    """Refuse the path's record when sharing forbids the verb, in the family's words."""
    if record is not None and not is_shared(batch, record):
        raise Refused(batch.writing.family.unshared[verb].refusal())


def _update_one(call: Call, writing: Writing, key: Key, command: UpdateRecords) -> Outcomes:
    facts = read_named(call, writing, (key,))
    guards = guard_ids(writing, facts.records.values())
    facts = gather(call, writing, Needs(refs=guards), facts)
    batch = Batch(writing, facts)
    record = require_named(batch, key)
    require_right(writing, "update")
    require_shared(batch, record, "update")
    item = require_one(command.items)
    return update_proposed(call, writing, (propose_for(writing, item, key, cleared),), facts)


def _external_field(writing: Writing, api_name: str | None) -> Field | None:
    return None if api_name is None else require_external_field(writing.module, api_name)
