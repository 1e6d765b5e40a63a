"""Every endpoint and every utterance of the API has a golden case, and cases say where from."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from tests.hygiene.sources import ROOT
from tests.wire.case import case_files, read_case
from vinculum.errors import catalogue
from vinculum.errors.refusal import Entry
from vinculum.wire.handle import router
from vinculum.wire.table import SERVED

MARKS = {"seed", "docs-v2", "docs-later", "sdk", "openapi", "observed", "chosen"}
_PLACEHOLDER = re.compile(r"\{[A-Za-z_][\w.]*\}", re.ASCII)

# What the pipeline cannot utter, or no request can bring about, with the test that does.
UTTERED_ELSEWHERE = {
    "BODY_TOO_LARGE": "tests/wire/test_failures.py",
    "INTERNAL_ERROR": "tests/wire/test_failures.py",
    "HEAD_TOO_LARGE": "tests/unit/server/test_serving.py",
    "REQUEST_TOO_SLOW": "tests/unit/server/test_serving.py",
    "REQUEST_UNREADABLE": "tests/unit/server/test_serving.py",
    "STORE_UNAVAILABLE": "tests/faults/test_faults.py",
    "TOO_MANY_REQUESTS": "tests/unit/server/test_asgi.py",
}


@cache
def cases() -> dict[str, dict[str, Any]]:
    """Every case by its place."""
    return {f"{path.parent.name}/{path.stem}": read_case(path) for path in case_files()}


def entries() -> dict[str, Entry]:
    """The catalogue by the names of its constants."""
    return {name: entry for name, entry in vars(catalogue).items() if isinstance(entry, Entry)}


def covered() -> set[str]:
    return {name for case in cases().values() for name in case["covers"]}


def test_every_case_names_its_evidence_in_the_known_marks():
    strange = {place: case["evidence"] for place, case in cases().items() if not _sound(case)}

    assert {} == strange


def _sound(case: dict[str, Any]) -> bool:
    return bool(case["evidence"]) and set(case["evidence"]) <= MARKS


def test_no_two_cases_have_the_same_title():
    titles = [case["title"] for case in cases().values()]

    assert sorted(set(titles)) == sorted(titles)


def test_every_endpoint_that_is_served_is_asked_by_a_case_that_names_it():
    endpoints = {f"{endpoint.method} {endpoint.path}" for endpoint in SERVED}

    assert set() == endpoints - covered()


def test_a_case_names_only_what_there_is():
    known = {f"{endpoint.method} {endpoint.path}" for endpoint in SERVED} | set(entries())
    strange = {
        place: names - known
        for place, case in cases().items()
        if (names := set(case["covers"])) - known
    }

    assert {} == strange


def test_a_case_asks_every_endpoint_that_it_names():
    unasked = {place: missing for place, case in cases().items() if (missing := _unasked(case))}

    assert {} == unasked


def _unasked(case: dict[str, Any]) -> set[str]:
    """What a case names and does not ask; the router tells which endpoint a request leads to."""
    asked = set()
    for step in case["step"]:
        method, _, target = step["request"].partition(" ")
        external = "X-EXTERNAL" in step.get("headers", {})
        path = _PLACEHOLDER.sub("1", target.partition("?")[0])
        matched = router().match(method, path, external=external)
        if matched is not None:
            asked.add(f"{matched.endpoint.method} {matched.endpoint.path}")
    return {name for name in case["covers"] if " " in name} - asked


def test_every_utterance_is_in_the_answer_of_a_case_that_names_it():
    said = {
        name
        for case in cases().values()
        for name in set(case["covers"]) & set(entries())
        if says(case, entries()[name])
    }

    assert set() == set(entries()) - said - set(UTTERED_ELSEWHERE)


def test_a_case_says_every_utterance_that_it_names():
    silent = {
        place: missing
        for place, case in cases().items()
        if (
            missing := {
                name
                for name in set(case["covers"]) & set(entries())
                if not says(case, entries()[name])
            }
        )
    }

    assert {} == silent


def says(case: dict[str, Any], entry: Entry) -> bool:
    """Tell whether an expected answer holds the code, the message and the details of an entry."""
    return any(_step_says(step, entry) for step in case["step"])


def _step_says(step: dict[str, Any], entry: Entry) -> bool:
    if "response" in step:
        whole = json.loads(step["response"])
        return any(_is(entry, item) for item in _objects(whole))
    parts = "".join(step.get("contains", []))
    return f'"code":"{entry.code}"' in parts and f'"message":"{entry.message}"' in parts


def _objects(document: Any) -> list[dict[str, Any]]:
    if isinstance(document, list):
        return [found for each in document for found in _objects(each)]
    if not isinstance(document, dict):
        return []
    return [document, *(found for value in document.values() for found in _objects(value))]


def _is(entry: Entry, item: dict[str, Any]) -> bool:
    return (
        (entry.code, entry.message, "error")
        == (item.get("code"), item.get("message"), item.get("status"))
    ) and set(entry.details) == set(item.get("details", {}))


def test_what_no_case_utters_is_uttered_by_the_test_that_is_named():
    silent = {
        name: place
        for name, place in UTTERED_ELSEWHERE.items()
        if f'"{entries()[name].code}"' not in (ROOT / place).read_text()
    }

    assert {} == silent
