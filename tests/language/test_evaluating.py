"""How a run begins, what it is given, and how it ends."""

import pytest

from tests.language.desk import Desk
from vinculum.script.ast import Function
from vinculum.script.diagnostics import (
    Fault,
    LimitReached,
    SyntaxFault,
    diagnose_error,
    render_diagnostic,
)
from vinculum.script.evaluate import evaluate
from vinculum.script.limits import Limits
from vinculum.script.parse import check, parse

TWO = """
int automation.twice(int n) { return n * 2; }
string standalone.hello(string name, string other) { return "Hello " + name + other; }
"""


def ran(text, **options):
    return evaluate(parse(text), Desk(), **options).value


def test_a_script_returns_a_value_or_null():
    assert 3 == ran("return 1 + 2;")
    assert ran("x = 1;") is None
    assert ran("return;") is None


def test_arguments_are_variables_of_a_script_without_functions():
    assert "id 5" == ran('return "id " + leadId;', arguments={"leadId": 5, "unused": 1})


def test_a_function_is_run_by_its_name_in_any_case_with_or_without_namespace():
    assert 8 == ran(TWO, function="twice", arguments={"n": "4"})
    assert 8 == ran(TWO, function="automation.TWICE", arguments={"n": 4})


def test_a_script_of_one_function_runs_it():
    assert 8 == ran("int f(int n) { return n * 2; }", arguments={"n": 4})


def test_a_missing_argument_is_null_and_one_too_many_is_left_out():
    assert "Hello Ada" == ran(TWO, function="hello", arguments={"name": "Ada", "age": 36})


def test_a_function_that_is_not_there_is_a_fault():
    with pytest.raises(Fault, match="no function `thrice`"):
        ran(TWO, function="thrice")


def test_a_function_of_the_host_is_called_and_has_its_own_variables():
    stored = parse('void automation.stored(int n) { x = 1; info "stored " + n; return n + 1; }')
    desk = Desk(stored.functions)
    program = parse("x = 5; y = automation.stored(x); return x + y;")

    assert 11 == evaluate(program, desk).value
    assert ["stored 5"] == desk.lines
    assert all(isinstance(each, Function) for each in stored.functions)


def test_an_error_of_the_host_is_no_error_of_the_script():
    class Broken(Desk):
        def call_task(self, name, arguments):
            raise ConnectionError("the store is gone")

    with pytest.raises(ConnectionError):
        evaluate(parse("try { zoho.crm.getRecords(1); } catch (e) { info e; }"), Broken())


def test_a_limit_that_the_host_draws_cannot_be_caught():
    class Strict(Desk):
        def call_task(self, name, arguments):
            raise LimitReached("no more calls today")

    text = "\n  try { zoho.crm.getRecords(1); } catch (e) { info e; }"
    with pytest.raises(LimitReached) as caught:
        evaluate(parse(text), Strict())

    assert (2, 18) == (caught.value.line, caught.value.column)


def test_what_the_host_gives_counts_as_memory():
    class Generous(Desk):
        def call_task(self, name, arguments):
            return ["x" * 1000 + str(number) for number in range(100)]

    text = "l = List(); while (true) { l.add(zoho.crm.getRecords(1)); }"
    with pytest.raises(LimitReached, match="bytes"):
        evaluate(parse(text), Generous(), Limits(memory=5_000_000))


def test_steps_are_counted():
    assert 4 == evaluate(parse("x = 1; y = 2; if (x == y) { info 1; } z = 3;"), Desk()).steps
    with pytest.raises(LimitReached):
        evaluate(parse("x = 1; y = 2; z = 3;"), Desk(), Limits(steps=2))


def test_a_syntax_fault_tells_everything_that_is_wrong():
    with pytest.raises(SyntaxFault) as caught:
        parse("x = ;\ny = 1;\nz = );")

    assert [1, 3] == [each.line for each in caught.value.diagnostics]


def test_a_long_line_is_shown_only_at_its_beginning_and_without_strange_signs():
    finding = check("x = \x1b[31m" + "y" * 500)[0]

    assert finding.source.isprintable()
    assert len(finding.source) < 200
    fault = Fault("wrong", 2, 1)
    assert ("second", 2) == (diagnose_error("first\nsecond", fault).source, 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 1", ("`;`",)),
        ("if (x = 1) { }", ("`==`",)),
        ("x = (1;", ("`)`",)),
        ("x = [1", ("`]`",)),
        ("if (true) { x = 1;", ("`}`",)),
        ("if (true) x = 1;", ("`{`",)),
        ("x = ;", ("a value",)),
        ("x = f(1 2);", ("`,`",)),
        ("elif (x) { }", ("`else if`",)),
        ('x = "a".toUpperCasse();', ("`toUpperCase`",)),
        ('zoho.encryption.sha257("a");', ("`sha256`",)),
    ],
)
def test_a_finding_says_what_was_expected(text, expected):
    assert [expected] == [each.expected for each in check(text)]


def test_a_long_line_is_shown_around_the_place():
    text = "x = " + "1 + " * 500 + "2 3;"
    shown = render_diagnostic(check(text)[0]).split("\n")

    assert "line 1, column 2007: `;` or an operator is expected, but `3` is found" == shown[0]
    assert "3" == shown[1][shown[2].index("^")]
    assert len(shown[1]) < 200
