"""
Redeem a refresh token for a new access token.

Owns the grant `refresh_token`; the refresh token itself stays as it is.
Never counts tokens; issuing.py does.
"""

from __future__ import annotations

from vinculum.oauth.clients import Client
from vinculum.oauth.errors import INVALID_CODE
from vinculum.oauth.grants.grant import Grant, GrantFacts
from vinculum.oauth.issuing import FreshTokens, Grantee, TokenPlan, plan_access
from vinculum.oauth.request import TokenRequest
from vinculum.oauth.tokens import hash_token, is_alive, parse_detail
from vinculum.ports.services import Services
from vinculum.ports.store import Work


def gather(_services: Services, work: Work, request: TokenRequest, _client: Client) -> GrantFacts:
    """Read the refresh token and what came from it."""
    token_hash = hash_token(request.refresh_token)
    presented = work.find_token(token_hash, "refresh")
    if presented is None:
        return GrantFacts(presented=None)
    return GrantFacts(presented=presented, children=work.read_children_of(token_hash))


def redeem(
    _request: TokenRequest, client: Client, facts: GrantFacts, fresh: FreshTokens, now: int
) -> TokenPlan:
    """
    Issue one more access token.

    Refuses with: INVALID_CODE (unknown, revoked, or another client's), TOO_MANY_TOKENS.
    """
    presented = facts.presented
    if presented is None or presented.client_id != client.client_id or not is_alive(presented, now):
        return TokenPlan(changes=(), answer=INVALID_CODE)
    grantee = Grantee(
        client_id=client.client_id,
        user=presented.user,
        scopes=presented.scopes,
        exempt=parse_detail(presented).exempt,
    )
    return plan_access(grantee, presented.hash, facts.children, fresh, now)


REFRESH_TOKEN = Grant(name="refresh_token", presents="refresh_token", gather=gather, redeem=redeem)
