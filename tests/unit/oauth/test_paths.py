"""The accounts server has two names for some paths, and words for those that it does not serve."""

import json

import pytest

from tests.unit.oauth.accounts import SCOPES, Accounts
from vinculum.wire.resources.oauth import find_oauth_path

PORTAL = "/clientoauth/v2/10082715399"
BROWSER = (
    "sign-in and consent in a browser are not served yet; the command line issues codes and tokens"
)
DEVICE = "the device flow is not served yet"


@pytest.fixture
def accounts():
    return Accounts()


def test_a_portal_redeems_and_revokes_as_the_server_does(accounts):
    form = (
        f"grant_type=authorization_code&code={accounts.code()}"
        f"&client_id={accounts.client.client_id}&client_secret={accounts.secret}"
    )
    answer = json.loads(accounts.send(form.encode(), path=f"{PORTAL}/token").body)
    revoked = accounts.send(
        f"token={answer['refresh_token']}".encode(), path=f"{PORTAL}/token/revoke"
    )

    assert SCOPES == answer["scope"]
    assert b'{"status":"success"}' == revoked.body


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/oauth/v2/auth", BROWSER),
        ("/oauth/v2/auth/refresh", BROWSER),
        (f"{PORTAL}/auth", BROWSER),
        ("/oauth/v3/device/code", DEVICE),
        ("/oauth/v3/device/token", DEVICE),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_documented_path_that_is_not_served_says_why(accounts, path, reason, method):
    response = accounts.send(method=method, path=path)

    expected = {
        "code": "NOT_SUPPORTED",
        "details": {"reason": reason},
        "message": "This API is not served by this server",
        "status": "error",
    }
    assert (400, expected) == (response.status, json.loads(response.body))


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/oauth",
        "/oauth/v2/token/",
        "/oauth/v2/tokens",
        "/clientoauth/v2/token",
        "/clientoauth/v2//token",
        "/clientoauth/v2/a/b/token",
        "/clientoauth/v2/a",
        "/x/clientoauth/v2/a/token",
        "/clientoauth/v2/a/clientoauth/v2/a/token",
    ],
)
def test_any_other_path_is_not_the_accounts_servers(path):
    assert None is find_oauth_path(path)
