"""
Decide what becomes of a lead: a contact, an account, a deal.

Owns the order in which a conversion is refused, and which records it finds, changes or makes.
Never reads the store: needs go out, facts come in.
Next door: converting_items.py reads the item, transferring.py moves what hangs on the lead,
lead_mapping.py says which field takes over which.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from msgspec.structs import replace

from vinculum.errors import catalogue
from vinculum.errors.refusal import Entry, Refusal
from vinculum.model.change import Change
from vinculum.model.field import Field
from vinculum.model.record import Values
from vinculum.model.value import Value
from vinculum.rules.accepting import Accepted, cleared, missing
from vinculum.rules.batch import Batch, Facts, Needs
from vinculum.rules.composing import OpenRecord
from vinculum.rules.converting_items import ACCOUNTS, CONTACTS, DEALS, Wish, is_active
from vinculum.rules.guards import refuse_unshared
from vinculum.rules.inserting import inserted, needs_of_inserting
from vinculum.rules.lead_mapping import LEAD_MAPPING
from vinculum.rules.order import require_granted
from vinculum.rules.permissions import denial, item_denial, may
from vinculum.rules.plan import Converted
from vinculum.rules.proposing import Proposal, propose
from vinculum.rules.transferring import Hanging, convert_lead, link_role, plan_moving
from vinculum.rules.updating import updated
from vinculum.rules.upserting import find_match, needs_of_matching
from vinculum.rules.writing import Writing

COMPANY, OWNER, TAG = "Company", "Owner", "Tag"
ACCOUNT_NAME, CONTACT_NAME = "Account_Name", "Contact_Name"
# What a conversion demands of a deal, before what is mandatory anyway.
DEMANDED = ("Deal_Name", "Closing_Date", "Stage")
MISMATCHES: Mapping[str, Entry] = {
    ACCOUNTS: catalogue.ACCOUNT_MISMATCH,
    CONTACTS: catalogue.CONTACT_MISMATCH,
}


class Candidate(Value):
    """What a lead may become in one module: the values it brings, or the record `chosen`."""

    writing: Writing
    proposal: Proposal
    chosen: int | None = None


class Conversion(Value):
    """A lead and what it may become, by module; a module that is not wanted is absent."""

    writing: Writing
    lead: OpenRecord
    wish: Wish
    candidates: Mapping[str, Candidate]


class Taken(Value):
    """The record that a lead became in a module, and what is written for it."""

    id: int
    changes: tuple[Change, ...] = ()


class Conclusion(Value):
    """The ids of what a lead became, or why it did not; and everything to write for it."""

    outcome: Converted | Refusal
    changes: tuple[Change, ...] = ()


Taker: TypeAlias = Callable[[Conversion, Candidate, Facts, "dict[str, int]"], "Taken | Refusal"]


def refuse_lead(lead: OpenRecord) -> Refusal | None:
    """Refuse a lead that cannot be converted, with LEAD_CONVERTED or LEAD_UNAPPROVED."""
    if lead.converted:
        return catalogue.LEAD_CONVERTED.refusal(id=str(lead.id))
    return None if lead.approved else catalogue.LEAD_UNAPPROVED.refusal(id=str(lead.id))


def propose_conversion(
    writing: Writing, lead: OpenRecord, wish: Wish, writings: Mapping[str, Writing]
) -> Conversion:
    """Say what the lead may become: always a contact, an account if it has a company."""
    chosen = {ACCOUNTS: wish.account, CONTACTS: wish.contact}
    given: dict[str, Values | None] = {ACCOUNTS: {}, CONTACTS: {}, DEALS: wish.deal}
    if wish.account is None and not lead.values.get(COMPANY):
        given[ACCOUNTS] = None
    candidates: dict[str, Candidate] = {}
    for name, values in given.items():
        if values is None:
            continue
        there = _demanding(writings[name]) if name == DEALS else writings[name]
        item = {**_brought(lead, name), **_owned(writing, lead, wish), **values}
        for key in (ACCOUNT_NAME, CONTACT_NAME) if name == DEALS else ():
            item.pop(key, None)  # The conversion itself says whose deal it is.
        proposal = propose(there, item, missing if name == DEALS else cleared)
        candidates[name] = Candidate(writing=there, proposal=proposal, chosen=chosen.get(name))
    return Conversion(writing=writing, lead=lead, wish=wish, candidates=candidates)


def needs_of_candidate(candidate: Candidate) -> Needs:
    """Name the record that is chosen, or the values by which one is found and must be free."""
    if candidate.chosen is not None:
        return Needs(records=frozenset({candidate.chosen}))
    writing, proposals = candidate.writing, (candidate.proposal,)
    needs = needs_of_inserting(writing, proposals)
    if writing.module.api_name == DEALS:
        return needs
    matching = needs_of_matching(writing, proposals, _matching_fields(writing))
    return replace(needs, matches=matching.matches)


def find_contact(conversion: Conversion, facts: Mapping[str, Facts]) -> int | None:
    """Find the contact that the lead will become, if there is one already."""
    candidate = conversion.candidates[CONTACTS]
    found = _found(Batch(candidate.writing, facts[CONTACTS]), candidate)
    return found.id if isinstance(found, OpenRecord) else None


def plan_converting(
    conversion: Conversion, facts: Mapping[str, Facts], hanging: Hanging
) -> Conclusion:
    """
    Make of a lead what is wished, move what hangs on it, and mark it: all or nothing.

    Refuses with: ACCOUNT_MISMATCH, CONTACT_MISMATCH, NO_PERMISSION_CREATE (a record to make),
    NO_PERMISSION_ITEM (a record to change), what inserted and updated say, FIELD_VALUE and
    FIELD_TYPE for the contact's role.
    """
    ids: dict[str, int] = {}
    changes: list[Change] = []
    for name, take in TAKERS:
        candidate = conversion.candidates.get(name)
        if candidate is None:
            continue
        taken = take(conversion, candidate, facts[name], ids)
        if isinstance(taken, Refusal):
            return Conclusion(outcome=taken)
        ids[name] = taken.id
        changes.extend(taken.changes)
    contact, account, deal = ids[CONTACTS], ids.get(ACCOUNTS), ids.get(DEALS)
    role = link_role(conversion.writing, conversion.wish.deal, deal, contact)
    if isinstance(role, Refusal):
        return Conclusion(outcome=role)
    became = Converted(contact=contact, account=account, deal=deal)
    moved = plan_moving(conversion.writing, conversion.lead, contact, hanging)
    marked = convert_lead(conversion.writing, conversion.lead, became, hanging.lead)
    return Conclusion(outcome=became, changes=(*changes, *role, *moved, marked))


def _take_account(
    conversion: Conversion, candidate: Candidate, facts: Facts, _ids: dict[str, int]
) -> Taken | Refusal:
    """Use an account as it is: to be named by others it need not be one that the actor edits."""
    batch = Batch(candidate.writing, facts)
    account = _found(batch, candidate)
    if isinstance(account, Refusal):
        return account
    carried = _carried(conversion.wish, ACCOUNTS)
    if account is None:
        return _made(batch, candidate, carried)
    return _changed(batch, account, carried) if carried else Taken(id=account.id)


def _take_contact(
    conversion: Conversion, candidate: Candidate, facts: Facts, ids: dict[str, int]
) -> Taken | Refusal:
    batch = Batch(candidate.writing, facts)
    contact = _found(batch, candidate)
    if isinstance(contact, Refusal):
        return contact
    values = _carried(conversion.wish, CONTACTS)
    account = ids.get(ACCOUNTS)
    kept = contact is not None and ACCOUNT_NAME in contact.references
    if account is not None and (conversion.wish.overwrite or not kept):
        values[ACCOUNT_NAME] = account
    if contact is None:
        return _made(batch, candidate, values)
    return _changed(batch, contact, values)


def _take_deal(
    conversion: Conversion, candidate: Candidate, facts: Facts, ids: dict[str, int]
) -> Taken | Refusal:
    values = _carried(conversion.wish, DEALS)
    own = candidate.proposal.sent.values.get(TAG)
    if values and isinstance(own, list):
        values[TAG] = [*own, *conversion.wish.tags[DEALS]]
    for key, name in ((ACCOUNT_NAME, ACCOUNTS), (CONTACT_NAME, CONTACTS)):
        if name in ids:
            values[key] = ids[name]
    return _made(Batch(candidate.writing, facts), candidate, values)


# In this order, because a contact names its account, and a deal both.
TAKERS: tuple[tuple[str, Taker], ...] = (
    (ACCOUNTS, _take_account),
    (CONTACTS, _take_contact),
    (DEALS, _take_deal),
)


def _found(batch: Batch, candidate: Candidate) -> OpenRecord | Refusal | None:
    """The record that is chosen, or that has the lead's values; None when one is to be made."""
    if candidate.chosen is not None:
        chosen = batch.find(candidate.chosen)
        name = batch.writing.module.api_name
        return chosen or MISMATCHES[name].refusal(id=str(candidate.chosen))
    values = candidate.proposal.sent.values
    matches = (find_match(batch, field, values) for field in _matching_fields(batch.writing))
    return next((match for match in matches if match is not None), None)


