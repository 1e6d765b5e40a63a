"""
Carry out a token request: find the grant, authenticate the client, redeem, apply.

Owns the order in which a token request is judged.
Never sees HTTP: a TokenRequest comes in, an answer or a refusal goes out.
Next door: grants/ decide, wire/resources/oauth.py encodes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from vinculum.oauth.client_ids import org_of_client
from vinculum.oauth.clients import (
    CLIENT_TYPES,
    Client,
    parse_client,
    secret_fits,
)
from vinculum.oauth.errors import (
    INVALID_CLIENT,
    INVALID_CLIENT_SECRET,
    INVALID_CODE,
    UNSUPPORTED_GRANT_TYPE,
    TokenRefusal,
)
from vinculum.oauth.grants.grant import Grant, GrantFacts
from vinculum.oauth.issuing import Issued, mint_fresh
from vinculum.oauth.request import TokenRequest
from vinculum.oauth.tokens import NOBODY, is_from
from vinculum.ports.services import Services
from vinculum.ports.store import Work

Grants: TypeAlias = Mapping[str, Grant]


def org_of_request(services: Services, request: TokenRequest, grants: Grants) -> int | TokenRefusal:
    """
    Tell in which org to look, or refuse what needs no store.

    Gives back: UNSUPPORTED_GRANT_TYPE, INVALID_CLIENT (a client id that names no org, or a
    data centre that is not the org's).
    """
    grant = grants.get(request.grant_type)
    if grant is None:
        return UNSUPPORTED_GRANT_TYPE
    if not grant.anywhere and not services.data_centres.is_home(request.asked_at):
        return INVALID_CLIENT
    return org_of_client(request.client_id) or INVALID_CLIENT


def issue_token(
    services: Services, work: Work, request: TokenRequest, grants: Grants, now: int
) -> Issued | TokenRefusal:
    """
    Redeem a grant for tokens and write them.

    Gives back: INVALID_CLIENT, INVALID_CLIENT_SECRET, and what the grant refuses with. A
    user who is gone or not active, and what another data centre has issued, is answered with
    INVALID_CODE.
    """
    grant = grants[request.grant_type]
    client = _authenticate(services, work, request, grant)
    if isinstance(client, TokenRefusal):
        return client
    presented = getattr(request, grant.presents) if grant.presents else ""
    if presented and not is_from(services.data_centres.home, presented):
        return INVALID_CODE
    facts = grant.gather(services, work, request, client)
    if not _user_is_active(services, work, facts):
        return INVALID_CODE
    fresh = mint_fresh(services, work.org_id)
    plan = grant.redeem(request, client, facts, fresh, now)
    if plan.changes:
        work.apply(plan.changes)
    return plan.answer


def _authenticate(
    services: Services, work: Work, request: TokenRequest, grant: Grant
) -> Client | TokenRefusal:
    """Find the client, see that it may use the grant here, compare its secret."""
    stored = work.find_client(request.client_id)
    if stored is None:
        return INVALID_CLIENT
    client = parse_client(stored)
    kind = CLIENT_TYPES[client.type]
    if grant.name not in kind.grants:
        return INVALID_CLIENT
    if not services.data_centres.is_home(request.asked_at) and not client.multi_dc:
        return INVALID_CLIENT
    if kind.secret and not secret_fits(client, request.client_secret):
        return INVALID_CLIENT_SECRET
    return client


def _user_is_active(services: Services, work: Work, facts: GrantFacts) -> bool:
    """Tell whether the user behind a code or token may act; an unknown code is judged later."""
    if facts.presented is None or facts.presented.user == NOBODY:
        return True
    schema = services.schemas.current(work, facts.presented.version)
    user = schema.users.get(facts.presented.user)
    return user is not None and user.status == "active"
