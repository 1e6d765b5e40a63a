"""
Read the changes that older programs have logged.

Owns the kinds of change that there are no more, and what says the same today.
Never makes such a change.
Next door: change.py for the kinds of today.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from vinculum.model.change import Change, CutLinks, PutLinks


class _PutLink(msgspec.Struct, frozen=True, kw_only=True, tag_field="change", tag="put_link"):
    """Link one pair, or replace the attributes of its link."""

    relation: int
    left: int
    right: int
    attributes: str
    at: int


class _CutLink(msgspec.Struct, frozen=True, kw_only=True, tag_field="change", tag="cut_link"):
    """Take the link of one pair away."""

    relation: int
    left: int
    right: int


_Logged: TypeAlias = Change | _PutLink | _CutLink
_DECODER: msgspec.json.Decoder[tuple[_Logged, ...]] = msgspec.json.Decoder(tuple[_Logged, ...])


def decode_logged(body: str) -> tuple[Change, ...]:
    """
    Read the changes of a row of the log, whichever program wrote it.

    Raises msgspec.DecodeError for what is no such row.
    """
    return tuple([_current(change) for change in _DECODER.decode(body)])


def _current(change: _Logged) -> Change:
    match change:
        case _PutLink(relation=relation, left=left, right=right, attributes=text, at=at):
            return PutLinks(relation=relation, left=True, parent=left, links={right: text}, at=at)
        case _CutLink(relation=relation, left=left, right=right):
            return CutLinks(relation=relation, left=True, parent=left, related=(right,))
        case _:
            return change
