"""
Write what became of a converted lead.

Owns the keys of `$converted_detail` and their order (records 1.6).
Never decides what is kept of a conversion; rules/transferring.py does.
Next door: system_keys.py for the key itself.
"""

from __future__ import annotations

from vinculum.model.record import JsonValue, References
from vinculum.rules.transferring import CONVERTED_BY, DETAIL
from vinculum.wire.ascii import ascii_json


def conversion_text(references: References, modified: JsonValue) -> str:
    """When a lead was converted, into which records, by whom."""
    # A converted lead is not changed any more: its last change was the conversion.
    detail: dict[str, object] = {"convert_date": modified}
    for name, key in (*DETAIL.items(), ("converted_by", CONVERTED_BY)):
        named = references.get(key)
        detail[name] = None if named is None else str(named)
    return ascii_json(detail)
