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


class RecordRef(Value):
    """What a decision needs to know of a record that it only names."""

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
