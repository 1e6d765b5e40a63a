"""A changed record trades exactly the index rows that all its rows before and after differ in."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.rules_indexing.modules import content_with, module_of
from vinculum.rules.indexing import changed_rows, difference, rows_of

MODULE = module_of(
    ("Last_Name", "text"),
    ("Full_Name", "full_name"),
    ("Email", "email", {"unique": True}),
    ("Phone", "phone"),
    ("Mobile", "phone", {"searchable": False}),
    ("Description", "textarea"),
    ("Employees", "integer"),
    ("Account_Name", "lookup"),
    ("Owner", "owner"),
    ("Tag", "tags"),
    ("Tax", "multiselectpicklist"),
    ("Products", "line_items"),
)

# Few values, so that one field often says what another says, or said before.
texts = st.one_of(st.none(), st.sampled_from(["Ada", "ada king", "King Ada", "", "x", "straße"]))
phones = st.one_of(st.none(), st.sampled_from(["+1 22", "(1) 22", "33", "ext"]))
ids = st.integers(min_value=1, max_value=4)
long_texts = st.integers(min_value=195, max_value=205).map(
    lambda count: " ".join(f"word{number}" for number in range(count))
)
values = st.fixed_dictionaries(
    {},
    optional={
        "Last_Name": texts,
        "Full_Name": texts,
        "Email": st.one_of(st.none(), st.sampled_from(["a@b.example", "A@b.example"])),
        "Phone": phones,
        "Mobile": phones,
        "Description": texts | long_texts,
        "Employees": st.one_of(st.none(), st.integers(0, 2)),
        "Tax": st.one_of(st.none(), st.lists(st.sampled_from(["Ada", "Vat"]), unique=True)),
    },
)
contents = st.builds(
    content_with,
    values=values,
    references=st.fixed_dictionaries({}, optional={"Account_Name": ids, "Tag": st.lists(ids)}),
    rows=st.fixed_dictionaries(
        {}, optional={"Products": st.lists(st.fixed_dictionaries({"product": ids}), max_size=3)}
    ),
)


@given(before=contents, after=contents)
@settings(max_examples=300)
def test_what_changes_is_what_all_rows_differ_in(before, after):
    expected = difference(rows_of(MODULE, before), rows_of(MODULE, after))

    assert expected == changed_rows(MODULE, before, after)
