"""
A place where scripts run without a world: the clock stands still, chance always draws half.

Owns the host of all language tests, and how a case's results are written down.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

from vinculum.script.ast import Function
from vinculum.script.diagnostics import (
    Fault,
    ScriptError,
    diagnose_error,
    render_diagnostic,
)
from vinculum.script.evaluate import evaluate
from vinculum.script.host import UrlRequest, UrlResponse
from vinculum.script.limits import Limits
from vinculum.script.parse import check, parse
from vinculum.script.values import Datum

CASES = Path(__file__).parent / "cases"
NOON = datetime(2024, 2, 29, 12, 30, 45, tzinfo=timezone(timedelta(hours=5, minutes=30)))
ANSWERS = {
    "https://example.test/json": UrlResponse(
        status=200,
        headers={"X-Answer": "yes"},
        content=b'{"rates":{"EUR":1.5,"USD":2},"list":[1,2]}',
        content_type="application/json",
    ),
    "https://example.test/text": UrlResponse(status=404, content="né".encode()),
    "https://example.test/picture": UrlResponse(
        status=200, content=b"no zero in it", content_type="image/png"
    ),
    "https://example.test/problem": UrlResponse(
        status=400,
        content=b'{"title":"no"}',
        content_type="application/problem+json; charset=utf-8",
    ),
    "https://example.test/file": UrlResponse(
        status=200, content=b"\x00\x01\x02", content_type="image/png"
    ),
}


class Desk:
    """A host that keeps what scripts write and ask for."""

    def __init__(self, functions: Sequence[Function] = ()) -> None:
        self.lines: list[str] = []
        self.functions = functions

    def now(self) -> datetime:
        return NOON

    def clock(self) -> float:
        return 0.0

    def chance(self, below: int) -> int:
        return below // 2

    def info(self, line: str) -> None:
        self.lines.append(line)

    def system_variable(self, name: str) -> Datum:
        known: dict[str, Datum] = {
            "zoho.loginuserid": "ada@example.test",
            "zoho.adminuserid": "admin@example.test",
            "zoho.loginuser": "ada",
            "zoho.appname": "crm",
        }
        if name not in known:
            raise Fault(f"there is no system variable `{name}`")
        return known[name]

    def call_task(self, name: str, arguments: Sequence[Datum]) -> Datum:
        if name == "zoho.crm.refuse":
            raise Fault("refused by the host")
        return {"task": name, "arguments": list(arguments)}

    def invoke_url(self, request: UrlRequest) -> UrlResponse:
        self.lines.append(f"[{request.method} {request.url} {request.parameters!r}]")
        return ANSWERS.get(request.url, UrlResponse(status=500, content=b"nothing here"))

    def send_mail(self, settings: Mapping[str, Datum]) -> None:
        self.lines.append(f"[mail {dict(settings)}]")

    def find_function(self, namespace: str, name: str) -> Function | None:
        for function in self.functions:
            if (namespace, name) == (function.namespace, function.name):
                return function
        return None


def limits_in(text: str) -> Limits:
    """Read the limits that a case sets in a comment such as `// limits: steps=100`."""
    found = re.search(r"^// limits: (.*)$", text, re.MULTILINE)
    pairs = (pair.split("=") for pair in (found[1].split() if found else ()))
    return Limits(**{name: int(value) for name, value in pairs})


def results_of(text: str) -> tuple[str, str]:
    """Check a script, run it if nothing is wrong, and write down its output and its errors."""
    findings = check(text)
    if findings:
        return "", "".join(f"{render_diagnostic(finding)}\n" for finding in findings)
    desk = Desk()
    errors = ""
    try:
        evaluate(parse(text), desk, limits_in(text))
    except ScriptError as error:
        kind = type(error).__name__
        errors = f"{kind}: {render_diagnostic(diagnose_error(text, error))}\n"
    return "".join(f"{line}\n" for line in desk.lines), errors
