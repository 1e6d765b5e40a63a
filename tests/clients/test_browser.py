"""
What a page in a browser does: a preflight without a token, then the request with its origin.

The demo has registered the origin of the documented sample page; a page from elsewhere gets
the same answers, but nothing that would let its browser show them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx
import pytest

PAGE = "http://127.0.0.1:5500"
NOTES = "/crm/v2/Leads/35240336189014/notes"
NOTE = f"{NOTES}/35240336243003"
BODY = (
    '{"data":[{"Parent_Id":{"name":"Lead_changed","id":"35240336189014"},'
    '"Note_Title":"asd","Note_Content":"asd","$se_module":"Leads"}]}'
)
# What a browser adds to a text that a script sends.
SENT = {"Origin": PAGE, "Referer": f"{PAGE}/", "Content-Type": "text/plain;charset=UTF-8"}


@pytest.fixture
def page(server) -> Iterator[httpx.Client]:
    """A page that was loaded from the registered origin."""
    with httpx.Client(base_url=server.address, trust_env=False, headers={"Origin": PAGE}) as client:
        yield client


def shown_to(answer: httpx.Response) -> tuple[str | None, str | None]:
    """Which origin may read an answer to a request with credentials."""
    return (
        answer.headers.get("Access-Control-Allow-Origin"),
        answer.headers.get("Access-Control-Allow-Credentials"),
    )


def listed(answer: httpx.Response, header: str) -> set[str]:
    """The words of a header, as browsers compare them."""
    return {word.strip().lower() for word in answer.headers[header].split(",")}


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_a_preflight_allows_every_verb_and_header_of_the_clients(page, method):
    asked = "authorization,content-type,if-modified-since,x-external,feature,x-crm-org,x-zoho-sdk"
    answer = page.options(
        NOTE,
        headers={"Access-Control-Request-Method": method, "Access-Control-Request-Headers": asked},
    )

    assert (204, b"", (PAGE, "true")) == (answer.status_code, answer.content, shown_to(answer))
    assert method.lower() in listed(answer, "Access-Control-Allow-Methods")
    assert set() == set(asked.split(",")) - listed(answer, "Access-Control-Allow-Headers")
    assert "origin" in listed(answer, "Vary")


def test_the_documented_page_updates_its_note(page, tokens):
    authorization = {"Authorization": f"Zoho-oauthtoken {tokens['access_token']}"}
    answer = page.put(NOTE, content=BODY, headers={**SENT, **authorization})

    assert (200, (PAGE, "true")) == (answer.status_code, shown_to(answer))
    assert "record updated" == answer.json()["data"][0]["message"]
    assert answer.content.isascii()


def test_the_first_call_without_a_token_yet_is_refused_readably(page):
    answer = page.put(NOTE, content=BODY, headers={**SENT, "Authorization": "Zoho-oauthtoken null"})

    assert (401, "INVALID_TOKEN") == (answer.status_code, answer.json()["code"])
    assert (PAGE, "true") == shown_to(answer)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/crm/v2/Nonsense", 400),
        ("/crm/v2/Leads/1/2/3/4/5", 404),
        ("/nowhere", 404),
        ("/crm/v2/Leads/35240336189014", 200),
        ("/crm/v2/Leads/404404", 204),
    ],
)
def test_every_answer_can_be_read_by_the_page(page, tokens, path, status):
    authorization = {"Authorization": f"Zoho-oauthtoken {tokens['access_token']}"}
    answer = page.get(path, headers=authorization)

    assert (status, (PAGE, "true")) == (answer.status_code, shown_to(answer))


@pytest.mark.parametrize("origin", ["http://127.0.0.1:5501", "https://127.0.0.1:5500", "null"])
def test_a_page_from_elsewhere_is_shown_nothing(page, tokens, origin):
    authorization = {"Authorization": f"Zoho-oauthtoken {tokens['access_token']}"}
    asked = {"Origin": origin, "Access-Control-Request-Method": "PUT"}
    preflight = page.options(NOTE, headers=asked)
    answer = page.get("/crm/v2/Leads/35240336189014", headers={"Origin": origin, **authorization})

    assert [(None, None)] * 2 == [shown_to(preflight), shown_to(answer)]
    assert 200 == answer.status_code
    assert {"origin"} <= listed(answer, "Vary")


def test_a_client_registered_while_the_server_runs_is_known_soon(page, server):
    origin = "http://127.0.0.1:5600"
    server.told(
        *("client", "add", "--name", "Page", "--type", "client"),
        *("--redirect-uri", f"{origin}/redirect.html", "--javascript-domain", origin),
    )
    until = time.monotonic() + 10
    while (shown := shown_to(page.get("/nowhere", headers={"Origin": origin}))) == (None, None):
        assert time.monotonic() < until
        time.sleep(0.1)

    assert (origin, "true") == shown
