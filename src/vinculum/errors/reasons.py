"""
Say why a query was refused: the words of the detail `reason`.

Owns those words, which several refusals of the catalogue share.
Never says which refusal carries them.
Next door: catalogue/ for the refusals, query/ for the criteria.
"""

from __future__ import annotations

FIELD_NOT_SEARCHABLE = "the field is not available for search"
OPERATOR_INVALID = "invalid operator"
VALUE_INVALID = "the value does not fit the field"
VALUES_NOT_ONE = "one value expected"
VALUES_NOT_TWO = "two values expected"
TEXT_TOO_LONG = "the criteria is too long"
TEXT_UNSOUND = "the criteria holds characters that no text may hold"
TOO_MANY_PARENTHESES = "the criteria has too many parentheses"
VALUE_MISSING = "value expected at character {position}"
TEXT_UNEXPECTED = "criteria not understood at character {position}"
