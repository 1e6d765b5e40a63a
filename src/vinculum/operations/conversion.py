"""
Convert a lead.

Owns the sequence: lead, right, sharing, body, item; then what each module holds already.
Never decides what becomes of the lead; rules/converting.py does.
Next door: records.py for the sequence of other writes.
"""

from __future__ import annotations

from collections.abc import Mapping

from vinculum.errors.refusal import Refusal
from vinculum.model.record import Record
from vinculum.operations.planned import gather
from vinculum.operations.records import (
    read_named,
    require_named,
    require_shared,
    writing_for,
)
from vinculum.ports.services import Call
from vinculum.ports.store import LinkPage
from vinculum.rules.batch import Batch, Facts
from vinculum.rules.commands import ConvertLead
from vinculum.rules.converting import (
    Candidate,
    Conversion,
    find_contact,
    needs_of_candidate,
    plan_converting,
    propose_conversion,
    refuse_lead,
)
from vinculum.rules.converting_items import read_wish
from vinculum.rules.lead_mapping import TARGETS
from vinculum.rules.order import require_verb
from vinculum.rules.plan import Converted
from vinculum.rules.proposing import require_one
from vinculum.rules.tagging import tags_by_name
from vinculum.rules.transferring import Hanging, campaign_sides, moving_fields
from vinculum.rules.upserting import needs_of_matched
from vinculum.rules.writing import require_right, writing_of

MOST_CAMPAIGNS = 1_000_000  # all of them: what stayed behind would be lost to the contact


def convert_lead(call: Call, command: ConvertLead) -> Converted | Refusal:
    """
    Make a contact of a lead, with its account and a deal, in one piece.

    Refuses with: MODULE_INVALID, MODULE_UNSUPPORTED, METHOD_INVALID (no module of leads),
    RECORD_ID_INVALID or EXTERNAL_ID_INVALID (the path's lead), NO_PERMISSION_UPDATE,
    AUTHORIZATION_FAILED_UPDATE, the body's refusal; then what
    refuse_lead, read_wish and plan_converting say.
    """
    writing = writing_for(call, command.module, "update")
    require_verb(served=writing.module.convertable)
    stored = read_named(call, writing, (command.key,))
    batch = Batch(writing, stored)
    lead = require_named(batch, command.key)
    require_right(writing, "update")
    require_shared(batch, lead, "update")
    item = require_one(command.items)
    refusal = refuse_lead(lead)
    if refusal is not None:
        return refusal
    wish = read_wish(call.schema, item, tags_by_name(call.schema, lead))
    if isinstance(wish, Refusal):
        return wish
    writings = {
        name: writing_of(call.schema, call.actor, call.schema.module(name), writing.stamp)
        for name in TARGETS
    }
    conversion = propose_conversion(writing, lead, wish, writings)
    facts = {
        name: _read_candidate(call, candidate) for name, candidate in conversion.candidates.items()
    }
    hanging = _read_hanging(call, conversion, facts, stored.records[lead.id])
    conclusion = plan_converting(conversion, facts, hanging)
    if conclusion.changes:
        call.work.apply(conclusion.changes)
    return conclusion.outcome


def _read_candidate(call: Call, candidate: Candidate) -> Facts:
    """Read what a module holds already of what the lead may become."""
    facts = gather(call, candidate.writing, needs_of_candidate(candidate), Facts())
    matched = needs_of_matched((candidate.proposal,), facts)
    return gather(call, candidate.writing, matched, facts)


def _read_hanging(
    call: Call, conversion: Conversion, facts: Mapping[str, Facts], lead: Record
) -> Hanging:
    """Read what hangs on the lead, and to which of its campaigns the contact is linked already."""
    fields = tuple(field.id for field in moving_fields(call.schema))
    of_lead, of_contact = campaign_sides(call.schema)
    page = LinkPage(
        relation=of_lead.relation.id,
        left=of_lead.left,
        parent=lead.id,
        module=call.schema.module(of_lead.far.module).id,
        limit=MOST_CAMPAIGNS,
    )
    campaigns = {each.id: each.attributes for each in call.work.page_links(page)}
    contact = find_contact(conversion, facts)
    linked: Mapping[int, str] = {}
    if contact is not None and campaigns:
        relation, left = of_contact.relation.id, of_contact.left
        linked = call.work.read_links(relation, left, contact, campaigns)
    return Hanging(
        lead=lead,
        records=call.work.read_children(fields, (lead.id,)),
        campaigns=campaigns,
        linked=frozenset(linked),
    )
