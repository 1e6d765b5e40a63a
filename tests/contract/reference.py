"""
Answer a RecordQuery from lists in memory, straight from what its words mean.

Owns the second opinion of the contract tests: no index, no SQL, no road to choose.
"""

from __future__ import annotations

from collections.abc import Sequence

from vinculum.model.change import InsertRecord
from vinculum.query.record_query import (
    LOWEST_NUMBER,
    LOWEST_TEXT,
    AllOf,
    AnyOf,
    Compare,
    Condition,
    IdIn,
    PhoneIs,
    RecordQuery,
    WordPrefix,
)

LOWEST = {"text": LOWEST_TEXT, "number": LOWEST_NUMBER}
COMPARISONS = {
    "equals": lambda value, values: value == values[0],
    "not_equal": lambda value, values: value != values[0],
    "in": lambda value, values: value in values,
    "greater_than": lambda value, values: value > values[0],
    "greater_equal": lambda value, values: value >= values[0],
    "less_than": lambda value, values: value < values[0],
    "less_equal": lambda value, values: value <= values[0],
    "between": lambda value, values: values[0] <= value <= values[1],
    "starts_with": lambda value, values: value.startswith(values[0]),
}
MATCHES_NULL = ("equals", "not_equal", "in")


def values_of(row: InsertRecord, index: str, field: int) -> list:
    """The index values of a record in a field."""
    return [value for name, value in getattr(row.index, index) if name == field]


def holds(condition: Condition, row: InsertRecord) -> bool:
    """Tell whether a record meets a condition."""
    match condition:
        case Compare(index=index, field=field, comparison=comparison, values=values):
            return any(
                COMPARISONS[comparison](value, values)
                for value in values_of(row, index, field)
                if comparison in MATCHES_NULL or value != LOWEST[index]
            )
        case IdIn(ids=ids, negated=negated):
            return (row.record.id in ids) is not negated
        case WordPrefix(prefix=prefix):
            return any(word.startswith(prefix) for word in row.index.words)
        case PhoneIs(digits=digits):
            return digits in row.index.phones
        case AllOf(conditions=conditions):
            return all(holds(each, row) for each in conditions)
        case AnyOf(conditions=conditions):
            return any(holds(each, row) for each in conditions)


def visible(query: RecordQuery, row: InsertRecord) -> bool:
    """Tell whether a record passes all that is not a condition."""
    record = row.record
    owners = query.owners_by_module.get(record.module, query.owners)
    return (
        record.module in query.modules
        and (owners is None or record.owner in owners)
        and query.converted in (None, record.converted)
        and query.approved in (None, record.approved)
        and (query.modified_after is None or record.modified >= query.modified_after)
    )


def page(query: RecordQuery, rows: Sequence[InsertRecord]) -> list[int]:
    """The ids of a page."""

    def key(row: InsertRecord):
        order = query.order
        if order.by != "field":
            return getattr(row.record, order.by), row.record.id
        values = values_of(row, order.index, order.field) or [LOWEST[order.index]]
        return values[0], row.record.id

    found = [
        row
        for row in rows
        if visible(query, row) and (query.where is None or holds(query.where, row))
    ]
    found.sort(key=key, reverse=query.order.descending)
    return [row.record.id for row in found[query.offset : query.offset + query.limit]]
