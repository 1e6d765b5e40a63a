"""
Read the text of criteria as a tree.

Owns the bounds of a text: its length, its parentheses, its conditions.
Never knows a field or an operator, and never raises for what a client wrote.
Next door: criteria.lark is the grammar, bind.py gives the tree a meaning.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from lark import Lark, Token, Transformer, UnexpectedInput, v_args

from vinculum.errors import reasons
from vinculum.errors.catalogue import QUERY_CONDITIONS_TOO_MANY, QUERY_SYNTAX
from vinculum.errors.refusal import Refusal
from vinculum.fieldtypes.texts import is_sound
from vinculum.query.ast import Clause, Connective, Group, Node

MOST_CHARACTERS = 20_000
MOST_PARENTHESES = 100
MOST_CONDITIONS = 10

_ESCAPE = re.compile(r"\\([(),\\])")


class _Stopped(Exception):
    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.entry.code)
        self.refusal = refusal


def _at(reason: str, position: int) -> Refusal:
    return QUERY_SYNTAX.refusal(reason=reason.format(position=position))


@v_args(inline=True)
class _TreeMaker(Transformer[Token, Node]):
    """Make nodes while the parser runs, from the inside out, so that no depth needs recursion."""

    def criteria(self, node: Node) -> Node:
        return node

    def within(self, _open: Token, node: Node, _close: Token) -> Node:
        return node

    def join(self, left: Node, connective: Token, right: Node) -> Node:
        size = left.size + right.size
        if size > MOST_CONDITIONS:
            raise _Stopped(QUERY_CONDITIONS_TOO_MANY.refusal(limit=MOST_CONDITIONS))
        word: Connective = "and" if connective.strip().lower() == "and" else "or"
        return Group(connective=word, members=(left, right), size=size)

    def values(self, *tokens: Token) -> tuple[str, ...]:
        values = tuple(token for token in tokens if token.type == "VALUE")
        for token in values:
            if not token.strip():
                raise _Stopped(_at(reasons.VALUE_MISSING, (token.start_pos or 0) + 1))
        return tuple(_ESCAPE.sub(r"\1", token.strip()) for token in values)

    def condition(
        self, name: Token, _first: Token, operator: Token, _second: Token, values: tuple[str, ...]
    ) -> Node:
        return Clause(
            field=str(name),
            operator=str(operator),
            values=values,
            position=(name.start_pos or 0) + 1,
        )


@cache
def _parser() -> Lark:
    grammar = files("vinculum.query").joinpath("criteria.lark").read_text("utf-8")
    return Lark(
        grammar,
        start="criteria",
        parser="lalr",
        lexer="contextual",
        transformer=_TreeMaker(),
        maybe_placeholders=False,
    )


def _check_bounds(text: str) -> Refusal | None:
    if len(text) > MOST_CHARACTERS:
        return QUERY_SYNTAX.refusal(reason=reasons.TEXT_TOO_LONG)
    if not is_sound(text):
        return QUERY_SYNTAX.refusal(reason=reasons.TEXT_UNSOUND)
    if text.count("(") - text.count(r"\(") > MOST_PARENTHESES:
        return QUERY_SYNTAX.refusal(reason=reasons.TOO_MANY_PARENTHESES)
    return None


def parse(text: str) -> Node | Refusal:
    """
    Read criteria; blanks around them, around parentheses and around and/or do not count.

    Positions count from the first character that is no blank.
    Refuses with: QUERY_SYNTAX, QUERY_CONDITIONS_TOO_MANY.
    """
    refused = _check_bounds(text)
    if refused is not None:
        return refused
    try:
        tree: object = _parser().parse(text.strip())
    except UnexpectedInput as unexpected:
        return _at(reasons.TEXT_UNEXPECTED, unexpected.column)
    except _Stopped as stopped:
        return stopped.refusal
    if not isinstance(tree, Clause | Group):
        raise TypeError(f"the grammar gave a {type(tree).__name__}")
    return tree
