"""
Serve calls of the functions that an org keeps.

Owns the decoding of a call into arguments and the request that scripts see, and the answer: the
script's own, or what it returned in the documented shape.
Never runs a script inside a transaction: the answer is deferred until the lane is free again.
Next door: operations/functions.py, wire/function_answer.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refusal
from vinculum.model.actor import User
from vinculum.model.record import JsonValue
from vinculum.oauth.request import form_pairs
from vinculum.operations.functions import prepare_execution
from vinculum.ports.services import Call, Execution, Services
from vinculum.rules.functions import REQUEST_PARAMETER, ExecuteFunction
from vinculum.wire.endpoint import Endpoint, Params, ScopeRule
from vinculum.wire.function_answer import answer_of
from vinculum.wire.message import Deferred, WireRequest, WireResponse
from vinculum.wire.reading import parse_json, parse_query

EXECUTE = "/crm/v2/functions/{name}/actions/execute"
ARGUMENTS = "arguments"
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
# Who called is told by user_info; what proves it is nobody's business but the server's.
HIDDEN_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization"})
HIDDEN_PARAMS = frozenset({"zapikey"})


def decode_execute(request: WireRequest, params: Params) -> ExecuteFunction:
    """
    Read `GET` and `POST /functions/{name}/actions/execute`.

    Arguments are what `arguments` holds as a JSON object, in the query or in a form, and beside it
    every other parameter by its own name.
    """
    query = parse_query(request.query)
    form = _form_of(request)
    seen = {name: value for name, value in query.items() if name not in HIDDEN_PARAMS}
    return ExecuteFunction(
        name=params["name"],
        arguments=_arguments(request, {**seen, **form}),
        request={
            "method": request.method,
            "params": {**seen, **form},
            "body": request.body.decode("utf-8", "replace"),
            "headers": {n: v for n, v in request.headers.items() if n not in HIDDEN_HEADERS},
            "auth_type": query.get("auth_type", "oauth"),
            "record": {},
        },
        auth_type=query.get("auth_type", "oauth"),
    )


def _form_of(request: WireRequest) -> Mapping[str, str]:
    """The parts of a form that are texts; a broken form has none."""
    content_type = request.headers.get("content-type", "").strip()
    if not content_type.lower().startswith(FORM_TYPES):
        return {}
    return dict(form_pairs(content_type, request.body) or ())


def _arguments(request: WireRequest, given: Mapping[str, str]) -> Mapping[str, JsonValue] | Refusal:
    if request.too_large:
        return catalogue.BODY_TOO_LARGE.refusal()
    text = given.get(ARGUMENTS)
    named: dict[str, JsonValue] = {**given}
    if text is None:
        return {**named, **_object_in(request)}
    try:
        arguments = parse_json(text.encode("utf-8", "surrogatepass"))
    except ValueError:
        arguments = None
    if not isinstance(arguments, dict):
        return catalogue.FUNCTION_ARGUMENTS.refusal(
            expected_data_type="jsonobject", api_name=ARGUMENTS
        )
    return {**named, **arguments}


def _object_in(request: WireRequest) -> Mapping[str, JsonValue]:
    """The arguments in a JSON body; a body that is something else is the script's own to read."""
    try:
        document = parse_json(request.body)
    except ValueError:
        return {}
    if not isinstance(document, dict):
        return {}
    inner = document.get(ARGUMENTS)
    return inner if isinstance(inner, dict) else document


def encode_execution(call: Call, execution: Execution) -> Deferred:
    """Defer the answer until the function has run."""
    arguments = {
        name: {**value, "user_info": _shown(call.actor.user)}
        if name.lower() == REQUEST_PARAMETER.lower() and isinstance(value, dict)
        else value
        for name, value in execution.arguments.items()
    }
    told = Execution(
        function=execution.function,
        user=execution.user,
        arguments=arguments,
        depth=execution.depth,
    )
    return Deferred(run=partial(_run, call.services, call.work.org_id, told))


def _run(services: Services, org_id: int, execution: Execution) -> WireResponse:
    executed = services.functions.execute(services, org_id, execution)
    return answer_of(execution.function, executed)


def _shown(user: User) -> dict[str, JsonValue]:
    return {
        "id": str(user.id),
        "email": user.email,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "time_zone": user.time_zone,
    }


def _endpoint(method: str, operation: str) -> Endpoint:
    return Endpoint(
        method=method,
        path=EXECUTE,
        area="functions",
        scope=ScopeRule(areas=("functions.execute",), operation=operation),
        lane="read",
        decode=decode_execute,
        operate=prepare_execution,
        encode=encode_execution,
    )


ENDPOINTS = (_endpoint("GET", "read"), _endpoint("POST", "create"))
