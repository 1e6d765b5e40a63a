"""
Give a self client an access token for its own org, without a code.

Owns the grant `client_credentials`: on whose behalf it acts, and how its tokens are counted.
Never gives a refresh token: the credentials themselves are as good as one.
"""

from __future__ import annotations

from vinculum.model.scope import SERVICE, is_known, parse_scopes
from vinculum.oauth.clients import Client
from vinculum.oauth.errors import INVALID_CLIENT, INVALID_SCOPE, MISSING_ORG_INFO
from vinculum.oauth.grants.grant import Grant, GrantFacts
from vinculum.oauth.issuing import FreshTokens, Grantee, TokenPlan, plan_access
from vinculum.oauth.request import TokenRequest
from vinculum.ports.services import Services
from vinculum.ports.store import Work


def gather(services: Services, work: Work, request: TokenRequest) -> GrantFacts:
    """Read the org, its first active administrator, and the tokens issued in this way before."""
    schema = services.schemas.current(work)
    administrator = schema.find_administrator()
    if administrator is None:
        return GrantFacts(presented=None, org=schema.org)
    tokens = work.read_tokens_of(request.client_id, administrator.id, "access")
    orphans = [token for token in tokens if token.parent is None]
    return GrantFacts(presented=None, children=orphans, org=schema.org, administrator=administrator)


def redeem(
    request: TokenRequest, client: Client, facts: GrantFacts, fresh: FreshTokens, now: int
) -> TokenPlan:
    """
    Issue an access token, limited like those of one refresh token.

    No source says on whose behalf the token acts: the org's first active administrator is
    our choice, as on the command line.
    Refuses with: MISSING_ORG_INFO, INVALID_SCOPE, INVALID_CLIENT (nobody to act for),
    TOO_MANY_TOKENS.
    """
    if not _names_org(request.soid, facts):
        return TokenPlan(changes=(), answer=MISSING_ORG_INFO)
    scopes = parse_scopes(request.scope)
    if not scopes or not all(map(is_known, scopes)):
        return TokenPlan(changes=(), answer=INVALID_SCOPE)
    if facts.administrator is None:
        return TokenPlan(changes=(), answer=INVALID_CLIENT)
    grantee = Grantee(
        client_id=client.client_id, user=facts.administrator.id, scopes=" ".join(scopes)
    )
    return plan_access(grantee, None, facts.children, fresh, now)


def _names_org(soid: str, facts: GrantFacts) -> bool:
    """Tell whether `Service.zgid` names the client's own org in this service."""
    service, _, zgid = soid.partition(".")
    return service.lower() == SERVICE and facts.org is not None and zgid == facts.org.zgid


CLIENT_CREDENTIALS = Grant(name="client_credentials", gather=gather, redeem=redeem)
