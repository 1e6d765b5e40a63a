"""Input that is meant to break something: it ends soon, with a value or a script's error."""

import time
import tracemalloc
from contextlib import suppress

import pytest

from tests.language.desk import Desk
from vinculum.script.builtins.patterns import MOST_EXPANDED, expanded_size
from vinculum.script.diagnostics import Fault, LimitReached, ScriptError, SyntaxFault
from vinculum.script.evaluate import evaluate
from vinculum.script.host import UrlResponse
from vinculum.script.limits import Limits
from vinculum.script.parse import check, parse

SOON = 8.0
# What Python allocates for one script at most: its tree, its values, and what they pass through.
MOST_BYTES = 400_000_000


class Watch(Desk):
    """A host whose clock is the real one."""

    def clock(self):
        return time.monotonic()


def outcome_of(text, limits=Limits(seconds=3.0)):  # noqa: B008 - a frozen value
    """Run a script with the real clock; how it ended, if that was soon and took little memory."""
    tracemalloc.start()
    # Not the time that passed: another program may have had the processor.
    started = time.process_time()
    desk = Watch()
    try:
        evaluate(parse(text), desk, limits)
    except ScriptError as error:
        ended = type(error) if error.line >= 1 else None
    else:
        ended = None
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert time.process_time() - started < SOON
    assert peak < MOST_BYTES
    return ended, desk.lines


