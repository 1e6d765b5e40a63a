"""
A page in a browser signs a person in and calls, as the documented ES6 class does.

caller.js is our own class; it makes the same requests in the same order.
"""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.conftest import ORIGIN, REDIRECT_URI, sign_in

LEAD, NOTE = "35240336189014", "35240336243003"
SCOPE = (
    "ZohoCRM.users.ALL,ZohoCRM.bulk.read,ZohoCRM.modules.ALL,ZohoCRM.settings.ALL,"
    "Aaaserver.profile.Read,ZohoCRM.org.ALL,profile.userphoto.READ,ZohoFiles.files.ALL,"
    "ZohoCRM.bulk.ALL,ZohoCRM.settings.variable_groups.ALL"
)
MINUTE = 60


def note(title):
    """The body of the documented call."""
    return {
        "Parent_Id": {"name": "Lead_changed", "id": LEAD},
        "Note_Title": title,
        "Note_Content": "asd",
        "$se_module": "Leads",
    }


class Site:
    """The page in its browser, and the popup that it opens."""

    def __init__(self, context, server, client_id):
        self.page = context.new_page()
        self.context = context
        self.config = {
            "address": server.address,
            "clientId": client_id,
            "redirectUri": REDIRECT_URI,
            "scope": SCOPE,
        }
        self.open()

    def open(self):
        self.page.goto(f"{ORIGIN}/index.html")
        self.start()

    def start(self):
        """Make the page's object; a reload has taken it away."""
        self.page.evaluate("config => { window.caller = new Caller(config); }", self.config)

    def call(self, method, path, body=None):
        answer = self.page.evaluate(
            "([method, path, body]) => window.caller.call(method, path, body ?? undefined)",
            [method, path, body],
        )
        return answer["status"], json.loads(answer["body"] or "null")

    def call_with_popup(self, method, path, body=None):
        """Call without a token: the answer, and the popup that asks for one."""
        with self.context.expect_page() as opened:
            answer = self.call(method, path, body)
        return answer, opened.value

    def accept(self, popup, *, for_session=False, first=True):
        """Sign in where it is needed, accept, and wait until the page has started again."""
        if first:
            sign_in(popup)
        if for_session:
            popup.check("input[name=for_session]")
        with self.page.expect_navigation():
            popup.click("text=Accept")
        self.start()

    def stored(self, key):
        return self.page.evaluate("key => sessionStorage.getItem(key)", key)


@pytest.fixture
def here(site, context, server, client_id):
    return Site(context, server, client_id)


def test_a_page_gets_its_token_through_a_popup_and_updates_notes_by_list_and_single(here):
    first, popup = here.call_with_popup("PUT", f"/crm/v2/Leads/{LEAD}/notes", {"data": []})
    here.accept(popup)
    listed = here.call(
        "PUT", f"/crm/v2/Leads/{LEAD}/notes", {"data": [{"id": NOTE, **note("first")}]}
    )
    single = here.call("PUT", f"/crm/v2/Leads/{LEAD}/notes/{NOTE}", {"data": [note("second")]})
    read = here.call("GET", f"/crm/v2/Leads/{LEAD}/notes/{NOTE}")

    assert (401, "INVALID_TOKEN") == (first[0], first[1]["code"])
    assert [(200, "record updated")] * 2 == [
        (status, body["data"][0]["message"]) for status, body in (listed, single)
    ]
    assert (200, "second") == (read[0], read[1]["data"][0]["Note_Title"])
    assert popup.is_closed()
    assert ("zohocrmclient", "us", None) == tuple(
        map(here.stored, ("state", "location", "granted_for_session"))
    )
    assert here.config["address"] == here.stored("api_domain")


def test_after_the_59th_minute_a_token_is_renewed_without_a_question(here):
    _, popup = here.call_with_popup("GET", "/crm/v2/org")
    here.accept(popup, for_session=True)
    token = here.stored("access_token")
    assert (200, "true") == (here.call("GET", "/crm/v2/org")[0], here.stored("granted_for_session"))

    here.page.clock.set_system_time(here.page.evaluate("Date.now()") + 59 * MINUTE * 1000)
    with here.page.expect_navigation(), here.context.expect_page() as popup:
        # Nobody waits for its answer: the page may start again before that comes.
        here.page.evaluate("void window.caller.call('GET', '/crm/v2/org')")
    here.start()
    opened = popup.value.url

    assert 200 == here.call("GET", "/crm/v2/org")[0]
    assert token != here.stored("access_token")
    assert opened.startswith((f"{here.config['address']}/oauth/v2/auth/refresh", REDIRECT_URI))


