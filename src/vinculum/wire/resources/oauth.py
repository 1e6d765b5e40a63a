"""
Speak the token endpoint's dialect: forms in, small JSON objects out.

Owns how tokens are asked for, redeemed and revoked.
Never decides a grant; oauth/endpoint.py does. Needs no actor: who asks is a client.
Next door: accounts_table.py has the paths, accounts.py the shape of answers.
"""

from __future__ import annotations

from functools import partial

from vinculum.model.moments import SECOND_MS
from vinculum.oauth.client_ids import org_of_client
from vinculum.oauth.device import REQUEST, DeviceCodes, issue_codes
from vinculum.oauth.endpoint import Grants, issue_token, org_of_request
from vinculum.oauth.errors import (
    INVALID_CLIENT,
    INVALID_REQUEST,
    NOTHING_TO_REVOKE,
    UNSUPPORTED_GRANT_TYPE,
    TokenRefusal,
)
from vinculum.oauth.grants import DEVICE_GRANTS, GRANTS
from vinculum.oauth.issuing import Issued
from vinculum.oauth.limits import DEVICE_CODE
from vinculum.oauth.request import TokenRequest, parse_token_request
from vinculum.oauth.revoking import revoke_token
from vinculum.oauth.tokens import is_from, org_of
from vinculum.ports.services import Services
from vinculum.ports.store import Work
from vinculum.wire.accounts import OAuthReady, encode_answer, own_address, refuse
from vinculum.wire.message import WireRequest, WireResponse

DEVICE_PAGE = "/oauth/v3/device"
_TOO_LARGE = 413


def _prepare(grants: Grants, request: WireRequest, services: Services) -> OAuthReady | WireResponse:
    """
    Read a token request: no input or output, safe on the event loop.

    A verb other than POST, a form that cannot be read, a grant that is not served and a
    client id that names no org are answered without the store.
    """
    asked = _read_form(request, frozenset({"POST"}))
    if isinstance(asked, WireResponse):
        return asked
    org_id = org_of_request(services, asked, grants)
    if isinstance(org_id, TokenRefusal):
        return refuse(org_id)

    def finish(work: Work, services: Services) -> WireResponse:
        answer = issue_token(services, work, asked, grants, services.clock.now())
        if isinstance(answer, TokenRefusal):
            return refuse(answer)
        return _encode(answer, own_address(request, services), services)

    return OAuthReady(lane="write", org_id=org_id, finish=finish)


prepare_token = partial(_prepare, GRANTS)
prepare_device_token = partial(_prepare, DEVICE_GRANTS)


def prepare_device_code(request: WireRequest, _services: Services) -> OAuthReady | WireResponse:
    """Read a device's request for its two codes; refused without the store as for tokens."""
    asked = _read_form(request, frozenset({"POST"}))
    if isinstance(asked, WireResponse):
        return asked
    if asked.grant_type != REQUEST:
        return refuse(UNSUPPORTED_GRANT_TYPE)
    org_id = org_of_client(asked.client_id)
    if org_id is None:
        return refuse(INVALID_CLIENT)

    def finish(work: Work, services: Services) -> WireResponse:
        codes = issue_codes(services, work, asked)
        if isinstance(codes, TokenRefusal):
            return refuse(codes)
        return _encode_codes(codes, own_address(request, services), services)

    return OAuthReady(lane="write", org_id=org_id, finish=finish)


def prepare_revoke(request: WireRequest, services: Services) -> OAuthReady | WireResponse:
    """Read a revocation, from a link or a form; what has not the form of a token is refused."""
    asked = _read_form(request, frozenset({"GET", "POST"}))
    if isinstance(asked, WireResponse):
        return asked
    org_id = org_of(asked.token)
    location = services.data_centres.location_at(request.base_url)
    if org_id is None or not is_from(location, asked.token):
        return refuse(NOTHING_TO_REVOKE)

    def finish(work: Work, services: Services) -> WireResponse:
        refusal = revoke_token(work, asked.token, services.clock.now())
        return encode_answer({"status": "success"}) if refusal is None else refuse(refusal)

    return OAuthReady(lane="write", org_id=org_id, finish=finish)


def _read_form(request: WireRequest, methods: frozenset[str]) -> TokenRequest | WireResponse:
    """Read the parameters of a request with one of these verbs, or answer why not."""
    if request.method not in methods:
        return refuse(INVALID_REQUEST)
    if request.too_large:
        return refuse(INVALID_REQUEST, _TOO_LARGE)
    asked = parse_token_request(
        query=request.query,
        content_type=request.headers.get("content-type", ""),
        authorization=request.headers.get("authorization", ""),
        body=request.body,
        asked_at=request.base_url,
    )
    return refuse(asked) if isinstance(asked, TokenRefusal) else asked


def _encode(issued: Issued, api_domain: str, services: Services) -> WireResponse:
    """
    Write a token answer. `expires_in` counts seconds; `expires_in_sec` would make clients take
    it for milliseconds, and is sent only when the settings ask for the older form (oauth 1).
    """
    answer: dict[str, str | int] = {"access_token": issued.access_token}
    if issued.refresh_token is not None:
        answer["refresh_token"] = issued.refresh_token
    answer |= {"scope": issued.scopes, "api_domain": api_domain, "token_type": "Bearer"}
    if services.limits.legacy_expiry:
        answer |= {"expires_in_sec": issued.expires_in, "expires_in": issued.expires_in * 1000}
    else:
        answer["expires_in"] = issued.expires_in
    return encode_answer(answer)


def _encode_codes(codes: DeviceCodes, address: str, services: Services) -> WireResponse:
    """Write the two codes of a device; times are milliseconds here (oauth 5)."""
    page = address + DEVICE_PAGE
    return encode_answer(
        {
            "user_code": codes.user_code,
            "user_code_expiry_time": codes.expires,
            "device_code": codes.device_code,
            "verification_url": page,
            "verification_uri_complete": f"{page}?user_code={codes.user_code}",
            "expires_in": DEVICE_CODE.milliseconds(services.limits),
            "interval": services.limits.device_interval_seconds * SECOND_MS,
        }
    )
