"""
Serve the org itself: `/org` (platform 7).

Owns the keys of an org on the wire.
Never changes one.
Next door: users.py for its people.
"""

from __future__ import annotations

from collections.abc import Callable

from vinculum.operations.org import OrgCard, read_org
from vinculum.ports.services import Call
from vinculum.wire.endpoint import Endpoint, Params, ScopeRule
from vinculum.wire.message import WireRequest, WireResponse
from vinculum.wire.settings import encode_list

WRAPPER = "org"
# Clients learn from the edition how many requests they may send at once; we set no limit.
EDITION = "enterprise"


def _constant(value: object) -> Callable[[OrgCard], object]:
    return lambda _card: value


def _of_org(name: str) -> Callable[[OrgCard], object]:
    return lambda card: getattr(card.org, name)


def _license(card: OrgCard) -> object:
    return {
        "paid_expiry": None,
        "users_license_purchased": card.people,
        "trial_type": None,
        "trial_expiry": None,
        "paid": True,
        "paid_type": EDITION,
    }


ORG_KEYS: tuple[tuple[str, Callable[[OrgCard], object]], ...] = (
    ("country", _of_org("country")),
    ("photo_id", _constant(None)),
    ("city", _of_org("city")),
    ("description", _constant(None)),
    ("mc_status", _constant(value=False)),
    ("gapps_enabled", _constant(value=False)),
    ("domain_name", lambda card: f"org{card.org.zgid}"),
    ("translation_enabled", _constant(value=False)),
    ("street", _of_org("street")),
    ("alias", _constant(None)),
    ("currency", _of_org("currency_name")),
    ("id", lambda card: str(card.org.id)),
    ("state", _of_org("state")),
    ("fax", _constant(None)),
    ("employee_count", _constant(None)),
    ("zip", _of_org("zip")),
    ("website", _of_org("website")),
    ("currency_symbol", _of_org("currency_symbol")),
    ("mobile", _constant(None)),
    ("currency_locale", _of_org("currency_locale")),
    ("primary_zuid", lambda card: None if card.primary is None else card.primary.zuid),
    ("zia_portal_id", _constant(None)),
    ("time_zone", _of_org("time_zone")),
    ("zgid", _of_org("zgid")),
    ("country_code", _of_org("country_code")),
    ("license_details", _license),
    ("phone", _of_org("phone")),
    ("company_name", _of_org("name")),
    ("privacy_settings", _constant(value=False)),
    ("primary_email", _of_org("primary_email")),
    ("iso_code", _of_org("currency")),
)


def decode_read(_request: WireRequest, _params: Params) -> None:
    """Read `GET /org`."""


def encode_org(_call: Call, card: OrgCard) -> WireResponse:
    """Answer with the org."""
    return encode_list(WRAPPER, [{key: value_of(card) for key, value_of in ORG_KEYS}])


ENDPOINTS = (
    Endpoint(
        method="GET",
        path="/crm/v2/org",
        area="org",
        scope=ScopeRule(areas=("org",), operation="read"),
        lane="read",
        decode=decode_read,
        operate=read_org,
        encode=encode_org,
    ),
)
