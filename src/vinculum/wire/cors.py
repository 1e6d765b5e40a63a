"""
Let registered web pages call, and read the answers.

Owns the CORS headers, on refusals too, because browsers hide what comes without them.
Never looks at a token: the rule is the same for every answer (platform 16).
Next door: oauth/origins.py knows the registered origins, server/asgi.py asks for the headers.
"""

from __future__ import annotations

import msgspec

from vinculum.ports.services import Services
from vinculum.wire.message import WireRequest, WireResponse

PREFLIGHT = "OPTIONS"
ORIGIN = "origin"
_VARY = ("Vary", "Origin")
_EXPOSED = (
    "Content-Disposition,Content-Type,X-API-CREDITS-REMAINING,X-ACCESSTOKEN-RESET,"
    "X-RATELIMIT-LIMIT,X-RATELIMIT-REMAINING,X-RATELIMIT-RESET"
)
_PREFLIGHT_HEADERS = (
    ("Access-Control-Allow-Methods", "GET,POST,PUT,PATCH,DELETE,OPTIONS"),
    (
        "Access-Control-Allow-Headers",
        "Authorization,Content-Type,X-ZOHO-SDK,If-Modified-Since,X-EXTERNAL,feature,X-CRM-ORG",
    ),
    ("Access-Control-Max-Age", "86400"),
)


def with_cors(response: WireResponse, request: WireRequest, services: Services) -> WireResponse:
    """
    Add the headers that show an answer to the page that asked, if its origin is registered.

    The answer to a preflight, which comes without a token, also tells what may be sent.
    May read the store, so it is not for the event loop.
    """
    origin = request.headers.get(ORIGIN)
    if origin is None:
        return response
    headers = (*response.headers, _VARY)
    if services.origins.allows(origin):
        headers += (
            ("Access-Control-Allow-Origin", origin),
            ("Access-Control-Allow-Credentials", "true"),
            ("Access-Control-Expose-Headers", _EXPOSED),
        )
        if request.method == PREFLIGHT:
            headers += _PREFLIGHT_HEADERS
    return msgspec.structs.replace(response, headers=headers)
