"""
The documented scripts themselves, when somebody names the files that have them.

VINCULUM_SEED_FILE is the page with the ES6 class, VINCULUM_JS_SDK the vendor's library for
browsers (zcrmsdk.js). Neither may be copied into this project, so without them these tests are
skipped; test_page.py makes the same requests.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.browser import seed
from tests.browser.conftest import ORIGIN, REDIRECT_URI, sign_in

NOTES = "/crm/v2/Leads/35240336189014/notes"
PAGE = '<!doctype html><link rel="icon" href="data:,"><script src="{}"></script>'
SDK_SCOPE = "ZohoCRM.modules.ALL,ZohoCRM.settings.ALL,ZohoCRM.users.ALL,ZohoCRM.org.ALL"


def named_file(variable: str) -> Path:
    """The file that a variable names; without one the test is skipped."""
    path = os.environ.get(variable)
    if not path:
        pytest.skip(f"{variable} names no file")
    return Path(path)


def answers_of(page):
    """Remember status and body of every call of the API that a page makes."""
    answers = []

    def note(response):
        if "/crm/v2/" in response.url and response.request.method == "PUT":
            answers.append((response.status, response.url, response.text()))

    page.on("response", note)
    return answers


def test_the_documented_class_runs_with_other_addresses_and_ids(site, context, server, client_id):
    text = named_file("VINCULUM_SEED_FILE").read_text(encoding="utf-8")
    script = seed.pointed_at(seed.class_of(text), server.address, client_id)
    (site / "documented.js").write_text(script, encoding="utf-8")
    (site / "documented.html").write_text(PAGE.format("documented.js"), encoding="utf-8")
    page = context.new_page()
    page.goto(f"{ORIGIN}/documented.html")
    answers = answers_of(page)

    # The first call is made before there is a token; the page starts again when it comes.
    with context.expect_page() as opened:
        page.evaluate("void new UpdateRelatedRecords().updateListofRelatedRecords()")
    popup = opened.value
    sign_in(popup)
    with page.expect_navigation():
        popup.click("text=Accept")
    for call in ("updateListofRelatedRecords", "updateRelatedRecord"):
        with page.expect_response(lambda response: NOTES in response.url) as answered:
            page.evaluate(f"new UpdateRelatedRecords().{call}()")
        answered.value.finished()

    assert [401, 200, 200] == [status for status, _, _ in answers]
    assert ["record updated"] * 2 == [
        body.partition('"message":"')[2].partition('"')[0] for _, _, body in answers[1:]
    ]
    assert NOTES in answers[1][1]


# Releases differ in where the record's id is given. The first call has no token yet, and fails.
SDK_PROGRAM = """
async ([here, clientId, redirectUri, scope, lead, campaign]) => {
    const token = new OAuthBuilder().clientId(clientId).scope(scope)
        .redirectURL(redirectUri).build();
    await (await new InitializeBuilder())
        .environment(new Environment(here, here + "/oauth/v2/auth", here))
        .token(token).SDKConfig(new SDKConfigBuilder().autoRefreshFields(false).build())
        .initialize();
    const record = new ZCRM.Record.Model.Record();
    record.addKeyValue("id", BigInt(campaign));
    record.addKeyValue("Member_Status", "Active");
    const request = new ZCRM.RelatedRecord.Model.BodyWrapper();
    request.setData([record]);
    const Operations = ZCRM.RelatedRecord.Operations;
    const byCall = Operations.prototype.updateRelatedRecords.length > 1;
    try {
        const id = BigInt(lead);
        const answer = byCall
            ? await new Operations("Campaigns", "Leads").updateRelatedRecords(id, request)
            : await new Operations("Campaigns", id, "Leads").updateRelatedRecords(request);
        return answer.getStatusCode();
    } catch (problem) {
        return String(problem);
    }
}
"""


def test_the_library_for_browsers_relates_a_lead(site, context, server, client_id):
    shutil.copy(named_file("VINCULUM_JS_SDK"), site / "zcrmsdk.js")
    (site / "library.html").write_text(PAGE.format("zcrmsdk.js"), encoding="utf-8")
    page = context.new_page()
    page.goto(f"{ORIGIN}/library.html")
    order = [
        *(server.address, client_id, REDIRECT_URI, SDK_SCOPE),
        *("3652397000001829002", "3652397000000327001"),
    ]
    with context.expect_page() as opened:
        page.evaluate(f"order => void ({SDK_PROGRAM})(order)", order)
    popup = opened.value
    sign_in(popup)
    with page.expect_navigation():
        popup.click("text=Accept")

    assert 200 == page.evaluate(SDK_PROGRAM, order)
