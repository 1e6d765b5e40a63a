"""Whoever holds a token may end it; that counts at once, for all that came from it."""

from urllib.parse import urlencode

import pytest

from tests.unit.oauth.accounts import Accounts

REVOKE = "/oauth/v2/token/revoke"
DONE = (200, b'{"status":"success"}')
BAD = (400, b'{"error":"invalid_code"}')


@pytest.fixture
def accounts():
    return Accounts()


def revoke(accounts, token):
    response = accounts.send(urlencode({"token": token}).encode(), path=REVOKE)
    return response.status, response.body


def test_a_revoked_refresh_token_takes_its_access_tokens_with_it(accounts):
    issued = accounts.tokens()
    renewed = accounts.refresh(issued.refresh_token)["access_token"]

    assert DONE == revoke(accounts, issued.refresh_token)
    assert ["INVALID_TOKEN"] * 2 == [
        accounts.whoami(token) for token in (issued.access_token, renewed)
    ]
    assert {"error": "invalid_code"} == accounts.refresh(issued.refresh_token)


def test_a_revoked_access_token_goes_alone(accounts):
    issued = accounts.tokens()

    assert DONE == revoke(accounts, issued.access_token)
    assert "INVALID_TOKEN" == accounts.whoami(issued.access_token)
    assert "access_token" in accounts.refresh(issued.refresh_token)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_token_may_stand_in_the_query(accounts, method):
    token = accounts.tokens().refresh_token
    response = accounts.send(method=method, query=f"token={token}", path=REVOKE)

    assert DONE == (response.status, response.body)


def test_a_revocation_is_answered_with_json_that_nobody_may_keep(accounts):
    response = accounts.send(path=REVOKE)

    assert (
        ("Content-Type", "application/json;charset=UTF-8"),
        ("Cache-Control", "no-store"),
    ) == response.headers


def test_what_is_no_live_token_is_a_bad_token(accounts):
    code, issued = accounts.code(), accounts.tokens()
    gone = accounts.tokens().refresh_token
    revoke(accounts, gone)
    accounts.api.clock.advance(3600)
    elsewhere = "1000." + "0" * 31 + "7." + "0" * 32

    bad = ("", "x", code, gone, issued.access_token, elsewhere)
    assert [BAD] * len(bad) == [revoke(accounts, token) for token in bad]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "HEAD", "OPTIONS"])
def test_other_verbs_are_not_served(accounts, method):
    token = accounts.tokens().refresh_token
    response = accounts.send(method=method, query=f"token={token}", path=REVOKE)

    assert (400, b'{"error":"invalid_request"}') == (response.status, response.body)
    assert "access_token" in accounts.refresh(token)


def test_two_tokens_at_once_cannot_be_meant(accounts):
    response = accounts.send(b"token=a&token=b", path=REVOKE)

    assert (400, b'{"error":"invalid_request"}') == (response.status, response.body)
