"""
Shape a decision: outcomes, plan, stamp.

Owns the values that rules return.
Never decides anything.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from vinculum.errors.refusal import Refusal
from vinculum.model.change import Change
from vinculum.model.value import Value


class Stamp(Value):
    """When, by whom, and with which ids a write happens; `now` is in milliseconds."""

    now: int
    by: int
    next_id: Callable[[], int]


class Inserted(Value):
    """A record was added; `external` is the field and value that named it, if one did."""

    id: int
    created: int
    modified: int
    created_by: int
    modified_by: int
    external: tuple[str, str] | None = None


class Updated(Value):
    """A record was changed; `matched` names the duplicate check field that found it."""

    id: int
    created: int
    modified: int
    created_by: int
    modified_by: int
    matched: str | None = None
    external: tuple[str, str] | None = None


class Linked(Value):
    """A pair is linked; `updated` where the relation has a word for one that was there."""

    id: int
    updated: bool = False
    external: tuple[str, str] | None = None


class Delinked(Value):
    """A pair is no longer linked."""

    id: int
    external: tuple[str, str] | None = None


class Deleted(Value):
    """A record went to the recycle bin."""

    id: int
    external: tuple[str, str] | None = None


class Kept(Value):
    """A piece of metadata was added, changed or deleted; `id` names it."""

    id: int


class Converted(Value):
    """A lead was converted; the ids of what became of it, None for an account or deal without."""

    contact: int
    account: int | None = None
    deal: int | None = None


Outcome: TypeAlias = Inserted | Updated | Linked | Delinked | Deleted | Kept | Refusal


class Plan(Value):
    """The changes to apply, and one outcome per item in the order of the request."""

    changes: tuple[Change, ...]
    outcomes: tuple[Outcome, ...]
