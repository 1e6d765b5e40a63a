"""
Say what an org may add: names, field types and their limits.

Owns the rules for one name, one field, one pick list by itself.
Never knows what else is in the file or in the org; edits.py does.
Next door: drafts.py for what is judged here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from vinculum.model.value import Value
from vinculum.schema.drafts import AttributeDraft, FieldDraft
from vinculum.schema.standard import pick_lists

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)
LONGEST_NAME = 50
LONGEST_CHOICE = 120
MOST_DECIMALS = 9
# Words that stand in paths where a name of a module or of a list would stand.
PATH_WORDS = frozenset(
    """actions bulk coql deleted files functions org photo roles search settings upload upsert
    users""".split()
)
# Words that a query or a record uses for itself.
QUERY_WORDS = frozenset(
    """and asc between by desc from group having id in is like limit not null offset or order
    select where""".split()
)
RESERVED = PATH_WORDS | QUERY_WORDS


class CustomType(Value):
    """
    A field type that an org may use, and what may be said of such a field.

    `longest` is the most that `length` may be, None when it cannot be set. `attribute` tells
    whether a link may carry it.
    """

    longest: int | None = None
    decimals: bool = False
    unique: bool = False
    choices: bool = False
    lookup: bool = False
    attribute: bool = True


CUSTOM_TYPES = {
    "text": CustomType(longest=255, unique=True),
    "textarea": CustomType(longest=32_000),
    "email": CustomType(longest=100, unique=True),
    "phone": CustomType(longest=30, unique=True),
    "website": CustomType(longest=450, unique=True),
    "integer": CustomType(longest=9, unique=True),
    "bigint": CustomType(longest=18, unique=True),
    "double": CustomType(decimals=True),
    "currency": CustomType(decimals=True),
    "percent": CustomType(decimals=True),
    "boolean": CustomType(),
    "date": CustomType(),
    "datetime": CustomType(),
    "picklist": CustomType(choices=True),
    "multiselectpicklist": CustomType(choices=True),
    "lookup": CustomType(lookup=True, attribute=False),
    "userlookup": CustomType(attribute=False),
}

AnyFieldDraft: TypeAlias = FieldDraft | AttributeDraft


def name_faults(name: str) -> Iterator[str]:
    """What is wrong with an API name by itself."""
    if NAME.fullmatch(name) is None or len(name) > LONGEST_NAME:
        yield (
            f"{name!r} is no API name; take at most {LONGEST_NAME} letters, digits and"
            " underscores, beginning with a letter."
        )
    elif name.lower() in RESERVED:
        yield f"{name!r} is a word of the API; take another name."


def field_faults(draft: AnyFieldDraft) -> Iterator[str]:
    """What is wrong with a field or an attribute by itself."""
    yield from name_faults(draft.api_name)
    if draft.label == "":
        yield "label is empty; fill it or leave it out."
    attribute = isinstance(draft, AttributeDraft)
    offered = [name for name, row in CUSTOM_TYPES.items() if row.attribute or not attribute]
    if draft.type not in offered:
        yield f"type {draft.type!r} is not supported; there are {', '.join(offered)}."
        return
    type_ = CUSTOM_TYPES[draft.type]
    for check in FIELD_CHECKS:
        yield from check(draft, type_)
    if isinstance(draft, FieldDraft):
        yield from _own_faults(draft, type_)


def _length_faults(draft: AnyFieldDraft, type_: CustomType) -> Iterator[str]:
    if draft.length is None:
        return
    if type_.longest is None:
        yield f"a field of type {draft.type} has no length; leave `length` out."
    elif not 1 <= draft.length <= type_.longest:
        yield f"length {draft.length} does not fit; take 1 to {type_.longest}."


def _decimal_faults(draft: AnyFieldDraft, type_: CustomType) -> Iterator[str]:
    if draft.decimal_place is None:
        return
    if not type_.decimals:
        yield f"a field of type {draft.type} has no decimals; leave `decimal_place` out."
    elif not 0 <= draft.decimal_place <= MOST_DECIMALS:
        yield f"decimal_place {draft.decimal_place} does not fit; take 0 to {MOST_DECIMALS}."


def _choice_faults(draft: AnyFieldDraft, type_: CustomType) -> Iterator[str]:
    if not type_.choices:
        if draft.pick_list is not None:
            yield f"a field of type {draft.type} has no choices; leave `pick_list` out."
    elif isinstance(draft.pick_list, str):
        if draft.pick_list not in pick_lists():
            yield (
                f"there is no pick list {draft.pick_list!r}; give the choices as an array, or"
                f" name one of {', '.join(pick_lists())}."
            )
    elif not draft.pick_list:
        yield "pick_list is missing; give the choices as an array of texts."
    else:
        shown = [c if isinstance(c, str) else c.display_value for c in draft.pick_list]
        stored = [c if isinstance(c, str) else c.actual_value for c in draft.pick_list]
        if len(set(shown)) < len(shown):
            yield "pick_list names a choice twice; name each once."
        if not all(0 < len(choice) <= LONGEST_CHOICE for choice in [*shown, *filter(None, stored)]):
            yield f"a choice has 1 to {LONGEST_CHOICE} characters; shorten or fill it."


def _own_faults(draft: FieldDraft, type_: CustomType) -> Iterator[str]:
    if draft.unique and not type_.unique:
        able = ", ".join(name for name, row in CUSTOM_TYPES.items() if row.unique)
        yield f"a field of type {draft.type} cannot be unique; these can: {able}."
    if type_.lookup and draft.lookup is None:
        yield "lookup is missing; name the module that the field looks up."
    if not type_.lookup:
        for key in ("lookup", "related_list"):
            if getattr(draft, key) is not None:
                yield f"only a lookup has `{key}`; leave it out."


FIELD_CHECKS: tuple[Callable[[AnyFieldDraft, CustomType], Iterator[str]], ...] = (
    _length_faults,
    _decimal_faults,
    _choice_faults,
)
