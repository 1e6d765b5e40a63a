"""A code from a browser is redeemed by who asked for it, with the same redirect URI."""

import pytest

from tests.unit.oauth.accounts import SCOPES, Accounts
from vinculum.oauth.issuing import MINUTE_MS, Grantee, plan_code
from vinculum.oauth.tokens import TokenDetail, mint_token

REDIRECT = "http://127.0.0.1:5500/redirect.html"
# The pair of RFC 7636, appendix B.
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

S256 = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
PLAIN = {"code_challenge": VERIFIER, "code_challenge_method": "plain"}
UNSAID = {"code_challenge": VERIFIER}
NONE: dict[str, str] = {}


class App:
    """A client with redirect URIs, and the codes that a browser would bring it."""

    def __init__(self, kind):
        self.accounts = Accounts()
        self.client, self.secret = self.accounts.add_client(kind, "App")

    def code(self, *, offline=True, **asked):
        """A code as the authorization page will mint it."""
        api = self.accounts.api
        code = mint_token(api.org_id, api.services.secrets)
        grantee = Grantee(client_id=self.client.client_id, user=self.accounts.user, scopes=SCOPES)
        terms = TokenDetail(redirect_uri=REDIRECT, offline=offline, **asked)
        api.apply(*plan_code(grantee, code, 2 * MINUTE_MS, api.clock.now(), terms))
        return code

    def redeem(self, code, **changed):
        """Redeem a code; a parameter of None is left out."""
        form = {
            "client_id": self.client.client_id,
            "client_secret": self.secret,
            "redirect_uri": REDIRECT,
        }
        return self.accounts.redeem(code, **(form | changed))


@pytest.fixture
def app():
    return App("mobile")


@pytest.mark.parametrize("kind", ["server", "mobile"])
def test_a_code_is_redeemed_with_its_redirect_uri(kind):
    app = App(kind)
    answer = app.redeem(app.code())

    assert [
        ("access_token", answer["access_token"]),
        ("refresh_token", answer["refresh_token"]),
        ("scope", SCOPES),
        ("api_domain", "http://crm.test:8080"),
        ("token_type", "Bearer"),
        ("expires_in", 3600),
    ] == list(answer.items())


def test_a_code_for_online_access_gives_no_refresh_token(app):
    answer = app.redeem(app.code(offline=False))

    assert ["access_token", "scope", "api_domain", "token_type", "expires_in"] == list(answer)


@pytest.mark.parametrize(
    "uri", [None, "http://127.0.0.1:5500/", REDIRECT + "#", REDIRECT.upper(), REDIRECT + "?a=b"]
)
def test_another_redirect_uri_is_refused_and_the_code_stays(app, uri):
    code = app.code()

    assert {"error": "invalid_redirect_uri"} == app.redeem(code, redirect_uri=uri)
    assert "access_token" in app.redeem(code)


def test_a_code_of_another_client_is_invalid(app):
    other, secret = app.accounts.add_client("mobile", "Thief")

    assert {"error": "invalid_code"} == app.redeem(
        app.code(**S256), client_id=other.client_id, client_secret=secret, code_verifier=VERIFIER
    )


@pytest.mark.parametrize("asked", [S256, PLAIN, UNSAID])
def test_the_verifier_of_the_challenge_is_taken(app, asked):
    assert "access_token" in app.redeem(app.code(**asked), code_verifier=VERIFIER)


@pytest.mark.parametrize(
    ("asked", "verifier"),
    [
        (S256, None),
        (S256, VERIFIER[:-1]),
        (S256, CHALLENGE),
        (S256, "\N{GRINNING FACE}"),
        (PLAIN, None),
        (PLAIN, CHALLENGE),
        (UNSAID, CHALLENGE),
        (NONE, VERIFIER),
    ],
)
def test_a_verifier_that_does_not_fit_is_an_invalid_code(app, asked, verifier):
    assert {"error": "invalid_code"} == app.redeem(app.code(**asked), code_verifier=verifier)
