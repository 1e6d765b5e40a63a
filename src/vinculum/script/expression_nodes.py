"""
Make the nodes that have a value while the parser runs, from the inside out, without recursion.

Owns what the grammar cannot say of them: escapes, the size of literals, the length of a path.
Never keeps tokens.
Next door: deluge.lark names the rules, statement_nodes.py makes the rest.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TypeVar, cast

from lark import Token, Transformer, v_args

from vinculum.script.ast import (
    Call,
    Chain,
    Expression,
    ListLiteral,
    Literal,
    MapLiteral,
    Member,
    Method,
    Name,
    Pair,
    Request,
    Step,
    Unary,
)
from vinculum.script.diagnostics import Misplaced
from vinculum.script.moments import parse_quoted_moment
from vinculum.script.values import LARGEST, MOST_DIGITS

LONGEST_PATH = 100

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_LITERAL_ESCAPES = frozenset("\"'\\/")
_CONSTANTS = {"true": True, "false": False, "null": None}
_Planted = TypeVar("_Planted")


def place_of(token: Token) -> tuple[int, int]:
    """Tell line and column of a token."""
    return token.line or 1, token.column or 1


def _unescaped(found: re.Match[str]) -> str:
    code, sign = found.groups()
    if code is not None:
        number = int(code, 16)
        return "\ufffd" if 0xD800 <= number < 0xE000 else chr(number)
    if sign in _LITERAL_ESCAPES:
        return cast("str", sign)
    return _ESCAPED.get(sign, "\\" + sign)


# A character outside the first plane is written as two escapes.
_SURROGATES = re.compile(r"\\u([Dd][89ABab][0-9A-Fa-f]{2})\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})")


def _joined(found: re.Match[str]) -> str:
    high, low = (int(code, 16) for code in found.groups())
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def unquoted(token: str) -> str:
    """Read a text literal; an escape that has no meaning stands for itself."""
    inner = token[1:-1]
    if "\\" not in inner:
        return inner
    return _ESCAPE.sub(_unescaped, _SURROGATES.sub(_joined, inner))


def _only(kind: type[_Planted], items: tuple[object, ...]) -> tuple[_Planted, ...]:
    return tuple(item for item in items if isinstance(item, kind))


@v_args(inline=True)
class ExpressionPlanter(Transformer[Token, object]):
    """Plant what has a value."""

    def text(self, token: Token) -> Literal:
        """Plant a text."""
        return Literal(*place_of(token), unquoted(token))

    def quoted(self, token: Token) -> Literal:
        """Plant a text in single quotes, or the date that it is."""
        text = unquoted(token)
        moment = parse_quoted_moment(text)
        return Literal(*place_of(token), text if moment is None else moment)

    def number(self, token: Token) -> Literal:
        """Plant a whole number that fits in 64 bits."""
        if len(token) > 19 or int(token) > LARGEST:
            raise Misplaced("the number is too large", *place_of(token))
        return Literal(*place_of(token), int(token))

    def decimal(self, token: Token) -> Literal:
        """Plant a number with a point."""
        if len(token) > MOST_DIGITS + 1:
            raise Misplaced(f"a number has at most {MOST_DIGITS} digits", *place_of(token))
        return Literal(*place_of(token), Decimal(str(token)))

    def name(self, token: Token) -> Literal | Name:
        """Plant a variable, or one of the words that are values."""
        small = token.lower()
        if small in _CONSTANTS:
            return Literal(*place_of(token), _CONSTANTS[small])
        return Name(*place_of(token), str(token))

    def call(self, token: Token, arguments: tuple[Expression, ...] | None) -> Call:
        """Plant a call by a bare name."""
        return Call(*place_of(token), str(token), arguments or ())

    def typed_list(self, token: Token, arguments: tuple[Expression, ...] | None) -> Call:
        """Plant a list whose type is declared, and not checked."""
        return Call(*place_of(token), "list", arguments or ())

    def choice(self, token: Token, *arguments: Expression) -> Call:
        """Plant an `if` that has a value."""
        return Call(*place_of(token), "if", arguments)

    def within(self, inner: Expression) -> Expression:
        """Leave parentheses out."""
        return inner

    def braces(
        self, opening: Token, entries: tuple[Expression, ...] | None, _closing: Token
    ) -> ListLiteral | MapLiteral:
        """Plant a map or a list; empty braces are a map."""
        place = place_of(opening)
        if not entries:
            return MapLiteral(*place, ())
        pairs = _only(Pair, entries)
        if not pairs:
            return ListLiteral(*place, entries)
        if len(pairs) < len(entries):
            raise Misplaced("braces hold either pairs, or items without a `:`", *place)
        return MapLiteral(*place, pairs)

    def brackets(self, opening: Token, entries: tuple[Expression, ...] | None) -> ListLiteral:
        """Plant a list."""
        items = entries or ()
        pairs = _only(Pair, items)
        if pairs:
            raise Misplaced("brackets hold items, pairs stand in braces", *_spot(pairs[0]))
        return ListLiteral(*place_of(opening), items)

    def arguments(self, *items: Expression) -> tuple[Expression, ...]:
        """Collect the arguments of a call."""
        return items

    def entries(self, *items: Expression) -> tuple[Expression, ...]:
        """Collect what stands in braces or brackets."""
        return items

    def pair(self, key: Expression, value: Expression) -> Pair:
        """Plant a key with its value."""
        return Pair(key.line, key.column, key, value)

    def invoke(self, token: Token, pairs: tuple[Pair, ...]) -> Request:
        """Plant a call of an address."""
        return Request(*place_of(token), pairs)

    def request(self, _opening: Token, *pairs: Pair) -> tuple[Pair, ...]:
        """Collect the settings of a request."""
        return pairs

    def setting(self, key: Literal, value: Expression) -> Pair:
        """Plant a setting."""
        return Pair(key.line, key.column, key, value)

    def key(self, *tokens: Token) -> Literal:
        """Join the words of a setting, in small letters."""
        return Literal(*place_of(tokens[0]), "".join(tokens).lower())

    def member(self, target: Expression, _dot: Token, name: Token) -> Member:
        """Plant a name behind a dot."""
        return Member(*place_of(name), target, str(name), _links(target, name))

    def method(
        self,
        target: Expression,
        _dot: Token,
        name: Token,
        arguments: tuple[Expression, ...] | None,
    ) -> Method:
        """Plant a call behind a dot."""
        return Method(*place_of(name), target, str(name), arguments or (), _links(target, name))

    def unary(self, *parts: Expression | Token) -> Unary:
        """Plant signs or negations."""
        first = cast("Token", parts[0])
        operators = tuple(_OPERATORS.get(part.lower(), str(part)) for part in _only(Token, parts))
        return Unary(*place_of(first), operators, cast("Expression", parts[-1]))

    def chain(self, first: Expression, *rest: Expression | Token) -> Chain:
        """Plant operands of one rank."""
        steps = tuple(
            Step(*place_of(token), _OPERATORS.get(token.lower(), str(token)), operand)
            for token, operand in cast(
                "list[tuple[Token, Expression]]", list(zip(rest[::2], rest[1::2], strict=True))
            )
        )
        return Chain(*_spot(first), first, steps)

    expression = conjunction = comparison = sum_ = product = chain


_OPERATORS = {"and": "&&", "or": "||", "not": "!"}


def _links(target: Expression, name: Token) -> int:
    links = target.links + 1 if isinstance(target, Member | Method) else 1
    if links > LONGEST_PATH:
        raise Misplaced(f"more than {LONGEST_PATH} calls in one row", *place_of(name))
    return links


def _spot(node: Expression) -> tuple[int, int]:
    return node.line, node.column
