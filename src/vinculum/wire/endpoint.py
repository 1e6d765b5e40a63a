"""
Describe an endpoint as a row of a table.

Owns what one method on one path needs, calls and answers.
Never routes; routing.py does.
Next door: wire/resources/ for the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeAlias

from vinculum.model.value import Value
from vinculum.ports.services import Call
from vinculum.wire.message import Deferred, WireRequest, WireResponse

Lane: TypeAlias = Literal["read", "write"]
Params: TypeAlias = Mapping[str, str]
ANY_METHOD = "*"  # serves whatever verb comes
READS = "GET"
REFUSED_METHOD = "-"  # answers the verbs that no row of its path serves


class ScopeRule(Value):
    """
    What a call asks of the token: every area, each with the operation.

    `{module}` in an area stands for the module of the path, in each spelling that scopes
    know it by. An empty tuple of areas asks for nothing but a token. `lists` has the further
    area that a related list of the path asks for, by its lower-case name. `beside` gives
    further scopes, one of which a request asks for; none when it asks for no more.
    """

    areas: tuple[str, ...]
    operation: str
    lists: Mapping[str, str] = {}
    beside: Callable[[WireRequest], frozenset[str]] = lambda _request: frozenset()


class Endpoint(Value):
    """
    One method on one path template as "/crm/v2/{module}/{record_id}".

    `decode` turns the request into a command (never refusing for the body), `operate`
    carries it out, `encode` turns the result into a response. Whatever `decode` gives
    `operate` takes.
    """

    method: str
    path: str
    area: str
    scope: ScopeRule
    lane: Lane
    decode: Callable[[WireRequest, Params], Any]
    operate: Callable[[Call, Any], Any]
    encode: Callable[[Call, Any], WireResponse | Deferred]


# method, path, scope, decode, operate, encode
Row: TypeAlias = tuple[
    str,
    str,
    ScopeRule,
    Callable[[WireRequest, Params], Any],
    Callable[[Call, Any], Any],
    Callable[[Call, Any], WireResponse],
]


def endpoints(area: str, *rows: Row) -> tuple[Endpoint, ...]:
    """Make the endpoints of an area; what only reads goes into the read lane."""
    return tuple(
        Endpoint(
            method=method,
            path=path,
            area=area,
            scope=scope,
            lane="read" if method == READS else "write",
            decode=decode,
            operate=operate,
            encode=encode,
        )
        for method, path, scope, decode, operate, encode in rows
    )
