"""
Shape what operations hand back.

Owns the pages and outcomes that the wire encodes.
Never renders.
"""

from __future__ import annotations

from collections.abc import Mapping

from vinculum.model.record import ListedRecord, RecordRef, References, Values
from vinculum.model.value import Value
from vinculum.ports.store import DeletedRecord
from vinculum.rules.plan import Outcome


class RecordPage(Value):
    """
    Records to show.

    Records of a page often name the same, so what they name stands beside them by its stored
    text: `references` as it is decoded, `attributes` of links as they are shown
    ("Member_Status": "Active"); a text that is not among these shows nothing. `names` knows every
    record that is named. `rows` are the rows inside records by the record's id; `values` knows
    the own values of records that these name.

    `single` answers carry rows and layout and no info. `since` tells that the caller asked for
    news only. `row_fields` are row fields that this list shows; `activities` adds Activity_Type.
    """

    records: tuple[ListedRecord, ...]
    names: Mapping[int, RecordRef] = {}
    references: Mapping[str, References] = {}
    attributes: Mapping[str, Values] = {}
    rows: Mapping[int, Values] = {}
    values: Mapping[int, Values] = {}
    page: int = 1
    per_page: int = 200
    more: bool = False
    fields: tuple[str, ...] | None = None
    since: bool = False
    single: bool = False
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
