"""
One file per grant, and the tables of them.

Owns `GRANTS` and, for the endpoint of devices, `DEVICE_GRANTS`: a value of `grant_type` that is
not in an endpoint's table is not supported there.
Never decides anything by itself.
"""

from __future__ import annotations

from vinculum.oauth.grants.authorization_code import AUTHORIZATION_CODE
from vinculum.oauth.grants.client_credentials import CLIENT_CREDENTIALS
from vinculum.oauth.grants.device import DEVICE
from vinculum.oauth.grants.grant import Grant
from vinculum.oauth.grants.refresh_token import REFRESH_TOKEN

GRANTS: dict[str, Grant] = {
    grant.name: grant for grant in (AUTHORIZATION_CODE, REFRESH_TOKEN, CLIENT_CREDENTIALS)
}
DEVICE_GRANTS: dict[str, Grant] = {DEVICE.name: DEVICE}
