"""
Link, delink and read what is related to a record.

Owns the sequence of a linking request: two queries whatever the batch size, a plan, one
writing.
Never decides what may be linked.
Next door: rules/linking.py decides, related_pages.py reads each kind of list, notes.py serves
the list with verbs of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from vinculum.errors import catalogue
from vinculum.errors.refusal import Entry, Refused
from vinculum.model.module import Module
from vinculum.model.record import Record
from vinculum.model.relation import RelatedList
from vinculum.operations.external import resolve_key, resolve_keys
from vinculum.operations.lists import require_page, require_right_to_read
from vinculum.operations.notes import delete_notes, update_notes
from vinculum.operations.planned import settle
from vinculum.operations.related_pages import View, read_page
from vinculum.operations.results import Outcomes, RecordPage
from vinculum.ports.services import Call
from vinculum.rules.commands import (
    UNKNOWN_ID,
    DelinkRecords,
    Key,
    ReadRelated,
    UpdateRelatedRecords,
)
from vinculum.rules.linking import (
    Body,
    LinkingFacts,
    Situation,
    depends_on_links,
    plan_delinking,
    plan_linking,
    related_ids,
    require_side,
)
from vinculum.rules.linking_items import (
    Request,
    asked_by_delink,
    asked_by_update,
    externals_of,
    identified,
)
from vinculum.rules.order import require_list, require_module
from vinculum.rules.permissions import may_see

NOTES = "notes"
# Lists that a parameter can cut down to some related ids (records 5.2).
LISTS_WITH_IDS = frozenset({"Contact_Roles"})


def update_related_records(call: Call, command: UpdateRelatedRecords) -> Outcomes:
    """
    Link records to a parent, or change what their links carry; notes are changed themselves.

    Refuses with: MODULE_INVALID, MODULE_UNSUPPORTED, RELATION_NAME_INVALID,
    RELATION_READ_ONLY, then what plan_linking or update_notes says.
    """
    module = require_module(call.schema, call.actor, command.module)
    related_list = require_list(call.schema, module, command.related_list)
    if related_list.content == NOTES:
        return update_notes(call, command)
    single = command.single is not None
    situation = _situation(call, module, related_list, command.record, single=single)
    request = asked_by_update(command, situation)
    body = _identified(call, situation, request, situation.wording.unknown_item)
    facts = _gather(call, situation, body, links=depends_on_links(situation, body))
    plan = plan_linking(situation, body, facts, call.now)
    return settle(call, plan)


def delink_records(call: Call, command: DelinkRecords) -> Outcomes:
    """
    Take links away; notes are deleted themselves.

    Refuses with: MODULE_INVALID, MODULE_UNSUPPORTED, RELATION_NAME_INVALID,
    RELATION_READ_ONLY, then what plan_delinking or delete_notes says.
    """
    module = require_module(call.schema, call.actor, command.module)
    related_list = require_list(call.schema, module, command.related_list)
    if related_list.content == NOTES:
        return delete_notes(call, command)
    situation = replace(
        _situation(call, module, related_list, command.record, single=command.single),
        unshared=catalogue.AUTHORIZATION_FAILED_DELINK,
    )
    request = asked_by_delink(command)
    body = _identified(call, situation, request, situation.wording.unlinked_item)
    plan = plan_delinking(situation, body, _gather(call, situation, body, links=True))
    return settle(call, plan)


def _situation(
    call: Call, module: Module, related_list: RelatedList, key: Key, *, single: bool
) -> Situation:
    """See the list from its parent; a list without links refuses before the parent is sought."""
    side = require_side(call.schema, module, related_list)
    return Situation(
        schema=call.schema,
        actor=call.actor,
        side=side,
        near=module,
        far=call.schema.module(side.far.module),
        parent_id=_resolve(call, module, key),
        single=single,
    )


def _resolve(call: Call, module: Module, key: Key) -> int:
    return resolve_key(call, module, key) or UNKNOWN_ID


def _identified(call: Call, situation: Situation, request: Request, unknown: Entry) -> Body:
    externals = externals_of(request)
    found = resolve_keys(call, situation.far, externals) if externals else {}
    return identified(request, found, single=situation.single, unknown=unknown)


def _gather(call: Call, situation: Situation, body: Body, *, links: bool) -> LinkingFacts:
    """Read the parent, the related records, and the links if they matter: two queries."""
    side, parent, related = situation.side, situation.parent_id, related_ids(body)
    found = call.work.read_refs([parent]).get(parent)
    if found is None or not related:
        return LinkingFacts(parent=found)
    if not links:
        owners = call.work.read_owners(situation.far.id, related)
        return LinkingFacts(parent=found, owners=owners)
    ends = call.work.read_far_ends(side.relation.id, side.left, parent, situation.far.id, related)
    return LinkingFacts(parent=found, owners=ends.owners, links=ends.links)


def read_related(call: Call, command: ReadRelated) -> RecordPage:
    """
    Read a page of a related list, or one related record; nothing when the actor sees no parent.

    Refuses with: MODULE_INVALID, MODULE_UNSUPPORTED, RELATION_NAME_INVALID,
    PARENT_ID_INVALID, NO_PERMISSION_READ, NO_PERMISSION_NOTES_READ, what the parameters say.
    """
    module = require_module(call.schema, call.actor, command.module)
    related_list = require_list(call.schema, module, command.related_list)
    parent = _require_parent(call, module, command.record)
    require_right_to_read(call, module)
    if related_list.content == NOTES:
        require_right_to_read(call, call.schema.module(related_list.targets[0]))
    page = require_page(command.page)
    if not may_see(call.schema, call.actor, module, parent):
        return RecordPage(records=())
    keys = page.ids if related_list.api_name in LISTS_WITH_IDS else None
    if command.single is not None:
        keys = (command.single,)
    view = View(
        parent=parent,
        module=module,
        related_list=related_list,
        page=page,
        ids=None if keys is None else _related_ids(call, related_list, keys),
        single=command.single is not None,
    )
    return read_page(call, view)


def _require_parent(call: Call, module: Module, key: Key) -> Record:
    parent_id = _resolve(call, module, key)
    parent = call.work.read_records([parent_id]).get(parent_id)
    if parent is None or parent.module != module.id:
        raise Refused(catalogue.PARENT_ID_INVALID.refusal())
    return parent


def _related_ids(call: Call, related_list: RelatedList, keys: Sequence[Key]) -> tuple[int, ...]:
    """The related ids of keys; an external value belongs to the one module that a list shows."""
    targets = [call.schema.module(name) for name in related_list.targets]
    return (*resolve_keys(call, targets[0], keys).values(),) if targets else ()
