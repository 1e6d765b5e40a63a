"""
Serve the org itself: `/org` (platform 7).

Owns the keys of an org on the wire.
Never changes one.
Next door: users.py for its people.
"""

from __future__ import annotations

from vinculum.operations.org import OrgCard, read_org
from vinculum.ports.services import Call
from vinculum.wire.ascii import ascii_json
from vinculum.wire.endpoint import Endpoint, Params, ScopeRule
from vinculum.wire.envelope import json_response
from vinculum.wire.message import WireRequest, WireResponse

# Clients learn from the edition how many requests they may send at once; we set no limit.
EDITION = "enterprise"


def decode_read(_request: WireRequest, _params: Params) -> None:
    """Read `GET /org`."""


def encode_org(_call: Call, card: OrgCard) -> WireResponse:
    """Answer with the org."""
    org = card.org
    shown = {
        "country": org.country,
        "photo_id": None,
        "city": org.city,
        "description": None,
        "mc_status": False,
        "gapps_enabled": False,
        "domain_name": f"org{org.zgid}",
        "translation_enabled": False,
        "street": org.street,
        "alias": None,
        "currency": org.currency_name,
        "id": str(org.id),
        "state": org.state,
        "fax": None,
        "employee_count": None,
        "zip": org.zip,
        "website": org.website,
        "currency_symbol": org.currency_symbol,
        "mobile": None,
        "currency_locale": org.currency_locale,
        "primary_zuid": None if card.primary is None else card.primary.zuid,
        "zia_portal_id": None,
        "time_zone": org.time_zone,
        "zgid": org.zgid,
        "country_code": org.country_code,
        "license_details": {
            "paid_expiry": None,
            "users_license_purchased": card.people,
            "trial_type": None,
            "trial_expiry": None,
            "paid": True,
            "paid_type": EDITION,
        },
        "phone": org.phone,
        "company_name": org.name,
        "privacy_settings": False,
        "primary_email": org.primary_email,
        "iso_code": org.currency,
    }
    return json_response(ascii_json({"org": [shown]}).encode())


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
