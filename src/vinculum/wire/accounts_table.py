"""
List the paths of the accounts server that programs ask.

Owns the table, and the second name that some of its paths have.
Never decides anything. The paths that people see in a browser are pages, not here.
Next door: server/asgi.py looks a path up here before it asks the CRM's router.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from vinculum.wire.accounts import Prepare
from vinculum.wire.resources.oauth import (
    prepare_device_code,
    prepare_device_token,
    prepare_revoke,
    prepare_token,
)
from vinculum.wire.resources.server_info import prepare_server_info
from vinculum.wire.resources.user_info import prepare_user_info

TOKEN_PATH = "/oauth/v2/token"
OAUTH_PATHS: Mapping[str, Prepare] = {
    TOKEN_PATH: prepare_token,
    "/oauth/v2/token/revoke": prepare_revoke,
    "/oauth/v3/device/code": prepare_device_code,
    "/oauth/v3/device/token": prepare_device_token,
    "/oauth/user/info": prepare_user_info,
    "/oauth/serverinfo": prepare_server_info,
}
_PORTAL = re.compile(r"\A/clientoauth/v2/[^/]+/")
_VERSION_2 = "/oauth/v2/"


def find_oauth_path(path: str) -> Prepare | None:
    """
    Find what serves a path of the accounts server.

    `/clientoauth/v2/{portal}/…` is another name of `/oauth/v2/…`, whatever the portal.
    """
    return OAUTH_PATHS.get(_PORTAL.sub(_VERSION_2, path))