def test_the_requests_of_the_documented_library_sample_come_through(here):
    _, popup = here.call_with_popup("GET", "/crm/v2/org")
    here.accept(popup)
    products = here.call("GET", "/crm/v2/Products?per_page=2")[1]["data"]
    price_book = here.call("GET", "/crm/v2/Price_Books?per_page=1")[1]["data"][0]["id"]
    lead = here.call("GET", "/crm/v2/Leads?per_page=1")[1]["data"][0]["id"]
    campaign = here.call("GET", "/crm/v2/Campaigns?per_page=1")[1]["data"][0]["id"]
    prices = zip(products, (50.56, 100.56), strict=True)
    priced = [{"id": product["id"], "list_price": price} for product, price in prices]
    linking = (
        (f"Price_Books/{price_book}/Products", priced),
        (f"Price_Books/{price_book}/Products/{products[0]['id']}", [{"list_price": 50.56}]),
        (f"Leads/{lead}/Campaigns", [{"id": campaign, "Member_Status": "Active"}]),
        (f"Leads/{lead}/Campaigns/{campaign}", [{"Member_Status": "Planning"}]),
    )
    answers = [here.call("PUT", f"/crm/v2/{path}", {"data": items}) for path, items in linking]
    related = here.call("GET", f"/crm/v2/Leads/{lead}/Campaigns/{campaign}")[1]["data"][0]

    assert [200] * 4 == [status for status, _ in answers]
    assert [{"relation added"}] * 4 == [
        {item["message"] for item in body["data"]} for _, body in answers
    ]
    assert "Planning" == related["Member_Status"]


def test_a_rejected_page_hears_so_and_has_no_token(here):
    _, popup = here.call_with_popup("GET", "/crm/v2/org")
    sign_in(popup)
    # The page at the redirect URI stores what it is told, and closes.
    with popup.expect_event("close"):
        popup.click("text=Reject")

    assert "access_denied" == here.page.evaluate("localStorage.getItem('error')")
    assert 401 == here.call("GET", "/crm/v2/org")[0]


def test_who_has_signed_out_is_asked_again(here, context):
    _, popup = here.call_with_popup("GET", "/crm/v2/org")
    here.accept(popup, for_session=True)
    console = context.new_page()
    console.goto(f"{here.config['address']}/console")
    console.click("text=Sign out")
    answer = console.goto(
        f"{here.config['address']}/oauth/v2/auth/refresh?scope={SCOPE}"
        f"&client_id={here.config['clientId']}&response_type=token&state=x"
        f"&redirect_uri={REDIRECT_URI}"
    )

    assert answer is not None
    told = parse_qs(urlsplit(console.url).fragment)
    assert {"error": ["client_not_granted"], "state": ["x"]} == told
    assert 401 == here.call("GET", "/crm/v2/org")[0]  # its token ended with the session


class CodePage:
    """Somebody who gives a server-based application its code, in a real browser."""

    def __init__(self, context, server, redirect_uri):
        added = server.told(
            *("client", "add", "--name", "Web", "--type", "server"),
            *("--redirect-uri", redirect_uri),
        )
        self.page = context.new_page()
        self.address = (
            f"{server.address}/oauth/v2/auth?response_type=code&scope=ZohoCRM.org.READ"
            f"&client_id={added['client_id']}&redirect_uri={redirect_uri}"
        )

    def ends_at(self, wanted):
        """Whether the browser comes to an address that begins so."""
        self.page.wait_for_url(lambda url: url.startswith(wanted))
        return True


def test_an_application_that_sends_the_browser_on_still_hears_its_code(context, server, site):
    """Browsers apply a page's rule for forms to every redirect behind the form."""
    (site / "hop").mkdir()  # The site answers a directory without its slash with a redirect.
    (site / "hop" / "index.html").write_text("<!doctype html><title>There</title>")
    flow = CodePage(context, server, f"{ORIGIN}/hop")
    flow.page.goto(flow.address)
    sign_in(flow.page)
    flow.page.click("text=Accept")

    assert flow.ends_at(f"{ORIGIN}/hop/?code=1000.")


def test_signing_in_leads_through_to_an_application_that_has_its_grant_already(
    browser, context, server, site
):
    flow = CodePage(context, server, REDIRECT_URI)
    flow.page.goto(flow.address)
    sign_in(flow.page)
    flow.page.click("text=Accept")
    assert flow.ends_at(REDIRECT_URI)

    with browser.new_context() as another:
        flow.page = another.new_page()
        flow.page.goto(flow.address)
        sign_in(flow.page)

        assert flow.ends_at(f"{REDIRECT_URI}?code=1000.")
