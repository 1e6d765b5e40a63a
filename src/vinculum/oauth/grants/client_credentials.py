"""
Give a self client an access token for its own org, without a code.

Owns the grant `client_credentials`: on whose behalf it acts, and how its tokens are counted.
Never gives a refresh token: the credentials themselves are as good as one.
"""

from __future__ import annotations

from vinculum.model.actor import User
from vinculum.model.scope import SERVICE, is_known, parse_scopes
from vinculum.oauth.clients import Client
from vinculum.oauth.errors import INVALID_CLIENT, INVALID_SCOPE, MISSING_ORG_INFO
from vinculum.oauth.grants.grant import Grant, GrantFacts
from vinculum.oauth.issuing import FreshTokens, Grantee, TokenPlan, plan_access
from vinculum.oauth.request import TokenRequest
from vinculum.ports.services import Services
from vinculum.ports.store import Work
from vinculum.schema.snapshot import Schema


def gather(services: Services, work: Work, _request: TokenRequest, client: Client) -> GrantFacts:
    """Read the org, whom the client acts for, and the tokens issued in this way before."""
    schema = services.schemas.current(work)
    user = _principal(schema, client)
    if user is None:
        return GrantFacts(presented=None, org=schema.org)
    tokens = work.read_tokens_of(client.client_id, user.id, "access")
    orphans = [token for token in tokens if token.parent is None]
    return GrantFacts(presented=None, children=orphans, org=schema.org, principal=user)


def _principal(schema: Schema, client: Client) -> User | None:
    """
    Find the user that a client acts for: who registered it, while that user is active.

    No source says on whose behalf such a token acts. What the command line has registered
    acts for the org's first active administrator, as the command line itself does; anything
    wider would let everybody who may register a client become an administrator.
    """
    if not client.owner:
        return schema.find_administrator()
    owner = schema.users.get(client.owner)
    return owner if owner is not None and owner.status == "active" else None


def redeem(
    request: TokenRequest, client: Client, facts: GrantFacts, fresh: FreshTokens, now: int
) -> TokenPlan:
    """
    Issue an access token, limited like those of one refresh token.

    Refuses with: MISSING_ORG_INFO, INVALID_SCOPE, INVALID_CLIENT (nobody to act for),
    TOO_MANY_TOKENS.
    """
    if not _names_org(request.soid, facts):
        return TokenPlan(changes=(), answer=MISSING_ORG_INFO)
    scopes = parse_scopes(request.scope)
    if not scopes or not all(map(is_known, scopes)):
        return TokenPlan(changes=(), answer=INVALID_SCOPE)
    if facts.principal is None:
        return TokenPlan(changes=(), answer=INVALID_CLIENT)
    grantee = Grantee(client_id=client.client_id, user=facts.principal.id, scopes=" ".join(scopes))
    return plan_access(grantee, None, facts.children, fresh, now)


def _names_org(soid: str, facts: GrantFacts) -> bool:
    """Tell whether `Service.zgid` names the client's own org in this service."""
    service, _, zgid = soid.partition(".")
    return service.lower() == SERVICE and facts.org is not None and zgid == facts.org.zgid


CLIENT_CREDENTIALS = Grant(name="client_credentials", presents="", gather=gather, redeem=redeem)
