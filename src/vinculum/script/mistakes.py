"""
Word what stops the parser, with a message of its own for each common mistake.

Owns the table of mistakes and the words for what the grammar expects.
Never moves the parser; recovering.py does.
Next door: deluge.lark names the terminals.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import NamedTuple

import msgspec
from lark import Token

END = "$END"
OPENERS = {"LPAR": "(", "OPEN_BRACKET": "[", "OPEN_BRACE": "{"}
CLOSERS = {"RPAR": "(", "RSQB": "[", "CLOSE_BRACE": "{"}
_CLOSING = {"(": ")", "[": "]", "{": "}"}

_VALUE = "a value"
_WORDS = {
    "TEXT": _VALUE,
    "QUOTED": _VALUE,
    "NUMBER": _VALUE,
    "DECIMAL": _VALUE,
    "NAME": "a name",
    "TYPED_LIST": _VALUE,
    "INVOKE": _VALUE,
    "OPEN_BRACE": "`{`",
    "CLOSE_BRACE": "`}`",
    "LPAR": "`(`",
    "RPAR": "`)`",
    "OPEN_BRACKET": "`[`",
    "RSQB": "`]`",
    "SEMICOLON": "`;`",
    "COMMA": "`,`",
    "COLON": "`:`",
    "DOT": "an operator",
    "ASSIGN": "`=`",
    "COMPARE": "an operator",
    "SIGN": "an operator",
    "TIMES": "an operator",
    "OR": "an operator",
    "AND": "an operator",
    "NOT": _VALUE,
    "CATCH": "`catch`",
    "IN": "`in`",
    "ELSE": "`else`",
    END: "the end",
}
_STATEMENT = "a statement"
_INSTEAD = {
    "?": "to choose a value, write `if(condition, this, that)`",
    "#": "a comment begins with `//`",
    "`": 'a text stands between `"` and `"`',
}
# Words that stand only behind another, and words of other languages: what is said of them.
_STRAY = {
    "else": "`else` has no `if` before it",
    "catch": "`catch` has no `try` before it",
    "elseif": "`elseif` is written `else if`",
    "elsif": "`elsif` is written `else if`",
    "elif": "`elif` is written `else if`",
    "for": "`for` is written `for each NAME in LIST`; to count, write `while (...)`",
    "foreach": "`foreach` is written `for each NAME in LIST`",
    "switch": "there is no `switch`; write `if` and `else if`",
    "do": "there is no `do`; write `while (...)`",
    "finally": "there is no `finally`; write it behind the `catch`",
    "function": "`function` is written with a type and a name: `void automation.name()`",
    "def": "`def` is written with a type and a name: `void automation.name()`",
}
_WRITTEN = {"elseif": "else if", "elsif": "else if", "elif": "else if", "foreach": "for each"}
_VALUES = frozenset({"TEXT", "QUOTED", "NUMBER", "DECIMAL", "NAME"})


class Situation(NamedTuple):
    """
    Where the parser stopped: the token, the one before it and the first of its statement, what
    fits, and the open brackets.
    """

    token: Token
    first: Token | None
    before: Token | None
    fitting: AbstractSet[str]
    opened: tuple[Token, ...]


class Mistake(msgspec.Struct, frozen=True, kw_only=True):
    """What is said, where, and the terminal that mends it: inserted, or put in place."""

    message: str
    line: int
    column: int
    expected: tuple[str, ...] = ()
    inserted: str = ""
    replaced: str = ""


def expectations(fitting: AbstractSet[str]) -> tuple[str, ...]:
    """Say what would fit, in words; where a statement fits, that word stands for all it may be."""
    closing = sorted({_WORDS[name] for name in fitting & {"CLOSE_BRACE", "RPAR", "RSQB", END}})
    if _begins_statement(fitting):
        return (_STATEMENT, *closing)
    if "TEXT" in fitting:
        return (_VALUE, *closing)
    return tuple(sorted({_WORDS.get(name, f"`{name.lower()}`") for name in fitting}))


def _at(token: Token) -> tuple[int, int]:
    return token.line or 1, token.column or 1


def _behind(token: Token) -> tuple[int, int]:
    return token.end_line or 1, token.end_column or 1


def _mistake(
    place: tuple[int, int], message: str, *expected: str, inserted: str = "", replaced: str = ""
) -> Mistake:
    line, column = place
    return Mistake(
        message=message,
        line=line,
        column=column,
        expected=expected,
        inserted=inserted,
        replaced=replaced,
    )


def assigned_in_brackets(token: Token) -> Mistake:
    """Word an assignment where only a comparison can stand."""
    return _mistake(
        _at(token),
        f"`{token}` assigns a value and cannot stand here; to compare, write `==`",
        "`==`",
        replaced="COMPARE",
    )


def _bracket_closes_nothing(situation: Situation) -> Mistake | None:
    token, opened = situation.token, situation.opened
    if token.type not in CLOSERS or CLOSERS[token.type] in {str(each) for each in opened}:
        return None
    wanted = CLOSERS[token.type]
    return _mistake(_at(token), f"`{token}` closes nothing: there is no open `{wanted}`")


def _begins_statement(fitting: AbstractSet[str]) -> bool:
    return "INFO" in fitting


def _word_out_of_place(situation: Situation) -> Mistake | None:
    first = situation.first
    if first is None or first.type != "NAME" or first.lower() not in _STRAY:
        return None
    small = first.lower()
    expected = (f"`{_WRITTEN[small]}`",) if small in _WRITTEN else ()
    return _mistake(_at(first), _STRAY[small], *expected)


def _variable_declared(situation: Situation) -> Mistake | None:
    token, first, before = situation.token, situation.first, situation.before
    if token.type != "ASSIGN" or before is None or before.type != "NAME" or first is None:
        return None
    if first.type != "NAME" or first is before or first.line != before.line:
        return None
    if situation.fitting & {"ASSIGN", "SEMICOLON"}:
        return None
    return _mistake(
        _at(first),
        f"a variable is not declared: leave `{_short(first)}` out, and write `{_short(before)} =`",
        f"`{_short(before)}`",
    )


def _semicolon_missing(situation: Situation) -> Mistake | None:
    token, before, fitting = situation.token, situation.before, situation.fitting
    if "SEMICOLON" not in fitting or _begins_statement(fitting) or before is None:
        return None
    if token.type in {"RPAR", "RSQB"}:
        return None
    if token.type not in {END, "CLOSE_BRACE"} and (token.line or 1) == (before.end_line or 1):
        return None
    return _mistake(
        _behind(before), f"`;` is missing behind `{_short(before)}`", "`;`", inserted="SEMICOLON"
    )


def _comma_missing(situation: Situation) -> Mistake | None:
    token, before, fitting = situation.token, situation.before, situation.fitting
    if "COMMA" not in fitting or token.type not in _VALUES or before is None:
        return None
    may_be_colon = "COLON" in fitting and situation.opened[-1] == "{"
    if may_be_colon or (token.line or 1) != (before.end_line or 1):
        return None
    return _mistake(
        _behind(before), f"`,` is missing behind `{_short(before)}`", "`,`", inserted="COMMA"
    )


def _bracket_left_open(situation: Situation) -> Mistake | None:
    token, opened = situation.token, situation.opened
    if not opened:
        return None
    innermost = opened[-1]
    stops = {END}
    if innermost != "{":
        stops |= {"SEMICOLON", "OPEN_BRACE", "CLOSE_BRACE"}
    elif "COMMA" in situation.fitting:
        # Only braces that hold values know commas.
        stops.add("SEMICOLON")
    crossed = token.type in CLOSERS and CLOSERS[token.type] != innermost
    if token.type not in stops and not crossed:
        return None
    what = "the script ends" if token.type == END else f"`{token}` comes in line {token.line}"
    return _mistake(
        _at(innermost),
        f"`{innermost}` is not closed before {what}",
        f"`{_CLOSING[str(innermost)]}`",
    )


def _braces_missing(situation: Situation) -> Mistake | None:
    if set(situation.fitting) != {"OPEN_BRACE"}:
        return None
    return _mistake(
        _at(situation.token),
        f"`{{` is expected before `{_short(situation.token)}`: what belongs to a condition, a loop"
        " or a function stands in braces",
        "`{`",
    )


def _anything_else(situation: Situation) -> Mistake:
    token = situation.token
    found = "the script ends" if token.type == END else f"`{_short(token)}` is found"
    wanted = expectations(situation.fitting)
    return _mistake(_at(token), f"{_either(wanted)} is expected, but {found}", *wanted)


def _either(words: tuple[str, ...]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} or {words[-1]}"


def _short(token: Token) -> str:
    text = "".join(sign if sign.isprintable() else " " for sign in token[:31])
    return text if len(token) <= 30 else text[:30] + "…"


COMMON: tuple[Callable[[Situation], Mistake | None], ...] = (
    _word_out_of_place,
    _variable_declared,
    _bracket_closes_nothing,
    _semicolon_missing,
    _comma_missing,
    _bracket_left_open,
    _braces_missing,
)


def mistake_of(situation: Situation) -> Mistake:
    """Find the first common mistake that explains a stop, or say what was expected."""
    return next(
        (found for judge in COMMON if (found := judge(situation)) is not None),
        _anything_else(situation),
    )


def strange_sign(rest: str) -> tuple[str, bool]:
    """Word a sign that begins no token, and tell whether the rest of its line is lost."""
    sign = rest[0]
    if sign in "\"'":
        return f"the text that begins with `{sign}` is not closed in its line", True
    if rest.startswith("/*"):
        return "the comment that begins with `/*` is not closed", True
    if sign in "&|":
        return f"`{sign}` stands alone; write `{sign}{sign}`", False
    if sign in _INSTEAD:
        return f"the sign `{sign}` has no meaning here; {_INSTEAD[sign]}", sign == "#"
    shown = f"`{sign}`" if sign.isprintable() else f"U+{ord(sign):04X}"
    return f"the sign {shown} has no meaning here", False
