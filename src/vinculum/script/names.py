"""
Find names in a program that nothing answers to, before it runs.

Owns what can be known without running: built-ins, settings of requests, words outside loops.
Never judges variables outside functions: a script may get some from outside.
Next door: calls.py finds built-ins while a script runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from vinculum.script.ast import (
    Block,
    Call,
    ForEach,
    Function,
    Leave,
    Literal,
    Mail,
    Method,
    Name,
    Node,
    Program,
    Request,
    While,
)
from vinculum.script.builtins import NAMES
from vinculum.script.builtins.encryption import ENCRYPTION
from vinculum.script.calls import KNOWN, unknown
from vinculum.script.diagnostics import Diagnostic, diagnose, meant, nearest
from vinculum.script.paths import ENCRYPTING, NAMESPACES, SYSTEM, VARIABLES, path_of
from vinculum.script.scope import assigned_names
from vinculum.script.web import SETTINGS

# What is wrong where, and the nearest name that would be right.
_Found = Iterator[tuple[Node, str, str | None]]


def misused_names(program: Program, text: str) -> tuple[Diagnostic, ...]:
    """
    Find unknown built-ins and settings, `break` or `continue` outside loops, and variables of
    functions that nothing sets.
    """
    own = _own_names(program)
    found = [*_unknown_names(program, own), *_lost_words(program)]
    for function in program.functions:
        found += _unset_variables(function, own)
    return _diagnosed(found, text)


def misspelt_names(program: Program, text: str) -> tuple[Diagnostic, ...]:
    """
    Find names with a known one near, in what could be read of a script that has other mistakes.

    What could not be read may set variables, be a function, or a loop; nothing is said of those.
    """
    found = _unknown_names(program, _own_names(program))
    return _diagnosed((each for each in found if each[2] is not None), text)


def _own_names(program: Program) -> frozenset[str]:
    return frozenset(
        name.lower()
        for function in program.functions
        for name in (function.namespace, function.name)
    )


def _bodies(program: Program) -> Iterator[Block]:
    return iter((program.body, *(function.body for function in program.functions)))


def _unknown_names(program: Program, own: frozenset[str]) -> _Found:
    for body in _bodies(program):
        scope = own | frozenset(assigned_names(body)) - {SYSTEM}
        for node, _ in _walk(body):
            judge = _JUDGES.get(type(node))
            if judge is not None:
                yield from judge(node, scope)


def _lost_words(program: Program) -> _Found:
    for body in _bodies(program):
        for node, in_loop in _walk(body):
            if isinstance(node, Leave) and not in_loop:
                yield node, f"`{node.word}` stands outside of every loop", None


def _diagnosed(found: Iterable[tuple[Node, str, str | None]], text: str) -> tuple[Diagnostic, ...]:
    return tuple(
        diagnose(text, node.line, node.column, message, [f"`{near}`"] if near else ())
        for node, message, near in sorted(found, key=lambda each: (each[0].line, each[0].column))
    )


def _unset_variables(function: Function, own: frozenset[str]) -> _Found:
    """Find variables that a function reads and nothing sets: it sees none from outside."""
    known = [each.name for each in function.parameters] + assigned_names(function.body)
    # A word in the brackets of a request may stand for itself, and a path begins with one.
    spared = {"zoho", *NAMESPACES, *own}
    words = {
        id(pair.value)
        for node, _ in _walk(function.body)
        if isinstance(node, Request | Mail)
        for pair in node.pairs
    }
    for node, _ in _walk(function.body):
        if not isinstance(node, Name) or node.name in known or id(node) in words:
            continue
        if node.name.lower() not in spared:
            yield (
                node,
                f"nothing sets the variable `{node.name}`{meant(node.name, known)}",
                nearest(node.name, known),
            )


def _walk(body: Iterable[Node]) -> Iterator[tuple[Node, bool]]:
    """Walk all nodes, each with whether a loop of the same function is around it."""
    waiting = [(node, False) for node in body]
    while waiting:
        node, in_loop = waiting.pop()
        yield node, in_loop
        inside = in_loop or isinstance(node, ForEach | While)
        for name in node.__struct_fields__:
            value: object = getattr(node, name)
            if isinstance(value, Node):
                waiting.append((value, inside))
            elif isinstance(value, tuple):
                waiting += ((each, inside) for each in value if isinstance(each, Node))


def _judge_call(node: Call, scope: frozenset[str]) -> _Found:
    if node.name.lower() not in KNOWN | scope:
        yield node, unknown(node.name), nearest(node.name, NAMES)


def _judge_method(node: Method, scope: frozenset[str]) -> _Found:
    path = tuple(word.lower() for word in path_of(node.target))
    if path == ENCRYPTING:
        if node.name.lower() not in ENCRYPTION:
            hint = meant(node.name, ENCRYPTION)
            message = f"there is no `zoho.encryption.{node.name}`{hint}"
            yield node, message, nearest(node.name, ENCRYPTION)
        return
    if node.name.lower() not in KNOWN and not _leads_away(path, node, scope):
        yield node, unknown(node.name), nearest(node.name, NAMES)


def _leads_away(path: tuple[str, ...], node: Method, scope: frozenset[str]) -> bool:
    """Tell a task, or a function by its namespace, from a built-in of a value."""
    if not path or ".".join(path) in VARIABLES:
        return False
    if node.name.lower() in scope and path[0] in scope:
        return True
    return path[0] == SYSTEM or path[0] in NAMESPACES


def _judge_request(node: Request, _scope: frozenset[str]) -> _Found:
    for pair in node.pairs:
        key = pair.key.value if isinstance(pair.key, Literal) else None
        if isinstance(key, str) and key not in SETTINGS:
            hint = meant(key, SETTINGS)
            yield pair, f"`invokeurl` has no `{key}`{hint}", nearest(key, SETTINGS)


_JUDGES: dict[type, Callable[..., _Found]] = {
    Call: _judge_call,
    Method: _judge_method,
    Request: _judge_request,
}
