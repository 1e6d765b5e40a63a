"""
Redeem the code of a device, again and again until a person has decided.

Owns the grant `device_token`: what a device hears while it waits (oauth 5).
Never asks the person; device.py does.
"""

from __future__ import annotations

import msgspec

from vinculum.model.change import CutToken
from vinculum.model.moments import SECOND_MS
from vinculum.oauth.clients import Client
from vinculum.oauth.errors import (
    ACCESS_DENIED,
    AUTHORIZATION_PENDING,
    EXPIRED,
    INVALID_CODE,
    SLOW_DOWN,
    other_data_centre,
)
from vinculum.oauth.grants.authorization_code import redeemed
from vinculum.oauth.grants.grant import Grant, GrantFacts
from vinculum.oauth.issuing import FreshTokens, TokenPlan
from vinculum.oauth.request import TokenRequest
from vinculum.oauth.tokens import hash_token, is_alive, kept_again, parse_detail
from vinculum.ports.services import Services
from vinculum.ports.store import Work


def gather(services: Services, work: Work, request: TokenRequest, _client: Client) -> GrantFacts:
    """Read the code, and the refresh tokens beside which a new one would stand."""
    presented = work.find_token(hash_token(request.code), "device")
    if presented is None:
        return GrantFacts(presented=None)
    centres = services.data_centres
    return GrantFacts(
        presented=presented,
        kept=work.read_tokens_of_user(presented.user, "refresh") if presented.user else (),
        elsewhere=None if centres.is_home(request.asked_at) else centres.home,
    )


def redeem(
    _request: TokenRequest, client: Client, facts: GrantFacts, fresh: FreshTokens, now: int
) -> TokenPlan:
    """
    Issue tokens when the person has accepted; a code that comes back then revokes them.

    Refuses with: INVALID_CODE, EXPIRED, SLOW_DOWN, AUTHORIZATION_PENDING, ACCESS_DENIED, the
    name of the user's data centre when another one was asked, TOO_MANY_TOKENS.
    """
    presented = facts.presented
    if presented is None or presented.client_id != client.client_id:
        return TokenPlan(changes=(), answer=INVALID_CODE)
    detail = parse_detail(presented)
    if detail.used:
        return TokenPlan(changes=(CutToken(hash=presented.hash),), answer=INVALID_CODE)
    if not is_alive(presented, now):
        return TokenPlan(changes=(), answer=EXPIRED)
    interval = fresh.limits.device_interval_seconds * SECOND_MS
    if detail.polled is not None and now - detail.polled < interval:
        # Not noted, or a device that is always a little early would wait for ever.
        return TokenPlan(changes=(), answer=SLOW_DOWN)
    match detail.decision:
        case "":
            asked = kept_again(presented, msgspec.structs.replace(detail, polled=now))
            return TokenPlan(changes=(asked,), answer=AUTHORIZATION_PENDING)
        case "rejected":
            return TokenPlan(changes=(), answer=ACCESS_DENIED)
    if facts.elsewhere is not None:
        # Not noted: the device may ask the other data centre at once.
        return TokenPlan(changes=(), answer=other_data_centre(facts.elsewhere))
    return redeemed(presented, facts, fresh, now)


DEVICE = Grant(name="device_token", presents="code", gather=gather, redeem=redeem, anywhere=True)
