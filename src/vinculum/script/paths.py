"""
Follow dotted names that lead out of the script: system variables, tasks, other functions.

Owns which first words begin such a path.
Never knows what a task does; the host does.
Next door: functions.py runs what a path leads to inside the script.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from vinculum.script.ast import Expression, Member, Name
from vinculum.script.builtins.builtin import call
from vinculum.script.builtins.encryption import ENCRYPTION
from vinculum.script.diagnostics import Fault, ScriptError, meant
from vinculum.script.run import Evaluates, Run, Slots, placed
from vinculum.script.scope import Scope
from vinculum.script.sizes import size_of_all
from vinculum.script.values import Datum

SYSTEM = "zoho"
ENCRYPTING = ("zoho", "encryption")
# First words under which functions are kept.
NAMESPACES = frozenset(
    "automation standalone button schedule thisapp relatedlist validation_rule workflow".split()
)
CLOCK: dict[str, Callable[[Run], Datum]] = {
    "zoho.currentdate": lambda run: run.now().date(),
    "zoho.currenttime": lambda run: run.now(),
}
# What a path may stand for as a value of its own, on which a built-in is called.
VARIABLES = frozenset(
    f"zoho.{name}"
    for name in (
        "currentdate currenttime loginuser loginuserid adminuser adminuserid appname ipaddress"
        " appuri device.type"
    ).split()
)


def path_of(node: Expression) -> tuple[str, ...]:
    """Take a dotted name apart; anything else gives nothing."""
    names: list[str] = []
    while isinstance(node, Member):
        names.append(node.name)
        node = node.target
    return (node.name, *reversed(names)) if isinstance(node, Name) else ()


def is_path(node: Expression, scope: Scope) -> bool:
    """Tell whether a dotted name leads out of the script: its first word is no variable of it."""
    path = path_of(node)
    if not path or path[0] in scope.slots:
        return False
    first = path[0].lower()
    return first == SYSTEM or first in NAMESPACES or (first in _own_namespaces(scope.run))


def _own_namespaces(run: Run) -> set[str]:
    return {namespace for namespace, _ in run.functions if namespace}


def is_far(node: Expression, scope: Scope) -> bool:
    """Tell whether what is called on a path is a task or a function, and no built-in of a value."""
    return is_path(node, scope) and ".".join(path_of(node)).lower() not in VARIABLES


def read_path(node: Member, run: Run) -> Evaluates:
    """Make the function that reads a system variable."""
    name = ".".join(path_of(node)).lower()
    line, column = node.line, node.column
    clock = CLOCK.get(name)

    def read(_slots: Slots) -> Datum:
        if clock is not None:
            return clock(run)
        try:
            return run.host.system_variable(name)
        except ScriptError as error:
            raise placed(error, line, column) from None

    return read


def call_path(path: tuple[str, ...], name: str, run: Run) -> Callable[[list[Datum]], Datum]:
    """Make the function that calls a task, an encryption, or a function by its namespace."""
    small = tuple(word.lower() for word in path)
    if small == ENCRYPTING:
        return _encrypting(name, run)
    if small and small[0] == SYSTEM:
        whole = ".".join((*path, name))
        return partial(_call_task, whole, run)
    namespace = ".".join(small)
    return lambda arguments: run.call_function(namespace, name, arguments)


def _call_task(name: str, run: Run, arguments: list[Datum]) -> Datum:
    value = run.host.call_task(name, arguments)
    run.account.charge(size_of_all([[value]]))
    return value


def _encrypting(name: str, run: Run) -> Callable[[list[Datum]], Datum]:
    builtin = ENCRYPTION.get(name.lower())

    def encrypt(arguments: list[Datum]) -> Datum:
        if builtin is None:
            hint = meant(name, ENCRYPTION)
            raise Fault(f"there is no `zoho.encryption.{name}`{hint}")
        return call(builtin, name, arguments, run)

    return encrypt
