"""
Decide which links a request makes or cuts.

Owns the meaning of "related" for many-to-many relations, and the order in which such a
request is refused.
Never reads the store, never sees HTTP: facts come in, a plan goes out.
Next door: linking_items.py reads a body, linking_attributes.py decides what a link carries,
operations/related_records.py calls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from vinculum.errors import catalogue
from vinculum.errors.refusal import Entry, Refusal, Refused
from vinculum.model.actor import Actor
from vinculum.model.change import Change, CutLinks, PutLinks
from vinculum.model.module import Module
from vinculum.model.record import RecordRef, Values
from vinculum.model.relation import RelatedList, Side
from vinculum.model.value import Value
from vinculum.rules.linking_attributes import Merging, needs_existing
from vinculum.rules.permissions import denial, editable_owners, item_denial, may
from vinculum.rules.plan import Delinked, Linked, Outcome, Plan
from vinculum.schema.snapshot import Schema

FEW = 3  # items that are not worth being linked as a batch


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


class LinkingFacts(Value):
    """
    The parent, if there is such a live record; the owners of the live records among the related
    ids that are of the right module; the attributes of the links that exist, by related id.
    """

    parent: RecordRef | None
    owners: Mapping[int, int] = {}
    links: Mapping[int, str] = {}


def require_side(schema: Schema, module: Module, related_list: RelatedList) -> Side:
    """
    The relation behind a list, seen from the parent's module.

    Refuses with: RELATION_READ_ONLY, when the list shows no links.
    """
    side = schema.side_of(module, related_list)
    if side is None:
        raise Refused(catalogue.RELATION_READ_ONLY.refusal())  # Quirk Q-005
    return side


def depends_on_links(situation: Situation, body: Body) -> bool:
    """Tell whether what is to be linked depends on what is linked."""
    if isinstance(body, Refusal):
        return False
    return needs_existing(situation.side.relation, [item.given for item in body])


def related_ids(body: Body) -> Sequence[int]:
    """The related ids that the decision depends on; a malformed body has none."""
    if isinstance(body, Refusal):
        return ()
    return [item.related for item in body if isinstance(item.related, int)]


def _parent_exists(situation: Situation, _body: Body, facts: LinkingFacts) -> Refusal | None:
    if facts.parent is not None and facts.parent.module == situation.near.id:
        return None
    return catalogue.PARENT_ID_INVALID.refusal()  # Quirk Q-010: it speaks of a related id.


def _verb_is_granted(situation: Situation, _body: Body, _facts: LinkingFacts) -> Refusal | None:
    return denial(situation.actor, situation.near, "update")


def _parent_is_editable(situation: Situation, _body: Body, facts: LinkingFacts) -> Refusal | None:
    owners = editable_owners(situation.schema, situation.actor, situation.near)
    if owners is None or (facts.parent is not None and facts.parent.owner in owners):
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

    @property
    def limited(self) -> bool:
        """Tell whether there may be records that the actor may not edit."""
        return not self.granted or self.owners is not None


def _reach_of(situation: Situation) -> Reach:
    return Reach(
        granted=may(situation.actor, situation.far, "update"),
        owners=editable_owners(situation.schema, situation.actor, situation.far),
    )


def _out_of_reach(situation: Situation, reach: Reach, related: int, owner: int) -> Refusal | None:
    """Refuse a related record that the actor may not edit: an item alone, a path as a whole."""
    if not reach.granted:
        return item_denial(situation.far, related)
    if reach.owners is None or owner in reach.owners:
        return None
    if situation.single:
        raise Refused(situation.unshared.refusal())
    return item_denial(situation.far, related)


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
    NO_PERMISSION_ITEM, and what Merging says.
    """
    items = _items_after_checks(situation, body, facts)
    linking = _Linking(situation, facts)
    together = linking.all(items) if len(items) >= FEW else None
    outcomes = together or tuple([linking.one(item) for item in items])
    return Plan(changes=_puts(situation, linking.put, now), outcomes=outcomes)


