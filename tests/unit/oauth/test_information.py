"""The accounts server tells whose token it is, and where the data centres are."""

import json
from typing import get_args

import msgspec
import pytest

from tests.unit.oauth.accounts import SCOPES, Accounts
from vinculum.model.data_centres import DATA_CENTRES, DataCentres, Location
from vinculum.schema.metadata import put

INFO = "/oauth/user/info"
SERVERS = "/oauth/serverinfo"
REFUSED = (401, b'{"error":"invalid_token"}')


@pytest.fixture
def accounts():
    return Accounts()


def ask_info(accounts, authorization, method="GET"):
    response = accounts.send(method=method, path=INFO, authorization=authorization)
    return response.status, response.body


@pytest.mark.parametrize("scope", ["AaaServer.profile.READ", "Aaaserver.profile.Read"])
@pytest.mark.parametrize("scheme", ["Zoho-oauthtoken", "Bearer"])
def test_the_user_of_a_token_is_described(accounts, scope, scheme):
    schema = accounts.api.read(accounts.api.services.schemas.current)
    user = msgspec.structs.replace(
        schema.users[accounts.user],
        first_name="Zo\N{LATIN SMALL LETTER E WITH DIAERESIS}",
        last_name="Ash",
        email="zoe@zylker.example",
        zuid="694579958",
    )
    accounts.api.apply(put(user))
    token = accounts.tokens(scopes=f"{SCOPES} {scope}").access_token

    expected = (
        b'{"First_Name":"Zo\\u00eb","Email":"zoe@zylker.example","Last_Name":"Ash",'
        b'"Display_Name":"Zo\\u00eb Ash","ZUID":694579958}'
    )
    assert (200, expected) == ask_info(accounts, f"{scheme} {token}")


def test_a_first_name_that_is_not_there_is_empty(accounts):
    schema = accounts.api.read(accounts.api.services.schemas.current)
    accounts.api.apply(put(msgspec.structs.replace(schema.users[accounts.user], first_name=None)))
    token = accounts.tokens(scopes="AaaServer.profile.READ").access_token

    _, body = ask_info(accounts, f"Bearer {token}")

    assert "" == json.loads(body)["First_Name"]


def test_whatever_is_wrong_with_a_token_it_is_invalid(accounts):
    scoped = accounts.tokens(scopes="AaaServer.profile.READ")
    bare = accounts.tokens().access_token
    wrong = ("", "Basic x", "Bearer null", f"Bearer {scoped.refresh_token}", f"Bearer {bare}")

    assert [REFUSED] * len(wrong) == [ask_info(accounts, each) for each in wrong]
    accounts.api.clock.advance(3600)
    assert REFUSED == ask_info(accounts, f"Bearer {scoped.access_token}")


def test_a_user_who_is_disabled_is_not_described(accounts):
    token = accounts.tokens(scopes="AaaServer.profile.READ").access_token
    schema = accounts.api.read(accounts.api.services.schemas.current)
    accounts.api.apply(put(msgspec.structs.replace(schema.users[accounts.user], status="disabled")))

    assert REFUSED == ask_info(accounts, f"Bearer {token}")


@pytest.mark.parametrize("path", [INFO, SERVERS])
def test_both_are_only_read(accounts, path):
    response = accounts.send(method="POST", path=path)

    assert (400, b'{"error":"invalid_request"}') == (response.status, response.body)


def test_the_servers_of_all_data_centres_are_listed_and_we_stand_at_our_own_location(accounts):
    services = msgspec.structs.replace(accounts.api.services, data_centres=DataCentres(home="eu"))
    accounts.api = msgspec.structs.replace(accounts.api, services=services)
    response = accounts.send(method="GET", path=SERVERS)

    expected = {
        "result": "success",
        "locations": {
            "us": "https://accounts.zoho.com",
            "eu": "http://crm.test:8080",
            "in": "https://accounts.zoho.in",
            "au": "https://accounts.zoho.com.au",
            "cn": "https://accounts.zoho.com.cn",
            "jp": "https://accounts.zoho.jp",
            "ca": "https://accounts.zohocloud.ca",
            "sa": "https://accounts.zoho.sa",
            "uk": "https://accounts.zoho.uk",
        },
    }
    assert (200, json.dumps(expected, separators=(",", ":")).encode()) == (
        response.status,
        response.body,
    )


def test_only_the_list_of_servers_is_for_every_page(accounts):
    paths = (SERVERS, INFO, "/oauth/v2/token", "/oauth/v2/token/revoke", "/oauth/v3/device/code")
    shown = [
        dict(accounts.send(method="GET", path=path).headers).get("Access-Control-Allow-Origin")
        for path in paths
    ]

    assert ["*", None, None, None, None] == shown


def test_every_location_has_its_server():
    assert list(DATA_CENTRES) == list(get_args(Location))
