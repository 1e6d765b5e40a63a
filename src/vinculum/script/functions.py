"""
Call functions that are written in Deluge.

Owns how arguments meet parameters, and where a function is looked for.
Never keeps a function beyond the run.
Next door: statements.py makes bodies, paths.py finds the names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vinculum.script.ast import Function
from vinculum.script.coercion import coerce
from vinculum.script.diagnostics import Fault, meant
from vinculum.script.run import UNSET, Run
from vinculum.script.scope import RESULT, Scope
from vinculum.script.statements import compile_block
from vinculum.script.values import Datum

# The kind that a declared type wants; any other type takes what comes.
DECLARED = {
    "string": "text",
    "text": "text",
    "int": "number",
    "long": "number",
    "bigint": "number",
    "float": "decimal",
    "decimal": "decimal",
    "double": "decimal",
    "bool": "boolean",
    "boolean": "boolean",
    "map": "map",
    "list": "list",
    "date": "date",
    "datetime": "datetime",
    "time": "time",
    "file": "file",
    "collection": "collection",
}


def prepare(function: Function, run: Run) -> Callable[[Sequence[Datum]], Datum]:
    """Make a function ready to be called any number of times in this run."""
    names = [parameter.name for parameter in function.parameters]
    scope = Scope(run, names, function.body)
    body = compile_block(function.body, scope)
    account, size = run.account, scope.size
    places = [scope.slots[name] for name in names]

    def invoke(arguments: Sequence[Datum]) -> Datum:
        values = _fitted(function, arguments, run)
        slots = [UNSET] * size
        slots[RESULT] = None
        for place, value in zip(places, values, strict=True):
            slots[place] = value
        call = account.enter(slots)
        try:
            body(slots)
        finally:
            account.leave(call)
        return slots[RESULT]

    return invoke


def _fitted(function: Function, arguments: Sequence[Datum], run: Run) -> list[Datum]:
    wanted = function.parameters
    if len(arguments) != len(wanted):
        raise Fault(f"`{function.name}` takes {len(wanted)} values, but {len(arguments)} are given")
    fitted = []
    for value, parameter in zip(arguments, wanted, strict=True):
        kind = "any" if value is None else DECLARED.get(parameter.type_name, "any")
        try:
            fitted.append(coerce(value, kind, run.account))
        except Fault as fault:
            raise Fault(f"`{parameter.name}` of `{function.name}`: {fault.message}") from None
    return fitted


def call_named(namespace: str, name: str, arguments: Sequence[Datum], run: Run) -> Datum:
    """Call a function of the script, else one that the host keeps."""
    key = (namespace, name.lower())
    invoke = run.prepared.get(key)
    if invoke is None:
        function = run.functions.get(key) or run.host.find_function(namespace, name)
        if function is None:
            hint = meant(name, (known for _, known in run.functions))
            raise Fault(f"there is no function `{'.'.join(filter(None, (namespace, name)))}`{hint}")
        invoke = run.prepared[key] = prepare(function, run)
    return invoke(arguments)
