"""
An org that is asked strange things, and what holds of every answer of the API.

Owns the judgement: no fault of ours, JSON in ASCII, the four keys, soon, and no trace of
what was refused.
Never knows what a request should answer.
"""

from __future__ import annotations

import json
import time
from functools import cache
from typing import Any

from tests.api import Api, open_api, restart
from vinculum.wire.message import WireResponse

WORLD = "shop"
SECONDS = 5.0  # far more than any answer takes, far less than a hang
REFUSAL_KEYS = ["code", "details", "message", "status"]
UPSERT_KEYS = ["code", "duplicate_field", "action", "details", "message", "status"]
NO_BODY = {204, 304}


class Town:
    """An org that is asked strange things, and looks the same before each."""

    def __init__(self) -> None:
        self.api = open_api(WORLD)
        self.token = self.api.token()
        self.api.send("GET", "/crm/v2/Leads", token=self.token)

    def restarted(self) -> Api:
        restart(self.api, WORLD)
        self.token = self.api.token()
        return self.api


@cache
def town() -> Town:
    return Town()


def ask(method, target, body=b"", headers=None, authorized=True):
    """Send a request to an org that is as its world says, and judge whatever it answers."""
    town().restarted()
    return ask_again(method, target, body, headers, authorized)


def ask_again(method, target, body=b"", headers=None, authorized=True):
    """Send a request to the org as the last one left it."""
    api = town().api
    before = written(api)
    began = time.perf_counter()
    response = api.send(
        method, known(api, target), body, headers, town().token if authorized else None
    )

    assert SECONDS > time.perf_counter() - began
    judge(response)
    if is_refused(response):
        assert before == written(api)
    return response


def read_back(module, response):
    """Read what a write has left: each record that it names, the list they are in, their words."""
    ids = [one["details"]["id"] for one in items_of(response) if one["status"] == "success"]
    for key in ids:
        assert 200 == ask_again("GET", f"/crm/v2/{module}/{key}").status
    if ids:
        assert 200 == ask_again("GET", f"/crm/v2/{module}?ids={','.join(ids)}&approved=both").status
        assert 200 == ask_again("GET", f"/crm/v2/{module}?sort_by=Modified_Time").status


def known(api: Api, text: str) -> str:
    """Put ids in the place of the names of records."""
    for name, key in api.keys.items():
        text = text.replace(f"<{name}>", str(key))
    return text


def written(api: Api) -> tuple[object, ...]:
    """What has been written so far, as far as a refusal could have left something."""
    return api.read(
        lambda work: (work.read_version(), [one.id for one in work.page_changes(0, 1000)])
    )


def judge(response: WireResponse) -> None:
    """Assert what holds of every answer of the API."""
    headers = dict(response.headers)
    assert 500 > response.status
    if response.status in NO_BODY:
        assert (b"", False) == (response.body, "Content-Type" in headers)
        return
    assert "application/json;charset=UTF-8" == headers["Content-Type"]
    document = json.loads(response.body.decode("ascii"))
    if "code" in document:
        judge_refusal(document)
        assert 400 <= response.status
        return
    items = next(iter(document.values()))
    assert isinstance(items, list)
    assert items
    assert 300 > response.status
    for item in items:
        if "code" in item:
            judge_item(item)


def judge_refusal(document) -> None:
    assert REFUSAL_KEYS == list(document)
    assert "error" == document["status"]
    assert isinstance(document["details"], dict)


def judge_item(item) -> None:
    if item["status"] == "error":
        judge_refusal(item)
        return
    assert list(item) in (REFUSAL_KEYS, UPSERT_KEYS)
    assert ("SUCCESS", "success") == (item["code"], item["status"])


def is_refused(response: WireResponse) -> bool:
    return response.status >= 400 or response.status in {202, *NO_BODY}


def items_of(response: WireResponse) -> list[dict[str, Any]]:
    document = json.loads(response.body) if response.body else {}
    wrappers = ("data", "contact_roles", "variables")
    return next((document[name] for name in wrappers if document.get(name)), [])
