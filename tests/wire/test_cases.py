"""Every golden case is answered to the letter."""

from __future__ import annotations

import pytest

from tests.api import ALL_SCOPES
from tests.wire.case import Bindings, body_of, case_files, check_step, open_case, read_case


@pytest.mark.parametrize("path", case_files(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_case(path):
    case = read_case(path)
    api = open_case(case)
    bindings = Bindings(api, case.get("texts"))
    tokens = {}
    for number, step in enumerate(case["step"], start=1):
        asker = {**case.get("as", {}), **step.get("as", {})}
        who = (asker.get("user", "ada"), " ".join(asker.get("scopes", [ALL_SCOPES])))
        if who not in tokens:
            tokens[who] = api.token(*who)
        api.clock.advance(step.get("wait", 0))
        method, _, target = bindings.fill(step["request"]).partition(" ")
        headers = {name: bindings.fill(value) for name, value in step.get("headers", {}).items()}
        token = None if asker.get("token") == "none" else tokens[who]
        response = api.send(method, target, body_of(step, bindings), headers, token)
        problem = check_step(step, response, bindings)
        assert problem is None, f"step {number} of {case['title']}: {problem}"
