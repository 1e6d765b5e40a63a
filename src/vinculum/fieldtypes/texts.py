"""
Judge texts: plain, long, e-mail, phone, website, photo, reminder.

Owns the rows of the textual types and the rule for hostile text.
Never shortens or trims what it accepts.
Next door: picklist.py for texts out of a list.
"""

from __future__ import annotations

import re
from typing import Any

from vinculum.errors.catalogue import FIELD_LENGTH, FIELD_TYPE
from vinculum.errors.refusal import Refusal
from vinculum.fieldtypes.fieldtype import (
    EQUALITY,
    TEXTUAL,
    Canonical,
    FieldType,
    index_text,
)
from vinculum.model.field import Field
from vinculum.model.record import JsonValue

TEXT_WORD = "text"

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_HOST = rf"{_LABEL}(?:\.{_LABEL})"
EMAIL_FORMAT = re.compile(rf"[^\s@<>()\[\]\\,;:\"]{{1,64}}@{_HOST}+")
PHONE_FORMAT = re.compile(r"(?=[^0-9]*[0-9])[0-9A-Za-z+\-().,/#*:;=& ]+")
WEBSITE_FORMAT = re.compile(
    rf"(?:(?:https?|ftp)://{_HOST}*|{_HOST}+)\.?(?::[0-9]{{1,5}})?(?:[/?#]\S*)?", re.IGNORECASE
)


def is_sound(text: str) -> bool:
    """Tell whether a text can be stored by every engine: no NUL, no lone surrogate."""
    if text.isascii():
        return "\0" not in text
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def accept_text(
    field: Field, raw: Any, default_length: int, word: str = TEXT_WORD
) -> str | Refusal:
    """
    Accept a sound string within the field's length.

    `word` is the expected data type that a refusal names when `raw` is no string.
    """
    if not isinstance(raw, str):
        return FIELD_TYPE.refusal(expected_data_type=word, api_name=field.api_name)
    if not is_sound(raw):
        return FIELD_TYPE.refusal(expected_data_type=TEXT_WORD, api_name=field.api_name)
    most = field.length or default_length
    if len(raw) > most:
        return FIELD_LENGTH.refusal(maximum_length=most, api_name=field.api_name)
    return raw


def _plain(default_length: int) -> Canonical:
    def canonical(field: Field, raw: Any, _zone: str) -> JsonValue | Refusal:
        return accept_text(field, raw, default_length)

    return canonical


def _formatted(word: str, pattern: re.Pattern[str], default_length: int) -> Canonical:
    def canonical(field: Field, raw: Any, _zone: str) -> JsonValue | Refusal:
        text = accept_text(field, raw, default_length, word)
        if isinstance(text, str) and pattern.fullmatch(text) is None:
            return FIELD_TYPE.refusal(expected_data_type=word, api_name=field.api_name)
        return text

    return canonical


def _searched(name: str, canonical: Canonical, *, words: bool, phone: bool = False) -> FieldType:
    return FieldType(
        name=name,
        canonical=canonical,
        index="text",
        operators=TEXTUAL,
        operand=index_text,
        words=words,
        phone=phone,
    )


TEXT = _searched("text", _plain(255), words=True)
EMAIL = _searched("email", _formatted("email", EMAIL_FORMAT, 100), words=True)
PHONE = _searched("phone", _formatted("phone", PHONE_FORMAT, 30), words=False, phone=True)
WEBSITE = _searched("website", _formatted("website", WEBSITE_FORMAT, 450), words=True)
TEXTAREA = FieldType(
    name="textarea",
    canonical=_plain(32_000),
    index="text",
    operators=(*EQUALITY, "starts_with"),
    operand=index_text,
    words=True,
)
PROFILE_IMAGE = FieldType(name="profileimage", canonical=_plain(255), writable=False)
EVENT_REMINDER = FieldType(name="event_reminder", canonical=_plain(120))
FULL_NAME = FieldType(
    name="full_name",
    canonical=_plain(255),
    writable=False,
    index="text",
    operators=TEXTUAL,
    operand=index_text,
    words=True,
)

TYPES = (TEXT, EMAIL, PHONE, WEBSITE, TEXTAREA, PROFILE_IMAGE, EVENT_REMINDER, FULL_NAME)
