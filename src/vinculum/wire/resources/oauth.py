"""
Speak the token endpoint's dialect: forms in, small JSON objects out.

Owns the paths of the authorization server, and how tokens are asked for and revoked.
Never decides a grant; oauth/endpoint.py does. Needs no actor: who asks is a client.
Next door: server/asgi.py looks a path up with `find_oauth_path` before it asks the CRM's router.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from vinculum.errors import catalogue
from vinculum.oauth.endpoint import issue_token, org_of_request
from vinculum.oauth.errors import INVALID_REQUEST, NOTHING_TO_REVOKE, TokenRefusal
from vinculum.oauth.issuing import Issued
from vinculum.oauth.request import TokenRequest, parse_token_request
from vinculum.oauth.revoking import revoke_token
from vinculum.oauth.tokens import org_of
from vinculum.ports.services import Services
from vinculum.ports.store import Work
from vinculum.wire.accounts import OAuthReady, Prepare, encode_answer, own_address, refuse
from vinculum.wire.envelope import encode_refusal
from vinculum.wire.message import WireRequest, WireResponse
from vinculum.wire.resources.server_info import prepare_server_info
from vinculum.wire.resources.user_info import prepare_user_info
from vinculum.wire.unsupported import unsupported_accounts

TOKEN_PATH = "/oauth/v2/token"
_PORTAL = re.compile(r"\A/clientoauth/v2/[^/]+/")
_VERSION_2 = "/oauth/v2/"
_TOO_LARGE = 413


def prepare_token(request: WireRequest, _services: Services) -> OAuthReady | WireResponse:
    """
    Read a token request: no input or output, safe on the event loop.

    A verb other than POST, a form that cannot be read, a grant that is not served and a
    client id that names no org are answered without the store.
    """
    asked = _read_form(request, frozenset({"POST"}))
    if isinstance(asked, WireResponse):
        return asked
    org_id = org_of_request(asked)
    if isinstance(org_id, TokenRefusal):
        return refuse(org_id)

    def finish(work: Work, services: Services) -> WireResponse:
        answer = issue_token(services, work, asked, services.clock.now())
        if isinstance(answer, TokenRefusal):
            return refuse(answer)
        return _encode(answer, own_address(request, services))

    return OAuthReady(lane="write", org_id=org_id, finish=finish)


def prepare_revoke(request: WireRequest, _services: Services) -> OAuthReady | WireResponse:
    """Read a revocation, from a link or a form; what has not the form of a token is refused."""
    asked = _read_form(request, frozenset({"GET", "POST"}))
    if isinstance(asked, WireResponse):
        return asked
    org_id = org_of(asked.token)
    if org_id is None:
        return refuse(NOTHING_TO_REVOKE)

    def finish(work: Work, services: Services) -> WireResponse:
        refusal = revoke_token(work, asked.token, services.clock.now())
        return encode_answer({"status": "success"}) if refusal is None else refuse(refusal)

    return OAuthReady(lane="write", org_id=org_id, finish=finish)


def _unserved(reason: str) -> Prepare:
    """
    Answer for a path that is documented and not served, in the API's own shape.

    People and programs meet the same NOT_SUPPORTED with its reason on every such path.
    """

    def prepare(_request: WireRequest, _services: Services) -> WireResponse:
        return encode_refusal(catalogue.NOT_SERVED.refusal(reason=reason))

    return prepare


OAUTH_PATHS: Mapping[str, Prepare] = {
    **{path: _unserved(reason) for path, reason in unsupported_accounts().items()},
    TOKEN_PATH: prepare_token,
    "/oauth/v2/token/revoke": prepare_revoke,
    "/oauth/user/info": prepare_user_info,
    "/oauth/serverinfo": prepare_server_info,
}


def find_oauth_path(path: str) -> Prepare | None:
    """
    Find what serves a path of the authorization server.

    `/clientoauth/v2/{portal}/…` is another name of `/oauth/v2/…`, whatever the portal.
    """
    return OAUTH_PATHS.get(_PORTAL.sub(_VERSION_2, path))


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
    )
    return refuse(asked) if isinstance(asked, TokenRefusal) else asked


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
    return encode_answer(answer)
