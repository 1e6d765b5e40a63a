"""
Shape what operations hand back.

Owns the pages and outcomes that the wire encodes.
Never renders.
"""

from __future__ import annotations

from collections.abc import Mapping

from vinculum.model.module import Module
from vinculum.model.record import Record, RecordRef, References, Values
from vinculum.model.value import Value
from vinculum.ports.store import DeletedRecord
from vinculum.rules.plan import Outcome


class Row(Value):
    """
    A record of a page with its module.

    `references` are the record's references, decoded once; `attributes` the values of its
    link, as they are rendered ("Member_Status": "Active"), empty when the list has none.
    """

    module: Module
    record: Record
    references: References
    attributes: Values = {}


class RecordPage(Value):
    """
    Records to show. `names` knows every record that these name. `single` answers carry rows
    and layout and no info; `values` knows the own values of records that such rows name.
    `since` tells that the caller asked for news only. `row_fields` are row fields that this
    list shows; `activities` adds Activity_Type.
    """

    rows: tuple[Row, ...]
    names: Mapping[int, RecordRef]
    page: int = 1
    per_page: int = 200
    more: bool = False
    fields: tuple[str, ...] | None = None
    since: bool = False
    single: bool = False
    values: Mapping[int, Values] = {}
    row_fields: tuple[str, ...] = ()
    activities: bool = False


class DeletedPage(Value):
    """A page of a recycle bin."""

    rows: tuple[DeletedRecord, ...]
    page: int
    per_page: int
    more: bool
    since: bool = False


class Outcomes(Value):
    """
    One outcome per item, in the order of the request. `upsert` adds `duplicate_field` and
    `action` to each item.
    """

    outcomes: tuple[Outcome, ...]
    upsert: bool = False
