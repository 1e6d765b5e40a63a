"""
Serve `/oauth/user/info`: whose token it is (oauth 5).

Owns the keys of a person on the accounts server.
Never needs a scope of the CRM.
Next door: oauth/profile.py finds the person.
"""

from __future__ import annotations

from vinculum.errors.refusal import Refusal
from vinculum.model.actor import User
from vinculum.oauth.errors import INVALID_REQUEST, INVALID_TOKEN, TokenRefusal
from vinculum.oauth.profile import read_profile
from vinculum.oauth.tokens import is_from, org_of
from vinculum.ports.services import Services
from vinculum.ports.store import Work
from vinculum.wire.accounts import OAuthReady, encode_answer, refuse
from vinculum.wire.gate import token_of
from vinculum.wire.message import WireRequest, WireResponse


def prepare_user_info(request: WireRequest, services: Services) -> OAuthReady | WireResponse:
    """Read the token of the header, safe on the event loop; only GET is served."""
    if request.method != "GET":
        return refuse(INVALID_REQUEST)
    token = token_of(request)
    if isinstance(token, Refusal):
        return refuse(INVALID_TOKEN)
    org_id = org_of(token)
    location = services.data_centres.location_at(request.base_url)
    if org_id is None or not is_from(location, token):
        return refuse(INVALID_TOKEN)

    def finish(work: Work, services: Services) -> WireResponse:
        user = read_profile(services, work, token, services.clock.now())
        return refuse(user) if isinstance(user, TokenRefusal) else _encode(user)

    return OAuthReady(lane="read", org_id=org_id, finish=finish)


def _encode(user: User) -> WireResponse:
    """Write a person; the id of the account is a number here, unlike everywhere else."""
    return encode_answer(
        {
            "First_Name": user.first_name or "",
            "Email": user.email,
            "Last_Name": user.last_name,
            "Display_Name": user.full_name,
            "ZUID": int(user.zuid or user.id),
        }
    )
