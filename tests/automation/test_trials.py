"""What a script wrote is held line by line against what stands beside it."""

import pytest

from vinculum.automation.trials import Trial, fits, renewed, user_of


def trial(expected, lines):
    beside = None if expected is None else tuple(expected.splitlines())
    return Trial(name="a.dg", lines=tuple(lines.splitlines()), expected=beside)


@pytest.mark.parametrize(
    ("expected", "line", "fitting"),
    [
        ("id 12", "id 12", True),
        ("id {…}", "id 12", True),
        ("{…}", "anything", True),
        ("id {…}", "id ", False),
        ("{…} of {…}", "1 of 2", True),
        ("a.c", "abc", False),
        ("(", "(", True),
    ],
)
def test_a_mark_stands_for_something_on_its_line(expected, line, fitting):
    assert fitting == fits(expected, line)


@pytest.mark.parametrize(
    ("expected", "lines", "verdict"),
    [
        ("a\nb", "a\nb", "same"),
        ("a\n{…}", "a\nb", "same"),
        ("a", "a\nb", "differs"),
        ("a\n{…}", "a", "differs"),
        ("", "", "same"),
        (None, "a", "unknown"),
    ],
)
def test_an_output_is_the_same_when_every_line_fits_and_none_is_left(expected, lines, verdict):
    assert verdict == trial(expected, lines).verdict


def test_the_differences_show_no_line_whose_mark_fits():
    differing = trial("id {…}\none\ntwo", "id 7\none\nthree")

    assert ("@@ -1,3 +1,3 @@", " id 7", " one", "-two", "+three") == differing.differences


@pytest.mark.parametrize("expected", ["a", "{…}", None])
def test_what_is_the_same_or_unknown_has_no_differences(expected):
    assert () == trial(expected, "a").differences


def test_a_mark_alone_hides_no_difference_in_the_number_of_lines():
    assert ("@@ -1,2 +1 @@", " a", "-{…}") == trial("a\n{…}", "a").differences


def test_renewing_keeps_the_marks_that_still_fit():
    renewing = trial("id {…}\n{…}\nold", "new\nid 9\nmore")

    assert ("new", "id {…}", "more") == renewed(renewing)


@pytest.mark.parametrize(
    ("text", "email"),
    [("// as ada@example.test\ninfo 1;", "ada@example.test"), ("info 1; // as x", ""), ("", "")],
)
def test_the_first_line_may_name_a_user(text, email):
    assert email == user_of(text)
