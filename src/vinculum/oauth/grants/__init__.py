"""
One file per grant, and the table of them.

Owns `GRANTS`: a value of `grant_type` that is not in it is not supported.
Never decides anything by itself.
"""

from __future__ import annotations

from vinculum.oauth.grants.authorization_code import AUTHORIZATION_CODE
from vinculum.oauth.grants.client_credentials import CLIENT_CREDENTIALS
from vinculum.oauth.grants.grant import Grant
from vinculum.oauth.grants.refresh_token import REFRESH_TOKEN

GRANTS: dict[str, Grant] = {
    grant.name: grant for grant in (AUTHORIZATION_CODE, REFRESH_TOKEN, CLIENT_CREDENTIALS)
}
