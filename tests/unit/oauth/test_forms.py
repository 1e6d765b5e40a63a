"""Tokens and client ids have the documented form, and name their org."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculum.model.ids import MAX_ID
from vinculum.oauth.client_ids import mint_client_id, org_of_client
from vinculum.oauth.clients import (
    CLIENT_TYPES,
    RegistrationProblem,
    register,
    secret_fits,
)
from vinculum.oauth.grants import DEVICE_GRANTS, GRANTS
from vinculum.oauth.tokens import mint_token, org_of
from vinculum.server.sources import SystemSecrets

SECRETS = SystemSecrets()


@given(st.integers(min_value=1, max_value=MAX_ID))
def test_a_token_names_its_org(org_id):
    token = mint_token(org_id, SECRETS)

    assert re.fullmatch(r"1000\.[0-9a-f]{32}\.[0-9a-f]{32}", token)
    assert org_id == org_of(token)


@given(st.integers(min_value=1, max_value=MAX_ID))
def test_a_client_id_names_its_org(org_id):
    client_id = mint_client_id(org_id, SECRETS)

    assert re.fullmatch(r"1000\.[A-Z0-9]{30}", client_id)
    assert org_id == org_of_client(client_id)


@given(st.text())
def test_any_other_text_names_no_org_or_a_possible_one(text):
    for found in (org_of(text), org_of_client(text), org_of("1000." + text)):
        assert found is None or 0 < found <= MAX_ID


@pytest.mark.parametrize(
    "token",
    [
        "",
        "null",
        "1000." + "0" * 32 + "." + "0" * 32,
        "1000." + "A" * 32 + "." + "a" * 32,
        "1000." + "a" * 31 + "." + "a" * 32,
        "1000." + "a" * 32 + "." + "a" * 32 + "\n",
    ],
)
def test_a_truncated_or_foreign_token_names_no_org(token):
    assert org_of(token) is None


def make(kind="self", name="Robot", redirects=(), domains=(), homepage=""):
    return register(
        org_id=7,
        name=name,
        kind=CLIENT_TYPES[kind],
        redirect_uris=redirects,
        javascript_domains=domains,
        homepage_url=homepage,
        secrets=SECRETS,
        now=0,
    )


def test_a_secret_is_42_digits_and_kept_as_a_hash():
    client, secret = make()

    assert secret is not None
    assert re.fullmatch("[0-9a-f]{42}", secret)
    assert secret not in client.change().body
    assert (True, False) == (secret_fits(client, secret), secret_fits(client, secret[1:]))


def test_a_page_has_no_secret():
    client, secret = make("client", redirects=["http://a.test/r"], domains=["http://a.test"])

    assert (None, None) == (secret, client.secret_hash)


@pytest.mark.parametrize(
    ("given_form", "message"),
    [
        ({"name": ""}, "Enter a valid client name"),
        ({"name": "a-b"}, "Enter a valid client name"),
        ({"homepage": "ftp://x"}, "Enter a valid homepage URL"),
        ({"kind": "server"}, "Enter a valid redirect URI"),
        ({"kind": "server", "redirects": ["x"]}, "Enter a valid redirect URI"),
        ({"kind": "server", "redirects": ["http://"]}, "Enter a valid redirect URI"),
        ({"kind": "client", "redirects": ["http://a/r"]}, "Enter a valid JavaScript Domain URI"),
        (
            {"kind": "client", "redirects": ["http://a/r"], "domains": ["a.test"]},
            "Enter a valid JavaScript Domain URI",
        ),
        (
            {"kind": "client", "redirects": ["http://a/r"], "domains": ["http://a/path"]},
            "Enter a valid JavaScript Domain URI",
        ),
    ],
)
def test_registration_says_what_to_enter(given_form, message):
    with pytest.raises(RegistrationProblem, match=f"^{message}$"):
        make(**given_form)


def test_every_grant_of_a_client_type_is_in_the_table_of_grants():
    named = {grant for kind in CLIENT_TYPES.values() for grant in kind.grants}

    assert {*GRANTS, *DEVICE_GRANTS} == named
