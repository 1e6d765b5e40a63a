"""
Read a page of a related list, by what the list shows.

Owns the table from a list's content to the query behind it.
Never checks the path; related_records.py does, before it comes here.
Next door: rules/related.py for conditions, lists.py for pages of a module.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeAlias

from msgspec.structs import replace

from vinculum.model.module import Module
from vinculum.model.record import ListedRecord, Record, Values
from vinculum.model.relation import ListContent, RelatedList, Side
from vinculum.model.value import Value
from vinculum.operations.lists import page_of_record, page_of_records
from vinculum.operations.naming import decode_references
from vinculum.operations.results import RecordPage
from vinculum.ports.services import Call
from vinculum.ports.store import LinkPage
from vinculum.query.record_query import AllOf, Condition, IdIn, Order
from vinculum.rules.commands import PageRequest
from vinculum.rules.linking_attributes import shown_attributes
from vinculum.rules.listing import (
    OLDEST_FIRST,
    news_after,
    offset_of,
    order_of,
    query_of,
    readable,
    shown_owners,
)
from vinculum.rules.related import activities_of, children_of

HIGHEST_ID_FIRST = Order(by="id", descending=True)


class View(Value):
    """
    Which part of which list of which record is wanted.

    `ids` cuts the list down to some related records, one of them when the path names it.
    """

    parent: Record
    module: Module
    related_list: RelatedList
    page: PageRequest
    ids: tuple[int, ...] | None = None
    single: bool = False


def read_page(call: Call, view: View) -> RecordPage:
    """
    Read one page of a list, or the one related record that the path names.

    A related record that is there but has not changed since is no news; one that is not
    there is nothing at all.
    """
    related_list = view.related_list
    if view.single:
        return _read_single(call, view)
    found = READERS[related_list.content](call, view)
    return page_of_records(
        call,
        found,
        view.page,
        attributes=_shown_attributes(call, view, found),
        row_fields=related_list.rows,
        activities=related_list.content == "activities",
    )


def _read_single(call: Call, view: View) -> RecordPage:
    alone = replace(view, page=replace(view.page, page=1, per_page=1))
    read = READERS[view.related_list.content]
    found = read(call, alone)
    if found:
        record = call.work.read_records((found[0].id,))[found[0].id]
        shown = page_of_record(call, record, alone.page)
        return replace(
            shown,
            records=tuple(found[:1]),
            attributes=_shown_attributes(call, view, found),
            row_fields=view.related_list.rows,
            activities=view.related_list.content == "activities",
        )
    whenever = replace(alone, page=replace(alone.page, since=None))
    stale = view.page.since is not None and read(call, whenever)
    return RecordPage(records=(), since=bool(stale))


def _shown_attributes(
    call: Call, view: View, records: Sequence[ListedRecord]
) -> Mapping[str, Values]:
    """Show what the links of a page carry, by its stored text: few of a page differ."""
    side = call.schema.side_of(view.module, view.related_list)
    if side is None:
        return {}
    return {
        stored: shown_attributes(call.schema, side.relation, stored)
        for stored in {record.attributes for record in records}
    }


def _read_linked(call: Call, view: View) -> Sequence[ListedRecord]:
    """Read linked records with what their links carry; none when their module is denied."""
    side = call.schema.side_of(view.module, view.related_list)
    far = () if side is None else readable(call.schema, call.actor, (side.far.module,))
    if side is None or not far:
        return ()
    return call.work.page_links(_link_page(call, view, side, far[0]))


def _link_page(call: Call, view: View, side: Side, far: Module) -> LinkPage:
    lookup_field, lookup_value = _lookup_of(call, view, side)
    return LinkPage(
        relation=side.relation.id,
        left=side.left,
        parent=view.parent.id,
        module=far.id,
        lookup_field=lookup_field,
        lookup_value=lookup_value,
        ids=view.ids,
        owners=shown_owners(call.schema, call.actor, far),
        modified_after=news_after(view.page.since),
        offset=offset_of(view.page),
        limit=view.page.per_page + 1,
    )


def _lookup_of(call: Call, view: View, side: Side) -> tuple[int | None, int | None]:
    """The field of the related records that adds pairs, or the pair that the parent's adds."""
    if side.relation.lookup is None:
        return None, None
    holder, name = side.relation.lookup
    if holder == side.near.module:
        value = decode_references(view.parent.references).get(name)
        return None, value if isinstance(value, int) else None
    field = call.schema.find_field(call.schema.module(holder), name)
    return None if field is None else field.id, None


def _read_children(call: Call, view: View) -> Sequence[ListedRecord]:
    return _read_named(call, view, HIGHEST_ID_FIRST, children_of)


def _read_notes(call: Call, view: View) -> Sequence[ListedRecord]:
    """Read notes oldest first, or as the request asks; other lists have one order."""
    notes = call.schema.module(view.related_list.targets[0])
    return _read_named(call, view, order_of(notes, view.page, OLDEST_FIRST), children_of)


def _read_activities(call: Call, view: View) -> Sequence[ListedRecord]:
    return _read_named(call, view, HIGHEST_ID_FIRST, partial(activities_of, now=call.now))


Naming: TypeAlias = Callable[[RelatedList, Sequence[Module], int], Condition]


def _read_named(call: Call, view: View, order: Order, naming: Naming) -> Sequence[ListedRecord]:
    """Read the records that name the parent, of those modules that the actor may read."""
    modules = readable(call.schema, call.actor, view.related_list.targets)
    where = naming(view.related_list, modules, view.parent.id)
    if view.ids is not None:
        where = AllOf(conditions=(where, IdIn(ids=view.ids)))
    page = PageRequest(
        page=view.page.page, per_page=view.page.per_page, since=view.page.since, approved=None
    )
    query = query_of(call.schema, call.actor, modules, page, where=where, order=order)
    return call.work.page_records(query)


def _read_nothing(_call: Call, _view: View) -> Sequence[ListedRecord]:
    return ()


READERS: Mapping[ListContent, Callable[[Call, View], Sequence[ListedRecord]]] = {
    "relation": _read_linked,
    "children": _read_children,
    "activities": _read_activities,
    "notes": _read_notes,
    "attachments": _read_nothing,
    "unserved": _read_nothing,
}
