"""Functions are kept, bound, called with a key, and shown, from the command line."""

import pytest

GREET = 'string standalone.greet(string name)\n{\n    return "Hello " + name;\n}\n'


@pytest.fixture
def source(tmp_path):
    def write(text):
        file = tmp_path / "source.dg"
        file.write_text(text, encoding="utf-8")
        return str(file)

    return write


def test_a_function_is_kept_shown_replaced_and_removed(vinculum, source):
    made = vinculum("function", "add", source(GREET), "--rest", "--json").json
    changed = GREET.replace("Hello", "Hi")
    again = vinculum("function", "add", source(changed), "--description", "greets", "--json").json

    assert ("standalone.greet", True) == (made["name"], made["rest"])
    assert (made["id"], False, "greets") == (again["id"], again["rest"], again["description"])
    assert changed == vinculum("function", "show", "standalone.greet").out
    assert 1 == len(vinculum("function", "list", "--json").json)
    assert 0 == vinculum("function", "remove", "greet").code
    assert [] == vinculum("function", "list", "--json").json


def test_everything_that_is_wrong_with_a_source_is_said_and_nothing_is_kept(vinculum, source):
    ran = vinculum("function", "add", source("void a.f()\n{\n    x = 1\n    y = {;\n}\n"))

    assert 1 == ran.code
    assert 3 == ran.err.count("source.dg:")
    assert [] == vinculum("function", "list", "--json").json


def test_a_trigger_is_bound_and_unbound(vinculum, source):
    vinculum("function", "add", source("void automation.f(string leadId, string who) { }"))
    bound = vinculum(
        *("function", "bind", "f", "--event", "update", "--module", "leads"),
        *("--arg", "who=field:Owner", "--json"),
    ).json
    (listed,) = vinculum("function", "list", "--json").json

    assert ["leadId=id", "who=field:Owner"] == bound["arguments"]
    assert [f"{bound['trigger']}: update in Leads"] == listed["woken_by"]
    assert 0 == vinculum("function", "unbind", bound["trigger"]).code
    assert 1 == vinculum("function", "unbind", bound["trigger"]).code
    assert [] == vinculum("function", "list", "--json").json[0]["woken_by"]


def test_a_function_with_triggers_keeps_its_parameters(vinculum, source):
    vinculum("function", "add", source("void automation.f(string leadId) { }"))
    vinculum("function", "bind", "f", "--event", "update", "--module", "Leads")
    ran = vinculum("function", "add", source("void automation.f(string leadId, int more) { }"))

    assert 1 == ran.code
    assert "vinculum function unbind" in ran.err


def test_a_key_is_shown_once_and_ends(vinculum):
    first = vinculum("function", "key", "--json").json["zapikey"]
    second = vinculum("function", "key", "--json").json["zapikey"]

    assert first != second
    assert 0 == vinculum("function", "key", "--revoke").code
    assert 1 == vinculum("function", "key", "--revoke").code


def test_runs_are_none_at_first(vinculum):
    assert [] == vinculum("function", "runs", "--json").json
