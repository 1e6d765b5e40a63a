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

_WORD = re.compile(r"\w+")
_NOT_A_DIGIT = re.compile(r"[^0-9]+")
# What ASCII text is split by becomes blank: that is several times as fast as the pattern.
_BLANKS = {code: " " for code in range(128) if _WORD.fullmatch(chr(code)) is None}


def words_of(text: str) -> list[str]:
    """Split a text into folded words of two letters or more, each once, in order, long ones cut."""
    folded = fold(text)
    found = folded.translate(_BLANKS).split() if folded.isascii() else _WORD.findall(folded)
    distinct = dict.fromkeys(found)
    return list({word[:MOST_LETTERS]: None for word in distinct if len(word) >= FEWEST_LETTERS})


def digits_of(phone: str) -> str:
    """Take the digits of a phone number, which are all that is compared."""
    return _NOT_A_DIGIT.sub("", phone)
