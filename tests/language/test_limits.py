"""A script cannot use more than it may, however it is written, and cannot catch being stopped."""

import time

import pytest

from tests.language.desk import Desk
from vinculum.script.diagnostics import Fault, LimitReached, SyntaxFault
from vinculum.script.evaluate import evaluate
from vinculum.script.limits import Limits
from vinculum.script.parse import MOST_CHARACTERS, check, parse

GENEROUS = Limits(steps=10**9, seconds=1.0)
NOWHERE = """
void f(int n) { x = "a".repeat(100000); standalone.f(n + 1); }
standalone.f(1);
"""


class Watch(Desk):
    """A host whose clock is the real one."""

    def clock(self):
        return time.monotonic()


def stopped(text, limits=GENEROUS):
    """Run a script that must be stopped, with the real clock; tell why, and after what work."""
    # Not the time that passed: another program may have had the processor.
    started = time.process_time()
    with pytest.raises(LimitReached) as caught:
        evaluate(parse(text), Watch(), limits)
    assert caught.value.line > 0
    return caught.value.message, time.process_time() - started


ENDLESS = {
    "a loop": "while (true) { x = 1; }",
    "a loop that catches": "while (true) { try { x = 1 / 0; } catch (e) { y = e; } }",
    "long work": 's = "ab".repeat(2000000); while (true) { x = s.reverse().contains("bb"); }',
    "sorting": "l = List(); n = 0; while (n < 90000) { l.add(0 - n); n = n + 1; }"
    " while (true) { l.sort(); l.distinct(); }",
    "comparing": "a = {1}; b = {1}; n = 0;"
    " while (n < 60) { a = {a, a}; b = {b, b}; n = n + 1; } x = a == b;",
    "heavy statements": "while (true) { x = 1" + " + 1" * 20000 + "; }",
    "a pattern": '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!".matches("(a|aa)+$");',
    "patterns": 'while (true) { x = ("x".repeat(40) + "!").replaceAll("(x+x+)+y", ""); }',
}


@pytest.mark.parametrize("name", ENDLESS)
def test_time_ends(name):
    message, seconds = stopped(ENDLESS[name])

    assert "seconds" in message
    assert seconds < 4


BIG = {
    "a text": 's = "x"; while (true) { s = s + s; }',
    "repeating": 'x = "abc".repeat(9223372036854775807);',
    "padding": 'x = "abc".leftpad(9223372036854775807);',
    "replacing": 's = "a".repeat(100000); x = s.replaceAll("a", s, true);',
    "replacing by pattern": 's = "a".repeat(100000); x = s.replaceAll("a", s);',
    "joining": 'l = List(); n = 0; s = "a".repeat(100000);'
    ' while (n < 100) { l.add(s); n = n + 1; } x = l.toString("-");',
    "a list": "l = {1}; while (true) { l.addAll(l); }",
    "texts in a list": 'l = List(); while (true) { l.add("x".repeat(100000) + l.size()); }',
    "texts in a statement": "x = {" + ",".join(['"x".repeat(4000000)'] * 50) + "};",
    "texts in calls": NOWHERE.replace("void f", "void standalone.f"),
    "a map in itself": 'm = Map(); m.put("m", m); x = m.toString();',
    "maps that share": 'm = {"k": 1}; n = 0;'
    ' while (n < 60) { m = {"a": m, "b": m}; n = n + 1; } x = m.toString();',
    "depth": "l = List(); while (true) { l = {l}; info l; }",
    "deep JSON": 's = "[".repeat(100000) + "]".repeat(100000); x = s.toJSONList();',
    "output": 's = "x".repeat(1000000); while (true) { info s; }',
    "XML": 's = "<a>" + "<b/>".repeat(200000) + "</a>"; x = s.toXmlList();',
    "deep XML": 's = "<a>".repeat(1000) + "</a>".repeat(1000); x = s.toXML();',
    "an archive": 'f = "a".repeat(4000000).toFile("x"); l = List();'
    " while (true) { l.addAll(f.compress().extract()); }",
    "caught errors": 'l = List(); while (true) { try { throw "x".repeat(1000000) + l.size(); }'
    " catch (e) { l.add(e); } }",
    "names of files": 'l = List(); f = toFile("a"); while (true)'
    ' { l.add(f.setFileName("x".repeat(1000000) + l.size())); }',
    "keys of maps": 'm = Map(); while (true) { m.put("k".repeat(100000) + m.size(), 1); }',
    "collections": "c = Collection(); while (true)"
    ' { c.insert("k".repeat(10000) + c.size(), "v".repeat(10000) + c.size()); }',
    "lists that are run over": "l = List(); n = 0; while (n < 20000) { l.add(n); n = n + 1; }"
    " void standalone.f(list l) { for each x in l { standalone.f(l); } } standalone.f(l);",
    "splitting": 's = ",".repeat(4000000); x = s.toList();',
}


