"""A key calls functions in the name of its user, and nothing else, until it ends."""

from __future__ import annotations

import json

from tests.api import open_api
from vinculum.oauth.api_keys import renew_key, revoke_key

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
