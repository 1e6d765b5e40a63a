"""
Describe the functions of an org: what it keeps, what wakes them, and how each run went.

Owns the values, and the states of a run.
Never runs a function.
Next door: schema/snapshot.py holds them, rules/waking.py decides which a change wakes.
"""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import msgspec

from vinculum.model.value import Value

Event: TypeAlias = Literal["create", "update", "delete", "link", "delink"]
EVENTS: tuple[Event, ...] = get_args(Event)
LINK_EVENTS: frozenset[Event] = frozenset({"link", "delink"})

RunState: TypeAlias = Literal["waiting", "begun", "done", "failed"]


class ScriptFunction(Value):
    """
    A Deluge function that an org keeps.

    `source` declares exactly one function, whose name is `name`. `owner` is the user whose rights
    it has when an event wakes it. `rest` lets clients call it by OAuth, `api_key` by key.
    `created` and `modified` are in milliseconds.
    """

    id: int
    namespace: str
    name: str
    source: str
    owner: int
    rest: bool = False
    api_key: bool = False
    description: str = ""
    created: int = 0
    modified: int = 0

    @property
    def full_name(self) -> str:
        """The name by which scripts call it."""
        return f"{self.namespace}.{self.name}"


class Trigger(Value):
    """
    What wakes a function: an event in a module, for links in one of its related lists.

    `arguments` says of each parameter what it is filled with: one of SOURCES or `field:NAME`. An
    update wakes only when one of `fields` has changed, if there are any.
    """

    id: int
    function: int
    event: Event
    module: str
    related_list: str = ""
    arguments: dict[str, str] = {}
    fields: tuple[str, ...] = ()


class Wake(Value):
    """Why a function runs: the trigger, and what happened; `attributes` is a link's JSON."""

    trigger: int
    event: Event
    module: str
    record_id: int
    related_list: str = ""
    related_id: int | None = None
    attributes: str = "{}"
    depth: int = 1


class RunEnd(Value):
    """How a run ended: what it printed, what stopped it and where, and its steps."""

    lines: tuple[str, ...] = ()
    message: str = ""
    line: int = 0
    steps: int = 0


class RunNote(Value):
    """What is kept of a run beside its state: why it runs, and how it ended."""

    wake: Wake
    end: RunEnd = RunEnd()


_NOTE = msgspec.json.Decoder(RunNote)


def encode_note(note: RunNote) -> str:
    """Write a note as JSON."""
    return msgspec.json.encode(note).decode()


def decode_note(body: str) -> RunNote:
    """Read a note."""
    return _NOTE.decode(body)
