"""
Shape the tree of a script.

Owns the kinds of node; each knows the line and the column where it is written, from 1.
Never evaluates; evaluate.py does.
Next door: parse.py makes trees.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal as OneOf
from typing import TypeAlias

import msgspec

Constant: TypeAlias = "str | int | Decimal | bool | date | datetime | None"


class Node(msgspec.Struct, frozen=True, gc=False):
    """Anything written in a script, with its place."""

    line: int
    column: int


class Literal(Node, frozen=True, gc=False):
    """A value written out."""

    value: Constant


class Name(Node, frozen=True, gc=False):
    """A variable, or the first word of a path."""

    name: str


class ListLiteral(Node, frozen=True, gc=False):
    """Items in braces or brackets."""

    items: tuple[Expression, ...]


class Pair(Node, frozen=True, gc=False):
    """A key and a value, in a map, a collection, or the brackets of a request."""

    key: Expression
    value: Expression


class MapLiteral(Node, frozen=True, gc=False):
    """Pairs in braces."""

    pairs: tuple[Pair, ...]


class Step(Node, frozen=True, gc=False):
    """An operator and what stands right of it."""

    operator: str
    operand: Expression


class Chain(Node, frozen=True, gc=False):
    """Operands joined by operators of one rank, which hold from left to right."""

    first: Expression
    steps: tuple[Step, ...]


class Unary(Node, frozen=True, gc=False):
    """Signs or negations before an operand, outermost first."""

    operators: tuple[str, ...]
    operand: Expression


class Member(Node, frozen=True, gc=False):
    """A name behind a dot, without arguments; `links` counts the dots up to here."""

    target: Expression
    name: str
    links: int = 1


class Method(Node, frozen=True, gc=False):
    """A name behind a dot, called; `links` counts the dots up to here."""

    target: Expression
    name: str
    arguments: tuple[Expression, ...]
    links: int = 1


class Call(Node, frozen=True, gc=False):
    """A function called by its bare name; `if` and `ifnull` are among them."""

    name: str
    arguments: tuple[Expression, ...]


class Request(Node, frozen=True, gc=False):
    """The `invokeurl [...]` of an expression; keys are texts."""

    pairs: tuple[Pair, ...]


Expression: TypeAlias = (
    "Literal | Name | ListLiteral | MapLiteral | Pair | Chain | Unary | Member | Method | Call"
    " | Request"
)


class Assign(Node, frozen=True, gc=False):
    """A variable or a member gets a value; the operator is `=`, or one such as `+=`."""

    target: Name | Member
    operator: str
    value: Expression


class Evaluate(Node, frozen=True, gc=False):
    """An expression for its effect."""

    value: Expression


class Info(Node, frozen=True, gc=False):
    """A value written to the output."""

    value: Expression


class Return(Node, frozen=True, gc=False):
    """The end of a function, with or without a value."""

    value: Expression | None


class Throw(Node, frozen=True, gc=False):
    """A fault that the script makes itself."""

    value: Expression


class Leave(Node, frozen=True, gc=False):
    """The word `break` or `continue`."""

    word: str


class Branch(Node, frozen=True, gc=False):
    """A condition and what runs when it holds."""

    condition: Expression
    body: Block


class If(Node, frozen=True, gc=False):
    """Branches tried in order, and what runs when none holds."""

    branches: tuple[Branch, ...]
    otherwise: Block


class ForEach(Node, frozen=True, gc=False):
    """A loop over a copy of a list, or over its positions."""

    name: str
    over: OneOf["items", "positions"]
    items: Expression
    body: Block


class While(Node, frozen=True, gc=False):
    """A loop as long as a condition holds."""

    condition: Expression
    body: Block


class Try(Node, frozen=True, gc=False):
    """A block, and what runs when a fault stops it."""

    body: Block
    name: str
    rescue: Block


class Mail(Node, frozen=True, gc=False):
    """The `sendmail [...]` statement; keys are texts."""

    pairs: tuple[Pair, ...]


Statement: TypeAlias = (
    "Assign | Evaluate | Info | Return | Throw | Leave | If | ForEach | While | Try | Mail"
)
Block: TypeAlias = "tuple[Statement, ...]"


class Parameter(Node, frozen=True, gc=False):
    """An argument as declared."""

    type_name: str
    name: str


class Function(Node, frozen=True, gc=False):
    """A function with its signature; the namespace may be empty."""

    type_name: str
    namespace: str
    name: str
    parameters: tuple[Parameter, ...]
    body: Block


class Program(msgspec.Struct, frozen=True, gc=False):
    """A whole script: statements outside functions, and functions."""

    body: Block
    functions: tuple[Function, ...]
