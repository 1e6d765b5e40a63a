"""
Read JSON as values.

Owns which numbers fit, and the depth that is read.
Never raises anything but faults and limits.
Next door: rendering.py writes.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal, DecimalException
from typing import cast

from vinculum.script.diagnostics import Fault, LimitReached
from vinculum.script.limits import Account
from vinculum.script.rendering import DEEPEST_VALUE, TOO_DEEP
from vinculum.script.values import EXACT, LARGEST, SMALLEST, Datum

LONGEST_NUMBER = 400
# No JSON makes more bytes of values than this for each character: `[[],[],[]]` comes close.
_GROWTH = 30


def _integer(digits: str) -> int | Decimal:
    if len(digits) <= 20 and SMALLEST <= (number := int(digits)) <= LARGEST:
        return number
    return _fraction(digits)


def _fraction(digits: str) -> Decimal:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError(digits[:1])
    return EXACT.create_decimal(digits)


def _constant(word: str) -> Datum:
    raise Fault(f"`{word}` is no JSON")


_DECODER = json.JSONDecoder(
    parse_int=_integer, parse_float=_fraction, parse_constant=_constant, strict=False
)


# Half of a character that JSON writes as two escapes, where the other half is missing.
_HALVES = re.compile(
    r"(\\\\|\\u[Dd][89ABab][0-9A-Fa-f]{2}\\u[Dd][C-Fc-f][0-9A-Fa-f]{2})"
    r"|\\u[Dd][89A-Fa-f][0-9A-Fa-f]{2}"
)


def _whole(text: str) -> str:
    if "\\ud" not in text and "\\uD" not in text:
        return text
    return _HALVES.sub(lambda found: found[1] or r"\ufffd", text)


def _depth_of(text: str) -> int:
    """Count open brackets, those in texts too: too deep is only what may be too deep."""
    depth = deepest = 0
    for sign in text:
        if sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "]}":
            depth -= 1
    return deepest


def parse_json(text: str, account: Account) -> Datum:
    """Read JSON, or raise a Fault that says where it ends to be JSON."""
    account.work(len(text))
    account.charge(_GROWTH * len(text))
    if text.count("[") + text.count("{") > DEEPEST_VALUE and _depth_of(text) > DEEPEST_VALUE:
        raise LimitReached(TOO_DEEP)
    try:
        value = _DECODER.decode(_whole(text))
    except json.JSONDecodeError as error:
        raise Fault(
            f"the text is no JSON: {error.msg.lower()} at character {error.pos + 1}"
        ) from None
    except (DecimalException, ValueError):
        raise Fault("the JSON has a number that is too large") from None
    return cast("Datum", value)


def find_json(text: str, account: Account) -> Datum:
    """Read a text that may be a JSON list or object; null if it is neither."""
    stripped = text.lstrip()
    if not stripped.startswith(("{", "[")):
        return None
    try:
        return parse_json(text, account)
    except Fault:
        return None
