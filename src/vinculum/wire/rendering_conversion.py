"""
Write what became of a converted lead.

Owns the keys of `$converted_detail` and their order (records 1.6).
Never decides what is kept of a conversion; rules/transferring.py does.
Next door: system_keys.py for the key itself.
"""

from __future__ import annotations

from vinculum.model.moments import render_moment
from vinculum.operations.results import Row
from vinculum.rules.transferring import CONVERTED_BY, DETAIL
from vinculum.wire.ascii import ascii_json
from vinculum.wire.rendering_desk import EMPTY, Desk


def conversion_text(desk: Desk, row: Row) -> str:
    """When a lead was converted, into which records, by whom; null for a record without."""
    if CONVERTED_BY not in row.references:
        return EMPTY
    # A converted lead is not changed any more: its last change was the conversion.
    detail: dict[str, object] = {"convert_date": render_moment(row.record.modified, desk.zone)}
    for name, key in (*DETAIL.items(), ("converted_by", CONVERTED_BY)):
        named = row.references.get(key)
        detail[name] = None if named is None else str(named)
    return ascii_json(detail)
