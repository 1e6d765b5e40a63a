"""Whatever is written: reading never crashes, and running ends with a value or a script's error."""

from hypothesis import given
from hypothesis import strategies as st

from tests.language.desk import CASES, Desk
from vinculum.script.builtins import NAMES
from vinculum.script.diagnostics import (
    ScriptError,
    SyntaxFault,
    diagnose_error,
    render_diagnostic,
)
from vinculum.script.evaluate import evaluate
from vinculum.script.limits import Limits
from vinculum.script.parse import check, parse

SMALL = Limits(steps=3000, memory=3_000_000, text=20_000, entries=2000, pattern_seconds=0.2)
PIECES = (
    "x y = == + - * / % ( ) { } [ ] , ; : . ! && || < > += 1 2.5 .5 5. \"t\" 't' '01-Jan-2020'"
    " if else for each in index while try catch info return break continue throw null true"
    ' invokeurl sendmail zoho.currentdate Map() List() list:String("a") void f // /* */ \\ " \''
    " \n \0 @ é"
).split(" ")
SCRIPTS = [path.read_text(encoding="utf-8") for path in sorted(CASES.rglob("*.dg"))]


@st.composite
def damaged_scripts(draw):
    """Take a case's script, and cut something out of it or put something in."""
    text = draw(st.sampled_from(SCRIPTS))
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, min(len(text), start + 20)))
    return text[:start] + draw(st.sampled_from([*PIECES, ""])) + text[end:]


texts = st.one_of(
    st.text(max_size=80),
    st.binary(max_size=80).map(lambda raw: raw.decode("utf-8", "surrogateescape")),
    st.binary(max_size=80).map(lambda raw: raw.decode("latin-1")),
    st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join),
    damaged_scripts(),
)

leaves = st.one_of(
    st.sampled_from(
        'x y z null true false 0 1 -1 2.5 "" "a,b" "[1,2]" \'29-Feb-2024\' zoho.currenttime'
        ' 9223372036854775807 {} {1,2} {"a":1} [] Map() List() Collection(1,2)'
        ' Collection("k":1) "{\\"a\\":[1]}" "(a" toFile("x","a.csv")'.split()
    ),
    st.integers(-5, 100).map(str),
)


def grown(inner):
    """Put expressions into larger ones."""
    arguments = st.lists(inner, max_size=3).map(", ".join)
    return st.one_of(
        st.tuples(inner, st.sampled_from("+ - * / % == != < > <= >= && ||".split()), inner).map(
            lambda parts: f"({' '.join(parts)})"
        ),
        st.tuples(inner, st.sampled_from(NAMES), arguments).map(
            lambda parts: f"({parts[0]}).{parts[1]}({parts[2]})"
        ),
        st.tuples(st.sampled_from([*NAMES, "if", "ifnull"]), arguments).map(
            lambda parts: f"{parts[0]}({parts[1]})"
        ),
        st.lists(inner, max_size=3).map(lambda items: f"{{{', '.join(items)}}}"),
        inner.map(lambda value: f"!({value})"),
        inner.map(lambda value: f"-({value})"),
        inner.map(lambda value: f"({value}).k"),
    )


expressions = st.recursive(leaves, grown, max_leaves=6)
names = st.sampled_from("xyz")


def nested(inner):
    """Put statements into larger ones."""
    block = st.lists(inner, max_size=3).map(" ".join)
    return st.one_of(
        st.tuples(expressions, block, block).map(
            lambda parts: f"if ({parts[0]}) {{ {parts[1]} }} else {{ {parts[2]} }}"
        ),
        st.tuples(expressions, block).map(lambda parts: f"while ({parts[0]}) {{ {parts[1]} }}"),
        st.tuples(st.sampled_from(["", "index "]), names, expressions, block).map(
            lambda parts: f"for each {parts[0]}{parts[1]} in {parts[2]} {{ {parts[3]} }}"
        ),
        st.tuples(block, names, block).map(
            lambda parts: f"try {{ {parts[0]} }} catch ({parts[1]}) {{ {parts[2]} }}"
        ),
    )


statements = st.recursive(
    st.one_of(
        st.tuples(names, st.sampled_from(["=", "+=", "*="]), expressions).map(
            lambda parts: f"{' '.join(parts)};"
        ),
        expressions.map(lambda value: f"info {value};"),
        expressions.map(lambda value: f"return {value};"),
        expressions.map(lambda value: f"throw {value};"),
        st.tuples(names, expressions).map(lambda parts: f"{parts[0]}.k = {parts[1]};"),
    ),
    nested,
    max_leaves=8,
)
programs = st.lists(statements, max_size=6).map("\n".join)


def syntax_fault_of(text):
    """Read a script; tell why it is none."""
    try:
        parse(text)
    except SyntaxFault as fault:
        return fault
    return None


def outcome_of(text):
    """Run a script; tell how it ended."""
    try:
        return evaluate(parse(text), Desk(), SMALL)
    except ScriptError as error:
        return error


@given(texts)
def test_reading_ends_with_a_program_or_with_findings(text):
    findings = check(text)
    shown = [render_diagnostic(finding) for finding in findings]
    fault = syntax_fault_of(text)

    assert fault is None or set(fault.diagnostics) <= set(findings)
    assert len(shown) <= 50
    assert all(1 <= each.line <= text.count("\n") + 1 and each.column >= 1 for each in findings)


@given(programs)
def test_running_ends_within_limits_with_a_value_or_an_error_of_the_script(text):
    check(text)
    outcome = outcome_of(text)

    if isinstance(outcome, ScriptError):
        assert outcome.line >= 1
        assert outcome.column >= 1
    else:
        assert outcome.steps <= SMALL.steps


@given(damaged_scripts())
def test_a_damaged_script_ends_as_any_other(text):
    outcome = outcome_of(text)

    if isinstance(outcome, ScriptError):
        assert 1 <= outcome.line <= text.count("\n") + 1
        assert render_diagnostic(diagnose_error(text, outcome))
