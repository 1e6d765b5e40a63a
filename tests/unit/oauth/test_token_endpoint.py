"""The token endpoint redeems codes and refresh tokens, and says no in its own words."""

import base64
import json
from typing import Any

import msgspec
import pytest

from tests.unit.oauth.accounts import SCOPES, Accounts
from vinculum.schema.metadata import put


@pytest.fixture
def accounts():
    return Accounts()


def test_a_code_is_redeemed_for_both_tokens_in_the_documented_shape(accounts):
    answer = accounts.redeem(accounts.code())

    assert [
        "access_token",
        "refresh_token",
        "scope",
        "api_domain",
        "token_type",
        "expires_in",
    ] == list(answer)
    assert (SCOPES, "http://crm.test:8080", "Bearer", 3600) == (
        answer["scope"],
        answer["api_domain"],
        answer["token_type"],
        answer["expires_in"],
    )


def test_a_refresh_token_gives_an_access_token_and_no_second_refresh_token(accounts):
    answer = accounts.refresh(accounts.tokens().refresh_token)

    assert ["access_token", "scope", "api_domain", "token_type", "expires_in"] == list(answer)


def test_the_public_url_is_where_clients_are_sent(accounts):
    services = msgspec.structs.replace(accounts.api.services, public_url="https://crm.example.org")
    accounts.api = msgspec.structs.replace(accounts.api, services=services)

    assert "https://crm.example.org" == accounts.redeem(accounts.code())["api_domain"]


def test_an_answer_is_json_that_nobody_may_keep(accounts):
    response = accounts.send(b"grant_type=x")

    assert (
        ("Content-Type", "application/json;charset=UTF-8"),
        ("Cache-Control", "no-store"),
    ) == response.headers


def test_the_tokens_open_the_api_until_they_expire(accounts):
    token = accounts.redeem(accounts.code())["access_token"]
    before = accounts.whoami(token)
    accounts.api.clock.advance(3600)

    assert ("OAUTH_SCOPE_MISMATCH", "INVALID_TOKEN") == (before, accounts.whoami(token))


@pytest.mark.parametrize("place", ["query", "form", "multipart", "basic"])
def test_parameters_are_taken_from_every_place(accounts, place):
    token = accounts.tokens().refresh_token
    form = {
        "grant_type": "refresh_token",
        "refresh_token": token,
        "client_id": accounts.client.client_id,
        "client_secret": accounts.secret,
    }
    text = "&".join(f"{name}={value}" for name, value in form.items())
    parts = "".join(
        f'--B\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in form.items()
    )
    secret = base64.b64encode(f"{form['client_id']}:{form['client_secret']}".encode()).decode()
    requests: dict[str, dict[str, Any]] = {
        "query": {"query": text},
        "form": {"body": text.encode(), "content_type": "text/plain"},
        "multipart": {
            "body": f"{parts}--B--\r\n".encode(),
            "content_type": "multipart/form-data; boundary=B",
        },
        "basic": {
            "body": f"grant_type=refresh_token&refresh_token={token}".encode(),
            "authorization": f"Basic {secret}",
        },
    }

    assert "access_token" in json.loads(accounts.send(**requests[place]).body)


def test_the_body_wins_over_the_query(accounts):
    code = accounts.code()
    form = f"grant_type=authorization_code&code={code}&client_id={accounts.client.client_id}"

    response = accounts.send(
        f"{form}&client_secret={accounts.secret}".encode(), query="grant_type=refresh_token&code=x"
    )

    assert "refresh_token" in json.loads(response.body)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"grant_type": None}, "unsupported_grant_type"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"client_id": None}, "invalid_client"),
        ({"client_id": "1000.nobody"}, "invalid_client"),
        ({"client_id": "1000." + "0" * 26 + "AAAA"}, "invalid_client"),
        ({"client_secret": None}, "invalid_client_secret"),
        ({"client_secret": "0" * 42}, "invalid_client_secret"),
        ({"refresh_token": None}, "invalid_code"),
        ({"refresh_token": "1000.x"}, "invalid_code"),
    ],
)
def test_each_wrong_parameter_has_its_word(accounts, changed, error):
    token = accounts.tokens().refresh_token

    assert {"error": error} == accounts.refresh(token, **changed)


