"""
Decide which records a list shows, to whom, and in which order.

Owns what becomes of paging parameters and rights: a typed query.
Never reads records; the store answers the query.
Next door: query/ for conditions out of search parameters, related.py for those of lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refused
from vinculum.fieldtypes import is_indexed, type_of
from vinculum.model.actor import Actor
from vinculum.model.module import Module
from vinculum.model.moments import SECOND_MS
from vinculum.query.record_query import Condition, Order, RecordQuery
from vinculum.rules.commands import PageRequest
from vinculum.rules.permissions import may, visible_owners
from vinculum.schema.snapshot import Schema

NEWEST_FIRST = Order(by="created", descending=True)
OLDEST_FIRST = Order(by="created", descending=False)
# Columns that every record has, so that even a list of several modules sorts by them.
SYSTEM_ORDERS: Mapping[str, Order] = {
    "record_id": Order(by="id"),
    "created_time": Order(by="created"),
    "modified_time": Order(by="modified"),
}


def members_of(schema: Schema, actor: Actor, module: Module) -> tuple[Module, ...]:
    """The modules whose records a list of this module shows; a union leaves out what is denied."""
    if not module.members:
        return (module,)
    return readable(schema, actor, module.members)


def readable(schema: Schema, actor: Actor, names: Iterable[str]) -> tuple[Module, ...]:
    """Those of the named modules whose records the actor may read."""
    modules = (schema.module(name) for name in names)
    return tuple(module for module in modules if may(actor, module, "read"))


def shown_owners(
    schema: Schema, actor: Actor, module: Module, owner: int | None = None
) -> tuple[int, ...] | None:
    """The owners whose records of a module are shown: those visible, perhaps only one of them."""
    visible = visible_owners(schema, actor, module)
    if owner is None:
        return visible
    return (owner,) if visible is None or owner in visible else ()


def order_of(module: Module, page: PageRequest, default: Order = NEWEST_FIRST) -> Order:
    """
    The order that a request asks for; without `sort_by` the direction applies to the default.

    Refuses with: PARAM_INVALID, for a field that the module cannot sort by.
    """
    if page.sort_by is None:
        return _directed(default, page.descending)
    field = next((field for field in module.fields if field.api_name == page.sort_by), None)
    order = None if field is None else SYSTEM_ORDERS.get(field.type)
    if order is not None:
        return _directed(order, page.descending)
    index = None if field is None else type_of(field).index
    if field is None or index is None or not field.sortable or not is_indexed(field):
        raise Refused(catalogue.PARAM_INVALID.refusal(param="sort_by"))
    if module.members:  # the members' fields of that name are different fields
        raise Refused(catalogue.PARAM_INVALID.refusal(param="sort_by"))
    return _directed(Order(by="field", index=index, field=field.id), page.descending)


def _directed(order: Order, descending: bool | None) -> Order:  # noqa: FBT001 - as the request has it.
    if descending is None or descending == order.descending:
        return order
    return Order(by=order.by, index=order.index, field=order.field, descending=descending)


def news_after(since: int | None) -> int | None:
    """
    The first instant that counts as later than a time in whole seconds.

    Times on the wire have no fraction, so what happened within that second is not later.
    """
    return None if since is None else since + SECOND_MS


def query_of(
    schema: Schema,
    actor: Actor,
    modules: tuple[Module, ...],
    page: PageRequest,
    *,
    where: Condition | None = None,
    order: Order = NEWEST_FIRST,
) -> RecordQuery:
    """Ask for one page of what the actor sees of some modules, and one row more."""
    return RecordQuery(
        modules=tuple(module.id for module in modules),
        where=where,
        owners_by_module=owners_by_module(schema, actor, modules, page.owner),
        converted=page.converted,
        approved=page.approved,
        modified_after=news_after(page.since),
        order=order,
        offset=offset_of(page),
        limit=page.per_page + 1,
    )


def owners_by_module(
    schema: Schema, actor: Actor, modules: Iterable[Module], owner: int | None
) -> dict[int, tuple[int, ...]]:
    """The owners whose records are shown, for each module that does not show everybody's."""
    shown = {module.id: shown_owners(schema, actor, module, owner) for module in modules}
    return {module: owners for module, owners in shown.items() if owners is not None}


def offset_of(page: PageRequest) -> int:
    """How many rows come before a page."""
    return (page.page - 1) * page.per_page
