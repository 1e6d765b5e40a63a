"""
Make the nodes of statements and functions while the parser runs.

Owns what may be assigned to, the word `index` of a loop, and where the program's parts go.
Never keeps tokens.
Next door: expression_nodes.py makes what has a value.
"""

from __future__ import annotations

from lark import Token, v_args

from vinculum.script.ast import (
    Assign,
    Block,
    Branch,
    Evaluate,
    Expression,
    ForEach,
    Function,
    If,
    Info,
    Leave,
    Mail,
    Member,
    Name,
    Pair,
    Parameter,
    Program,
    Return,
    Statement,
    Throw,
    Try,
    While,
)
from vinculum.script.diagnostics import Misplaced
from vinculum.script.expression_nodes import ExpressionPlanter, place_of

_Parameters = tuple[Parameter, ...] | None


@v_args(inline=True)
class Planter(ExpressionPlanter):
    """Plant a whole program."""

    def program(self, *parts: Statement | Function | None) -> Program:
        """Part functions from statements."""
        functions = tuple(part for part in parts if isinstance(part, Function))
        body = tuple(part for part in parts if part is not None and not isinstance(part, Function))
        return Program(body, functions)

    def nothing(self) -> None:
        """Leave an empty statement out."""
        return

    def block(self, _opening: Token, *parts: Statement | Token | None) -> Block:
        """Collect the statements in braces."""
        return tuple(part for part in parts if part is not None and not isinstance(part, Token))

    def parameter(self, type_name: Token, name: Token) -> Parameter:
        """Plant a declared argument."""
        return Parameter(*place_of(name), str(type_name).lower(), str(name))

    def parameters(self, *items: Parameter) -> tuple[Parameter, ...]:
        """Collect declared arguments."""
        return items

    def qualified(
        self,
        type_name: Token,
        namespace: Token,
        _dot: Token,
        name: Token,
        parameters: _Parameters,
        body: Block,
    ) -> Function:
        """Plant a function with a namespace."""
        return Function(
            *place_of(name),
            str(type_name).lower(),
            str(namespace),
            str(name),
            parameters or (),
            body,
        )

    def unqualified(
        self, type_name: Token, name: Token, parameters: _Parameters, body: Block
    ) -> Function:
        """Plant a function without a namespace."""
        return Function(
            *place_of(name), str(type_name).lower(), "", str(name), parameters or (), body
        )

    def evaluate(self, value: Expression) -> Evaluate:
        """Plant an expression as a statement."""
        return Evaluate(value.line, value.column, value)

    def assign(self, target: Expression, operator: Token, value: Expression) -> Assign:
        """Plant an assignment; only a variable or its member can be assigned to."""
        if isinstance(target, Name):
            return Assign(target.line, target.column, target, str(operator), value)
        if isinstance(target, Member) and isinstance(target.target, Name):
            return Assign(target.target.line, target.target.column, target, str(operator), value)
        raise Misplaced(
            f"only a variable can stand left of `{operator}`; to compare, write `==`",
            *place_of(operator),
        )

    def info(self, word: Token, value: Expression) -> Info:
        """Plant an output."""
        return Info(*place_of(word), value)

    def leave_with(self, word: Token, value: Expression | None) -> Return:
        """Plant a return."""
        return Return(*place_of(word), value)

    def throw(self, word: Token, value: Expression) -> Throw:
        """Plant a fault of the script itself."""
        return Throw(*place_of(word), value)

    def leave(self, word: Token) -> Leave:
        """Plant a `break` or `continue`."""
        return Leave(*place_of(word), word.lower())

    def for_each(
        self, word: Token, name: Token, _in: Token, items: Expression, body: Block
    ) -> ForEach:
        """Plant a loop over items."""
        return ForEach(*place_of(word), str(name), "items", items, body)

    def for_each_index(
        self,
        word: Token,
        index: Token,
        name: Token,
        _in: Token,
        items: Expression,
        body: Block,
    ) -> ForEach:
        """Plant a loop over positions."""
        if index.lower() != "index":
            raise Misplaced(
                f"`in` is expected, but `{name}` is found; before the name only `index` may stand",
                *place_of(name),
            )
        return ForEach(*place_of(word), str(name), "positions", items, body)

    def while_(self, word: Token, condition: Expression, body: Block) -> While:
        """Plant a loop under a condition."""
        return While(*place_of(word), condition, body)

    def try_(self, word: Token, body: Block, _catch: Token, name: Token, rescue: Block) -> Try:
        """Plant a block with its rescue."""
        return Try(*place_of(word), body, str(name), rescue)

    def mail(self, word: Token, pairs: tuple[Pair, ...]) -> Mail:
        """Plant a mail."""
        return Mail(*place_of(word), pairs)

    def branch(self, word: Token, condition: Expression, body: Block) -> Branch:
        """Plant a condition with its block."""
        return Branch(*place_of(word), condition, body)

    def if_(self, *parts: Branch | Token | Block | None) -> If:
        """Plant a choice between blocks."""
        branches = tuple(part for part in parts if isinstance(part, Branch))
        otherwise = parts[-1] if isinstance(parts[-1], tuple) else ()
        first = branches[0]
        return If(first.line, first.column, branches, otherwise)
