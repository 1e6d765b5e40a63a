"""
Group changes of one kind, so that a batch of any size runs a fixed number of statements.

Owns the answer to "may this change be written before that one": only when they touch
nothing in common. Never writes.
Next door: applying.py writes the groups.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from vinculum.model.change import (
    Change,
    CutAttachment,
    CutClient,
    CutExpired,
    CutLinks,
    CutLog,
    CutMail,
    CutMetadata,
    CutPurged,
    CutRuns,
    CutToken,
    DeleteRecord,
    IndexField,
    InsertRecord,
    MoveAttachments,
    PurgeRecord,
    PutAttachment,
    PutAttachmentPart,
    PutClient,
    PutLinks,
    PutMail,
    PutMetadata,
    PutRun,
    PutToken,
    UpdateRecord,
)

Touched: TypeAlias = Collection[Hashable]
# What touches a whole area keeps its order among all changes that touch the area.
EVERYTHING = "everything"
_METADATA: Touched = ("metadata",)
_TOKENS: Touched = ("tokens",)
_CLIENTS: Touched = ("clients",)
_ATTACHMENTS: Touched = ("attachments",)
_MAILS: Touched = ("mails",)
_RUNS: Touched = ("runs",)
_LOG: Touched = ("log",)


# Records by id; unique values as (field, value), because one record may free what another takes.
TOUCHES: Mapping[type[Change], Callable[[Any], Touched]] = {
    InsertRecord: lambda change: (change.record.id, *change.index.unique),
    UpdateRecord: lambda c: (c.record.id, *c.unindex.unique, *c.index.unique),
    DeleteRecord: lambda c: (c.id, *c.unindex.unique, *_ATTACHMENTS),
    PutLinks: lambda change: (change.parent, *change.links),
    CutLinks: lambda change: (change.parent, *change.related),
    PutMetadata: lambda _: _METADATA,
    CutMetadata: lambda _: _METADATA,
    IndexField: lambda _: (EVERYTHING,),
    PutClient: lambda _: _CLIENTS,
    CutClient: lambda _: (*_CLIENTS, *_TOKENS),
    PutToken: lambda _: _TOKENS,
    CutToken: lambda _: _TOKENS,
    PutAttachment: lambda _: _ATTACHMENTS,
    PutAttachmentPart: lambda _: _ATTACHMENTS,
    CutAttachment: lambda _: _ATTACHMENTS,
    MoveAttachments: lambda _: _ATTACHMENTS,
    PutMail: lambda _: _MAILS,
    CutMail: lambda _: _MAILS,
    PutRun: lambda _: _RUNS,
    CutRuns: lambda _: _RUNS,
    CutExpired: lambda _: _TOKENS,
    CutLog: lambda _: _LOG,
    PurgeRecord: lambda change: (change.id,),
    CutPurged: lambda change: (change.id,),
}


class Group:
    """Changes of one kind that are written together."""

    def __init__(self, kind: type[Change], changes: Iterable[Change] = ()) -> None:
        self.kind = kind
        self.changes = list(changes)
        self._touched: set[Hashable] = set()

    def add(self, change: Change, touched: Touched) -> None:
        """Take a change in, behind those that are there."""
        self.changes.append(change)
        self._touched.update(touched)

    def admits(self, change: Change) -> bool:
        """
        Tell whether a change may be written with the group.

        A group of updates first takes all old index rows away and then puts all new ones,
        so a record may be in it once.
        """
        if type(change) is not self.kind:
            return False
        return not isinstance(change, UpdateRecord) or change.record.id not in self._touched

    def meets(self, touched: Touched) -> bool:
        """Tell whether the group touches any of these, so that nothing may pass it."""
        return (
            EVERYTHING in touched
            or EVERYTHING in self._touched
            or not self._touched.isdisjoint(touched)
        )


def grouped(changes: Sequence[Change]) -> Sequence[Group]:
    """Group changes; groups in order lead to the same state as the changes one by one."""
    kinds = {type(change) for change in changes}
    if len(kinds) == 1 and UpdateRecord not in kinds:
        return [Group(kinds.pop(), changes)]  # the common batch: nothing can be passed
    groups: list[Group] = []
    for change in changes:
        touched = TOUCHES[type(change)](change)
        group = _group_for(change, touched, groups)
        if group is None:
            group = Group(type(change))
            groups.append(group)
        group.add(change, touched)
    return groups


def _group_for(change: Change, touched: Touched, groups: Sequence[Group]) -> Group | None:
    for group in reversed(groups):
        if group.admits(change):
            return group
        if group.meets(touched):
            return None
    return None
