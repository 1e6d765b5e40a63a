"""How the text of criteria becomes a tree, and what a client is told when it does not."""

from __future__ import annotations

import time

import pytest

from vinculum.errors.catalogue import QUERY_CONDITIONS_TOO_MANY, QUERY_SYNTAX
from vinculum.errors.refusal import Refusal
from vinculum.query.ast import Clause, Group
from vinculum.query.parse import MOST_CHARACTERS, parse


def shape(node):
    """The tree as nested tuples, without positions."""
    match node:
        case Clause():
            return (node.field, node.operator, *node.values)
        case Group():
            return (node.connective, *(shape(member) for member in node.members))
    return node


A = ("A", "equals", "x")
B = ("B", "in", "1", "2")
C = ("C", "starts_with", "z")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("A:equals:x", A),
        ("(A:equals:x)", A),
        ("  ( ( A : equals :  x ) )  ", A),
        ("(A:equals:x)and(B:in:1,2)", ("and", A, B)),
        ("((A:equals:x) and (B:in:1, 2))", ("and", A, B)),
        ("((A:equals:x)OR(B:in:1,2))", ("or", A, B)),
        ("((A:equals:x)and(B:in:1,2)or(C:starts_with:z))", ("or", ("and", A, B), C)),
        ("((A:equals:x)or(B:in:1,2)and(C:starts_with:z))", ("and", ("or", A, B), C)),
        ("((A:equals:x)or((B:in:1,2)and(C:starts_with:z)))", ("or", A, ("and", B, C))),
        ("(A:equals:x and B:in:1,2)", ("and", A, B)),
        ("A:equals:x and (B:in:1,2)", ("and", A, B)),
        ("A:equals:Johnson and Johnson", ("A", "equals", "Johnson and Johnson")),
        ("(A:equals:r and r and C:starts_with:z)", ("and", ("A", "equals", "r and r"), C)),
        ("A:equals:time 12:30", ("A", "equals", "time 12:30")),
        ("(A:equals:2019-05-02T11:17:33+05:30)", ("A", "equals", "2019-05-02T11:17:33+05:30")),
        (r"(A:equals:Burns\,B)", ("A", "equals", "Burns,B")),
        (r"(A:equals:Zylker \(India\))", ("A", "equals", "Zylker (India)")),
        (r"(A:equals:C:\dir\\)", ("A", "equals", "C:\\dir\\")),
        (r"(A:in:a\,b,c)", ("A", "in", "a,b", "c")),
        ("(A:no_such:x)", ("A", "no_such", "x")),
        ("(A:equals:日本 🎉)", ("A", "equals", "日本 🎉")),
    ],
)  # fmt: skip
def test_criteria_are_read(text, tree):
    assert tree == shape(parse(text))


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 1),
        ("A", 1),
        ("A:equals", 3),
        ("(A:equals:)", 11),
        ("(A:equals:x", 11),
        ("A:equals:x)", 11),
        ("A:equals:x(y)", 11),
        ("(A:equals:x)(B:equals:y)", 13),
        ("(A:equals:x)and", 13),
        ("(A:in:1,,2)", 9),
        (r"(A:equals:x\)", 11),
        ("1A:equals:x", 1),
    ],
)
def test_what_is_not_understood_is_located(text, position):
    reason = f"criteria not understood at character {position}"

    assert QUERY_SYNTAX.refusal(reason=reason) == parse(text)


def test_a_blank_between_commas_is_no_value():
    assert QUERY_SYNTAX.refusal(reason="value expected at character 8") == parse("A:in:1, ,2")


@pytest.mark.parametrize(
    "text", ["(A:equals:x\0)", "(A:equals:\ud800)", "(A:equals:" + "x" * MOST_CHARACTERS + ")"]
)
def test_texts_that_no_store_takes_are_refused(text):
    refused = parse(text)

    assert isinstance(refused, Refusal)
    assert QUERY_SYNTAX == refused.entry


def test_ten_conditions_are_read_and_eleven_refused():
    ten = "and".join(["(A:equals:x)"] * 10)

    tree = parse(ten)

    assert isinstance(tree, Group)
    assert 10 == tree.size
    assert QUERY_CONDITIONS_TOO_MANY.refusal(limit=10) == parse(f"({ten}or(A:equals:x))")


def test_ninety_nested_parentheses_are_read():
    assert A == shape(parse("(" * 90 + "A:equals:x" + ")" * 90))


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000,
        "(" * 10_000 + "A:equals:x" + ")" * 10_000,
        "(A:equals:x)and" * 1_300,
        "(A:equals:x)and(" * 90,
        "A:equals:x" + " " * 19_000,
        "A:equals:x" + " " * 9_000 + "(" + " " * 9_000,
        "A:equals:x" + " and a" * 3_000,
        "A:equals:x" + " and a :" * 2_000,
        "A:equals:" + "\\" * 19_001,
        "A" * 19_000,
        "A:in:" + "x," * 9_000,
    ],
    ids=range(11),
)
def test_hostile_texts_are_answered_fast(text):
    parse("A:equals:x")
    began = time.perf_counter()

    parse(text)

    assert time.perf_counter() - began < 0.5
