"""Criteria say the same by their index rows as by the values themselves, and never crash."""

from __future__ import annotations

import operator

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.query.schemas import LEADS, SCHEMA
from tests.unit.rules_indexing.modules import content_with
from vinculum.errors.refusal import Refusal
from vinculum.fieldtypes.fieldtype import LOWEST_NUMBER, LOWEST_TEXT
from vinculum.query.bind import bind, names_wanted
from vinculum.query.parse import parse
from vinculum.query.record_query import AllOf, AnyOf, Compare, IdIn
from vinculum.rules.indexing import rows_of

WORDS = ["Smith", "smithers", "SMITH", "a,b", "x(y)", "rock and roll", "back\\", "ß"]
DAYS = ["2019-05-02", "2020-02-29", "2021-01-01"]

records = st.fixed_dictionaries(
    {
        "Last_Name": st.none() | st.sampled_from(WORDS),
        "No_of_Employees": st.none() | st.integers(-3, 3),
        "Email_Opt_Out": st.none() | st.booleans(),
        "Due_Date": st.none() | st.sampled_from(DAYS),
    }
)


def escaped(value):
    text = str(value).lower() if isinstance(value, bool) else str(value)
    for special in "\\(),":
        text = text.replace(special, f"\\{special}")
    return text


def clauses_of(name, values, single, double=()):
    value = st.sampled_from(values)
    one = st.tuples(st.just(name), st.sampled_from(single), st.tuples(value))
    if not double:
        return one
    several = st.tuples(st.just(name), st.just("in"), st.lists(value, min_size=1).map(tuple))
    two = st.tuples(st.just(name), st.sampled_from(double), st.tuples(value, value))
    return one | several | two


RANGES = ["equals", "not_equal", "less_than", "less_equal", "greater_than", "greater_equal"]
clauses = st.one_of(
    clauses_of("Last_Name", WORDS, ["equals", "not_equal", "starts_with"], ["in"]),
    clauses_of("No_of_Employees", [-1, 0, 2], RANGES, ["between"]),
    clauses_of("Due_Date", DAYS, RANGES, ["between"]),
    clauses_of("Email_Opt_Out", [True, False], ["equals", "not_equal"]),
)
trees = st.recursive(
    clauses,
    lambda inner: st.tuples(st.sampled_from(["and", "or"]), inner, inner),
    max_leaves=10,
)


def written(tree):
    """The text of a tree."""
    if tree[0] in ("and", "or"):
        return f"({written(tree[1])} {tree[0]} {written(tree[2])})"
    name, comparison, values = tree
    return f"({name}:{comparison}:{','.join(escaped(value) for value in values)})"


def folded(value):
    return value.casefold() if isinstance(value, str) else value


SIGNS = {
    "less_than": operator.lt,
    "less_equal": operator.le,
    "greater_than": operator.gt,
    "greater_equal": operator.ge,
}


def compared(comparison, value, operands):
    """Whether a value passes; only not_equal is true of null."""
    if comparison == "not_equal":
        return value != operands[0]
    if value is None:
        return False
    match comparison:
        case "equals" | "in":
            return value in operands
        case "starts_with":
            return value.startswith(operands[0])
        case "between":
            return operands[0] <= value <= operands[1]
    return SIGNS[comparison](value, operands[0])


def holds(tree, record):
    """What the tree says of the values."""
    if tree[0] == "and":
        return holds(tree[1], record) and holds(tree[2], record)
    if tree[0] == "or":
        return holds(tree[1], record) or holds(tree[2], record)
    name, comparison, values = tree
    return compared(comparison, folded(record[name]), [folded(value) for value in values])


def passes(condition, rows):
    """What the condition says of the index rows."""
    match condition:
        case AllOf(conditions=conditions):
            return all(passes(each, rows) for each in conditions)
        case AnyOf(conditions=conditions):
            return any(passes(each, rows) for each in conditions)
        case Compare():
            index = dict(rows.text if condition.index == "text" else rows.number)
            value = index[condition.field]
            value = None if value in (LOWEST_TEXT, LOWEST_NUMBER) else value
            return compared(condition.comparison, value, condition.values)
    raise AssertionError(condition)


@given(tree=trees, record=records)
def test_criteria_bound_to_index_rows_agree_with_the_values(tree, record):
    parsed = parse(written(tree))
    assert not isinstance(parsed, Refusal)
    condition = bind(parsed, SCHEMA, LEADS, {})

    assert holds(tree, record) == passes(condition, rows_of(LEADS, content_with(values=record)))


pieces = st.sampled_from(
    ["(", ")", ":", ",", "\\", " ", " and ", "or", "and", "Last_Name", "id", "Owner", "Foo",
     "equals", "in", "between", "5", "2019-05-02", "\0", "\ud800", "é", ":equals:", "Account_Name"]
)  # fmt: skip


@given(text=st.text(max_size=60) | st.lists(pieces, max_size=40).map("".join))
def test_any_text_gives_a_tree_or_a_refusal(text):
    tree = parse(text)

    if isinstance(tree, Refusal):
        assert 400 == tree.entry.status
        return
    assert names_wanted(tree, SCHEMA, LEADS) is not None
    bound = bind(tree, SCHEMA, LEADS, {})
    assert isinstance(bound, Refusal | AllOf | AnyOf | Compare | IdIn)
