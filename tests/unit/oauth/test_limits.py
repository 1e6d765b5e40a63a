"""There may be so many tokens and no more, unless the operator's command line made them."""

import msgspec
import pytest

from tests.unit.oauth.accounts import SCOPES, Accounts
from vinculum.oauth.issuing import Grantee, mint_fresh, plan_offline
from vinculum.ports.services import Limits

TOO_MANY = {
    "error_description": (
        "You have made too many requests continuously. Please try again after some time."
    ),
    "error": "Access Denied",
    "status": "failure",
}


@pytest.fixture
def accounts():
    return Accounts()


def consented(accounts):
    """Tokens as a browser flow gives them: not exempt from the rate limits."""
    api = accounts.api
    grantee = Grantee(client_id=accounts.client.client_id, user=accounts.user, scopes=SCOPES)
    kept = api.read(lambda work: work.read_tokens_of_user(accounts.user, "refresh"))
    plan = plan_offline(grantee, None, kept, mint_fresh(api.services, api.org_id), api.clock.now())
    api.apply(*plan.changes)
    return plan.answer


def test_the_eleventh_access_token_in_ten_minutes_is_refused_until_the_window_has_passed(accounts):
    token = consented(accounts).refresh_token  # with its first access token
    answers = [accounts.refresh(token) for _ in range(10)]
    accounts.api.clock.advance(601)

    assert [True] * 9 == ["access_token" in answer for answer in answers[:9]]
    assert TOO_MANY == answers[9]
    assert "access_token" in accounts.refresh(token)


def test_a_throttled_request_is_answered_with_400(accounts):
    token = consented(accounts).refresh_token
    for _ in range(9):
        accounts.refresh(token)
    form = (
        f"grant_type=refresh_token&refresh_token={token}"
        f"&client_id={accounts.client.client_id}&client_secret={accounts.secret}"
    )

    assert 400 == accounts.send(form.encode()).status


def test_what_the_command_line_issued_is_exempt_from_the_rate(accounts):
    token = accounts.redeem(accounts.code())["refresh_token"]

    assert 15 == sum("access_token" in accounts.refresh(token) for _ in range(15))


def test_the_oldest_of_too_many_active_access_tokens_goes(accounts):
    issued = accounts.tokens()
    accounts.api.clock.advance(1)
    second = accounts.refresh(issued.refresh_token)["access_token"]
    for _ in range(29):
        accounts.api.clock.advance(1)
        newest = accounts.refresh(issued.refresh_token)["access_token"]

    assert ["INVALID_TOKEN", "OAUTH_SCOPE_MISMATCH", "OAUTH_SCOPE_MISMATCH"] == [
        accounts.whoami(token) for token in (issued.access_token, second, newest)
    ]


def test_the_twenty_first_refresh_token_takes_the_place_of_the_oldest(accounts):
    tokens = []
    for _ in range(21):
        tokens.append(accounts.tokens())
        accounts.api.clock.advance(1)

    assert {"error": "invalid_code"} == accounts.refresh(tokens[0].refresh_token)
    assert "INVALID_TOKEN" == accounts.whoami(tokens[0].access_token)
    assert "access_token" in accounts.refresh(tokens[1].refresh_token)


def test_expired_access_tokens_are_not_kept_for_ever(accounts):
    issued = accounts.tokens()
    for _ in range(5):
        accounts.refresh(issued.refresh_token)
    accounts.api.clock.advance(4000)
    accounts.refresh(issued.refresh_token)
    (refresh,) = accounts.api.read(
        lambda work: work.read_tokens_of(accounts.client.client_id, accounts.user, "refresh")
    )

    assert 1 == len(accounts.api.read(lambda work: work.read_children_of(refresh.hash)))


def test_who_revokes_access_tokens_gets_no_more_of_them(accounts):
    token = consented(accounts).refresh_token
    for _ in range(9):
        issued = accounts.refresh(token)["access_token"]
        accounts.send(f"token={issued}".encode(), path="/oauth/v2/token/revoke")

    assert TOO_MANY == accounts.refresh(token)


def test_the_sixth_refresh_token_of_a_user_in_a_minute_is_refused_whatever_became_of_the_others(
    accounts,
):
    for _ in range(5):
        issued = consented(accounts)
        accounts.send(f"token={issued.refresh_token}".encode(), path="/oauth/v2/token/revoke")
    refused = consented(accounts)
    accounts.api.clock.advance(60)

    assert TOO_MANY == refused.body
    assert consented(accounts).refresh_token is not None


def test_a_token_dropped_for_the_number_still_counts_in_the_window(accounts):
    limits = Limits(active_access_tokens=3)
    services = msgspec.structs.replace(accounts.api.services, limits=limits)
    accounts.api = msgspec.structs.replace(accounts.api, services=services)
    token = consented(accounts).refresh_token
    answers = [accounts.refresh(token) for _ in range(10)]

    assert [True] * 9 == ["access_token" in answer for answer in answers[:9]]
    assert TOO_MANY == answers[9]
