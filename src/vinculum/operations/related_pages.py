"""
Read a page of a related list, by what the list shows.

Owns the table from a list's content to the query behind it.
Never checks the path; related_records.py does, before it comes here.
Next door: rules/related.py for conditions, lists.py for pages of a module.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import TypeAlias

from msgspec.structs import replace

from vinculum.model.module import Module
from vinculum.model.record import Record
from vinculum.model.relation import ListContent, RelatedList, Side
from vinculum.model.value import Value
from vinculum.operations.lists import is_news, page_of_found
from vinculum.operations.naming import Found, decode_references
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
    if not view.single:
        found = READERS[view.related_list.content](call, view)
        return _shown(call, view, found)
    alone = replace(view, page=replace(view.page, since=None, page=1, per_page=1))
    found = READERS[view.related_list.content](call, alone)
    if found and not is_news(found[0].record, view.page.since):
        return RecordPage(rows=(), names={}, since=True)
    return _shown(call, alone, found)


def _shown(call: Call, view: View, found: list[Found]) -> RecordPage:
    return page_of_found(
        call,
        found,
        view.page,
        single=view.single,
        activities=view.related_list.content == "activities",
        row_fields=view.related_list.rows,
    )


def _read_linked(call: Call, view: View) -> list[Found]:
    """Read linked records with what their links carry; none when their module is denied."""
    side = call.schema.side_of(view.module, view.related_list)
    if side is None:
        return []
    show = cache(partial(shown_attributes, call.schema, side.relation))  # few of a page differ
    return [
        Found(
            module=far,
            record=linked.record,
            attributes=show(linked.attributes),
        )
        for far in readable(call.schema, call.actor, (side.far.module,))
        for linked in call.work.page_links(_link_page(call, view, side, far))
    ]


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
        value = decode_references(view.parent).get(name)
        return None, value if isinstance(value, int) else None
    field = call.schema.find_field(call.schema.module(holder), name)
    return None if field is None else field.id, None


def _read_children(call: Call, view: View) -> list[Found]:
    return _read_named(call, view, HIGHEST_ID_FIRST, children_of)


def _read_notes(call: Call, view: View) -> list[Found]:
    """Read notes oldest first, or as the request asks; other lists have one order."""
    notes = call.schema.module(view.related_list.targets[0])
    return _read_named(call, view, order_of(notes, view.page, OLDEST_FIRST), children_of)


def _read_activities(call: Call, view: View) -> list[Found]:
    return _read_named(call, view, HIGHEST_ID_FIRST, partial(activities_of, now=call.now))


Naming: TypeAlias = Callable[[RelatedList, Sequence[Module], int], Condition]


def _read_named(call: Call, view: View, order: Order, naming: Naming) -> list[Found]:
    """Read the records that name the parent, of those modules that the actor may read."""
    modules = readable(call.schema, call.actor, view.related_list.targets)
    where = naming(view.related_list, modules, view.parent.id)
    if view.ids is not None:
        where = AllOf(conditions=(where, IdIn(ids=view.ids)))
    page = PageRequest(
        page=view.page.page, per_page=view.page.per_page, since=view.page.since, approved=None
    )
    query = query_of(call.schema, call.actor, modules, page, where=where, order=order)
    by_id = {module.id: module for module in modules}
    return [
        Found(module=by_id[record.module], record=record)
        for record in call.work.page_records(query)
    ]


def _read_nothing(_call: Call, _view: View) -> list[Found]:
    return []


READERS: Mapping[ListContent, Callable[[Call, View], list[Found]]] = {
    "relation": _read_linked,
    "children": _read_children,
    "activities": _read_activities,
    "notes": _read_notes,
    "attachments": _read_nothing,
    "unserved": _read_nothing,
}
