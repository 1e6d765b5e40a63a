"""
Every task of the CRM, in scripts with the output that they must have.

A case is a script beside its output; `{…}` in the output stands for anything on its line. Each
runs on the demo org in a store of its own, as the administrator or whom the first line names.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tests.api import Api, open_api
from vinculum.automation.crm_tasks import BY_NAME, TASKS
from vinculum.automation.host import Surroundings
from vinculum.automation.runner import run_script
from vinculum.script.diagnostics import render_diagnostic
from vinculum.server.demo import load_demo
from vinculum.server.inner_api import InnerApi

CASES = Path(__file__).parent / "cases"
ADDRESS = "http://crm.test:8080"
_AS = re.compile(r"// as (\S+)")


def run(text: str, api: Api | None = None) -> list[str]:
    """Run a script on the demo org; its lines, and where it was stopped."""
    if api is None:
        api = open_api()
        load_demo(api.services, api.org_id)
    schema = api.read(api.services.schemas.current)
    administrator = schema.find_administrator()
    assert administrator is not None
    named = _AS.match(text)
    user = schema.find_user_by_email(named[1]) if named else administrator
    assert user is not None
    lines: list[str] = []
    around = Surroundings(
        api=InnerApi(api.services, api.org_id, user=user.id, administrator=administrator.id),
        org=schema.org,
        user=user,
        administrator=administrator,
        address=ADDRESS,
        clock=api.services.clock,
        secrets=api.services.secrets,
        write_line=lines.append,
    )
    ended = run_script(text, around)
    return [*lines, *(render_diagnostic(each).partition("\n")[0] for each in ended.findings)]


@cache
def scripts() -> list[Path]:
    return sorted(CASES.glob("*.dg"))


def fits(expected: str, line: str) -> bool:
    """Whether a line is the expected one, with anything in place of `{…}`."""
    pattern = "(.+?)".join(re.escape(part) for part in expected.split("{…}"))
    return re.fullmatch(pattern, line) is not None


@pytest.mark.parametrize("script", scripts(), ids=lambda path: path.stem)
def test_a_script_says_what_stands_beside_it(script):
    expected = script.with_suffix(".out").read_text(encoding="utf-8").splitlines()
    lines = run(script.read_text(encoding="utf-8"))

    assert len(expected) == len(lines), "\n".join(lines)
    wrong = [pair for pair in zip(expected, lines, strict=True) if not fits(*pair)]
    assert [] == wrong


def test_every_task_stands_in_a_script_that_runs_it():
    text = "".join(script.read_text(encoding="utf-8") for script in scripts()).lower()
    silent = [task.name for task in TASKS if f"zoho.crm.{task.name}(".lower() not in text]

    assert [] == silent


@pytest.mark.parametrize("name", ["updateRelatedRecord", "UPDATERELATEDRECORD", "v8.getRecords"])
def test_a_task_is_known_in_any_case_and_with_its_version(name):
    assert f"zoho.crm.{name}".lower() in BY_NAME


def test_what_a_script_has_written_stays_when_it_fails_later():
    api = open_api()
    load_demo(api.services, api.org_id)
    found = 'info zoho.crm.searchRecords("Leads", "(Last_Name:equals:Kept)").size();'
    lines = run('zoho.crm.createRecord("Leads", {"Last_Name": "Kept"}); x = 1 / 0;', api)

    assert 1 == len(lines)
    assert ["1"] == run(found, api)
