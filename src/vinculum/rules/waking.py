"""
Decide which functions a change wakes.

Owns the meaning of an event: which change is which, seen from which module.
Never runs a function, nor asks what a script may do.
Next door: operations/waking.py hands changes in, model/function.py has the values.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from vinculum.model.change import (
    Change,
    CutLinks,
    DeleteRecord,
    InsertRecord,
    PutLinks,
    PutRun,
    UpdateRecord,
)
from vinculum.model.function import (
    LINK_EVENTS,
    Event,
    RunEnd,
    RunNote,
    Trigger,
    Wake,
    decode_note,
    encode_note,
)
from vinculum.model.relation import Side
from vinculum.rules.composing import content_value, open_record
from vinculum.rules.linking_attributes import NO_ATTRIBUTES
from vinculum.rules.plan import Stamp
from vinculum.schema.snapshot import Schema

TOO_DEEP = "functions wake one another too deeply; this one was not run"
NO_ROOM = (
    "so many functions waited already that this one was not run; the setting is waiting_functions"
)


class _Happened(NamedTuple):
    """An event in a module; for a link also the other end."""

    event: Event
    record_id: int
    related_id: int | None = None
    attributes: str = NO_ATTRIBUTES


def wakes_of(
    schema: Schema, changes: Sequence[Change], stamp: Stamp, *, depth: int, deepest: int
) -> tuple[PutRun, ...]:
    """
    The runs that changes wake, in the order of the changes, each trigger's in its own order.

    `depth` is 0 for a change that no function made. Past the `deepest` a run is noted as failed
    instead of waiting, so that functions that wake one another come to an end and are seen.
    """
    return tuple(
        _run(trigger, happened, stamp, depth + 1, too_deep=depth >= deepest)
        for change in changes
        for trigger in schema.triggers
        if trigger.function in schema.functions
        for happened in _seen_by(schema, trigger, change)
    )


def without_room(runs: Sequence[PutRun]) -> tuple[PutRun, ...]:
    """The same runs, those that would wait noted as failed, because too many wait already."""
    return tuple(_turned_away(run) if run.state == "waiting" else run for run in runs)


def _turned_away(run: PutRun) -> PutRun:
    note = replace(decode_note(run.body), end=RunEnd(message=NO_ROOM))
    return replace(run, state="failed", body=encode_note(note))


def _run(
    trigger: Trigger, happened: _Happened, stamp: Stamp, depth: int, *, too_deep: bool
) -> PutRun:
    wake = Wake(
        trigger=trigger.id,
        event=happened.event,
        module=trigger.module,
        record_id=happened.record_id,
        related_list=trigger.related_list,
        related_id=happened.related_id,
        attributes=happened.attributes,
        depth=depth,
    )
    end = RunEnd(message=TOO_DEEP) if too_deep else RunEnd()
    return PutRun(
        id=stamp.next_id(),
        function=trigger.function,
        state="failed" if too_deep else "waiting",
        at=stamp.now,
        body=encode_note(RunNote(wake=wake, end=end)),
    )


def _seen_by(schema: Schema, trigger: Trigger, change: Change) -> Iterable[_Happened]:
    """What a change is to a trigger: nothing, an event, or two where a module relates to itself."""
    module = schema.find_module(trigger.module)
    if module is None:
        return ()
    if trigger.event not in LINK_EVENTS:
        found = _record_event(change)
        fits = found is not None and found[:2] == (trigger.event, module.id)
        if fits and trigger.fields and not has_changed(schema, change, trigger.fields):
            return ()
        return (_Happened(trigger.event, found[2]),) if fits and found is not None else ()
    related_list = schema.find_list(module, trigger.related_list)
    side = None if related_list is None else schema.side_of(module, related_list)
    return () if side is None else _link_events(side, trigger.event, change)


def has_changed(schema: Schema, change: Change, names: Collection[str]) -> bool:
    """
    Tell whether an update gave one of these fields another value.

    Moments are compared as they are read in today's zone. Without what was there before, all may
    have changed.
    """
    if not isinstance(change, UpdateRecord) or change.before is None:
        return True
    module = schema.module_of_id(change.record.module)
    zone = schema.org.time_zone
    before, after = (open_record(module, each, zone) for each in (change.before, change.record))
    return any(
        content_value(before, field) != content_value(after, field)
        for field in module.fields
        if field.api_name in names
    )


def _record_event(change: Change) -> tuple[Event, int, int] | None:
    """The event, module and record of a change to a record."""
    match change:
        case InsertRecord():
            return "create", change.record.module, change.record.id
        case UpdateRecord():
            return "update", change.record.module, change.record.id
        case DeleteRecord():
            return "delete", change.module, change.id
    return None


def _link_events(side: Side, event: Event, change: Change) -> Iterator[_Happened]:
    """The links that a change makes or cuts, seen from a side of their relation."""
    match change:
        case PutLinks() if event == "link":
            pairs = change.links.items()
        case CutLinks() if event == "delink":
            pairs = dict.fromkeys(change.related, NO_ATTRIBUTES).items()
        case _:
            return
    if change.relation != side.relation.id:
        return
    for related, attributes in pairs:
        ends = (change.parent, related) if change.left == side.left else (related, change.parent)
        yield _Happened(event, *ends, attributes)
