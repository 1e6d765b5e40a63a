"""
Say what is wrong with a script, where, and what was expected.

Owns the shape of a finding and how it is shown.
Never finds anything itself.
Next door: mistakes.py words what stops the parser, names.py what the tree gives away.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import msgspec

WIDEST_LINE = 160


class Diagnostic(msgspec.Struct, frozen=True, kw_only=True):
    """
    One thing that is wrong; line and column count from 1.

    `expected` names what would have been right, in words or as it is written: `;`, a value.
    """

    line: int
    column: int
    message: str
    source: str
    expected: tuple[str, ...] = ()
    # So many signs of the line are left out before the part that is shown.
    cut: int = 0


class ScriptError(Exception):
    """Anything that stops a script; the place is 0 until it is known."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


class SyntaxFault(ScriptError):
    """The text is no script; `diagnostics` has at least one finding, in the order of the text."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        first = diagnostics[0]
        super().__init__(first.message, first.line, first.column)
        self.diagnostics = diagnostics


class Misplaced(ScriptError):
    """What the grammar allows and the language does not; the parser turns it into a finding."""


class Fault(ScriptError):
    """What `try` can catch: a wrong value, a missing function, a refusal of the host."""


class LimitReached(ScriptError):
    """A limit that no script can catch."""


def line_around(text: str, line: int, column: int) -> tuple[str, int]:
    """
    Find a line of a script, without what a terminal would obey.

    Of a very long one the part around a column is given; and how many signs were cut before it.
    """
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
        if start == 0:
            return "", 0
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    cut = 0 if column <= WIDEST_LINE else column - WIDEST_LINE // 2
    part = text[start + cut : min(end, start + cut + WIDEST_LINE)].rstrip("\r")
    shown = "".join(sign if sign.isprintable() else " " for sign in part)
    return "…" * (cut > 0) + shown + "…" * (end > start + cut + WIDEST_LINE), cut - (cut > 0)


def diagnose(
    text: str, line: int, column: int, message: str, expected: Iterable[str] = ()
) -> Diagnostic:
    """Make a finding about a place of a text."""
    source, cut = line_around(text, line, column)
    return Diagnostic(
        line=line,
        column=column,
        message=message,
        source=source,
        expected=tuple(expected),
        cut=cut,
    )


def diagnose_error(text: str, error: ScriptError) -> Diagnostic:
    """Show where a running script was stopped."""
    return diagnose(text, error.line, error.column, error.message)


def render_diagnostic(diagnostic: Diagnostic, name: str = "") -> str:
    """Write a finding for a person: place and message, the line, and a caret under the column."""
    place = f"{name}:{diagnostic.line}:{diagnostic.column}" if name else _place(diagnostic)
    parts = [f"{place}: {diagnostic.message}"]
    if diagnostic.source:
        before = min(diagnostic.column - diagnostic.cut - 1, len(diagnostic.source))
        parts += [f"    {diagnostic.source}", "    " + " " * before + "^"]
    return "\n".join(parts)


def _place(diagnostic: Diagnostic) -> str:
    return f"line {diagnostic.line}, column {diagnostic.column}"


def meant(name: str, known: Iterable[str]) -> str:
    """Word the name that was probably meant, as the end of a message; nothing if none is near."""
    close = nearest(name, known)
    return f"; did you mean `{close}`?" if close else ""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Find the name that was probably meant; the case of letters does not count."""
    by_small = {each.lower(): each for each in known}
    found = difflib.get_close_matches(name.lower()[:60], by_small, n=1, cutoff=0.6)
    return by_small[found[0]] if found else None
