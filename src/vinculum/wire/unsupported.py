"""
Refuse what the documented API has and this server does not.

Owns the endpoints made from unsupported.toml, and the endpoint that refuses a verb.
Never serves anything.
Next door: table.py puts them beside the endpoints that are served.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from typing import Any, Never, NoReturn

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refused
from vinculum.ports.services import Call
from vinculum.rules.order import require_module
from vinculum.wire.endpoint import ANY_METHOD, REFUSED_METHOD, Endpoint, Params, ScopeRule
from vinculum.wire.message import WireRequest, WireResponse


def _params(_request: WireRequest, params: Params) -> Params:
    return params


def _never(_call: Call, _result: Never) -> WireResponse:
    raise AssertionError("an endpoint that only refuses has no result")


def _refuse_path(reason: str) -> Callable[[Call, Params], NoReturn]:
    """Refuse with NOT_SERVED, after the module of the path is known."""

    def refuse(call: Call, params: Params) -> NoReturn:
        if "module" in params:
            require_module(call.schema, call.actor, params["module"])
        raise Refused(catalogue.NOT_SERVED.refusal(reason=reason))

    return refuse


def refuse_verb(call: Call, params: Params) -> NoReturn:
    """Refuse the verb of a path that exists, after its module is known."""
    if "module" in params:
        require_module(call.schema, call.actor, params["module"])
    raise Refused(catalogue.METHOD_INVALID.refusal())  # Quirk Q-009: 400, not 405.


@cache
def _document() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(files("vinculum.wire").joinpath("unsupported.toml").read_text())


def unsupported_endpoints() -> tuple[Endpoint, ...]:
    """One endpoint per method and path of unsupported.toml; they ask for a token and no scope."""
    return tuple(
        Endpoint(
            method=method,
            path=row["path"],
            area="unsupported",
            scope=ScopeRule(areas=(), operation="any"),
            lane="read",
            decode=_params,
            operate=_refuse_path(row["reason"]),
            encode=_never,
        )
        for row in _document()["path"]
        for method in row.get("methods", [ANY_METHOD])
    )


def wrong_verb_endpoints(served: Iterable[Endpoint]) -> tuple[Endpoint, ...]:
    """For each path one endpoint that refuses every verb that no row serves."""
    by_path: dict[str, Endpoint] = {}
    for endpoint in served:
        by_path.setdefault(endpoint.path, endpoint)
    return tuple(
        Endpoint(
            method=REFUSED_METHOD,
            path=path,
            area="unsupported",
            scope=ScopeRule(areas=endpoint.scope.areas, operation="any"),
            lane="read",
            decode=_params,
            operate=refuse_verb,
            encode=_never,
        )
        for path, endpoint in by_path.items()
    )
