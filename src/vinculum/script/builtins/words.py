"""
Write whole numbers in English words.

Owns the words.
Never writes fractions.
Next door: number.py.
"""

from __future__ import annotations

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SCALES = ("", " thousand", " million", " billion", " trillion", " quadrillion", " quintillion")


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    parts = [f"{_SMALL[hundreds]} hundred"] if hundreds else []
    if 0 < rest < 20:
        parts.append(_SMALL[rest])
    elif rest:
        tens, ones = divmod(rest, 10)
        parts.append(_TENS[tens - 2] + (f" {_SMALL[ones]}" if ones else ""))
    return " ".join(parts)


def words_of(number: int) -> str:
    """Write a number in words, in small letters."""
    if number == 0:
        return _SMALL[0]
    parts: list[str] = []
    rest = abs(number)
    for scale in _SCALES:
        rest, group = divmod(rest, 1000)
        if group:
            parts.insert(0, _below_thousand(group) + scale)
    return ("minus " if number < 0 else "") + " ".join(parts)
