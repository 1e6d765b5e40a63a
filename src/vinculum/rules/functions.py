"""
Decide what may be kept as a function, and what a call hands to it.

Owns the signature that a stored source must have, the sources of a trigger's arguments, and how
the parts of a request become arguments.
Never runs a function.
Next door: script/parse.py reads sources, operations/functions.py finds functions.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from vinculum.errors.refusal import Refusal
from vinculum.model.function import LINK_EVENTS, Event
from vinculum.model.module import Module
from vinculum.model.record import JsonValue
from vinculum.model.value import Value
from vinculum.script.ast import Function

# The parameter that is handed the whole request, as its documentation names it.
REQUEST_PARAMETER = "crmAPIRequest"

FIELD = "field:"
RECORD_SOURCES = ("id", "module", "event", "record")
LINK_SOURCES = (*RECORD_SOURCES, "related_list", "related_id", "related_module", "attributes")


class NotOneFunction(Exception):
    """A source must declare exactly one function, and nothing beside it."""


class ExecuteFunction(Value):
    """A call of a function: `arguments` by name, and the request as scripts see it."""

    name: str
    arguments: Mapping[str, JsonValue] | Refusal
    request: Mapping[str, JsonValue]
    auth_type: str = "oauth"


@lru_cache(maxsize=512)
def signature_of(source: str) -> Function:
    """
    The one function that a source declares; read once per source and process.

    SyntaxFault when it cannot be read, NotOneFunction when it declares none, or more.
    """
    from vinculum.script.parse import parse  # noqa: PLC0415 - a grammar that few servers need.

    program = parse(source)
    if len(program.functions) != 1 or program.body:
        raise NotOneFunction
    return program.functions[0]


def arguments_of(function: Function, command: ExecuteFunction) -> dict[str, JsonValue]:
    """What each parameter is given: the request, the argument of its name, or nothing."""
    given = {} if isinstance(command.arguments, Refusal) else command.arguments
    by_name = {name.lower(): value for name, value in given.items()}
    wanted: dict[str, JsonValue] = {}
    for parameter in function.parameters:
        if parameter.name.lower() == REQUEST_PARAMETER.lower():
            wanted[parameter.name] = dict(command.request)
        else:
            wanted[parameter.name] = by_name.get(parameter.name.lower())
    return wanted


def source_for(parameter: str, event: Event, module: Module) -> str | None:
    """
    What a parameter is filled with when its binding does not say: by its name.

    `leadId`, `recordId` and `id` are the record's id, `campaignId` of a link the related one's;
    other names are those of sources, else of fields, whatever their case and underscores. None
    when nothing fits.
    """
    plain = _plain(parameter)
    sources = {_plain(name): name for name in sources_of(event)}
    ids = {"recordid", f"{_plain(module.singular_label)}id", f"{_plain(module.api_name)}id"}
    if plain in ids:
        return "id"
    if plain in sources:
        return sources[plain]
    field = next((each for each in module.fields if _plain(each.api_name) == plain), None)
    return None if field is None else f"{FIELD}{field.api_name}"


def sources_of(event: Event) -> tuple[str, ...]:
    """What a parameter may be filled with at an event, besides fields."""
    return LINK_SOURCES if event in LINK_EVENTS else RECORD_SOURCES


def _plain(name: str) -> str:
    return name.replace("_", "").replace(" ", "").lower()