def _made(batch: Batch, candidate: Candidate, values: Values) -> Taken | Refusal:
    """Make a record of what the lead brings and these canonical values."""
    writing, proposal = batch.writing, candidate.proposal
    require_granted(denial(writing.actor, writing.module, "create"))
    refusal = proposal.unfit or missing(writing, proposal.raw)
    if refusal is not None:
        return refusal
    sent = replace(
        proposal.sent,
        values={**proposal.sent.values, **values},
        appended=frozenset({TAG}),
    )
    outcome = inserted(batch, replace(proposal, sent=sent))
    if isinstance(outcome, Refusal):
        return outcome
    return Taken(id=outcome.id, changes=batch.changes())


def _changed(batch: Batch, record: OpenRecord, values: Values) -> Taken | Refusal:
    """Change a record that is there, if there is anything to; the actor must be able to edit it."""
    writing = batch.writing
    if not may(writing.actor, writing.module, "update"):
        return item_denial(writing.module, record.id)
    if not values:
        return refuse_unshared(batch, record, "update") or Taken(id=record.id)
    sent = Accepted(values=values, appended=frozenset({TAG}))
    outcome = updated(batch, Proposal(sent=sent), record)
    return outcome if isinstance(outcome, Refusal) else Taken(id=record.id, changes=batch.changes())


