"""
Shape the tree of a criteria text.

Owns the two kinds of node.
Never knows fields; bind.py does.
Next door: parse.py makes trees.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from vinculum.model.value import Value

Connective: TypeAlias = Literal["and", "or"]


class Clause(Value):
    """One condition as written; `position` counts characters of the text from 1."""

    field: str
    operator: str
    values: tuple[str, ...]
    position: int
    size: int = 1


class Group(Value):
    """Nodes that hold together, or of which one must hold; `size` counts the conditions in it."""

    connective: Connective
    members: tuple[Node, ...]
    size: int


Node: TypeAlias = "Clause | Group"
