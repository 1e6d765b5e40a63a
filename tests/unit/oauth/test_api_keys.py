"""A key calls functions in the name of its user, and nothing else, until it ends."""

from __future__ import annotations

import json

from msgspec.structs import replace

from tests.api import open_api
from vinculum.oauth.api_keys import renew_key, revoke_key
from vinculum.schema.metadata import put

CALL = "/crm/v2/functions/greet/actions/execute?auth_type=apikey&name=A&times=1&zapikey="


def test_a_key_is_good_for_functions_only():
    api = open_api("functions")
    key = api.write(lambda work: renew_key(api.services, work, api.keys["bob"]))
    called = api.send("GET", CALL + key)

    assert (200, ["for bob@zylker.example"]) == (
        called.status,
        json.loads(called.body)["details"]["userMessage"],
    )
    assert key not in called.body.decode()
    assert 401 == api.send("GET", f"/crm/v2/Leads?auth_type=apikey&zapikey={key}").status
    assert 401 == api.send("GET", "/crm/v2/Leads", "", {}, key).status


def test_a_key_ends_when_it_is_renewed_or_revoked():
    api = open_api("functions")
    first = api.write(lambda work: renew_key(api.services, work, api.keys["bob"]))
    second = api.write(lambda work: renew_key(api.services, work, api.keys["bob"]))

    assert (401, 200) == (
        api.send("GET", CALL + first).status,
        api.send("GET", CALL + second).status,
    )
    assert api.write(lambda work: revoke_key(work, api.keys["bob"]))
    assert 401 == api.send("GET", CALL + second).status
    assert not api.write(lambda work: revoke_key(work, api.keys["bob"]))


def test_a_token_in_the_place_of_a_key_is_good_for_nothing_there_nor_a_key_in_that_of_a_token():
    api = open_api("functions")
    token = api.token("ada", "ZohoCRM.functions.execute.ALL")
    key = api.write(lambda work: renew_key(api.services, work, api.keys["ada"]))
    by_token = CALL.partition("?")[0] + "?auth_type=oauth&name=A&times=1"

    assert (401, 401) == (
        api.send("GET", CALL + token).status,
        api.send("GET", by_token, "", {}, key).status,
    )
    assert 401 == api.send("GET", CALL.replace("functions", "Functions") + token).status
    assert 401 == api.send("GET", CALL.replace("&zapikey=", ""), "", {}, token).status
    assert (200, 200) == (
        api.send("GET", CALL + key).status,
        api.send("GET", by_token, "", {}, token).status,
    )


def test_a_key_calls_only_what_is_open_to_keys():
    api = open_api("functions")
    key = api.write(lambda work: renew_key(api.services, work, api.keys["ada"]))
    called = api.send("GET", CALL.replace("greet", "sum") + key)

    assert (400, "the function name given seems to be invalid") == (
        called.status,
        json.loads(called.body)["message"],
    )


def test_a_key_ends_with_its_user_and_is_kept_as_a_hash():
    api = open_api("functions")
    key = api.write(lambda work: renew_key(api.services, work, api.keys["bob"]))
    schema = api.read(api.services.schemas.current)
    api.apply(put(replace(schema.users[api.keys["bob"]], status="disabled")))
    logged = api.read(lambda work: work.page_changes(0, 1000))

    assert 403 == api.send("GET", CALL + key).status
    assert key not in repr(logged)
