"""A self client gets access tokens for its own org without a code."""

import json

import msgspec
import pytest

from tests.unit.oauth.accounts import SCOPES, Accounts
from vinculum.schema.metadata import put

SOID = "ZohoCRM.3652397"
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


def ask(accounts, **changed):
    form = {"grant_type": "client_credentials", "scope": SCOPES, "soid": SOID}
    return accounts.ask(**(form | changed))


def test_the_answer_names_the_scope_and_has_no_refresh_token(accounts):
    answer = ask(accounts, scope="ZohoCRM.modules.ALL,zohocrm.org.read,ZohoCRM.modules.ALL")

    assert [
        ("access_token", answer["access_token"]),
        ("scope", "ZohoCRM.modules.ALL zohocrm.org.read"),
        ("api_domain", "http://crm.test:8080"),
        ("token_type", "Bearer"),
        ("expires_in", 3600),
    ] == list(answer.items())


def test_the_token_acts_as_the_first_active_administrator(accounts):
    token = ask(accounts, scope="ZohoCRM.users.READ")["access_token"]
    response = accounts.api.send("GET", "/crm/v2/users?type=CurrentUser", token=token)
    schema = accounts.api.read(accounts.api.services.schemas.current)

    (user,) = json.loads(response.body)["users"]
    assert str(schema.find_administrator().id) == user["id"]


def test_without_an_active_administrator_there_is_nobody_to_act_for(accounts):
    schema = accounts.api.read(accounts.api.services.schemas.current)
    for user in schema.users.values():
        accounts.api.apply(put(msgspec.structs.replace(user, status="disabled")))

    assert {"error": "invalid_client"} == ask(accounts)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"soid": None}, "missing_org_info"),
        ({"soid": "ZohoCRM"}, "missing_org_info"),
        ({"soid": "ZohoCRM.1"}, "missing_org_info"),
        ({"soid": "ZohoDesk.3652397"}, "missing_org_info"),
        ({"soid": None, "scope": None}, "missing_org_info"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": ","}, "invalid_scope"),
        ({"scope": "ZohoCRM.modules.ALL,ZohoCRM.nothing.READ"}, "invalid_scope"),
        ({"client_secret": "0" * 42}, "invalid_client_secret"),
    ],
)
def test_each_wrong_parameter_has_its_word(accounts, changed, error):
    assert {"error": error} == ask(accounts, **changed)


def test_the_name_of_the_service_may_be_written_in_any_case(accounts):
    assert "access_token" in ask(accounts, soid="zohocrm.3652397")


@pytest.mark.parametrize("kind", ["server", "mobile", "device", "client"])
def test_only_self_clients_may_use_it(accounts, kind):
    client, secret = accounts.add_client(kind, "Other")

    assert {"error": "invalid_client"} == ask(
        accounts, client_id=client.client_id, client_secret=secret
    )


def test_it_is_limited_like_a_refresh_token_and_apart_from_any(accounts):
    refreshed = accounts.tokens().refresh_token
    answers = [ask(accounts) for _ in range(11)]

    assert [True] * 10 == ["access_token" in answer for answer in answers[:10]]
    assert TOO_MANY == answers[10]
    assert "access_token" in accounts.refresh(refreshed)


def test_expired_tokens_are_not_kept_for_ever(accounts):
    for _ in range(5):
        ask(accounts)
    accounts.api.clock.advance(4000)
    ask(accounts)
    administrator = accounts.api.read(accounts.api.services.schemas.current).find_administrator()

    assert 1 == len(
        accounts.api.read(
            lambda work: work.read_tokens_of(accounts.client.client_id, administrator.id, "access")
        )
    )
