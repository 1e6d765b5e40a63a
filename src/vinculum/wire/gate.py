"""
Let a request in: who asks, and does the token cover the call.

Owns the two checks before any operation, in their order (records 5.3).
Never looks at a body.
Next door: oauth/tokens.py knows tokens, model/scope.py knows covering.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refusal, Refused
from vinculum.model.actor import Actor
from vinculum.model.scope import Need, covers
from vinculum.oauth.api_keys import CLIENT
from vinculum.schema.snapshot import Schema
from vinculum.wire.endpoint import Params, ScopeRule
from vinculum.wire.message import WireRequest

SCHEMES = frozenset({"zoho-oauthtoken", "bearer"})
MODULE_PLACE = "{module}"
FUNCTIONS = "/crm/v2/functions/"
API_KEY = "zapikey"
_MISSING = catalogue.AUTHENTICATION_MISSING.refusal()


def token_of(request: WireRequest) -> str | Refusal:
    """
    The token of the Authorization header; the scheme's case does not matter.

    Gives back: AUTHENTICATION_MISSING. A token in the query string is not looked at; what stands
    there where a function is called by key is the key, and `require_kind` lets nothing else pass.
    """
    if calls_by_key(request):
        return dict(parse_qsl(request.query)).get(API_KEY) or _MISSING
    scheme, _, token = request.headers.get("authorization", "").strip().partition(" ")
    if scheme.lower() not in SCHEMES or not token.strip():
        return _MISSING
    return token.strip()


def calls_by_key(request: WireRequest) -> bool:
    """Tell whether a request calls a function by key instead of by token."""
    if "apikey" not in request.query or not request.path.lower().startswith(FUNCTIONS):
        return False
    return dict(parse_qsl(request.query)).get("auth_type") == "apikey"


def require_kind(request: WireRequest, actor: Actor) -> None:
    """
    Refuse a token in the place of a key, and a key in the place of a token, with TOKEN_INVALID.

    Addresses are logged and shared; a token that has got into one must be good for nothing there.
    """
    if calls_by_key(request) != (actor.client_id == CLIENT):
        raise Refused(catalogue.TOKEN_INVALID.refusal())


def require_scopes(
    schema: Schema, actor: Actor, rule: ScopeRule, params: Params, request: WireRequest
) -> None:
    """
    Refuse with SCOPE_MISMATCH unless the token covers every area of the rule, and has one
    of the scopes that this request asks for beside them.

    A module counts under each word that scopes have for it: as printed in the path,
    without underscores, its own scope word, its API name.
    """
    further = rule.lists.get(params.get("related_list", "").lower())
    for area in rule.areas if further is None else (*rule.areas, further):
        spellings = _spellings(schema, area, params)
        needs = (Need(area=spelling, operation=rule.operation) for spelling in spellings)
        if not any(covers(actor.scopes, need) for need in needs):
            raise Refused(catalogue.SCOPE_MISMATCH.refusal())
    beside = rule.beside(request)
    if beside and not beside & actor.scopes:
        raise Refused(catalogue.SCOPE_MISMATCH.refusal())


def _spellings(schema: Schema, area: str, params: Params) -> tuple[str, ...]:
    if MODULE_PLACE not in area:
        return (area,)
    name = params["module"].lower()
    words = {name, name.replace("_", "")}
    module = schema.find_module(name)
    if module is not None:
        words |= {module.scope, module.api_name.lower(), module.api_name.lower().replace("_", "")}
        words |= {alias.lower() for alias in module.aliases}
    return tuple(area.replace(MODULE_PLACE, word) for word in sorted(words))
