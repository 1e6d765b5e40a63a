"""
Take one request from bytes to bytes.

Owns the pipeline: match, authenticate, admit, decode, operate, encode, in this order.
Never begins or commits a transaction; the lane that calls `finish` does.
Next door: table.py for the endpoints, gate.py for the checks, server/asgi.py for the door.
"""

from __future__ import annotations

from functools import cache

from msgspec.structs import replace

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refusal, Refused
from vinculum.model.actor import Actor
from vinculum.model.moments import render_moment
from vinculum.model.value import Value
from vinculum.oauth.tokens import actor_for, is_from, org_of
from vinculum.operations.waking import wake_functions
from vinculum.ports.services import Call, Services
from vinculum.ports.store import Work
from vinculum.schema.snapshot import Schema
from vinculum.wire.cors import PREFLIGHT
from vinculum.wire.endpoint import Lane
from vinculum.wire.envelope import empty_response, encode_refusal
from vinculum.wire.gate import require_kind, require_scopes, token_of
from vinculum.wire.message import Deferred, WireRequest, WireResponse
from vinculum.wire.reading import triggers_of
from vinculum.wire.routing import Matched, Router
from vinculum.wire.spelling import spelled
from vinculum.wire.table import ENDPOINTS

TOKEN_RESET = "X-ACCESSTOKEN-RESET"
# What a caller inside this process may ask for; the user's profile still says no.
EVERYTHING = frozenset(
    f"zohocrm.{area}.all" for area in ("modules", "settings", "users", "org", "functions")
)


class Ready(Value):
    """A request that was matched and waits for its lane."""

    request: WireRequest
    lane: Lane
    org_id: int
    matched: Matched
    token: str


@cache
def router() -> Router:
    """The tree of all paths, built once."""
    return Router(ENDPOINTS)


def prepare(request: WireRequest) -> Ready | WireResponse:
    """
    Match a path and read the token's shape: no input or output, safe on the event loop.

    What is refused here, and a preflight, needs no store.
    """
    if request.method == PREFLIGHT:
        return empty_response()
    external = "x-external" in request.headers
    matched = router().match(request.method, request.path, external=external)
    if matched is None:
        return encode_refusal(catalogue.URL_UNKNOWN.refusal())
    token = token_of(request)
    if isinstance(token, Refusal):
        return encode_refusal(token)
    org_id = org_of(token)
    if org_id is None:
        return encode_refusal(catalogue.TOKEN_INVALID.refusal())
    return Ready(
        request=request,
        lane=matched.endpoint.lane,
        org_id=org_id,
        matched=matched,
        token=token,
    )


def finish(ready: Ready, work: Work, services: Services) -> WireResponse | Deferred:
    """
    Authenticate, admit, operate and encode, inside the work that the lane gives.

    Raises what is not a refusal: Conflict for the store to try again, anything else is
    a fault of ours and becomes `crashed`.
    """
    try:
        return _serve(ready, work, services)
    except Refused as refused:
        return encode_refusal(refused.refusal)
    except RecursionError:
        return encode_refusal(catalogue.BODY_NOT_OBJECT.refusal(expected_data_type="jsonobject"))


def _serve(ready: Ready, work: Work, services: Services) -> WireResponse | Deferred:
    now = services.clock.now()
    asked = services.data_centres.location_at(ready.request.base_url)
    if not is_from(asked, ready.token):
        raise Refused(catalogue.TOKEN_INVALID.refusal())
    found = actor_for(work, services.schemas, ready.token, now)
    if isinstance(found, Refusal):
        raise Refused(found)
    actor, schema = found
    require_kind(ready.request, actor)
    call = Call(services=services, work=work, schema=schema, actor=actor, now=now)
    return _reset_told(actor, schema, _carry_out(ready.request, ready.matched, call))


def _carry_out(request: WireRequest, matched: Matched, call: Call) -> WireResponse | Deferred:
    """Admit, decode, operate, wake and encode, whoever the actor is."""
    endpoint, schema = matched.endpoint, call.schema
    require_scopes(schema, call.actor, endpoint.scope, matched.params, request)
    command = endpoint.decode(*spelled(request, matched.params, schema))
    result = endpoint.operate(call, command)
    if schema.triggers and call.work.changes:
        wake_functions(call, triggers_of(request))
    return endpoint.encode(call, result)


def answer_within(
    request: WireRequest, user_id: int, work: Work, services: Services, *, depth: int = 0
) -> WireResponse | Deferred:
    """
    Answer a call that comes from this process on behalf of a user: no token, no lane.

    The same rules, refusals and shapes as over a socket; scopes are not asked for. `depth` counts
    the functions that it comes from.
    """
    matched = router().match(request.method, request.path)
    if matched is None:
        return encode_refusal(catalogue.URL_UNKNOWN.refusal())
    schema = services.schemas.current(work)
    user = schema.users[user_id]
    actor = Actor(
        org_id=work.org_id,
        user=user,
        role=schema.roles[user.role],
        profile=schema.profiles[user.profile],
        scopes=EVERYTHING,
    )
    call = Call(
        services=services,
        work=work,
        schema=schema,
        actor=actor,
        now=services.clock.now(),
        depth=depth,
    )
    try:
        return _carry_out(request, matched, call)
    except Refused as refused:
        return encode_refusal(refused.refusal)


def _reset_told(
    actor: Actor, schema: Schema, response: WireResponse | Deferred
) -> WireResponse | Deferred:
    """Tell when the token expires, as the service does on its answers (oauth 8)."""
    if actor.token_expires is None:
        return response
    moment = render_moment(actor.token_expires, schema.org.time_zone)
    return replace(response, headers=(*response.headers, (TOKEN_RESET, moment)))


def crashed() -> WireResponse:
    """Answer for a fault of ours, or a store that cannot serve: nothing was acknowledged."""
    return encode_refusal(catalogue.INTERNAL_ERROR.refusal())
