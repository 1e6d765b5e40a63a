"""
Find the function that a client calls, and prepare its run.

Owns the refusals of such a call, in their order.
Never runs anything: a run takes long, and writes in transactions of its own.
Next door: rules/functions.py for the arguments, ports/services.py for who runs it.
"""

from __future__ import annotations

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refusal, Refused
from vinculum.model.function import ScriptFunction
from vinculum.ports.services import Call, Execution
from vinculum.rules.functions import ExecuteFunction, arguments_of, signature_of

AUTH_TYPES = frozenset({"oauth", "apikey"})


def is_open(function: ScriptFunction, auth_type: str) -> bool:
    """Tell whether a function may be called in this way: each way is opened by itself."""
    return function.api_key if auth_type == "apikey" else function.rest


def prepare_execution(call: Call, command: ExecuteFunction) -> Execution:
    """
    Prepare the run of a function on behalf of whoever calls it.

    Refuses with: PARAM_INVALID (auth_type), FUNCTION_UNKNOWN (none of that name, or not for
    clients), the arguments' refusal, FUNCTION_TOO_DEEP.
    """
    if command.auth_type not in AUTH_TYPES:
        raise Refused(catalogue.PARAM_INVALID.refusal(param="auth_type"))
    function = call.schema.find_function(command.name)
    if function is None or not is_open(function, command.auth_type):
        raise Refused(catalogue.FUNCTION_UNKNOWN.refusal())
    if isinstance(command.arguments, Refusal):
        raise Refused(command.arguments)
    if call.depth >= call.services.limits.function_depth:
        raise Refused(catalogue.FUNCTION_TOO_DEEP.refusal())
    return Execution(
        function=function,
        user=call.actor.user.id,
        arguments=arguments_of(signature_of(function.source), command),
        depth=call.depth + 1,
    )
