"""
Run a program under limits.

Owns where a run begins and how it ends: with a value, or with a ScriptError that knows its place.
Never lets a limit be caught by the script, nor a Python error of its own come out.
Next door: parse.py reads programs, host.py is what they see of the world.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from functools import partial

import msgspec

from vinculum.script.ast import Function, Parameter, Program
from vinculum.script.diagnostics import Fault, LimitReached, ScriptError
from vinculum.script.functions import call_named, prepare
from vinculum.script.host import Host
from vinculum.script.limits import Account, Limits
from vinculum.script.rendering import render
from vinculum.script.run import Run, placed
from vinculum.script.values import Datum

DEFAULT_LIMITS = Limits()


class Ran(msgspec.Struct, frozen=True, kw_only=True):
    """What a script returned, the same as `info` would write it, and how many steps it took."""

    value: Datum
    text: str
    steps: int


def evaluate(
    program: Program,
    host: Host,
    limits: Limits = DEFAULT_LIMITS,
    *,
    function: str = "",
    arguments: Mapping[str, Datum] | None = None,
) -> Ran:
    """
    Run a script's statements, or one of its functions, with named arguments.

    A script that has no statements outside functions, and one function, runs that function.
    Arguments that a function does not declare are left out, missing ones are null. A script
    without a function finds all of them as variables.

    Raises a Fault that the script did not catch, or a LimitReached.
    """
    account = Account(limits, host.clock, host.now().tzinfo or UTC)
    run = Run(account, host, program.functions)
    run.call_function = partial(_call, run)
    entry = _entry(program, function, tuple(arguments or ()))
    given = arguments or {}
    try:
        value = prepare(entry, run)([given.get(each.name) for each in entry.parameters])
        text = "" if value is None else render(value, account)
    except ScriptError as error:
        raise placed(error, error.line or entry.line, error.column or 1) from None
    except RecursionError:
        raise LimitReached("calls and expressions are nested too deeply", entry.line, 1) from None
    except MemoryError:
        raise LimitReached("there is no memory left", entry.line, 1) from None
    return Ran(value=value, text=text, steps=account.used_steps())


def _call(run: Run, namespace: str, name: str, arguments: list[Datum]) -> Datum:
    return call_named(namespace, name, arguments, run)


def _entry(program: Program, name: str, arguments: tuple[str, ...]) -> Function:
    if name:
        return _named(program, name)
    if not program.body and len(program.functions) == 1:
        return program.functions[0]
    return body_of(program, arguments)


def _named(program: Program, name: str) -> Function:
    wanted = name.lower()
    for each in program.functions:
        if wanted in {each.name.lower(), f"{each.namespace}.{each.name}".lower()}:
            return each
    raise Fault(f"the script has no function `{name}`", 1, 1)


def body_of(program: Program, arguments: tuple[str, ...] = ()) -> Function:
    """Make a function of the statements outside functions, with these names as parameters."""
    from_outside = tuple(Parameter(1, 1, "any", name) for name in arguments)
    return Function(1, 1, "void", "", "script", from_outside, program.body)
