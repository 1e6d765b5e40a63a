"""
Shape the answers of the accounts server: small JSON objects that nobody may keep.

Owns what its endpoints have in common, which is not the CRM's pipeline.
Never knows a path.
Next door: resources/oauth.py has the table of paths, oauth/errors.py the words of refusals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from vinculum.model.value import Value
from vinculum.oauth.errors import GENERAL_ERROR, TokenRefusal
from vinculum.ports.services import Services
from vinculum.ports.store import Work
from vinculum.wire.ascii import ascii_json
from vinculum.wire.endpoint import Lane
from vinculum.wire.message import JSON_TYPE, WireRequest, WireResponse

_HEADERS = (("Content-Type", JSON_TYPE), ("Cache-Control", "no-store"))


class OAuthReady(Value):
    """A request to the authorization server that was read and waits for its lane."""

    lane: Lane
    org_id: int
    finish: Callable[[Work, Services], WireResponse]


Prepare: TypeAlias = Callable[[WireRequest, Services], OAuthReady | WireResponse]


def encode_answer(body: Mapping[str, object], status: int = 200) -> WireResponse:
    """Answer with an object, its keys in wire order."""
    return WireResponse(status=status, headers=_HEADERS, body=ascii_json(body).encode())


def refuse(refusal: TokenRefusal, status: int | None = None) -> WireResponse:
    """Answer a refusal, with another status than its own where HTTP has a better one."""
    return encode_answer(refusal.body, status or refusal.status)


def crashed_oauth() -> WireResponse:
    """Answer for a fault of ours in the authorization server's own words."""
    return refuse(GENERAL_ERROR)


def own_address(request: WireRequest, services: Services) -> str:
    """How clients reach this server: as the settings say, else as the request came."""
    return services.address(request.base_url)
