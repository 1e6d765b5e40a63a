"""
Speak the token endpoint's dialect: forms in, small JSON objects out.

Owns the paths of the authorization server and the shape of their answers.
Never decides a grant; oauth/endpoint.py does. Needs no actor: who asks is a client.
Next door: server/asgi.py looks a path up in `OAUTH_PATHS` before it asks the CRM's router.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from vinculum.model.value import Value
from vinculum.oauth.endpoint import issue_token, org_of_request
from vinculum.oauth.errors import GENERAL_ERROR, INVALID_REQUEST, TokenRefusal
from vinculum.oauth.issuing import Issued
from vinculum.oauth.request import parse_token_request
from vinculum.ports.services import Services
from vinculum.ports.store import Work
from vinculum.wire.ascii import ascii_json
from vinculum.wire.endpoint import Lane
from vinculum.wire.message import JSON_TYPE, WireRequest, WireResponse

TOKEN_PATH = "/oauth/v2/token"
_HEADERS = (("Content-Type", JSON_TYPE), ("Cache-Control", "no-store"))
_TOO_LARGE = 413


class OAuthReady(Value):
    """A request to the authorization server that was read and waits for its lane."""

    lane: Lane
    org_id: int
    finish: Callable[[Work, Services], WireResponse]


def prepare_token(request: WireRequest) -> OAuthReady | WireResponse:
    """
    Read a token request: no input or output, safe on the event loop.

    A verb other than POST, a form that cannot be read, a grant that is not served and a
    client id that names no org are answered without the store.
    """
    if request.method != "POST":
        return _refuse(INVALID_REQUEST)
    if request.too_large:
        return _refuse(INVALID_REQUEST, _TOO_LARGE)
    asked = parse_token_request(
        query=request.query,
        content_type=request.headers.get("content-type", ""),
        authorization=request.headers.get("authorization", ""),
        body=request.body,
    )
    if isinstance(asked, TokenRefusal):
        return _refuse(asked)
    org_id = org_of_request(asked)
    if isinstance(org_id, TokenRefusal):
        return _refuse(org_id)

    def finish(work: Work, services: Services) -> WireResponse:
        answer = issue_token(services, work, asked, services.clock.now())
        if isinstance(answer, TokenRefusal):
            return _refuse(answer)
        return _encode(answer, services.public_url or request.base_url)

    return OAuthReady(lane="write", org_id=org_id, finish=finish)


OAUTH_PATHS: Mapping[str, Callable[[WireRequest], OAuthReady | WireResponse]] = {
    TOKEN_PATH: prepare_token,
}


def crashed_oauth() -> WireResponse:
    """Answer for a fault of ours in the authorization server's own words."""
    return _refuse(GENERAL_ERROR)


def _refuse(refusal: TokenRefusal, status: int | None = None) -> WireResponse:
    body = ascii_json(refusal.body).encode()
    return WireResponse(status=status or refusal.status, headers=_HEADERS, body=body)


def _encode(issued: Issued, api_domain: str) -> WireResponse:
    """Write a token answer; `expires_in` counts seconds, and there is no `expires_in_sec`."""
    answer: dict[str, str | int] = {"access_token": issued.access_token}
    if issued.refresh_token is not None:
        answer["refresh_token"] = issued.refresh_token
    answer |= {
        "scope": issued.scopes,
        "api_domain": api_domain,
        "token_type": "Bearer",
        "expires_in": issued.expires_in,
    }
    return WireResponse(status=200, headers=_HEADERS, body=ascii_json(answer).encode())
