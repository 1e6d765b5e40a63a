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
from vinculum.wire.per_schema import PerSchema

SCHEMES = frozenset({"zoho-oauthtoken", "bearer"})
MODULE_PLACE = "{module}"
FUNCTIONS = "/crm/v2/functions/"
API_KEY = "zapikey"
_MISSING = catalogue.AUTHENTICATION_MISSING.refusal()
# Whether scopes cover areas with an operation, for a name of a module in lower case.
_COVERED: PerSchema[tuple[frozenset[str], tuple[str, ...], str, str], bool] = PerSchema()


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
    areas = rule.areas if further is None else (*rule.areas, further)
    name = params.get("module", "").lower()
    question = (actor.scopes, areas, rule.operation, name)
    if not _COVERED.value(schema, question, lambda: _covers_all(schema, *question)):
        raise Refused(catalogue.SCOPE_MISMATCH.refusal())
    beside = rule.beside(request)
    if beside and not beside & actor.scopes:
        raise Refused(catalogue.SCOPE_MISMATCH.refusal())


def _covers_all(
    schema: Schema, scopes: frozenset[str], areas: tuple[str, ...], operation: str, name: str
) -> bool:
    """Tell whether scopes admit an operation on every area, in one spelling of each."""
    return all(
        any(
            covers(scopes, Need(area=spelling, operation=operation))
            for spelling in _spellings(schema, area, name)
        )
        for area in areas
    )


def _spellings(schema: Schema, area: str, name: str) -> tuple[str, ...]:
    if MODULE_PLACE not in area:
        return (area,)
    words = {name, name.replace("_", "")}
    module = schema.find_module(name)
    if module is not None:
        words |= {module.scope, module.api_name.lower(), module.api_name.lower().replace("_", "")}
        words |= {alias.lower() for alias in module.aliases}
    return tuple(area.replace(MODULE_PLACE, word) for word in sorted(words))
