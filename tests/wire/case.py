"""
Read a golden case and compare answers with it.

Owns the form of a case and the meaning of its placeholders: `{Leads.ines}` is the id of
that record of the world, `{name}` of a table `[texts.name]` a text said so many times, any
other `{name}` stands for one value, the same wherever it stands again. Whole bodies are
compared, key order included; `each` compares only the keys of the objects under a wrapper.
"""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from tests.api import Api, open_api
from vinculum.model.change import UpdateRecord
from vinculum.model.record import IndexRows
from vinculum.ports.services import Limits
from vinculum.ports.store import Work
from vinculum.schema.metadata import put
from vinculum.wire.message import WireResponse

CASES = Path(__file__).parent / "cases"
_PLACEHOLDER = re.compile(r"\{([A-Za-z_][\w.]*)\}", re.ASCII)


def case_files() -> list[Path]:
    """Every case, in the order of its path."""
    return sorted(CASES.rglob("*.toml"))


def read_case(path: Path) -> dict[str, Any]:
    """One case as its file says it."""
    return tomllib.loads(path.read_text())


def open_case(case: dict[str, Any]) -> Api:
    """
    The world of a case, under the case's `limits`, in the state that it is prepared to be in.

    `prepared` makes what no request can make yet: `converted` leads, users' `time_zones`.
    """
    api = open_api(case["world"], Limits(**case.get("limits", {})))
    prepared = case.get("prepared", {})

    def prepare(work: Work) -> None:
        schema = api.services.schemas.current(work)
        for key, zone in prepared.get("time_zones", {}).items():
            work.apply([put(replace(schema.users[api.keys[key]], time_zone=zone))])
        leads = work.read_records([api.keys[key] for key in prepared.get("converted", ())])
        none = IndexRows()
        for lead in leads.values():
            converted = replace(lead, converted=True)
            work.apply([UpdateRecord(record=converted, unindex=none, index=none)])

    if prepared:
        api.write(prepare)
    return api


class Bindings:
    """What the placeholders of a case stand for."""

    def __init__(self, api: Api, texts: dict[str, Any] | None = None) -> None:
        self.values = {name: str(key) for name, key in api.keys.items()}
        for name, said in (texts or {}).items():
            text = said.get("join", "").join([self.fill(said["text"])] * said["times"])
            self.values[name] = text

    def fill(self, text: str) -> str:
        """Replace the placeholders whose value is known; others must not occur in requests."""
        return _PLACEHOLDER.sub(lambda match: self.values[match.group(1)], text)

    def agrees(self, expected: str, actual: str) -> bool:
        """Tell whether a text fits, binding placeholders that are new."""
        pattern, names = "", []
        position = 0
        for match in _PLACEHOLDER.finditer(expected):
            name = match.group(1)
            pattern += re.escape(expected[position : match.start()])
            known = self.values.get(name)
            pattern += "(.+?)" if known is None else re.escape(known)
            names += [name] if known is None else []
            position = match.end()
        found = re.fullmatch(pattern + re.escape(expected[position:]), actual, re.DOTALL)
        if found is None:
            return False
        for name, value in zip(names, found.groups(), strict=True):
            if self.values.setdefault(name, value) != value:
                return False
        return True


class Pairs(list):
    """A JSON object as its pairs, in order."""


def ordered(text: str) -> Any:
    """Read JSON so that the order of keys counts."""
    return json.loads(text, object_pairs_hook=Pairs)


def difference(expected: Any, actual: Any, bindings: Bindings, place: str = "$") -> str | None:
    """Say where two documents differ first, or None."""
    if isinstance(expected, str) and isinstance(actual, str):
        agreed = bindings.agrees(expected, actual)
        return None if agreed else f"{place}: {expected!r} expected, {actual!r} answered"
    if type(expected) is not type(actual):
        return f"{place}: {expected!r} expected, {actual!r} answered"
    if isinstance(expected, Pairs):
        names = [name for name, _ in expected]
        answered = [name for name, _ in actual]
        if names != answered:
            return f"{place}: keys {names} expected, {answered} answered"
        pairs = zip(expected, actual, strict=True)
        found = (difference(one, two, bindings, f"{place}.{n}") for (n, one), (_, two) in pairs)
        return next((text for text in found if text), None)
    if isinstance(expected, list):
        if len(expected) != len(actual):
            return f"{place}: {len(expected)} items expected, {len(actual)} answered"
        items = enumerate(zip(expected, actual, strict=True))
        found = (difference(one, two, bindings, f"{place}[{n}]") for n, (one, two) in items)
        return next((text for text in found if text), None)
    return None if expected == actual else f"{place}: {expected!r} expected, {actual!r} answered"


def show(response: WireResponse) -> str:
    """An answer as a failing test shows it."""
    return f"{response.status} {response.body.decode()}"


def check_step(step: dict[str, Any], response: WireResponse, bindings: Bindings) -> str | None:
    """Say what is wrong with an answer to a step, or None."""
    if step["status"] != response.status:
        return f"status {step['status']} expected: {show(response)}"
    body = response.body.decode("ascii")
    if "response" in step:
        if not body:
            return "an answer without a body"
        problem = difference(ordered(step["response"]), ordered(body), bindings)
        if problem:
            return f"{problem}\n{show(response)}"
    elif step["status"] in {204, 304} and body:
        return f"a body where none belongs: {show(response)}"
    loose = _loose_problem(step, body, bindings) or _keys_problem(step, body)
    return loose or _header_problem(step, response)


def body_of(step: dict[str, Any], bindings: Bindings) -> str | bytes:
    """The body that a step sends: text with placeholders, or `body_hex` for bytes that are none."""
    if "body_hex" in step:
        return bytes.fromhex(step["body_hex"])
    return bindings.fill(step.get("body", ""))


def _keys_problem(step: dict[str, Any], body: str) -> str | None:
    for wrapper, names in step.get("each", {}).items():
        for number, one in enumerate(json.loads(body)[wrapper]):
            if list(one) != names:
                return f"{wrapper}[{number}] has the keys {list(one)}, not {names}"
    return None


def _loose_problem(step: dict[str, Any], body: str, bindings: Bindings) -> str | None:
    for part in step.get("contains", []):
        if bindings.fill(part) not in body:
            return f"{part!r} is missing: {body}"
    for part in step.get("lacks", []):
        if bindings.fill(part) in body:
            return f"{part!r} should not be there: {body}"
    return None


def _header_problem(step: dict[str, Any], response: WireResponse) -> str | None:
    answered = {name.lower(): value for name, value in response.headers}
    if response.status in {204, 304} and "content-type" in answered:
        return "a Content-Type without a body"
    for name, value in step.get("response_headers", {}).items():
        if value == "" and name.lower() in answered:
            return f"header {name} should not be there"
        if value and answered.get(name.lower()) != value:
            return f"header {name}: {value!r} expected, {answered.get(name.lower())!r} answered"
    return None
