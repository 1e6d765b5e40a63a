"""
Decide which functions and triggers an org may keep, as its operator asks for them.

Owns the checks of a source and of a trigger's arguments.
Never speaks the wire's words: an operator is told in plain text, by Unfit.
Next door: functions.py for calls, waking.py for events; cli/ and server/world.py call it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence

from vinculum.model.function import EVENTS, LINK_EVENTS, Event, ScriptFunction, Trigger
from vinculum.model.module import Module
from vinculum.rules.functions import FIELD, NotOneFunction, signature_of, source_for, sources_of
from vinculum.rules.people import Unfit
from vinculum.rules.plan import Stamp
from vinculum.schema.snapshot import Schema
from vinculum.script.ast import Function
from vinculum.script.diagnostics import SyntaxFault

LONGEST_SOURCE = 1_000_000


def plan_function(
    schema: Schema,
    source: str,
    *,
    owner: int,
    rest: bool,
    api_key: bool = False,
    description: str,
    stamp: Stamp,
) -> ScriptFunction:
    """
    Keep a source as the function that it declares; one of the same name is replaced.

    Unfit when it cannot be read, or does not declare exactly one function with a namespace.
    """
    if len(source) > LONGEST_SOURCE:
        raise Unfit(f"a source has at most {LONGEST_SOURCE} characters, not {len(source)}")
    declared = _declared(source)
    before = schema.find_function(declared.name)
    if before is not None:
        _require_fitting(schema, before, declared)
    return ScriptFunction(
        id=stamp.next_id() if before is None else before.id,
        namespace=declared.namespace,
        name=declared.name,
        source=source,
        owner=owner,
        rest=rest,
        api_key=api_key,
        description=description,
        created=stamp.now if before is None else before.created,
        modified=stamp.now,
    )


def plan_trigger(  # noqa: PLR0913 - what an operator may say of a trigger, each by its name.
    schema: Schema,
    function: str,
    *,
    event: str,
    module: str,
    related_list: str,
    arguments: Mapping[str, str],
    fields: Sequence[str] = (),
    stamp: Stamp,
) -> Trigger:
    """
    Let an event wake a function. Unfit when module, list or an argument does not fit.

    `arguments` says what parameters are filled with; the others are filled by their names.
    """
    kept = require_function(schema, function)
    happening = _event(event)
    place = schema.find_module(module)
    if place is None:
        raise Unfit(_unknown("module", module, (each.api_name for each in schema.modules)))
    listed = _related_list(schema, place, happening, related_list)
    parameters = [each.name for each in signature_of(kept.source).parameters]
    for name in arguments:
        if name not in parameters:
            raise Unfit(_unknown(f"parameter of {kept.full_name}", name, parameters))
    filled = {name: _source(happening, place, name, arguments.get(name)) for name in parameters}
    return Trigger(
        id=stamp.next_id(),
        function=kept.id,
        event=happening,
        module=place.api_name,
        related_list=listed,
        arguments=filled,
        fields=_watched(happening, place, fields),
    )


def require_function(schema: Schema, name: str) -> ScriptFunction:
    """The function of a name, with or without its namespace; Unfit names the nearest."""
    namespace, _, bare = name.rpartition(".")
    found = schema.find_function(bare, namespace)
    if found is None:
        raise Unfit(_unknown("function", name, (f.name for f in schema.functions.values())))
    return found


def _declared(source: str) -> Function:
    try:
        declared = signature_of(source)
    except SyntaxFault as fault:
        first = fault.diagnostics[0]
        raise Unfit(f"line {first.line}: {first.message}") from None
    except NotOneFunction:
        raise Unfit(
            "a stored source declares one function, and nothing beside it:"
            " `void automation.name(string leadId) { ... }`"
        ) from None
    if not declared.namespace:
        raise Unfit(f"name the function with its namespace, as `automation.{declared.name}`")
    return declared


def _require_fitting(schema: Schema, before: ScriptFunction, declared: Function) -> None:
    """A replaced function must still have the parameters that its triggers fill."""
    wanted = {parameter.name for parameter in declared.parameters}
    for trigger in schema.triggers:
        if trigger.function == before.id and set(trigger.arguments) != wanted:
            raise Unfit(
                f"trigger {trigger.id} fills {', '.join(trigger.arguments) or 'nothing'};"
                f" remove it with `vinculum function unbind {trigger.id}`, and bind it anew"
            )


def _event(event: str) -> Event:
    for known in EVENTS:
        if known == event.lower():
            return known
    raise Unfit(_unknown("event", event, EVENTS))


def _related_list(schema: Schema, module: Module, event: Event, name: str) -> str:
    if event not in LINK_EVENTS:
        if name:
            raise Unfit(f"{event} is an event of records; --list belongs to link and delink")
        return ""
    found = schema.find_list(module, name)
    if found is None or schema.side_of(module, found) is None:
        linked = [
            each.api_name
            for each in module.related_lists
            if schema.side_of(module, each) is not None
        ]
        raise Unfit(_unknown(f"related list of links in {module.api_name}", name, linked))
    return found.api_name


def _watched(event: Event, module: Module, fields: Sequence[str]) -> tuple[str, ...]:
    """The fields that must change, by their API names; only updates have any."""
    if fields and event != "update":
        raise Unfit(f"--field belongs to update: at {event} every field is new or gone")
    names = {field.api_name.lower(): field.api_name for field in module.fields}
    for name in fields:
        if name.lower() not in names:
            raise Unfit(_unknown(f"field of {module.api_name}", name, names.values()))
    return tuple(dict.fromkeys(names[name.lower()] for name in fields))


def _source(event: Event, module: Module, parameter: str, given: str | None) -> str:
    if given is None:
        source = source_for(parameter, event, module)
        if source is None:
            raise Unfit(
                f"nothing of a {module.singular_label} is named like the parameter {parameter};"
                f" say what fills it: --arg {parameter}=SOURCE with one of"
                f" {', '.join(sources_of(event))} or {FIELD}API_NAME"
            )
        return source
    if given.startswith(FIELD):
        names = [field.api_name for field in module.fields]
        if given.removeprefix(FIELD) not in names:
            raise Unfit(_unknown(f"field of {module.api_name}", given.removeprefix(FIELD), names))
        return given
    if given not in sources_of(event):
        raise Unfit(_unknown("source", given, sources_of(event)))
    return given


def _unknown(what: str, name: str, known: Iterable[str]) -> str:
    names = list(known)
    near = difflib.get_close_matches(name, names, n=3) or names[:5]
    hint = f"; did you mean {', '.join(near)}?" if near else ""
    return f"there is no {what} {name!r}{hint}"