def _brought(lead: OpenRecord, module: str) -> Values:
    """What the lead brings into a module, by the fields there."""
    return {
        taken[module] or "": lead.values[field]
        for field, taken in LEAD_MAPPING.items()
        if taken[module] is not None and lead.values.get(field) is not None
    }


def _owned(writing: Writing, lead: OpenRecord, wish: Wish) -> Values:
    """Whose the new records are: who is named, else the lead's owner, the caller in his absence."""
    kept = lead.owner if is_active(writing.schema, lead.owner) else writing.actor.user.id
    return {OWNER: str(wish.owner or kept)}


def _carried(wish: Wish, module: str) -> Values:
    tags = wish.tags.get(module)
    return {TAG: list(tags)} if tags else {}


def _matching_fields(writing: Writing) -> tuple[Field, ...]:
    """By which values a record is found: unique ones, then the system's field."""
    fields = writing.module.fields
    unique = (field for field in fields if field.unique)
    return (*unique, *(field for field in fields if field.duplicate_check and not field.unique))


def _demanding(writing: Writing) -> Writing:
    """The writing of deals that demands what a conversion does."""
    demanded = tuple(dict.fromkeys((*DEMANDED, *writing.slots.demanded)))
    return replace(writing, slots=writing.slots._replace(demanded=demanded))
