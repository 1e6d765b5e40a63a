"""
Move what hangs on a lead to the contact that it became, and mark the lead.

Owns what moves (records 10): notes, activities, attachments, links to campaigns.
Never decides who the contact is.
Next door: converting.py for the rest of a conversion.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from vinculum.errors.refusal import Refusal
from vinculum.model.change import Change, CutLinks, MoveAttachments, PutLinks
from vinculum.model.field import Field
from vinculum.model.moments import render_moment
from vinculum.model.record import Record, Values
from vinculum.model.relation import Side
from vinculum.model.value import Value
from vinculum.rules.composing import OpenRecord, change_of, open_record
from vinculum.rules.history import DAY_MS
from vinculum.rules.linking_attributes import merged_attributes, write_attributes
from vinculum.rules.plan import Converted
from vinculum.rules.writing import Writing
from vinculum.schema.snapshot import Schema

# Module, the lookup that names the lead, the lookup that will name the contact.
MOVING = (
    ("Notes", "Parent_Id", "Parent_Id"),
    ("Tasks", "What_Id", "Who_Id"),
    ("Events", "What_Id", "Who_Id"),
    ("Calls", "What_Id", "Who_Id"),
)
LEADS_OF_CAMPAIGN, CONTACTS_OF_CAMPAIGN = "campaign_leads", "campaign_contacts"
CONTACTS = "Contacts"
ROLES, ROLE = "deal_contacts", "Contact_Role"
# What a converted lead keeps of its conversion, among its references.
DETAIL: Mapping[str, str] = {"account": "$account", "contact": "$contact", "deal": "$deal"}
CONVERTED_BY = "$converted_by"
CONVERTED_AT, DAYS_AS_LEAD = "Converted_Date_Time", "Lead_Conversion_Time"


class Hanging(Value):
    """
    What hangs on a lead: its records, and its campaigns with what each link carries.

    `lead` is the lead as it is stored. `linked` are those of the campaigns to which a contact
    that was there before is linked already.
    """

    lead: Record
    records: Sequence[Record] = ()
    campaigns: Mapping[int, str] = {}
    linked: frozenset[int] = frozenset()


def moving_fields(schema: Schema) -> tuple[Field, ...]:
    """The fields in which what hangs on a lead names it."""
    named = ((schema.module(module), lookup) for module, lookup, _ in MOVING)
    fields = (schema.find_field(module, lookup) for module, lookup in named)
    return tuple(field for field in fields if field is not None)


def campaign_sides(schema: Schema) -> tuple[Side, Side]:
    """The links to campaigns, as leads have them and as contacts have them."""
    lead, contact = schema.relation(LEADS_OF_CAMPAIGN), schema.relation(CONTACTS_OF_CAMPAIGN)
    return Side(relation=lead, left=False), Side(relation=contact, left=False)


def plan_moving(
    writing: Writing, lead: OpenRecord, contact: int, hanging: Hanging
) -> tuple[Change, ...]:
    """Move it; what moves is not modified by it, and a link that the contact has stays."""
    return (
        *_moved_records(writing, contact, hanging.records),
        *_moved_links(writing, lead.id, contact, hanging),
        MoveAttachments(parent=lead.id, to=contact, to_module=writing.schema.module(CONTACTS).id),
    )


def convert_lead(writing: Writing, lead: OpenRecord, became: Converted, stored: Record) -> Change:
    """Mark the lead, with when it was converted, by whom, and what it became."""
    stamp = writing.stamp
    ids = {key: getattr(became, name) for name, key in DETAIL.items()}
    known = {key: record_id for key, record_id in ids.items() if record_id is not None}
    marked = replace(
        lead,
        converted=True,
        modified=stamp.now,
        modified_by=stamp.by,
        references={**lead.references, **known, CONVERTED_BY: stamp.by},
        values={
            **lead.values,
            CONVERTED_AT: render_moment(stamp.now, writing.zone),
            DAYS_AS_LEAD: max(0, stamp.now - lead.created) // DAY_MS,
        },
    )
    return change_of(marked, stored, writing.zone)


def link_role(
    writing: Writing, given: Values | None, deal: int | None, contact: int
) -> tuple[Change, ...] | Refusal:
    """Give the contact the role in the deal that its values name, if they do."""
    if deal is None or given is None or not given.get(ROLE):
        return ()
    relation = writing.schema.relation(ROLES)
    attributes = merged_attributes(writing.schema, relation, given, None)
    if isinstance(attributes, Refusal):
        return attributes
    put = PutLinks(
        relation=relation.id,
        left=True,
        parent=deal,
        links={contact: write_attributes(attributes)},
        at=writing.stamp.now,
    )
    return (put,)


def _moved_records(writing: Writing, contact: int, records: Iterable[Record]) -> Iterable[Change]:
    schema = writing.schema
    ways = {schema.module(name).id: (old, new) for name, old, new in MOVING}
    for record in records:
        opened = open_record(schema.module_of_id(record.module), record, writing.zone)
        old, new = ways[record.module]
        references = {key: ids for key, ids in opened.references.items() if key != old}
        moved = replace(opened, references={**references, new: contact})
        yield change_of(moved, record, writing.zone)


def _moved_links(writing: Writing, lead: int, contact: int, hanging: Hanging) -> Iterable[Change]:
    old, new = campaign_sides(writing.schema)
    cut = tuple(hanging.campaigns)
    if cut:
        yield CutLinks(relation=old.relation.id, left=old.left, parent=lead, related=cut)
    put = {each: text for each, text in hanging.campaigns.items() if each not in hanging.linked}
    if put:
        yield PutLinks(
            relation=new.relation.id,
            left=new.left,
            parent=contact,
            links=put,
            at=writing.stamp.now,
        )
