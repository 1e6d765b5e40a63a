"""The accounts server has two names for some paths."""

import json

import pytest

from tests.unit.oauth.accounts import SCOPES, Accounts
from vinculum.wire.accounts_table import find_oauth_path

PORTAL = "/clientoauth/v2/10082715399"


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
