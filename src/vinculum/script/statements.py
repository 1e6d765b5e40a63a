"""
Turn the tree of statements into functions of the variables.

Owns the flow: conditions, leaving a block, catching.
Never lets a script catch a limit: only a Fault is caught.
Next door: expressions.py for what has a value, loops.py for what repeats, functions.py for callers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from vinculum.script.ast import (
    Assign,
    Block,
    Chain,
    Evaluate,
    Expression,
    ForEach,
    If,
    Info,
    Leave,
    Mail,
    Member,
    Return,
    Statement,
    Step,
    Throw,
    Try,
    While,
)
from vinculum.script.coercion import text_of
from vinculum.script.diagnostics import Fault, ScriptError
from vinculum.script.expressions import compile_expression, compile_settings
from vinculum.script.loops import Executes, Signal, holds, repeated, repeated_for_each
from vinculum.script.members import put_member
from vinculum.script.rendering import render
from vinculum.script.run import Evaluates, Slots, placed
from vinculum.script.scope import RESULT, Scope
from vinculum.script.values import Caught

# A statement of so many nodes weighs one step more.
_WEIGHT = 50


def compile_block(block: Block, scope: Scope) -> Executes:
    """Make the function that runs statements; it tells how they were left, if they were."""
    statements = [compile_statement(statement, scope) for statement in block]
    if len(statements) == 1:
        return statements[0]

    def execute(slots: Slots) -> Signal:
        for statement in statements:
            signal = statement(slots)
            if signal is not None:
                return signal
        return None

    return execute


def compile_statement(node: Statement, scope: Scope) -> Executes:
    """Make the function that runs a statement."""
    return _MAKERS[type(node)](node, scope)


def _weighed(node: Expression, scope: Scope) -> tuple[Evaluates, int]:
    before = scope.nodes
    value = compile_expression(node, scope)
    return value, 1 + (scope.nodes - before) // _WEIGHT


def _assign(node: Assign, scope: Scope) -> Executes:
    target, operator = node.target, node.operator[:-1]
    if operator:
        step = Step(node.line, node.column, operator, node.value)
        value, weight = _weighed(Chain(node.line, node.column, target, (step,)), scope)
    else:
        value, weight = _weighed(node.value, scope)
    if isinstance(target, Member):
        return _assign_member(target, value, weight, scope)
    slot, account, line = scope.slots[target.name], scope.run.account, node.line

    def assign(slots: Slots) -> Signal:
        account.left -= weight
        if account.left < 0:
            account.tick(line)
        slots[slot] = value(slots)
        return None

    return assign


def _assign_member(target: Member, value: Evaluates, weight: int, scope: Scope) -> Executes:
    owner = compile_expression(target.target, scope)
    run, name, line, column = scope.run, target.name, target.line, target.column
    account = run.account

    def assign(slots: Slots) -> Signal:
        account.left -= weight
        if account.left < 0:
            account.tick(line)
        new = value(slots)
        try:
            put_member(owner(slots), name, new, run)
        except ScriptError as error:
            raise placed(error, line, column) from None
        return None

    return assign


def _evaluate(node: Evaluate, scope: Scope) -> Executes:
    value, weight = _weighed(node.value, scope)
    account, line = scope.run.account, node.line

    def evaluate(slots: Slots) -> Signal:
        account.left -= weight
        if account.left < 0:
            account.tick(line)
        value(slots)
        return None

    return evaluate


def _info(node: Info, scope: Scope) -> Executes:
    value, weight = _weighed(node.value, scope)
    run, line, column = scope.run, node.line, node.column
    account = run.account

    def write(slots: Slots) -> Signal:
        account.left -= weight
        if account.left < 0:
            account.tick(line)
        shown = value(slots)
        try:
            text = render(shown, account)
        except ScriptError as error:
            raise placed(error, line, column) from None
        account.write(
            (len(text) if text.isascii() else len(text.encode("utf-8", "replace"))) + 1, line
        )
        run.host.info(text)
        return None

    return write


def _return(node: Return, scope: Scope) -> Executes:
    account, line = scope.run.account, node.line
    if node.value is None:
        return lambda _slots: "return"
    value, weight = _weighed(node.value, scope)

    def give(slots: Slots) -> Signal:
        account.left -= weight
        if account.left < 0:
            account.tick(line)
        slots[RESULT] = value(slots)
        return "return"

    return give


def _throw(node: Throw, scope: Scope) -> Executes:
    value = compile_expression(node.value, scope)
    account, line, column = scope.run.account, node.line, node.column

    def throw(slots: Slots) -> Signal:
        thrown = value(slots)
        if isinstance(thrown, Caught):
            raise Fault(thrown.message, line, column)
        try:
            message = text_of(thrown, account)
        except ScriptError as error:
            raise placed(error, line, column) from None
        raise Fault(message, line, column)

    return throw


def _leave(node: Leave, _scope: Scope) -> Executes:
    signal = cast("Signal", node.word)
    return lambda _slots: signal


def _if(node: If, scope: Scope) -> Executes:
    branches = [
        (*_weighed(branch.condition, scope), compile_block(branch.body, scope), branch)
        for branch in node.branches
    ]
    otherwise = compile_block(node.otherwise, scope)
    account = scope.run.account

    def choose(slots: Slots) -> Signal:
        for condition, weight, body, branch in branches:
            account.left -= weight
            if account.left < 0:
                account.tick(branch.line)
            value = condition(slots)
            if value is True or (value is not False and holds(value, branch.condition)):
                return body(slots)
        return otherwise(slots)

    return choose


def _while(node: While, scope: Scope) -> Executes:
    condition, weight = _weighed(node.condition, scope)
    body = compile_block(node.body, scope)
    return repeated(condition, body, node, weight, scope.run)


def _for_each(node: ForEach, scope: Scope) -> Executes:
    items, weight = _weighed(node.items, scope)
    places = (scope.slots[node.name], scope.hide())
    body = compile_block(node.body, scope)
    return repeated_for_each(items, body, node, places, weight, scope.run)


def _try(node: Try, scope: Scope) -> Executes:
    body, rescue = compile_block(node.body, scope), compile_block(node.rescue, scope)
    slot, account = scope.slots[node.name], scope.run.account

    def attempt(slots: Slots) -> Signal:
        account.left -= 1
        if account.left < 0:
            account.tick(node.line)
        try:
            return body(slots)
        except Fault as fault:
            slots[slot] = Caught(line=fault.line, message=fault.message)
        return rescue(slots)

    return attempt


def _mail(node: Mail, scope: Scope) -> Executes:
    settings = compile_settings(node.pairs, scope)
    run, line, column = scope.run, node.line, node.column

    def send(slots: Slots) -> Signal:
        run.account.left -= 1
        if run.account.left < 0:
            run.account.tick(line)
        values = settings(slots)
        try:
            run.host.send_mail(values)
        except ScriptError as error:
            raise placed(error, line, column) from None
        return None

    return send


_MAKERS: dict[type, Callable[..., Executes]] = {
    Assign: _assign,
    Evaluate: _evaluate,
    Info: _info,
    Return: _return,
    Throw: _throw,
    Leave: _leave,
    If: _if,
    ForEach: _for_each,
    While: _while,
    Try: _try,
    Mail: _mail,
}
