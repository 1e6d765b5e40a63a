"""
Search without criteria: by e-mail address, by phone number, by word.

Owns which fields each shortcut looks into and what is compared.
Never decides which shortcut wins when several are given.
Next door: bind.py for criteria.
"""

from __future__ import annotations

from vinculum.errors.catalogue import PARAM_INVALID, SEARCH_WORD_TOO_SHORT
from vinculum.errors.refusal import Refusal
from vinculum.fieldtypes.fieldtype import index_text
from vinculum.fieldtypes.texts import is_sound
from vinculum.fieldtypes.words import digits_of, words_of
from vinculum.model.module import Module
from vinculum.query.bind import holders_of
from vinculum.query.record_query import AllOf, AnyOf, Compare, Condition, IdIn, PhoneIs, WordPrefix
from vinculum.schema.snapshot import Schema

NOBODY = IdIn(ids=())


def bind_email(schema: Schema, module: Module, address: str) -> Condition | Refusal:
    """Ask for records one of whose e-mail fields has this address, ignoring case."""
    if not is_sound(address):
        return PARAM_INVALID.refusal(param="email")
    conditions = tuple(
        Compare(
            index="text", field=field.id, comparison="equals", values=(index_text(address.strip()),)
        )
        for holder in holders_of(schema, module)
        for field in holder.fields
        if field.type == "email" and field.searchable
    )
    return AnyOf(conditions=conditions) if conditions and address.strip() else NOBODY


def bind_phone(number: str) -> Condition:
    """Ask for records one of whose phone fields has these digits; without digits there are none."""
    digits = digits_of(number)
    return PhoneIs(digits=digits) if digits else NOBODY


def bind_word(text: str) -> Condition | Refusal:
    """
    Ask for records with words that begin like each of these.

    Refuses with SEARCH_WORD_TOO_SHORT when no word has two letters.
    """
    prefixes = words_of(text) if is_sound(text) else []
    if not prefixes:
        return SEARCH_WORD_TOO_SHORT.refusal(param="word")
    words = tuple(WordPrefix(prefix=prefix) for prefix in prefixes)
    return words[0] if len(words) == 1 else AllOf(conditions=words)