def test_a_refusal_says_that_all_is_well(accounts):
    # Quirk Q-004
    form = f"grant_type=refresh_token&client_id={accounts.client.client_id}&client_secret=x"
    response = accounts.send(form.encode())

    assert (200, b'{"error":"invalid_client_secret"}') == (response.status, response.body)


def test_a_client_of_an_org_that_is_not_here_is_unknown(accounts):
    assert {"error": "invalid_client"} == accounts.refresh(
        "x", client_id="1000.00000000000010000000000002AAAA"
    )


def test_another_clients_code_and_token_are_invalid(accounts):
    other, _ = accounts.add_client("self", "Other")

    assert {"error": "invalid_code"} == accounts.redeem(accounts.code(other))
    assert {"error": "invalid_code"} == accounts.refresh(accounts.tokens(other).refresh_token)


def test_a_client_whose_type_has_no_grants_is_refused(accounts):
    page, _ = accounts.add_client("client", "Page")

    assert {"error": "invalid_client"} == accounts.refresh("x", client_id=page.client_id)


def test_an_expired_code_is_invalid(accounts):
    code = accounts.code(minutes=3)
    accounts.api.clock.advance(180)

    assert {"error": "invalid_code"} == accounts.redeem(code)


def test_a_code_that_comes_back_revokes_what_came_from_it(accounts):
    code = accounts.code()
    first = accounts.redeem(code)
    renewed = accounts.refresh(first["refresh_token"])

    assert {"error": "invalid_code"} == accounts.redeem(code)
    assert {"error": "invalid_code"} == accounts.refresh(first["refresh_token"])
    assert ["INVALID_TOKEN"] * 2 == [
        accounts.whoami(first["access_token"]),
        accounts.whoami(renewed["access_token"]),
    ]


def test_a_user_who_is_disabled_gets_no_more_tokens(accounts):
    issued = accounts.tokens()
    services = accounts.api.services
    schema = accounts.api.read(services.schemas.current)
    user = msgspec.structs.replace(schema.users[accounts.user], status="disabled")
    accounts.api.apply(put(user))

    assert {"error": "invalid_code"} == accounts.refresh(issued.refresh_token)
    assert "INACTIVE_USER" == accounts.whoami(issued.access_token)


@pytest.mark.parametrize("method", ["GET", "PUT", "HEAD", "OPTIONS"])
def test_only_post_is_served(accounts, method):
    response = accounts.send(method=method, query="grant_type=refresh_token")

    assert (400, b'{"error":"invalid_request"}') == (response.status, response.body)


@pytest.mark.parametrize(
    "body",
    [
        b"client_id=a&client_id=b&grant_type=refresh_token",
        b"grant_type=refresh_token&code=" + b"x" * 4097,
        b"x" * 65_537,
    ],
    ids=["contradiction", "long value", "long body"],
)
def test_a_form_that_cannot_be_meant_is_an_invalid_request(accounts, body):
    response = accounts.send(body)

    assert (400, b'{"error":"invalid_request"}') == (response.status, response.body)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b"--B\r\nnonsense", "multipart/form-data; boundary=B"),
        (b"--B", "multipart/form-data"),
        (b'{"grant_type":"refresh_token"}', "application/json"),
        ("grant_type=\N{GRINNING FACE}".encode(), ""),
    ],
)
def test_broken_forms_are_answered(accounts, body, kind):
    response = accounts.send(body, content_type=kind)

    assert json.loads(response.body)["error"] in {"invalid_request", "unsupported_grant_type"}
