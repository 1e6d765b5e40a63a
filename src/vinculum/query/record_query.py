"""
Say which records are wanted, in terms of index rows.

Owns the typed form of every list, search and children page.
Never knows text of criteria (parse.py) nor SQL (sqlstore/queries.py).
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from vinculum.fieldtypes.fieldtype import (
    LOWEST_NUMBER,
    LOWEST_TEXT,
    Comparison,
    IndexName,
    IndexValue,
)
from vinculum.model.value import Value

# The words for index values are those of the field types; a query is read with them.
__all__ = [
    "LOWEST_NUMBER",
    "LOWEST_TEXT",
    "AllOf",
    "AnyOf",
    "Compare",
    "Comparison",
    "Condition",
    "IdIn",
    "IndexName",
    "IndexValue",
    "Order",
    "PhoneIs",
    "RecordQuery",
    "WordPrefix",
]


class Compare(Value):
    """
    Index rows of one field compared with values (one; two for between; some for in).

    `values` are index values: casefolded text, numbers, milliseconds, day numbers, ids.
    A null field has a row with the lowest value; ranges never match it, not_equal does.
    """

    index: IndexName
    field: int
    comparison: Comparison
    values: tuple[IndexValue, ...]


class IdIn(Value):
    """Records with one of these ids; `negated` for all others."""

    ids: tuple[int, ...]
    negated: bool = False


class WordPrefix(Value):
    """Records one of whose words starts with this casefolded text."""

    prefix: str


class PhoneIs(Value):
    """Records one of whose phone fields has exactly these digits."""

    digits: str


class AllOf(Value):
    """Every condition holds."""

    conditions: tuple[Condition, ...]


class AnyOf(Value):
    """At least one condition holds."""

    conditions: tuple[Condition, ...]


Condition: TypeAlias = "Compare | IdIn | WordPrefix | PhoneIs | AllOf | AnyOf"


class Order(Value):
    """
    By which value rows are sorted: a system column or the index row of a field.

    Ties are broken by id in the same direction. "created" is creation time then id.
    """

    by: Literal["created", "modified", "id", "field"] = "created"
    index: IndexName = "text"
    field: int = 0
    descending: bool = True


class RecordQuery(Value):
    """
    A page of live records.

    `owners` are the owners whose records the actor may see, None when all. `converted`
    and `approved` filter on the flag, None takes both. `modified_after` is an instant;
    only records modified at or after it count. `limit` rows from `offset`.
    """

    modules: tuple[int, ...]
    where: Condition | None = None
    owners: tuple[int, ...] | None = None
    owners_by_module: dict[int, tuple[int, ...]] = {}
    converted: bool | None = False
    approved: bool | None = True
    modified_after: int | None = None
    order: Order = Order()
    offset: int = 0
    limit: int = 200