@pytest.mark.parametrize("name", BIG)
def test_size_is_refused_before_it_is_made(name):
    message, seconds = stopped(BIG[name], Limits(steps=10**9, seconds=30.0))

    assert "seconds" not in message
    assert seconds < 4


def test_memory_that_is_no_longer_reachable_is_given_back():
    text = 'n = 0; while (n < 500) { s = "x".repeat(100000) + n; n = n + 1; } return n;'
    ran = evaluate(parse(text), Desk(), Limits(memory=2_000_000))

    assert 500 == ran.value


def test_what_a_caller_has_in_hand_counts_while_a_function_runs():
    part = '"x".repeat(100000), standalone.churn()'
    churn = (
        'int standalone.churn() { for each i in [1,2,3,4] { s = "y".repeat(50000); } return 1; }'
    )
    text = f"{churn}\nx = [{', '.join([part] * 30)}];"

    message, _ = stopped(text, Limits(memory=4_000_000))
    assert "bytes" in message


def test_numbers_do_not_grow_without_end():
    with pytest.raises(Fault):
        evaluate(parse("n = 2; while (true) { n = n * n; }"), Desk())
    with pytest.raises(Fault):
        evaluate(parse("n = 2.5; while (true) { n = n * n; }"), Desk())


def test_ten_thousand_parentheses_are_a_finding():
    for text in ("x = " + "(" * 10_000, "x = " + "(" * 10_000 + "1" + ")" * 10_000 + ";"):
        assert ["brackets are nested more than 100 deep"] == [each.message for each in check(text)]


@pytest.mark.parametrize("piece", ["!", "-", "- -", "not "])
def test_ten_thousand_signs_are_evaluated_or_refused(piece):
    text = f"x = {piece * 10_000}null;"
    with pytest.raises((Fault, SyntaxFault)):
        evaluate(parse(text + "throw 1;"), Desk())


def test_long_chains_do_not_recurse():
    assert 50_000 == evaluate(parse("return 1" + " + 1" * 49_999 + ";"), Desk()).value
    assert evaluate(parse("return true" + " && true" * 20_000 + ";"), Desk()).value is True
    branches = " else if (false) { }" * 5_000
    assert 1 == evaluate(parse(f"if (false) {{ }}{branches} else {{ return 1; }}"), Desk()).value
    assert 1 == len(check('x = "a"' + ".trim()" * 5_000 + ";"))


def test_deep_calls_in_deep_expressions_end_with_a_limit():
    deep = "(0 + " * 90 + "standalone.f(n + 1)" + ")" * 90
    text = f"int standalone.f(int n) {{ return {deep}; }}\nstandalone.f(1);"

    assert "deep" in stopped(text, Limits(call_depth=10_000))[0]


def test_a_megabyte_is_read_in_bounded_time():
    line = 'if (a == 1 && b.get("k") != null) { info "text " + c.toString() + {1,2}; }\n'
    started = time.monotonic()
    program = parse(line * (1_000_000 // len(line)))

    assert 1_000_000 // len(line) == len(program.body)
    assert time.monotonic() - started < 30


@pytest.mark.parametrize(
    "text",
    ["{" * 500_000, '"' * 500_001, "/*" * 300_000, "\0" * 100_000, "x=" * 300_000, "é" * 600_000],
)
def test_a_megabyte_of_nonsense_is_reported_in_bounded_time(text):
    started = time.monotonic()

    assert 1 <= len(check(text)) <= 50
    assert time.monotonic() - started < 20


def test_half_a_character_does_no_harm():
    desk = Desk()
    halves = r'"[\"\ud83d\", \"\\ud83d\", \"\\ud83d\\ude00\"]"'
    evaluate(parse(f'info "\ud83d"; info {halves}.toJSONList();'), desk)

    assert ["?", '["\ufffd","\ufffd","\U0001f600"]'] == desk.lines


def test_values_that_hold_each_other_a_hundred_thousand_deep_do_no_harm():
    text = (
        "l = 1; n = 0; while (n < 60000) { l = {l}; l = {'k': l}; l = Collection(l); n = n + 1; }"
    )
    with pytest.raises(LimitReached, match="deep"):
        evaluate(parse(text + "x = l.toString();"), Desk(), Limits(steps=10**6, memory=10**9))


def test_a_script_that_is_too_long_is_not_read():
    assert 1 == len(check("x" * (MOST_CHARACTERS + 1)))
