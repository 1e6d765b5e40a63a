"""
Ask a metadata endpoint as the pipeline does: decode, operate, encode.

Owns nothing but that call; the gate before it is tested with the wire.
"""

from __future__ import annotations

from typing import Any, cast

from tests.unit.wire_rendering.pages import body_of, call_of
from vinculum.errors.refusal import Refusal, Refused
from vinculum.ports.services import Call
from vinculum.wire.endpoint import Endpoint
from vinculum.wire.message import WireRequest, WireResponse, completed
from vinculum.wire.resources import (
    fields,
    layouts,
    modules,
    org,
    profiles,
    related_lists,
    roles,
    users,
)
from vinculum.wire.routing import Router

RESOURCES = (modules, fields, layouts, related_lists, org, users, roles, profiles)
ENDPOINTS: tuple[Endpoint, ...] = tuple(
    endpoint for resource in RESOURCES for endpoint in resource.ENDPOINTS
)
_ROUTER = Router(ENDPOINTS)


def ask(address: str, call: Call | None = None, since: str | None = None) -> WireResponse:
    """Ask an address with its query string, as the administrator unless a call is given."""
    path, _, query = address.partition("?")
    headers = {} if since is None else {"if-modified-since": since}
    request = WireRequest(method="GET", path=path, query=query, headers=headers)
    matched = _ROUTER.match("GET", path)
    assert matched is not None
    endpoint = matched.endpoint
    call = call or call_of()
    command = endpoint.decode(request, matched.params)
    return completed(endpoint.encode(call, endpoint.operate(call, command)))


def shown(address: str, call: Call | None = None) -> list[Any]:
    """What an address answers with, under its one wrapper key."""
    body = body_of(ask(address, call))
    return cast("list[Any]", body[next(iter(body))])


def refusal_of(address: str, call: Call | None = None, since: str | None = None) -> Refusal:
    """The refusal that an address is answered with."""
    try:
        response = ask(address, call, since)
    except Refused as refused:
        return refused.refusal
    raise AssertionError(f"{address} was answered with {response.status}")
