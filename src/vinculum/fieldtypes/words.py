"""
Split texts into what word search and phone search compare.

Owns what a word is and what is left of a phone number.
Never knows which fields are searched.
Next door: rules/indexing.py for records, query/shortcuts.py for what is asked.
"""

from __future__ import annotations

import re

from vinculum.fieldtypes.fieldtype import fold

MOST_LETTERS = 64
FEWEST_LETTERS = 2

_WORD = re.compile(rf"\w{{{FEWEST_LETTERS},}}")
_NOT_A_DIGIT = re.compile(r"[^0-9]+")


def words_of(text: str) -> list[str]:
    """Split a text into folded words of two letters or more, in order, long ones cut."""
    return [word[:MOST_LETTERS] for word in _WORD.findall(fold(text))]


def digits_of(phone: str) -> str:
    """Take the digits of a phone number, which are all that is compared."""
    return _NOT_A_DIGIT.sub("", phone)