class _Linking:
    """The links of a request, `put` as its items so far leave them."""

    def __init__(self, situation: Situation, facts: LinkingFacts) -> None:
        self._situation = situation
        self._facts = facts
        self._wording = situation.wording
        self._reach = _reach_of(situation)
        self._says_updated = situation.side.relation.says_updated
        self._merging = Merging(situation.schema, situation.side.relation)
        self.put: dict[int, str] = {}

    def all(self, items: Sequence[Wanted]) -> tuple[Outcome, ...] | None:
        """
        Link a batch in which no item is refused or repeated, column by column.

        None, and nothing done, for any other: then each item has to be looked at by itself.
        """
        ids = [item.related for item in items if isinstance(item.related, int)]
        related = dict.fromkeys(ids)
        if self._reach.limited or len(related) < len(items):
            return None
        if not related.keys() <= self._facts.owners.keys():
            return None
        before = [self._facts.links.get(each) for each in ids]
        merged = self._merging.merged_all([item.given for item in items], before)
        if merged is None:
            return None
        self.put = dict(zip(ids, merged, strict=True))
        return tuple(
            [
                Linked(id=each, updated=self._says_updated and had is not None, external=external)
                for each, had, external in zip(
                    ids, before, [item.external for item in items], strict=True
                )
            ]
        )

    def one(self, item: Wanted) -> Outcome:
        """Link what an item asks for, or refuse it."""
        situation, related = self._situation, item.related
        if isinstance(related, Refusal):
            return related
        owner = self._facts.owners.get(related)
        if owner is None:
            wording = self._wording
            return _about(situation, related, wording.unknown_item, wording.unknown_path)
        if self._reach.limited:
            refusal = _out_of_reach(situation, self._reach, related, owner)
            if refusal is not None:
                return refusal
        before = self.put.get(related) or self._facts.links.get(related)
        attributes = self._merging.merged(item.given, before)
        if isinstance(attributes, Refusal):
            return attributes
        self.put[related] = attributes
        updated = self._says_updated and before is not None
        return Linked(id=related, updated=updated, external=item.external)


def _puts(situation: Situation, links: Mapping[int, str], now: int) -> tuple[Change, ...]:
    if not links:
        return ()
    side = situation.side
    parent = situation.parent_id
    return (
        PutLinks(relation=side.relation.id, left=side.left, parent=parent, links=links, at=now),
    )


def plan_delinking(situation: Situation, body: Body, facts: LinkingFacts) -> Plan:
    """
    Take each link away, or refuse that item alone; the records stay.

    A pair that is not linked is refused, so an id that is repeated fails the second time. A
    pair that only a lookup gives is not linked.

    Refuses with: what LINKING_ORDER says, DELINK_NOT_LINKED and its kin of WORDINGS,
    NO_PERMISSION_ITEM.
    """
    wording, reach, side = situation.wording, _reach_of(situation), situation.side
    linked = set(facts.links)
    cut: list[int] = []

    def delink(item: Wanted) -> Outcome:
        related = item.related
        if isinstance(related, Refusal):
            return related
        owner = facts.owners.get(related)
        refusal = None if owner is None else _out_of_reach(situation, reach, related, owner)
        if refusal is not None:
            return refusal
        if related not in linked:
            return _about(situation, related, wording.unlinked_item, wording.unlinked_path)
        linked.remove(related)
        cut.append(related)
        return Delinked(id=related, external=item.external)

    outcomes = tuple(delink(item) for item in _items_after_checks(situation, body, facts))
    if not cut:
        return Plan(changes=(), outcomes=outcomes)
    change = CutLinks(
        relation=side.relation.id, left=side.left, parent=situation.parent_id, related=tuple(cut)
    )
    return Plan(changes=(change,), outcomes=outcomes)
