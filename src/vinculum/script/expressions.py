"""
Turn the tree of an expression into a function of the variables.

Owns what each node means; a function is made once for a run and called as often as it runs.
Never walks the tree while the script runs.
Next door: statements.py for what has no value, chains.py for operators between operands.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

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
    Unary,
)
from vinculum.script.builtins.builtin import without_result
from vinculum.script.calls import call_function, call_method, plans_of
from vinculum.script.chains import chained
from vinculum.script.diagnostics import Fault, ScriptError
from vinculum.script.members import member_of
from vinculum.script.operators import negate, truth
from vinculum.script.paths import call_path, is_far, is_path, path_of, read_path
from vinculum.script.rendering import key_of
from vinculum.script.run import UNSET, Evaluates, Slots, placed
from vinculum.script.scope import Scope
from vinculum.script.values import Collection, Datum
from vinculum.script.web import answer_to, request_of

# Settings of a request or a mail whose value may be written as a bare word.
_WORDED = frozenset({"type", "response-format", "response-decoding", "detailed", "contenttype"})


def compile_expression(node: Expression, scope: Scope) -> Evaluates:
    """Make the function that evaluates a node."""
    scope.nodes += 1
    return _MAKERS[type(node)](node, scope)


def _literal(node: Literal, _scope: Scope) -> Evaluates:
    value = node.value
    return lambda _slots: value


def _name(node: Name, scope: Scope) -> Evaluates:
    slot = scope.slots.get(node.name)
    line, column = node.line, node.column
    message = f"the variable `{node.name}` has no value"
    if slot is None:
        return _failing(message, line, column)

    def read(slots: Slots) -> Datum:
        value = slots[slot]
        if value is UNSET:
            raise Fault(message, line, column)
        return value

    return read


def _failing(message: str, line: int, column: int) -> Evaluates:
    def fail(_slots: Slots) -> Datum:
        raise Fault(message, line, column)

    return fail


def _list(node: ListLiteral, scope: Scope) -> Evaluates:
    items = [compile_expression(item, scope) for item in node.items]
    account, size = scope.run.account, len(items)
    line, column = node.line, node.column

    def gather(slots: Slots) -> Datum:
        try:
            account.charge_entries(size, size + 1)
        except ScriptError as error:
            raise placed(error, line, column) from None
        return [item(slots) for item in items]

    return gather


def _pairs(pairs: tuple[Pair, ...], scope: Scope) -> Callable[[Slots], dict[str, Datum]]:
    made = [
        (compile_expression(pair.key, scope), compile_expression(pair.value, scope), pair)
        for pair in pairs
    ]
    account, size = scope.run.account, len(made)

    def gather(slots: Slots) -> dict[str, Datum]:
        entries: dict[str, Datum] = {}
        for key, value, pair in made:
            try:
                name = key_of(key(slots), account)
                account.charge_entries(size, 2)
            except ScriptError as error:
                raise placed(error, pair.line, pair.column) from None
            entries[name] = value(slots)
        return entries

    return gather


def _map(node: MapLiteral, scope: Scope) -> Evaluates:
    return _pairs(node.pairs, scope)


def _pair(node: Pair, _scope: Scope) -> Evaluates:
    return _failing("`:` stands only in maps and in `Collection(...)`", node.line, node.column)


def _unary(node: Unary, scope: Scope) -> Evaluates:
    """Two signs, or two negations, cancel each other out: only whether they are odd counts."""
    operand = compile_expression(node.operand, scope)
    account, line, column = scope.run.account, node.line, node.column
    negates = node.operators[0] == "!"
    odd = len([each for each in node.operators if each != "+"]) % 2 == 1

    def apply(slots: Slots) -> Datum:
        value = operand(slots)
        try:
            if negates:
                return truth(value) is not odd
            negated = negate(value, account)
            return negated if odd else negate(negated, account)
        except ScriptError as error:
            raise placed(error, line, column) from None

    return apply


def _chain(node: Chain, scope: Scope) -> Evaluates:
    first = compile_expression(node.first, scope)
    operands = [compile_expression(step.operand, scope) for step in node.steps]
    return chained(first, operands, node, scope.run)


def _member(node: Member, scope: Scope) -> Evaluates:
    if is_path(node, scope):
        return read_path(node, scope.run)
    target = compile_expression(node.target, scope)
    run, name, line, column = scope.run, node.name, node.line, node.column

    def read(slots: Slots) -> Datum:
        try:
            return member_of(target(slots), name, run)
        except ScriptError as error:
            raise placed(error, line, column) from None

    return read


def _method(node: Method, scope: Scope) -> Evaluates:
    node = _unpaired(node)
    arguments = [compile_expression(argument, scope) for argument in node.arguments]
    run, name, line, column = scope.run, node.name, node.line, node.column
    if is_far(node.target, scope):
        reach = call_path(path_of(node.target), name, run)

        def call_far(slots: Slots) -> Datum:
            values = [argument(slots) for argument in arguments]
            try:
                return reach(values)
            except ScriptError as error:
                raise placed(error, line, column) from None

        return call_far
    target = compile_expression(node.target, scope)

    plans = plans_of(name, len(arguments))

    def call_near(slots: Slots) -> Datum:
        receiver = target(slots)
        values = [argument(slots) for argument in arguments]
        plan = plans.get(type(receiver))
        try:
            if plan is not None:
                function, types = plan
                for value, taken in zip(values, types, strict=True):
                    if type(value) not in taken:
                        break
                else:
                    return function(run, receiver, *values)
            return call_method(receiver, name, values, run)
        except ScriptError as error:
            raise placed(error, line, column) from None
        except (ArithmeticError, ValueError):
            raise Fault(without_result(name), line, column) from None

    return call_near


# What a method is called that takes pairs one by one, where it takes all at once.
_PLURALS = {"insert": "insertAll", "update": "updateAll"}


def _unpaired(node: Method) -> Method:
    """Take `insert("a": 1)` for inserting all of a collection that has these pairs."""
    plural = _PLURALS.get(node.name.lower())
    if plural is None or not any(isinstance(each, Pair) for each in node.arguments):
        return node
    pairs = Call(node.line, node.column, "collection", node.arguments)
    return Method(node.line, node.column, node.target, plural, (pairs,))


def _call(node: Call, scope: Scope) -> Evaluates:
    small = node.name.lower()
    if small == "collection" and any(isinstance(each, Pair) for each in node.arguments):
        return _keyed_collection(node, scope)
    arguments = [compile_expression(argument, scope) for argument in node.arguments]
    if small in _LAZY and len(arguments) == _LAZY[small]:
        return _choice(arguments, node) if small == "if" else _fallback(arguments)
    run, name, line, column = scope.run, node.name, node.line, node.column
    own = run.functions.get(("", small))
    reach = call_path((), name, run) if own is not None else None

    def call(slots: Slots) -> Datum:
        values = [argument(slots) for argument in arguments]
        try:
            return call_function(name, values, run) if reach is None else reach(values)
        except ScriptError as error:
            raise placed(error, line, column) from None

    return call


_LAZY = {"if": 3, "ifnull": 2}


def _choice(arguments: list[Evaluates], node: Call) -> Evaluates:
    condition, yes, no = arguments

    def choose(slots: Slots) -> Datum:
        value = condition(slots)
        try:
            chosen = truth(value)
        except ScriptError as error:
            raise placed(error, node.line, node.column) from None
        return yes(slots) if chosen else no(slots)

    return choose


def _fallback(arguments: list[Evaluates]) -> Evaluates:
    first, second = arguments

    def fall_back(slots: Slots) -> Datum:
        value = first(slots)
        return second(slots) if value is None else value

    return fall_back


def _keyed_collection(node: Call, scope: Scope) -> Evaluates:
    pairs = tuple(each for each in node.arguments if isinstance(each, Pair))
    if len(pairs) < len(node.arguments):
        message = "a collection holds either pairs, or items without a `:`"
        return _failing(message, node.line, node.column)
    entries = _pairs(pairs, scope)
    return lambda slots: Collection(entries(slots), keyed=True)


def _request(node: Request, scope: Scope) -> Evaluates:
    settings = compile_settings(node.pairs, scope)
    run, line, column = scope.run, node.line, node.column

    def invoke(slots: Slots) -> Datum:
        values = settings(slots)
        try:
            request = request_of(values, run)
            return answer_to(request, values, run)
        except ScriptError as error:
            raise placed(error, line, column) from None

    return invoke


def compile_settings(pairs: tuple[Pair, ...], scope: Scope) -> Callable[[Slots], dict[str, Datum]]:
    """Make the function that gathers what stands in the brackets of a request or a mail."""
    return _pairs(tuple(_unworded(pair, scope) for pair in pairs), scope)


def _unworded(pair: Pair, scope: Scope) -> Pair:
    value = pair.value
    key = cast("Literal", pair.key).value
    if key in _WORDED and isinstance(value, Name) and value.name not in scope.slots:
        return Pair(pair.line, pair.column, pair.key, Literal(value.line, value.column, value.name))
    return pair


_MAKERS: dict[type, Callable[..., Evaluates]] = {
    Literal: _literal,
    Name: _name,
    ListLiteral: _list,
    MapLiteral: _map,
    Pair: _pair,
    Chain: _chain,
    Unary: _unary,
    Member: _member,
    Method: _method,
    Call: _call,
    Request: _request,
}
