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

    Gives back: AUTHENTICATION_MISSING. A token in the query string is not looked at, but for the
    key with which a function is called.
    """
    if request.path.startswith(FUNCTIONS) and API_KEY in request.query:
        query = dict(parse_qsl(request.query))
        if query.get("auth_type") == "apikey":
            return query.get(API_KEY) or _MISSING
    scheme, _, token = request.headers.get("authorization", "").strip().partition(" ")
    if scheme.lower() not in SCHEMES or not token.strip():
        return _MISSING
    return token.strip()


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
