"""
Describe a stored record and what decisions need of it.

Owns the forms in which records travel between store, rules and wire.
Never renders.
Next door: fieldtypes/ for values, rules/indexing.py for index rows.
"""

from __future__ import annotations

from typing import TypeAlias

from vinculum.model.value import Value

JsonValue: TypeAlias = "str | int | float | bool | list[JsonValue] | dict[str, JsonValue] | None"
Values: TypeAlias = dict[str, JsonValue]
References: TypeAlias = "dict[str, int | list[int]]"

NO_ATTRIBUTES = "{}"


class Record(Value):
    """
    One row of a module, as stored.

    Times are milliseconds. `body` is an ASCII JSON object of the record's own values in
    schema order, rendered for the module's `shape`; `references` the ids behind lookups,
    users and tags by field API name, as ASCII JSON; `rows` the row fields (line items,
    participants) as ASCII JSON, or "" when there are none. `name` is the display field's text.
    """

    id: int
    module: int
    owner: int
    created: int
    modified: int
    created_by: int
    modified_by: int
    name: str
    body: str
    references: str
    rows: str = ""
    shape: int = 0
    converted: bool = False
    approved: bool = True


class ListedRecord(Value, frozen=True, kw_only=False, gc=False):
    """
    What a page shows of a record, as stored; `attributes` are those of its link.

    A page has hundreds of these, so one is made of a row of the store as it is: by position,
    and engines without booleans give 0 and 1 for the two truths. The module is the first, because
    most pages have but one and need not read it. The rows inside a record are not in it; few
    pages show any.
    """

    module: int
    id: int
    owner: int
    created_by: int
    modified_by: int
    shape: int
    converted: bool
    approved: bool
    references: str
    body: str
    attributes: str = NO_ATTRIBUTES


def listed(record: Record) -> ListedRecord:
    """What a page shows of a record that was read as a whole."""
    return ListedRecord(
        module=record.module,
        id=record.id,
        owner=record.owner,
        created_by=record.created_by,
        modified_by=record.modified_by,
        shape=record.shape,
        converted=record.converted,
        approved=record.approved,
        references=record.references,
        body=record.body,
    )


class RecordRef(Value, frozen=True, kw_only=False, gc=False):
    """What a decision needs to know of a record that it only names; made by position, too."""

    id: int
    module: int
    owner: int
    name: str
    converted: bool = False


class IndexRows(Value, omit_defaults=True):
    """
    The search index rows of one record.

    `text` and `number` are (field id, value) pairs; a null has the lowest value.
    `words` serve word search, `phones` are digits.
    """

    text: tuple[tuple[int, str], ...] = ()
    number: tuple[tuple[int, int | float], ...] = ()
    words: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    unique: tuple[tuple[int, str], ...] = ()
