"""
Issue codes and tokens at the operator's word, past the token endpoint.

Owns what the command line may hand out; it is exempt from the rate limits.
Never asks for consent: whoever can run a command on this machine has the data anyway.
Next door: issuing.py plans, cli/commands/ print the result.
"""

from __future__ import annotations

from vinculum.oauth.clients import CLIENT_TYPES, CODE_AND_REFRESH, Client
from vinculum.oauth.issuing import Grantee, Issued, mint_fresh, plan_code, plan_offline
from vinculum.oauth.tokens import mint_token
from vinculum.ports.services import Services
from vinculum.ports.store import Work


def may_be_issued_to(client: Client) -> bool:
    """Tell whether a client's type takes codes and refresh tokens."""
    return CLIENT_TYPES[client.type].grants >= CODE_AND_REFRESH


def issue_tokens(services: Services, work: Work, client: Client, user: int, scopes: str) -> Issued:
    """Issue an access token with its refresh token; past the limit the user's oldest goes."""
    grantee = Grantee(client_id=client.client_id, user=user, scopes=scopes, exempt=True)
    fresh = mint_fresh(services, work.org_id)
    kept = work.read_tokens_of_user(user, "refresh")
    plan = plan_offline(grantee, None, kept, fresh, services.clock.now())
    work.apply(plan.changes)
    return plan.issued


def issue_code(
    services: Services, work: Work, client: Client, user: int, scopes: str, lifetime_ms: int
) -> str:
    """Issue a grant token, to be redeemed once at the token endpoint within its lifetime."""
    code = mint_token(work.org_id, services.secrets, services.data_centres.home)
    grantee = Grantee(client_id=client.client_id, user=user, scopes=scopes, exempt=True)
    work.apply(plan_code(grantee, code, lifetime_ms, services.clock.now()))
    return code
