"""Whatever is sent to a page, it answers, and leads to registered addresses or pages of ours."""

from __future__ import annotations

from functools import cache
from urllib.parse import quote

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.accounts.page_rules import page_problem
from tests.accounts.site import Answer, Browser, Site
from tests.accounts.test_open_redirects import ADDRESSES, CALLBACK, CONTINUATIONS, signed_in
from vinculum.console.routes import PAGES

FORM = "application/x-www-form-urlencoded"
OWN = ("/accounts/signin", "/accounts/apps", "/console", "/oauth/", "/clientoauth/")
CLIENT = "<client>"
NAMES = """response_type client_id redirect_uri scope access_type prompt state code_challenge
code_challenge_method continue user_code decision for_session email password type name
homepage_url redirect_uris javascript_domains multi_dc minutes description form_token x""".split()
LIKELY = ["code", "token", "consent", "offline", "accept", "ZohoCRM.org.READ", "S256", "self", "3"]
# What the HTTP server lets through: it refuses other letters in an address by itself.
written = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=30)
latin = st.text(st.characters(max_codepoint=255), max_size=30)
values = (
    st.sampled_from([CALLBACK, CALLBACK, CLIENT, CLIENT, *LIKELY, *ADDRESSES, *CONTINUATIONS])
    | st.sampled_from(["x" * 5000, "\ud800", "\0", "é" * 50, "%", "%zz", "<script>"])
    | st.text(max_size=20)
)
pairs = st.lists(st.tuples(st.sampled_from(NAMES), values), max_size=10)
paths = st.sampled_from(sorted({path for _, path, _ in PAGES}))
segments = st.sampled_from(["1000.X", CLIENT, "a%2Fb", "%00", "..", "%E2%82%AC", "a%3Fb", "%"])
methods = st.sampled_from(["GET", "GET", "POST", "POST", "HEAD", "PUT", "OPTIONS", "TRACE"])
TYPES = [FORM, "multipart/form-data; boundary=B", "multipart/form-data", "text/plain", "é", ""]


@cache
def place() -> tuple[Site, Browser, str]:
    """One site for all examples, a browser that is signed in, and a client of the right type."""
    site = Site()
    client_id, _ = site.add_client("web", {"type": "server", "owner": "ada"})
    browser, _ = signed_in(site, "/console")
    browser.take("/console", site.send("GET", "/console", cookies=browser.cookies))
    return site, browser, client_id


def check(answer: Answer, sent: str) -> None:
    """See that an answer is no fault of ours, and leads nowhere else."""
    assert answer.status < 500, f"{answer.status} to {sent}"
    assert page_problem(answer) is None, sent
    location = answer.header("location")
    if location is not None:
        assert location.isprintable(), sent
        allowed = location.startswith(f"{CALLBACK}?") or (
            location.startswith(OWN) and not location.startswith("//")
        )
        assert allowed, f"{location} for {sent}"


def encoded(chosen: list[tuple[str, str]], client_id: str) -> str:
    return "&".join(
        f"{name}={quote(client_id if value == CLIENT else value, safe='', errors='replace')}"
        for name, value in chosen
    )


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(methods, paths, segments, pairs, pairs, st.booleans(), st.sampled_from(TYPES))
def test_any_query_and_form_is_answered(method, path, segment, query, form, known, kind):
    site, browser, client_id = place()
    segment = client_id if segment == CLIENT else segment
    target = path.replace("{client_id}", segment).replace("{portal}", segment)
    if (method, path) == ("POST", "/accounts/signout") or path.endswith("/remove"):
        known = False  # What every other example needs stays.
    if known:
        form = [*form, ("form_token", browser.form_token)]
    answer = site.send(
        method,
        f"{target}?{encoded(query, client_id)}",
        body=encoded(form, client_id).encode() if method == "POST" else b"",
        headers={"Content-Type": kind},
        cookies=browser.cookies if known else {},
    )

    check(answer, f"{method} {target} {query} {form}")


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(paths, written, st.binary(max_size=200), st.sampled_from(TYPES), latin)
@example("/oauth/v2/auth", "client_id=%E9", b"", FORM, "")
@example("/accounts/signin", "continue=%E9&%", b"\xff=\xfe", FORM, "")
@example(
    "/console", "", b"--B\r\nContent-Disposition: form-data\r\n\r\n\xff\r\n--B--", TYPES[1], ""
)
@example("/console", "", b"", FORM, "é=\xff; vinculum_session=é.é; ;=")
def test_any_bytes_are_answered(path, query, body, kind, cookie):
    site, _, _ = place()
    target = path.replace("{client_id}", "x").replace("{portal}", "x")
    headers = {"Content-Type": kind, "Cookie": cookie}
    for method in ("GET", "POST"):
        answer = site.send(method, f"{target}?{query}", body=body, headers=headers)

        check(answer, f"{method} {target}?{query} {body!r} {headers}")


HOSTS = ["[", "[::1", "a b", "a/b?c", "a@b", "é", "", "x" * 300, "evil.test:port", "a,b"]


@given(paths, st.sampled_from(HOSTS) | latin)
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@example("/console", "[")
@example("/oauth/v2/auth", "a/b?c")
def test_any_host_is_answered(path, host):
    site, browser, client_id = place()
    target = path.replace("{client_id}", client_id).replace("{portal}", "x")
    asked = f"client_id={client_id}&redirect_uri={CALLBACK}&response_type=code"
    headers = {"Host": host}
    for cookies in ({}, browser.cookies):
        answer = site.send(
            "GET", f"{target}?{asked}&scope=ZohoCRM.org.READ", headers=headers, cookies=cookies
        )

        check(answer, f"{target} at {host!r}")
