"""
Read the text of a script as a program.

Owns the size of a script that is read at all.
Never raises anything but a syntax fault for what somebody wrote.
Next door: deluge.lark is the grammar, recovering.py walks, names.py judges what was read.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from lark import Lark

from vinculum.script.ast import Program
from vinculum.script.diagnostics import Diagnostic, SyntaxFault, diagnose
from vinculum.script.names import misspelt_names, misused_names
from vinculum.script.recovering import MOST_FINDINGS, Walker
from vinculum.script.statement_nodes import Planter

MOST_CHARACTERS = 2_000_000


@cache
def _parser() -> Lark:
    grammar = files("vinculum.script").joinpath("deluge.lark").read_text("utf-8")
    return Lark(
        grammar,
        start="program",
        parser="lalr",
        lexer="contextual",
        transformer=Planter(),
        maybe_placeholders=True,
    )


def _sound(text: str) -> str:
    """Leave out a mark of the byte order, and put `?` for what no encoding can write."""
    return text.removeprefix("\ufeff").encode("utf-8", "replace").decode("utf-8")


def _read(text: str) -> tuple[Program | None, tuple[Diagnostic, ...]]:
    if len(text) > MOST_CHARACTERS:
        message = f"a script has at most {MOST_CHARACTERS} characters, this one has {len(text)}"
        return None, (diagnose("", 1, 1, message),)
    walker = Walker(text, _parser())
    program = walker.walk()
    return program, _ordered(walker.findings)


def _ordered(findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(sorted(findings, key=lambda each: (each.line, each.column)))


def parse(text: str) -> Program:
    """
    Read a script, or raise a SyntaxFault with everything that is no Deluge in it.

    Names that do not exist are no matter of syntax; check reports them, and so does running.
    """
    program, findings = _read(_sound(text))
    if program is None or findings:
        raise SyntaxFault(findings)
    return program


def check(text: str) -> tuple[Diagnostic, ...]:
    """
    Find everything that is wrong with a script, in the order of its text.

    Beside mistakes of syntax only misspelt names are found; others may be a consequence of them.
    """
    sound = _sound(text)
    program, findings = _read(sound)
    if program is None:
        return findings
    judge = misspelt_names if findings else misused_names
    return _ordered((*findings, *judge(program, sound)[: MOST_FINDINGS - len(findings)]))
