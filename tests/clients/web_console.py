"""
Use the API console as a person does, but for the eyes: sign in, register, generate a code.

Owns the forms that are filled in; whatever else a page holds is sent back as it came.
"""

from __future__ import annotations

import html
import re
from typing import Any

import httpx

from tests.clients.machine import ALL_SCOPES, Machine

EMAIL = "patricia.boyle@zylker.example"
PASSWORD = "correct horse battery"
# Programs whose tokens live for seconds ask for more of them than the limits allow.
SETTINGS = {"VINCULUM_DEMO_PASSWORD": PASSWORD, "VINCULUM_ACCESS_TOKENS_PER_WINDOW": "1000"}
_HIDDEN = re.compile(r'<input type="hidden" name="form_token" value="([^"]+)">')
_VALUE = re.compile(r'<input id="([a-z-]+)" class="code" readonly value="([^"]*)"')


class WebConsole:
    """The console in the hands of the demo's administrator."""

    def __init__(self, web: httpx.Client) -> None:
        self._web = web
        self._page = self._web.get("/console").text
        self.send("/accounts/signin", email=EMAIL, password=PASSWORD)

    def send(self, path: str, **fields: Any) -> str:
        """Send a form with the token of the page that is open, and open the answer."""
        token = _HIDDEN.search(self._page)
        assert token is not None, self._page
        answer = self._web.post(path, data={**fields, "form_token": token[1]})
        assert answer.is_success, answer.text
        self._page = answer.text
        return self._page

    def values(self) -> dict[str, str]:
        """What the open page shows to be copied."""
        return {name: html.unescape(value) for name, value in _VALUE.findall(self._page)}


def granted(machine: Machine) -> dict[str, str]:
    """What a program is given once: a self client of the console, and a code generated there."""
    address = machine.address
    with httpx.Client(base_url=address, trust_env=False, follow_redirects=True) as web:
        console = WebConsole(web)
        console.send("/console/clients", type="self", name="Library")
        client = console.values()
        console.send(
            f"/console/clients/{client['client-id']}/code",
            scope=",".join(ALL_SCOPES),
            minutes="10",
            description="a program under test",
        )
        code = console.values()["grant-token"]
    return {
        "client_id": client["client-id"],
        "client_secret": client["client-secret"],
        "grant_token": code,
    }
