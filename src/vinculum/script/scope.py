"""
Give each variable of a function its slot.

Owns which names a function assigns; there are no inner scopes.
Never knows values.
Next door: expressions.py and statements.py read the slots.
"""

from __future__ import annotations

from collections.abc import Iterable

from vinculum.script.ast import Assign, Block, ForEach, If, Name, Statement, Try, While
from vinculum.script.run import Run

# The first slot takes what the function returns.
RESULT = 0


class Scope:
    """The variables of one function; `nodes` counts what was made, as the weight of statements."""

    __slots__ = ("nodes", "run", "size", "slots")

    def __init__(self, run: Run, parameters: Iterable[str], body: Block) -> None:
        self.run = run
        self.nodes = 0
        names = dict.fromkeys([*parameters, *assigned_names(body)])
        self.slots = {name: slot for slot, name in enumerate(names, RESULT + 1)}
        self.size = len(self.slots) + 1

    def hide(self) -> int:
        """Take a slot that no script can name."""
        self.size += 1
        return self.size - 1


def assigned_names(body: Block) -> list[str]:
    """List the names that statements give a value, those in inner blocks too."""
    names: list[str] = []
    waiting: list[Statement] = list(body[::-1])
    while waiting:
        statement = waiting.pop()
        if isinstance(statement, Assign):
            target = statement.target
            if isinstance(target, Name):
                names.append(target.name)
        elif isinstance(statement, If):
            for branch in statement.branches:
                waiting.extend(branch.body)
            waiting.extend(statement.otherwise)
        elif isinstance(statement, ForEach | While):
            waiting.extend(statement.body)
            if isinstance(statement, ForEach):
                names.append(statement.name)
        elif isinstance(statement, Try):
            names.append(statement.name)
            waiting.extend(statement.body + statement.rescue)
    return names
