"""A session keeps what statements left behind, and runs nothing twice."""

import pytest

from tests.api import open_api
from vinculum.automation.session import Session, is_whole
from vinculum.script.diagnostics import render_diagnostic
from vinculum.script.limits import Limits
from vinculum.server.demo import load_demo
from vinculum.server.settings import Settings
from vinculum.server.surroundings import surround


@pytest.fixture
def lines():
    return []


@pytest.fixture
def session(lines):
    api = open_api()
    load_demo(api.services, api.org_id)
    schema = api.read(api.services.schemas.current)
    administrator = schema.find_administrator()
    assert administrator is not None
    people = (administrator, administrator)
    around = surround(api.services, Settings(), schema, people, lines.append)
    return Session(around, Limits(steps=1000))


def places(findings):
    return [render_diagnostic(each).partition("\n")[0] for each in findings]


@pytest.mark.parametrize(
    ("texts", "written"),
    [
        (["x = 2;", "x + 1;"], ["3"]),
        (["1;2;"], ["1", "2"]),
        (["null;"], ["null"]),
        (["l = {1};", "m = l;", "m.add(2);", "info l;"], ["[1,2]", "[1,2]"]),
        (["for each x in {1,2} { y = x; }", "x + y;"], ["4"]),
        (["if (false) { z = 1; }", "z = 2;", "z;"], ["2"]),
        (["int automation.twice(int n) { return n * 2; }", "automation.twice(4);"], ["8"]),
        (["return 7;", "1;"], ["7", "1"]),
        (["try { x = 1 / 0; } catch (e) { k = e.message; }", "k;"], ["a division by zero"]),
    ],
)
def test_variables_functions_and_values_outlive_their_statement(session, lines, texts, written):
    found = [finding for text in texts for finding in session.run(text)]

    assert ([], written) == (found, lines)


def test_what_a_statement_did_to_the_org_is_done_once(session, lines):
    session.run('zoho.crm.createRecord("Leads", {"Last_Name": "Once"}).size() > 0;')
    session.run("info 1;")
    session.run('zoho.crm.searchRecords("Leads", "(Last_Name:equals:Once)").size();')

    assert ["true", "1", "1"] == lines


def test_a_statement_that_fails_stops_those_behind_it_and_keeps_those_before(session, lines):
    found = session.run("a = 1; b = 1 / 0; c = 3;")
    session.run("a;")

    assert ["line 1, column 14: a division by zero"] == places(found)
    assert ["1"] == lines
    assert ["line 1, column 1: the variable `c` has no value"] == places(session.run("c;"))


def test_a_limit_ends_a_statement_and_not_the_session(session, lines):
    found = session.run("while (true) { x = 1; }")
    session.run("info 1;")

    assert ["more than 1000 steps"] == [each.message for each in found]
    assert ["1"] == lines


def test_what_is_no_script_is_said_and_runs_nothing(session, lines):
    found = session.run("info 1;\ninfo (;")

    assert 1 == len(found)
    assert [] == lines


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("info 1;", True),
        ("info 1", False),
        ("if (x) {", False),
        ("if (x) {\n info 1;\n}", True),
        ("x = {1,", False),
        ('info "{";', True),
        ("info '}' + \"", False),
        ("x = 1; // {", True),
        ("/* {", False),
        ("/* { */", True),
        ("/*/", False),
        ("try {\n}", False),
        ("try {\n}\nCatch (e) {\n}", True),
        ("}", True),
        ("", True),
    ],
)
def test_lines_are_whole_when_nothing_is_open(text, whole):
    assert whole == is_whole(text)
