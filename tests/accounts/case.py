"""
Read a golden case of the accounts server, take its steps, compare the answers.

Owns the form of a case. A step has a `request` ("GET /path"), or `follow` (go where the last
answer sent the browser), or `submit` (send the form of the page that is shown, with these fields
besides), or `flow` (take the steps of that name in flows.toml). Its placeholders are those of
tests/wire; `{web}` is the id of the client `web`, `{web.secret}` its secret, `{main.session}`,
`{main.visitor}` and `{main.form_token}` what the browser `main` has, `{_}` anything at all.
Never knows a rule of the accounts server.
"""

from __future__ import annotations

import re
import tomllib
from base64 import b64encode
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from tests.accounts.page_rules import page_problem
from tests.accounts.site import HERE, PASSWORD, Answer, Browser, Site
from tests.wire.case import Bindings, difference, ordered

FOLDER = Path(__file__).parent
_PLACEHOLDER = re.compile(r"\{([A-Za-z_][\w.]*)\}", re.ASCII)
_KEYS = frozenset(
    """request follow submit flow with browser wait times at peer query form multipart body headers
    cookies token basic users bare status location response contains lacks response_headers
    set_cookie""".split()
)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


def case_files() -> list[Path]:
    """Every case, in the order of its path."""
    return sorted((FOLDER / "cases").rglob("*.toml"))


def read_case(path: Path) -> dict[str, Any]:
    """One case as its file says it."""
    return tomllib.loads(path.read_text())


@cache
def _flows() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "flows.toml").read_text())


class _Names(Bindings):
    """What placeholders stand for; each `{_}` stands for anything, and for itself only."""

    def agrees(self, expected: str, actual: str) -> bool:
        """Tell whether a text fits, binding placeholders that are new."""
        numbers = count()
        agreed = super().agrees(
            re.sub(r"\{_\}", lambda _: f"{{_{next(numbers)}}}", expected), actual
        )
        for name in [name for name in self.values if name.startswith("_")]:
            del self.values[name]
        return agreed


