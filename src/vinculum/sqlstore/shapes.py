"""
Part a RecordQuery into its form and its values.

Owns the shape: all that the text of a page's select depends on, and nothing else, so that
selects can be kept by shape. Never builds SQL.
Next door: queries.py builds from shapes, conditions.py outlines what stands in `where`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from vinculum.model.value import Value
from vinculum.query.record_query import IndexName, RecordQuery
from vinculum.sqlstore.conditions import EVERYTHING, LOWEST, Outline, Parameters, outline_of
from vinculum.sqlstore.planner import FEW
from vinculum.sqlstore.statement import Arguments
from vinculum.sqlstore.tables import LIVE


class Branch(Value):
    """
    One sorted source of a page: the records of a module, converted or not.

    `module` and `owners` name parameters; `one_owner` says that there is just one.
    Converted records have no index rows: sorted by a field, they stand where nulls do.
    `drive` names the candidates among which the branch's records are, None to walk.
    """

    module: str
    converted: bool
    owners: str | None = None
    one_owner: bool = False
    drive: str | None = None


class Shape(Value):
    """What the text of a query's select depends on."""

    branches: tuple[Branch, ...]
    where: Outline
    by: Literal["created", "modified", "id", "field"]
    index: IndexName
    descending: bool
    approved: bool
    modified: bool


def _branches_of(query: RecordQuery, parameters: Parameters) -> Iterator[Branch]:
    states = (False, True) if query.converted is None else (query.converted,)
    for module in query.modules:
        owners = query.owners_by_module.get(module, query.owners)
        if owners == ():
            continue
        name = parameters.name(module)
        owned = None if owners is None else parameters.name(owners)
        one = owners is not None and len(owners) == 1
        for converted in states:
            yield Branch(module=name, converted=converted, owners=owned, one_owner=one)


def shape_of(query: RecordQuery) -> tuple[Shape, Arguments]:
    """Part a query; a module of which the actor may see no owner is left out."""
    parameters = Parameters()
    shape = Shape(
        branches=tuple(_branches_of(query, parameters)),
        where=EVERYTHING if query.where is None else outline_of(query.where, parameters),
        by=query.order.by,
        index=query.order.index,
        descending=query.order.descending,
        approved=query.approved is not None,
        modified=query.modified_after is not None,
    )
    return shape, {
        **parameters.values,
        "live": LIVE,
        "yes": True,
        "no": False,
        "approved": query.approved,
        "modified": query.modified_after,
        "order": query.order.field,
        "lowest": LOWEST[query.order.index],
        "enough": FEW + 1,
        "offset": query.offset,
        "limit": query.limit,
        "reach": query.offset + query.limit,
    }
