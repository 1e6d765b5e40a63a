"""
Run statements one after the other, keeping their variables and functions between them.

Owns what a session remembers, and when the lines that were typed so far are whole.
Never runs a statement twice.
Next door: runner.py runs whole scripts, cli/commands/deluge.py reads from a person.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import cast

from vinculum.automation.host import CrmHost, Surroundings
from vinculum.script.ast import (
    Evaluate,
    Expression,
    Function,
    Info,
    Literal,
    Method,
    Name,
    Program,
    Return,
    Statement,
    Try,
)
from vinculum.script.diagnostics import Diagnostic, ScriptError, SyntaxFault, diagnose_error
from vinculum.script.evaluate import evaluate
from vinculum.script.limits import Limits
from vinculum.script.parse import parse
from vinculum.script.scope import assigned_names
from vinculum.script.values import Datum

# No script can write a name with a blank.
_KEPT, _MISSING = "variables kept", "variable missing"
_TOKENS = re.compile(
    r"""//[^\n]*|/\*.*?(?:\*/|\Z)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\w+|[^\s]""", re.DOTALL
)
_OPENERS, _CLOSERS = frozenset("{[("), frozenset("}])")


def is_whole(text: str) -> bool:
    """
    Tell whether lines end a statement: `;` or `}` is last, no bracket or comment is open, and no
    `try` waits for its `catch`.
    """
    depth, trying, last = 0, 0, ""
    for found in _TOKENS.finditer(text):
        token = found[0]
        if token.startswith("/*") and not (token.endswith("*/") and len(token) > 3):
            return False
        if token.startswith(("//", "/*")):
            continue
        last = token
        trying += (token.lower() == "try") - (token.lower() == "catch")
        depth += (token in _OPENERS) - (token in _CLOSERS)
    return depth < 0 or (depth == 0 and trying <= 0 and last in {"", ";", "}"})


def completed(text: str) -> str | None:
    """Give lines that are a program, or are one with the `;` that they lack; else nothing."""
    for program in (text, f"{text};"):
        with suppress(SyntaxFault):
            parse(program)
            return program
    return None


class Session:
    """Variables and functions of what ran so far."""

    def __init__(self, around: Surroundings, limits: Limits = Limits()) -> None:  # noqa: B008 - a frozen value
        self._host = CrmHost(around)
        self._limits = limits
        self._variables: dict[str, Datum] = {}
        self._functions: dict[tuple[str, str], Function] = {}

    def run(self, text: str) -> tuple[Diagnostic, ...]:
        """
        Run statements; the value of one that is only an expression is written like by `info`.

        Gives what was wrong. A statement that fails, and one that returns, keeps no variable that
        it set itself; those behind it do not run.
        """
        try:
            program = parse(text)
            for function in program.functions:
                self._functions[function.namespace.lower(), function.name.lower()] = function
            for statement in program.body:
                self._run(statement)
        except SyntaxFault as fault:
            return fault.diagnostics
        except ScriptError as error:
            return (diagnose_error(text, error),)
        return ()

    def _run(self, statement: Statement) -> None:
        names = dict.fromkeys((*self._variables, *assigned_names((statement,))))
        program = Program(
            body=(_shown(statement), *(_kept(name, statement) for name in names)),
            functions=tuple(self._functions.values()),
        )
        kept: dict[str, Datum] = {}
        arguments = cast("dict[str, Datum]", {**self._variables, _KEPT: kept})
        evaluate(program, self._host, self._limits, arguments=arguments)
        self._variables.update(kept)


def _shown(statement: Statement) -> Statement:
    """Make an expression, and what is returned, a value that is written."""
    value: Expression | None = None
    if isinstance(statement, Evaluate | Return):
        value = statement.value
    return statement if value is None else Info(statement.line, statement.column, value)


def _kept(name: str, behind: Statement) -> Statement:
    """Put a variable into the kept ones; one that got no value yet is left out."""
    place = (behind.line, behind.column)
    put = Method(*place, Name(*place, _KEPT), "put", (Literal(*place, name), Name(*place, name)))
    return Try(*place, (Evaluate(*place, put),), _MISSING, ())
