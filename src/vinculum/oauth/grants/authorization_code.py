"""
Redeem a code (a grant token) for tokens, once.

Owns the grant `authorization_code`, and what happens when a code comes back.
Never makes a code; issuing.py does.
"""

from __future__ import annotations

import msgspec

from vinculum.model.change import CutToken
from vinculum.oauth.clients import Client
from vinculum.oauth.errors import INVALID_CODE, INVALID_REDIRECT_URI, TokenRefusal
from vinculum.oauth.grants.grant import Grant, GrantFacts
from vinculum.oauth.issuing import FreshTokens, Grantee, TokenPlan, plan_access, plan_offline
from vinculum.oauth.proof import verifier_fits
from vinculum.oauth.request import TokenRequest
from vinculum.oauth.tokens import hash_token, is_alive, kept_again, parse_detail
from vinculum.ports.services import Services
from vinculum.ports.store import StoredToken, Work


def gather(_services: Services, work: Work, request: TokenRequest, _client: Client) -> GrantFacts:
    """Read the code and the refresh tokens beside which a new one would stand."""
    presented = work.find_token(hash_token(request.code), "grant")
    if presented is None:
        return GrantFacts(presented=None)
    kept = work.read_tokens_of_user(presented.user, "refresh")
    return GrantFacts(presented=presented, kept=kept)


def redeem(
    request: TokenRequest, client: Client, facts: GrantFacts, fresh: FreshTokens, now: int
) -> TokenPlan:
    """
    Issue an access token, and a refresh token when the code is for offline access.

    A code that comes back has leaked: everything that came from it is revoked.
    Refuses with: INVALID_CODE (also for a verifier that does not fit), INVALID_REDIRECT_URI,
    TOO_MANY_TOKENS; what is refused for its number leaves the code as it was.
    """
    presented = facts.presented
    if presented is None or presented.client_id != client.client_id:
        return TokenPlan(changes=(), answer=INVALID_CODE)
    detail = parse_detail(presented)
    if detail.used:
        return TokenPlan(changes=(CutToken(hash=presented.hash),), answer=INVALID_CODE)
    if not is_alive(presented, now):
        return TokenPlan(changes=(), answer=INVALID_CODE)
    if detail.redirect_uri not in ("", request.redirect_uri):
        return TokenPlan(changes=(), answer=INVALID_REDIRECT_URI)
    if not verifier_fits(detail, request.code_verifier):
        return TokenPlan(changes=(), answer=INVALID_CODE)
    return redeemed(presented, facts, fresh, now)


def redeemed(presented: StoredToken, facts: GrantFacts, fresh: FreshTokens, now: int) -> TokenPlan:
    """Issue what a code is good for, and burn it."""
    detail = parse_detail(presented)
    grantee = Grantee(
        client_id=presented.client_id,
        user=presented.user,
        scopes=presented.scopes,
        exempt=detail.exempt,
    )
    plan = (
        plan_offline(grantee, presented.hash, facts.kept, fresh, now)
        if detail.offline
        else plan_access(grantee, presented.hash, (), fresh, now)
    )
    if isinstance(plan.answer, TokenRefusal):
        return plan
    # The code stays, marked as used, so that its second coming is recognised.
    burnt = kept_again(presented, msgspec.structs.replace(detail, used=True))
    return TokenPlan(changes=(burnt, *plan.changes), answer=plan.answer)


AUTHORIZATION_CODE = Grant(name="authorization_code", presents="code", gather=gather, redeem=redeem)
