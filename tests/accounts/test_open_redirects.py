"""Nobody is sent to an address that is not registered, nor out of this server after sign-in."""

from __future__ import annotations

from urllib.parse import quote, unquote

import pytest

from tests.accounts.site import PASSWORD, Browser, Site

CALLBACK = "https://app.test/callback"
ADDRESSES = [
    "",
    "/",
    "//evil.test",
    "//evil.test/callback",
    "///evil.test",
    "/\\evil.test",
    "\\\\evil.test",
    "\\/evil.test",
    "https:evil.test",
    "https:/evil.test",
    "https://evil.test",
    "https://evil.test/callback",
    "https://app.test",
    "https://app.test/",
    "https://app.test/callback/",
    "https://app.test/callback/../evil",
    "https://app.test/callback%2F..",
    "https://app.test/callback?x=1",
    "https://app.test/callback?",
    "https://app.test/callback#",
    "https://app.test/callback#x",
    "https://app.test/callback ",
    " https://app.test/callback",
    "https://app.test/callback\n",
    "https://app.test/callback\r\nSet-Cookie: a=b",
    "https://app.test/callback\0",
    "https://app.test/callback%00",
    "https://app.test/callback\t",
    "https://app.test/CALLBACK",
    "HTTPS://app.test/callback",
    "https://APP.test/callback",
    "http://app.test/callback",
    "https://app.test:443/callback",
    "https://app.test:8443/callback",
    "https://app.test.evil.test/callback",
    "https://evil.test/https://app.test/callback",
    "https://app.test@evil.test/callback",
    "https://ada:x@app.test/callback",
    "https://app.test\\@evil.test/callback",
    "https://app.test%40evil.test/callback",
    "https://evil.test#https://app.test/callback",
    "https://evil.test?https://app.test/callback",
    "https://\N{CYRILLIC SMALL LETTER A}pp.test/callback",
    "https://app.test/callback\N{FULLWIDTH SOLIDUS}",
    "https://app\N{IDEOGRAPHIC FULL STOP}test/callback",
    "javascript:alert(1)",
    "javascript://app.test/callback%0Aalert(1)",
    "data:text/html,x",
    "%68ttps://app.test/callback",
    "https%3A%2F%2Fapp.test%2Fcallback",
]
CONTINUATIONS = [
    *(address for address in ADDRESSES if address),
    "/oauth/v2/auth/../../evil",
    "/console//evil.test",
    "/console/..//evil.test",
    "/console/\\evil.test",
    "/console?x=1#evil",
    "/console\\..\\evil",
    "/console\r\nLocation: https://evil.test",
    "/console?a=b\r\nSet-Cookie: vinculum_session=planted",
    "/console?a=b\nx",
    "/console?a=b\tx",
    "/console@evil.test",
    "/console.evil.test",
    "/clientoauth/v2/\\evil.test/auth",
    "/clientoauth/v2//evil.test/auth",
    "/accounts/signin?continue=https://evil.test",
    "/accounts/signout",
    "/oauth/v2/token",
    "/crm/v2/org",
    "/%2Fevil.test",
    "/%5Cevil.test",
    "%2F%2Fevil.test",
]
# Pages of this server, with letters that an address has only when they are escaped.
KEPT = [
    "/console",
    "/console/clients/1000.ABC",
    "/accounts/apps",
    "/oauth/v3/device?user_code=BBBB-BBBB",
    "/oauth/v2/auth?redirect_uri=https://app.test/callback&state=%E2%82%AC%2F%0A",
    "/clientoauth/v2/100/auth/refresh?state=x",
]


@pytest.fixture(scope="module")
def site():
    return Site()


@pytest.fixture(scope="module")
def client_id(site):
    return site.add_client("web", {"type": "server"})[0]


def signed_in(site: Site, continue_at: str, key: str = "ada") -> tuple[Browser, str]:
    """Sign in by way of an address, and tell where that led."""
    browser = Browser()
    asked = f"/accounts/signin?continue={quote(continue_at, safe='', errors='replace')}"
    browser.take(asked, site.send("GET", asked))
    _, fields = browser.main_form()
    form = dict(fields) | {"email": f"{key}@zylker.example", "password": PASSWORD}
    body = "&".join(f"{name}={quote(value, safe='')}" for name, value in form.items())
    answer = site.send(
        "POST",
        "/accounts/signin",
        body=body.encode(),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        cookies=browser.cookies,
    )
    browser.take("/accounts/signin", answer)
    assert 303 == answer.status, answer.text
    return browser, browser.location


@pytest.fixture(scope="module")
def ada(site):
    browser, _ = signed_in(site, "/console")
    return browser


@pytest.mark.parametrize("address", ADDRESSES, ids=repr)
def test_an_address_that_is_not_registered_letter_by_letter_is_not_gone_to(
    site, client_id, ada, address
):
    asked = (
        f"client_id={client_id}&response_type=code&scope=ZohoCRM.org.READ"
        f"&redirect_uri={quote(address, safe='')}"
    )
    answers = [
        site.send("GET", f"/oauth/v2/auth?{asked}"),
        site.send("GET", f"/oauth/v2/auth?{asked}", cookies=ada.cookies),
        site.send("GET", f"/oauth/v2/auth/refresh?{asked}", cookies=ada.cookies),
        site.send(
            "POST",
            "/oauth/v2/auth",
            body=f"{asked}&decision=reject&form_token={ada.form_token}".encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            cookies=ada.cookies,
        ),
    ]

    assert [(400, None)] * 4 == [(each.status, each.header("location")) for each in answers]
    assert [True] * 4 == ["ERROR_invalid_redirect_uri" in each.text for each in answers]


@pytest.mark.parametrize("continue_at", CONTINUATIONS, ids=repr)
def test_sign_in_leads_to_a_page_of_this_server_only(site, continue_at):
    _, location = signed_in(site, continue_at)

    assert "/console" == location


@pytest.mark.parametrize("continue_at", CONTINUATIONS, ids=repr)
def test_who_has_signed_in_is_led_to_a_page_of_this_server_only(site, ada, continue_at):
    asked = f"/accounts/signin?continue={quote(continue_at, safe='')}"
    answer = site.send("GET", asked, cookies=ada.cookies)

    assert (302, "/console") == (answer.status, answer.header("location"))


@pytest.mark.parametrize("continue_at", KEPT)
def test_sign_in_leads_on_to_the_page_that_was_asked_for(site, continue_at):
    _, location = signed_in(site, continue_at)

    assert continue_at == location


STRANGE = ["/console?x=\N{EURO SIGN}", "/console?x=\0", "/console?x=\x85", "/console?x=\u2028y"]


@pytest.mark.parametrize("continue_at", STRANGE, ids=repr)
def test_letters_that_no_address_has_do_not_stop_a_sign_in(site, continue_at):
    _, location = signed_in(site, continue_at)

    assert unquote(location) in {continue_at, "/console"}
    assert location.isascii()
    assert location.isprintable()


@pytest.mark.parametrize("continue_at", STRANGE, ids=repr)
def test_letters_that_no_address_has_do_not_stop_who_has_signed_in(site, ada, continue_at):
    asked = f"/accounts/signin?continue={quote(continue_at, safe='')}"
    answer = site.send("GET", asked, cookies=ada.cookies)

    assert 302 == answer.status
    assert (answer.header("location") or "").isprintable()