MANY = 10_000
JOINED = (
    'l = List(); for each i in "1,".repeat(5000).toList() { l.add(i); }'
    ' l.toString("x".repeat(5000));'
)
SHARED = (
    'm = {"a": 1}; for each i in {1,2,3,4,5,6,7,8,9,0} { m = {"a": m, "b": m, "c": m}; }'
    " l = {m,m,m,m,m,m,m,m,m,m}; info l.toString().length(); info {l,l,l,l}.toString();"
)
CAUGHT = (
    "void automation.f() { try { automation.f(); } catch (e) { automation.f(); } } automation.f();"
)
HOSTILE = {
    "nested parentheses": (f"x = {'(' * MANY}1{')' * MANY};", SyntaxFault),
    "nested braces": (f"x = {'{' * MANY}{'}' * MANY};", SyntaxFault),
    "nested brackets": (f"x = {'[' * MANY}{']' * MANY};", SyntaxFault),
    "nested ifs": ("if (true) {" * MANY + "}" * MANY, SyntaxFault),
    "nested loops": ("for each x in {1} {" * MANY + "}" * MANY, SyntaxFault),
    "nested tries": ("try {" * MANY + "} catch (e) {}" * MANY, SyntaxFault),
    "nested calls": (f"x = {'ifnull(' * MANY}1{',2)' * MANY};", SyntaxFault),
    "nested choices": (f"x = {'if(true,' * MANY}1{',2)' * MANY};", SyntaxFault),
    "a long path": (f"x = {'a.' * MANY}b;", SyntaxFault),
    "signs": (f"x = {'-' * MANY}1; info x;", None),
    "signs in a loop": (f"while (true) {{ x = {'-' * 100_000}1; }}", LimitReached),
    "a long else-if": (f"if (false) {{}} {'else if (false) {} ' * MANY}", None),
    "a long sum": (f"x = 1{' + 1' * MANY};", None),
    "a long text of NULs": (f'info "{chr(0) * 5}".length();', None),
    "doubling": ('s = "x"; while (true) { s = s + s; }', LimitReached),
    "doubling a list of lists": (
        "l = {1}; while (true) { l = {l, l}; info l.size(); }",
        LimitReached,
    ),
    "doubling a list": ("l = {1}; while (true) { l.addAll(l); }", LimitReached),
    "a map in itself": ('m = Map(); m.put("m", m); info m;', LimitReached),
    "a list in itself": ("l = {1}; l.add(l); m = {1}; m.add(m); info l == m;", LimitReached),
    "a collection in itself": ("c = Collection(); c.insert(c); info c;", LimitReached),
    "repeat": ('"a".repeat(100000000);', LimitReached),
    "leftpad": ('"a".leftpad(100000000);', LimitReached),
    "concat": ('s = "a".repeat(4000000); s.concat(s, s, s);', LimitReached),
    "replaceAll": ('s = "a".repeat(5000); s.replaceAll("a", s);', LimitReached),
    "replaceAll of nothing": ('s = "a".repeat(5000); s.replaceAll("", s, true);', LimitReached),
    "join": (JOINED, LimitReached),
    "base64": ('s = "a".repeat(4999999); s.base64Encode();', LimitReached),
    "hex": ('s = "a".repeat(4999999); s.textToHex();', LimitReached),
    "url": ('s = "&".repeat(4999999); s.encodeUrl();', LimitReached),
    "text of nested maps": (SHARED, LimitReached),
    "a pattern that tries everything": ('info ("a".repeat(60) + "!").matches("(a+)+");', None),
    "a pattern of nested counts": ('info "a".matches("((a{999}){999}){999}");', LimitReached),
    "a pattern of a huge count": ('info "a".matches("(?:ab|c){1000000}");', LimitReached),
    "a pattern with hidden counts": ('info "a".matches("(?x)((a{99}) {999}) {99}");', Fault),
    "a pattern that calls itself": ('info "(".repeat(9999).matches("(\\\\((?1)*\\\\))");', None),
    "a power": ("info power(10, 1000000);", Fault),
    "powers of powers": ("x = 7.5; while (true) { x = power(x, x); }", Fault),
    "a product": ("n = 9; while (true) { n = n * n; }", Fault),
    "a long number": ('info "9".repeat(1000000).toNumber();', Fault),
    "a long number in JSON": ('info ("[" + "9".repeat(1000000) + "]").toJSONList();', Fault),
    "a large exponent": ('info "[1e999999999]".toJSONList();', Fault),
    "a sign too many": ('info "-+5" * 2;', Fault),
    "rounding": ("info round(1.5, 9223372036854775807);", Fault),
    "deep JSON": ('info ("[".repeat(90000) + "]".repeat(90000)).toJSONList();', LimitReached),
    "deep JSON in a map": ('info ("{\\"a\\":".repeat(90000)).toMap();', LimitReached),
    "billion laughs": (
        "info \"<!DOCTYPE a [<!ENTITY b 'ha'><!ENTITY c '&b;&b;'>]><a>&c;</a>\".toXML();",
        Fault,
    ),
    "an external entity": (
        "info \"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>\".toXML();",
        Fault,
    ),
    "deep XML": ('info "<a>".repeat(90000).toXML();', LimitReached),
    "after the last day": ("info '31-Dec-9999'.addDay(1);", Fault),
    "before the first day": ("info '01-Jan-0001'.subMonth(1);", Fault),
    "far away": ("info zoho.currentdate.addYear(9223372036854775807);", Fault),
    "business days": ("info zoho.currentdate.addBusinessDay(9223372036854775807);", Fault),
    "a zone at the end": ("info '31-Dec-9999 23:59:59'.toString('HH', 'Asia/Tokyo');", Fault),
    "a zone that is a path": ("info zoho.currenttime.toString('HH', '../../etc/passwd');", Fault),
    "recursion": ("void automation.f() { automation.f(); } automation.f();", LimitReached),
    "recursion that catches": (CAUGHT, LimitReached),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_ends_soon(name):
    text, expected = HOSTILE[name]
    if name in {"a pattern that tries everything", "a pattern that calls itself"}:
        # Whether a search ends in its time depends on the machine; both ends are right.
        assert outcome_of(text)[0] in {None, LimitReached}
    else:
        assert expected == outcome_of(text)[0]


def test_an_archive_that_grows_is_not_unpacked():
    text = (
        'f = ("a".repeat(4000000)).toFile("a.txt").compress(); l = List();'
        " while (true) { for each x in f.extract() { l.add(x); } }"
    )

    assert LimitReached is outcome_of(text)[0]


def test_an_archive_of_very_many_entries_is_refused_before_its_directory_is_read():
    entry = b"PK\x01\x02" + bytes(42) + b"a"
    count = 600_000

    class Sender(Watch):
        def invoke_url(self, request):
            return UrlResponse(status=200, content=entry * count, content_type="application/zip")

    with pytest.raises(LimitReached):
        evaluate(parse('f = invokeurl [ url: "https://a.test" ]; f.extract();'), Sender())


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "idna", "punycode", "rot13", "é"])
def test_no_charset_of_an_answer_breaks_a_run(charset):
    class Sender(Watch):
        def invoke_url(self, request):
            return UrlResponse(status=200, content=b"+2AA- \\ud800", content_type="text/plain")

    text = f'r = invokeurl [ url: "https://a.test" response-decoding: "{charset}" ]; info r;'
    desk = Sender()
    with suppress(Fault):
        evaluate(parse(text), desk)

    assert all(line.encode() for line in desk.lines)


@pytest.mark.parametrize(
    ("pattern", "size"),
    [
        ("abc", 3),
        (r"\d{3}-\d{4}", 8),
        (r"[^]}{2,3}]{10}", 10),
        ("(?:ab){5}", 20),
        ("((a{10}){10}){10}", 1000),
        ("a{2,}b{,7}", 9),
        (")){3}", 2 + 2),
    ],
)
def test_the_size_of_a_pattern_is_at_least_what_it_repeats(pattern, size):
    assert size <= expanded_size(pattern) <= 3 * size + 5
    assert expanded_size("x" * 1000) < MOST_EXPANDED


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00", b"info \xc3\x28;", bytes(range(256)) * 50])
def test_bytes_that_are_no_text_are_read_as_well_as_they_can_be(raw):
    for text in (raw.decode("latin-1"), raw.decode("utf-8", "surrogateescape")):
        assert all(finding.line >= 1 for finding in check(text))
