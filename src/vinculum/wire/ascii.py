"""
Write JSON in ASCII, because the browser client reads bytes as Latin-1.

Owns the one escape pass and the encoder for small values.
Never renders records; rendering.py joins their texts.
"""

from __future__ import annotations

import json
import re
from json.encoder import encode_basestring_ascii

_ENCODER = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"))
# Quirk Q-006: not even inside of texts.
_NON_ASCII = re.compile(r"[^\x00-\x7f]+")


def ascii_json(value: object) -> str:
    """Write a value as compact ASCII JSON; tuples become arrays."""
    if value is None:  # most members of a record are; the encoder takes its time for them
        return "null"
    if type(value) is str:
        return encode_basestring_ascii(value)
    return _ENCODER.encode(value)


def _escape(match: re.Match[str]) -> str:
    return _ENCODER.encode(match.group())[1:-1]


def to_ascii(document: str) -> bytes:
    """Escape what is not ASCII in a JSON document; astral characters as surrogate pairs."""
    if not document.isascii():
        document = _NON_ASCII.sub(_escape, document)
    return document.encode("ascii")
