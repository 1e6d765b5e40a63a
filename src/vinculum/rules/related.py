"""
Decide which records stand in a related list that shows no links.

Owns when a record is a child of another, and when an activity is over.
Never reads records; the store answers the condition.
Next door: linking.py for many-to-many lists, listing.py for rights and paging.
"""

from __future__ import annotations

from collections.abc import Iterable

from vinculum.fieldtypes import type_of
from vinculum.fieldtypes.fieldtype import LOWEST_NUMBER, fold
from vinculum.model.module import Module
from vinculum.model.relation import RelatedList
from vinculum.query.record_query import AllOf, AnyOf, Compare, Condition, IndexName

COMPLETED = "Completed"
# The field that tells when an activity is over: a status, or a time that lies in the past.
# A call is over when it has started, because its length is a text that need not be one.
ENDINGS = {"Tasks": "Status", "Events": "End_DateTime", "Calls": "Call_Start_Time"}


def children_of(related_list: RelatedList, modules: Iterable[Module], parent_id: int) -> Condition:
    """Records of these modules that name the parent in a field which the list goes through."""
    fields = {field.id for module in modules for field in module.fields}
    named = tuple(
        Compare(index="number", field=via, comparison="equals", values=(parent_id,))
        for via in related_list.via
        if via in fields
    )
    return named[0] if len(named) == 1 else AnyOf(conditions=named)


def activities_of(
    related_list: RelatedList, modules: Iterable[Module], parent_id: int, now: int
) -> Condition:
    """The parent's activities of these modules: those that are over, or those that are not."""
    return AnyOf(
        conditions=tuple(
            AllOf(
                conditions=(
                    children_of(related_list, (module,), parent_id),
                    is_over(module, now) if related_list.closed else is_open(module, now),
                )
            )
            for module in modules
        )
    )


def is_over(module: Module, now: int) -> Condition:
    """Activities of a module that are over."""
    field, index = _ending_of(module)
    if index == "text":
        return Compare(index=index, field=field, comparison="equals", values=(fold(COMPLETED),))
    return Compare(index="number", field=field, comparison="less_than", values=(now,))


def is_open(module: Module, now: int) -> Condition:
    """Activities of a module that are not over, those without a status or time included."""
    field, index = _ending_of(module)
    if index == "text":
        return Compare(index=index, field=field, comparison="not_equal", values=(fold(COMPLETED),))
    ahead = Compare(index="number", field=field, comparison="greater_equal", values=(now,))
    unset = Compare(index="number", field=field, comparison="equals", values=(LOWEST_NUMBER,))
    return AnyOf(conditions=(ahead, unset))


def _ending_of(module: Module) -> tuple[int, IndexName | None]:
    name = ENDINGS[module.api_name]
    field = next(field for field in module.fields if field.api_name == name)
    return field.id, type_of(field).index
