"""
Decide which links a request makes or cuts.

Owns the meaning of "related" for many-to-many relations, and the order in which such a
request is refused.
Never reads the store, never sees HTTP: facts come in, a plan goes out.
Next door: linking_items.py reads a body, linking_attributes.py decides what a link carries,
operations/related_records.py calls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from vinculum.errors import catalogue
from vinculum.errors.refusal import Entry, Refusal, Refused
from vinculum.model.actor import Actor
from vinculum.model.change import Change, CutLink, PutLink
from vinculum.model.module import Module
from vinculum.model.record import RecordRef, Values
from vinculum.model.relation import RelatedList, Side
from vinculum.model.value import Value
from vinculum.rules.linking_attributes import merged_attributes, read_attributes, write_attributes
from vinculum.rules.permissions import denial, editable_owners, item_denial, may
from vinculum.rules.plan import Delinked, Linked, Outcome, Plan
from vinculum.schema.snapshot import Schema


class Wording(Value):
    """
    How a list refuses a related id: unknown or not linked, inside an item or in the path.

    An entry that carries no id is a bare answer to the whole request.
    """

    unknown_item: Entry = catalogue.RELATED_ID_INVALID
    unknown_path: Entry = catalogue.RELATED_PATH_ID_INVALID
    unlinked_item: Entry = catalogue.DELINK_NOT_LINKED
    unlinked_path: Entry = catalogue.RELATED_PATH_ID_INVALID


RELATED_WORDING = Wording()
# Quirk Q-018: by the parent's module and its list (records 6.2).
WORDINGS: Mapping[tuple[str, str], Wording] = {
    ("Deals", "Contact_Roles"): Wording(
        unknown_item=catalogue.ITEM_ID_INVALID,
        unknown_path=catalogue.RECORD_ID_INVALID,
        unlinked_item=catalogue.ROLE_RELATION_NOT_FOUND,
        unlinked_path=catalogue.ROLE_RELATION_NOT_FOUND_PATH,
    )
}


class Situation(Value):
    """
    Whose links are asked for, by whom, seen from which side of the relation.

    `near` is the parent's module, `far` that of the related records. `single` tells that
    the path names the related record; `unshared` is what is said of a record of the path
    that sharing does not let the actor edit.
    """

    schema: Schema
    actor: Actor
    side: Side
    near: Module
    far: Module
    parent_id: int
    single: bool = False
    unshared: Entry = catalogue.AUTHORIZATION_FAILED_RELATED

    @property
    def wording(self) -> Wording:
        """How this list refuses a related id."""
        end = self.side.near
        return WORDINGS.get((end.module, end.related_list), RELATED_WORDING)


class Wanted(Value):
    """
    One related record of a request: its id, or the refusal of what stands for one.

    `given` are the keys of the item; `external` is echoed when the item succeeds.
    """

    related: int | Refusal
    given: Values = {}
    external: tuple[str, str] | None = None


Body: TypeAlias = "tuple[Wanted, ...] | Refusal"


class LinkingNeeds(Value):
    """The records to look up, the parent first, and the related ids whose links matter."""

    records: tuple[int, ...]
    links: tuple[int, ...]


class LinkingFacts(Value):
    """The live records among those named, and the attributes of the links that exist."""

    refs: Mapping[int, RecordRef]
    links: Mapping[int, str]


def require_side(schema: Schema, module: Module, related_list: RelatedList) -> Side:
    """
    The relation behind a list, seen from the parent's module.

    Refuses with: RELATION_READ_ONLY, when the list shows no links.
    """
    side = schema.side_of(module, related_list)
    if side is None:
        raise Refused(catalogue.RELATION_READ_ONLY.refusal())  # Quirk Q-005
    return side


def needs_of_linking(parent_id: int, body: Body) -> LinkingNeeds:
    """Name what the decision depends on; a malformed body leaves only the parent."""
    wanted = () if isinstance(body, Refusal) else body
    related = dict.fromkeys(item.related for item in wanted if isinstance(item.related, int))
    return LinkingNeeds(records=(parent_id, *related), links=tuple(related))


def _parent_exists(situation: Situation, _body: Body, facts: LinkingFacts) -> Refusal | None:
    parent = facts.refs.get(situation.parent_id)
    if parent is not None and parent.module == situation.near.id:
        return None
    return catalogue.PARENT_ID_INVALID.refusal()  # Quirk Q-010: it speaks of a related id.


def _verb_is_granted(situation: Situation, _body: Body, _facts: LinkingFacts) -> Refusal | None:
    return denial(situation.actor, situation.near, "update")


def _parent_is_editable(situation: Situation, _body: Body, facts: LinkingFacts) -> Refusal | None:
    owners = editable_owners(situation.schema, situation.actor, situation.near)
    if owners is None or facts.refs[situation.parent_id].owner in owners:
        return None
    return situation.unshared.refusal()


def _body_is_wellformed(_situation: Situation, body: Body, _facts: LinkingFacts) -> Refusal | None:
    return body if isinstance(body, Refusal) else None


Check: TypeAlias = Callable[[Situation, Body, LinkingFacts], "Refusal | None"]

# Module, verb and relation name come before; they need only the schema (order.py).
LINKING_ORDER: tuple[Check, ...] = (
    _parent_exists,
    _verb_is_granted,
    _parent_is_editable,
    _body_is_wellformed,
)


def _items_after_checks(
    situation: Situation, body: Body, facts: LinkingFacts
) -> tuple[Wanted, ...]:
    for check in LINKING_ORDER:
        refusal = check(situation, body, facts)
        if refusal is not None:
            raise Refused(refusal)
    return () if isinstance(body, Refusal) else body


class Reach(Value):
    """What the actor may edit at the far end: whether any, and whose (None for everybody's)."""

    granted: bool
    owners: frozenset[int] | None


def _reach_of(situation: Situation) -> Reach:
    return Reach(
        granted=may(situation.actor, situation.far, "update"),
        owners=editable_owners(situation.schema, situation.actor, situation.far),
    )


def _related(situation: Situation, facts: LinkingFacts, related: int) -> RecordRef | None:
    ref = facts.refs.get(related)
    return ref if ref is not None and ref.module == situation.far.id else None


def _out_of_reach(situation: Situation, reach: Reach, ref: RecordRef) -> Refusal | None:
    """Refuse a related record that the actor may not edit: an item alone, a path as a whole."""
    if not reach.granted:
        return item_denial(situation.far, ref.id)
    if reach.owners is None or ref.owner in reach.owners:
        return None
    if situation.single:
        raise Refused(situation.unshared.refusal())
    return item_denial(situation.far, ref.id)


def _about(situation: Situation, related: int, in_item: Entry, in_path: Entry) -> Refusal:
    entry = in_path if situation.single else in_item
    if "id" in entry.details:
        return entry.refusal(id=str(related))
    raise Refused(entry.refusal())


def plan_linking(situation: Situation, body: Body, facts: LinkingFacts, now: int) -> Plan:
    """
    Link each item to the parent, or refuse that item alone.

    Outcomes keep the order of the request, because clients match answers to questions by
    position. Linking a pair again is a success. An id that is repeated sees what its earlier
    item did; each pair is written once, with complete attributes.

    Refuses with: what LINKING_ORDER says, RELATED_ID_INVALID and its kin of WORDINGS,
    NO_PERMISSION_ITEM, and what merged_attributes says.
    """
    wording, reach = situation.wording, _reach_of(situation)
    links = {related: read_attributes(stored) for related, stored in facts.links.items()}
    changed: dict[int, None] = {}

    def link(item: Wanted) -> Outcome:
        if isinstance(item.related, Refusal):
            return item.related
        ref = _related(situation, facts, item.related)
        if ref is None:
            return _about(situation, item.related, wording.unknown_item, wording.unknown_path)
        refusal = _out_of_reach(situation, reach, ref)
        if refusal is not None:
            return refusal
        existing = links.get(ref.id)
        merged = merged_attributes(situation.schema, situation.side.relation, item.given, existing)
        if isinstance(merged, Refusal):
            return merged
        links[ref.id] = merged
        changed[ref.id] = None
        updated = existing is not None and situation.side.relation.says_updated
        return Linked(id=ref.id, updated=updated, external=item.external)

    outcomes = tuple(link(item) for item in _items_after_checks(situation, body, facts))
    changes = (_put_link(situation, related, now, links[related]) for related in changed)
    return Plan(changes=tuple(changes), outcomes=outcomes)


def _put_link(situation: Situation, related: int, now: int, attributes: Values) -> Change:
    left, right = situation.side.orient(situation.parent_id, related)
    return PutLink(
        relation=situation.side.relation.id,
        left=left,
        right=right,
        attributes=write_attributes(attributes),
        at=now,
    )


def plan_delinking(situation: Situation, body: Body, facts: LinkingFacts) -> Plan:
    """
    Take each link away, or refuse that item alone; the records stay.

    A pair that is not linked is refused, so an id that is repeated fails the second time. A
    pair that only a lookup gives is not linked.

    Refuses with: what LINKING_ORDER says, DELINK_NOT_LINKED and its kin of WORDINGS,
    NO_PERMISSION_ITEM.
    """
    wording, reach = situation.wording, _reach_of(situation)
    linked = dict.fromkeys(facts.links)
    cut: list[Change] = []

    def delink(item: Wanted) -> Outcome:
        if isinstance(item.related, Refusal):
            return item.related
        ref = _related(situation, facts, item.related)
        refusal = None if ref is None else _out_of_reach(situation, reach, ref)
        if refusal is not None:
            return refusal
        if item.related not in linked:
            return _about(situation, item.related, wording.unlinked_item, wording.unlinked_path)
        del linked[item.related]
        left, right = situation.side.orient(situation.parent_id, item.related)
        cut.append(CutLink(relation=situation.side.relation.id, left=left, right=right))
        return Delinked(id=item.related, external=item.external)

    outcomes = tuple(delink(item) for item in _items_after_checks(situation, body, facts))
    return Plan(changes=tuple(cut), outcomes=outcomes)