class Visitors:
    """Everybody and everything that a case speaks of."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.site = Site(case.get("limits"), case.get("public_url", ""), case.get("data_centres"))
        self.browsers: dict[str, Browser] = {}
        self.bindings = _Names(self.site.api, case.get("texts"))
        self.bindings.values["password"] = PASSWORD
        for name, said in case.get("clients", {}).items():
            client_id, secret = self.site.add_client(name, said)
            self.bindings.values |= {name: client_id, f"{name}.secret": secret}
        for browser, user in case.get("signed_in", {}).items():
            self.take_all([{"flow": "sign in", "browser": browser, "with": {"user": user}}])

    def take_all(self, steps: list[dict[str, Any]]) -> None:
        """Take steps one after the other; an AssertionError tells which one went wrong."""
        for number, step in enumerate(steps, start=1):
            strange = set(step) - _KEYS
            assert not strange, f"step {number} has unknown keys {sorted(strange)}"
            if "flow" in step:
                self._flow(step, number)
                continue
            for turn in range(1, step.get("times", 1) + 1):
                known = set(self.bindings.values)
                problem = self._take(step)
                assert problem is None, f"step {number}, turn {turn}: {problem}"
                if turn < step.get("times", 1):
                    # What one turn has bound is bound anew by the next.
                    for name in set(self.bindings.values) - known:
                        del self.bindings.values[name]

    def _flow(self, step: dict[str, Any], number: int) -> None:
        flow = _flows()[step["flow"]]
        given = {**flow.get("defaults", {}), **step.get("with", {})}
        shared = {name: step[name] for name in ("browser", "at", "peer") if name in step}
        for _ in range(step.get("times", 1)):
            steps = [{**shared, **_written(one, given)} for one in flow["step"]]
            for name in flow.get("fresh", ()):
                self.bindings.values.pop(_written(name, given), None)
            self.site.api.clock.advance(step.get("wait", 0))
            try:
                self.take_all(steps)
            except AssertionError as failed:
                raise AssertionError(f"step {number}, {step['flow']}: {failed}") from None

    def _take(self, step: dict[str, Any]) -> str | None:
        """Take one step, and say what is wrong with the answer, or None."""
        self.site.api.clock.advance(step.get("wait", 0))
        for key, changes in step.get("users", {}).items():
            self.site.change_user(key, **changes)
        name = step.get("browser", "main")
        browser = self.browsers.setdefault(name, Browser())
        method, target, body, headers = self._request(step, browser)
        kept = {**browser.cookies, **self._filled(step.get("cookies", {}))}
        answer = self.site.send(
            method,
            target,
            body=body,
            headers=headers,
            cookies={cookie: value for cookie, value in kept.items() if value},
            at=self.bindings.fill(step.get("at", HERE)),
            peer=step.get("peer", "192.0.2.1"),
        )
        browser.take(target, answer)
        self.bindings.values |= {
            f"{name}.session": browser.cookies.get("vinculum_session", ""),
            f"{name}.visitor": browser.cookies.get("vinculum_visitor", ""),
            f"{name}.form_token": browser.form_token,
        }
        return self._problem(step, answer)

    def _filled(self, said: dict[str, str]) -> dict[str, str]:
        return {name: self.bindings.fill(value) for name, value in said.items()}

    def _pairs(self, said: dict[str, Any]) -> list[tuple[str, str]]:
        """Parameters; a list stands for one that is given several times."""
        return [
            (name, self.bindings.fill(value))
            for name, values in said.items()
            for value in (values if isinstance(values, list) else [values])
        ]

    def _request(
        self, step: dict[str, Any], browser: Browser
    ) -> tuple[str, str, bytes, dict[str, str]]:
        headers = self._filled(step.get("headers", {}))
        if "token" in step:
            headers["Authorization"] = f"Zoho-oauthtoken {self.bindings.fill(step['token'])}"
        if "basic" in step:
            pair = self.bindings.fill(step["basic"]).encode()
            headers["Authorization"] = f"Basic {b64encode(pair).decode()}"
        if step.get("follow"):
            return "GET", browser.location, b"", headers
        if "submit" in step:
            target, fields = browser.main_form()
            said = dict(fields) | self._filled(step["submit"])
            return "POST", target, urlencode(said).encode(), headers | _FORM
        method, _, target = self.bindings.fill(step["request"]).partition(" ")
        if "query" in step:
            target += f"?{urlencode(self._pairs(step['query']), quote_via=quote)}"
        return method, target, self._body(step, browser, headers), headers

    def _body(self, step: dict[str, Any], browser: Browser, headers: dict[str, str]) -> bytes:
        if "multipart" in step:
            headers["Content-Type"] = "multipart/form-data; boundary=B"
            parts = "".join(
                f'--B\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                for name, value in self._pairs(step["multipart"])
            )
            return f"{parts}--B--\r\n".encode()
        if "form" not in step:
            return self.bindings.fill(step.get("body", "")).encode()
        pairs = self._pairs(step["form"])
        if browser.form_token and "form_token" not in step["form"] and not step.get("bare"):
            pairs.append(("form_token", browser.form_token))
        headers |= _FORM
        return urlencode(pairs).encode()

    def _problem(self, step: dict[str, Any], answer: Answer) -> str | None:
        if step["status"] != answer.status:
            return f"status {step['status']} expected: {_show(answer)}"
        problem = self._location_problem(step, answer) or page_problem(answer)
        if problem is None and "response" in step:
            problem = difference(ordered(step["response"]), ordered(answer.text), self.bindings)
        problem = problem or self._text_problem(step, answer.text)
        problem = problem or self._header_problem(step, answer)
        return None if problem is None else f"{problem}\n{_show(answer)}"

    def _location_problem(self, step: dict[str, Any], answer: Answer) -> str | None:
        location = answer.header("location")
        if (answer.status in _REDIRECTS) != ("location" in step):
            return "a redirect says where to, and nothing else does"
        if "location" not in step or self.bindings.agrees(step["location"], location or ""):
            return None
        return f"location {step['location']!r} expected, {location!r} answered"

    def _text_problem(self, step: dict[str, Any], text: str) -> str | None:
        for part in step.get("contains", []):
            if not self._finds(part, text):
                return f"{part!r} is missing"
        for part in step.get("lacks", []):
            if self.bindings.fill(part) in text:
                return f"{part!r} should not be there"
        return None

    def _finds(self, part: str, text: str) -> bool:
        """Tell whether a part is in a text, binding placeholders that are new."""
        pattern, names, position = "", [], 0
        for match in _PLACEHOLDER.finditer(part):
            known = self.bindings.values.get(match[1])
            pattern += re.escape(part[position : match.start()])
            pattern += r'([^\s"<>&]+)' if known is None else re.escape(known)
            names += [match[1]] if known is None else []
            position = match.end()
        found = re.search(pattern + re.escape(part[position:]), text)
        if found is not None:
            self.bindings.values |= dict(zip(names, found.groups(), strict=True))
            self.bindings.values.pop("_", None)
        return found is not None

    def _header_problem(self, step: dict[str, Any], answer: Answer) -> str | None:
        for name, value in step.get("response_headers", {}).items():
            answered = answer.header(name)
            if value == "" and answered is not None:
                return f"header {name} should not be there"
            if value and not self.bindings.agrees(value, answered or ""):
                return f"header {name}: {value!r} expected, {answered!r} answered"
        if "set_cookie" not in step:
            return None
        cookies = [value for name, value in answer.headers if name == "set-cookie"]
        agreed = len(cookies) == len(step["set_cookie"]) and all(
            map(self.bindings.agrees, step["set_cookie"], cookies)
        )
        return None if agreed else f"cookies {step['set_cookie']} expected, {cookies} answered"


_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def _written(said: Any, given: dict[str, str]) -> Any:
    """A step of a flow with what is given to the flow in the places that wait for it."""
    if isinstance(said, str):
        return re.sub(r"<<(\w+)>>", lambda match: given[match[1]], said)
    if isinstance(said, dict):
        return {name: _written(value, given) for name, value in said.items()}
    return [_written(value, given) for value in said] if isinstance(said, list) else said


def _show(answer: Answer) -> str:
    """An answer as a failing test shows it."""
    _, _, middle = answer.text.partition("<main")
    return f"{answer.status} {dict(answer.headers)}\n{(middle or answer.text)[:1500]}"
