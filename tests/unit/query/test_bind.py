"""What criteria mean in a module."""

from __future__ import annotations

import pytest

from tests.unit.query.schemas import ACCOUNTS, ACTIVITIES, CALLS, LEADS, SCHEMA, TASKS
from vinculum.errors.catalogue import (
    PARAM_INVALID,
    QUERY_INVALID,
    QUERY_OPERATOR_INVALID,
    QUERY_VALUES_TOO_MANY,
    SEARCH_WORD_TOO_SHORT,
)
from vinculum.errors.refusal import Refusal
from vinculum.query.bind import NameWanted, bind, names_wanted
from vinculum.query.parse import parse
from vinculum.query.record_query import AllOf, AnyOf, Compare, IdIn, PhoneIs, WordPrefix
from vinculum.query.shortcuts import bind_email, bind_phone, bind_word


def id_of(module, api_name):
    return next(field.id for field in module.fields if field.api_name == api_name)


def compare(api_name, index, comparison, *values, module=LEADS):
    field = id_of(module, api_name)
    return Compare(index=index, field=field, comparison=comparison, values=values)


def tree_of(text):
    tree = parse(text)
    assert not isinstance(tree, Refusal)
    return tree


def bound(text, module=LEADS, found=None):
    return bind(tree_of(text), SCHEMA, module, found or {})


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("Last_Name:equals:SMITH", compare("Last_Name", "text", "equals", "smith")),
        ("Last_Name:Starts_With:Sm", compare("Last_Name", "text", "starts_with", "sm")),
        ("Last_Name:in:a,B", compare("Last_Name", "text", "in", "a", "b")),
        ("No_of_Employees:between:1,5", compare("No_of_Employees", "number", "between", 1, 5)),
        ("No_of_Employees:less_than:-2.5", compare("No_of_Employees", "number", "less_than", -2.5)),
        ("Email_Opt_Out:equals:true", compare("Email_Opt_Out", "number", "equals", 1)),
        ("Due_Date:less_equal:1970-01-01", compare("Due_Date", "number", "less_equal", 719163)),
        (
            "Created_Time:greater_than:1970-01-01T05:30:01+05:30",
            compare("Created_Time", "number", "greater_than", 1000),
        ),
        ("Account_Name:in:5,6", compare("Account_Name", "number", "in", 5, 6)),
        ("Owner:not_equal:71", compare("Owner", "number", "not_equal", 71)),
        ("Owner:equals:ADA king", compare("Owner", "number", "in", 71, 72)),
        ("Owner:equals:ada@zylker.example", compare("Owner", "number", "in", 71)),
        ("id:equals:9", IdIn(ids=(9,))),
        ("id:in:9,10", IdIn(ids=(9, 10))),
        ("id:not_equal:9", IdIn(ids=(9,), negated=True)),
    ],
)  # fmt: skip
def test_a_condition_names_index_rows(text, condition):
    assert condition == bound(text)


def test_groups_keep_their_form():
    one = compare("Last_Name", "text", "equals", "a")
    two = compare("Email", "text", "equals", "b")
    three = IdIn(ids=(3,))

    condition = bound("((Last_Name:equals:a)and((Email:equals:b)or(id:equals:3)))")

    assert AllOf(conditions=(one, AnyOf(conditions=(two, three)))) == condition


@pytest.mark.parametrize(
    ("text", "reason", "api_name"),
    [
        ("Foo:equals:x", "the field is not available for search", "Foo"),
        ("last_name:equals:x", "the field is not available for search", "last_name"),
        ("Description:equals:x", "the field is not available for search", "Description"),
        ("Tag:equals:x", "the field is not available for search", "Tag"),
        ("No_of_Employees:equals:x", "the value does not fit the field", "No_of_Employees"),
        ("Due_Date:in:2024-01-01,2024-02-30", "the value does not fit the field", "Due_Date"),
        ("Created_Time:equals:2024-01-01", "the value does not fit the field", "Created_Time"),
        ("What_Id:equals:Zylker", "the value does not fit the field", "What_Id"),
        ("Account_Name:not_equal:Zylker", "the value does not fit the field", "Account_Name"),
        ("id:equals:x", "the value does not fit the field", "id"),
        ("Last_Name:equals:a,b", "one value expected", "Last_Name"),
        ("Due_Date:between:2024-01-01", "two values expected", "Due_Date"),
        ("((Last_Name:equals:a)or(Foo:equals:x))", "the field is not available for search", "Foo"),
    ],
)
def test_a_condition_without_meaning_is_refused(text, reason, api_name):
    assert QUERY_INVALID.refusal(reason=reason, api_name=api_name) == bound(text)


@pytest.mark.parametrize(
    ("text", "api_name", "operator"),
    [
        ("Last_Name:greater_than:x", "Last_Name", "greater_than"),
        ("Lead_Status:starts_with:x", "Lead_Status", "starts_with"),
        ("Email_Opt_Out:in:true", "Email_Opt_Out", "in"),
        ("Last_Name:like:x", "Last_Name", "like"),
    ],
)
def test_an_operator_that_the_type_lacks_is_refused(text, api_name, operator):
    expected = QUERY_OPERATOR_INVALID.refusal(
        reason="invalid operator", api_name=api_name, operator=operator
    )

    assert expected == bound(text)


def test_in_takes_at_most_100_values():
    values = ",".join(str(number) for number in range(101))

    assert 100 == len(bound(f"Last_Name:in:{values[:-4]}").values)
    assert QUERY_VALUES_TOO_MANY.refusal(api_name="Last_Name") == bound(f"Last_Name:in:{values}")


def test_the_name_of_a_record_is_looked_up_before():
    tree = tree_of("((Account_Name:equals:ZYLKER)or(Account_Name:equals:5)or(Owner:equals:Ada))")
    display = id_of(ACCOUNTS, "Account_Name")

    wanted = names_wanted(tree, SCHEMA, LEADS)
    found = {(display, "zylker"): [8, 9]}

    assert (NameWanted(module=3, field=display, text="zylker"),) == wanted
    assert compare("Account_Name", "number", "in", 8, 9) == bound(
        "Account_Name:equals:Zylker", found=found
    )
    assert compare("Account_Name", "number", "in") == bound("Account_Name:equals:Nobody")


def test_activities_are_searched_in_the_fields_of_their_members():
    both = AnyOf(
        conditions=(
            compare("Subject", "text", "equals", "a", module=TASKS),
            compare("Subject", "text", "equals", "a", module=CALLS),
        )
    )

    assert both == bound("Subject:equals:a", ACTIVITIES)
    assert compare("Status", "text", "equals", "a", module=TASKS) == bound(
        "Status:equals:a", ACTIVITIES
    )


def test_an_address_is_sought_in_every_email_field():
    condition = AnyOf(
        conditions=(
            compare("Email", "text", "equals", "ada@zylker.example"),
            compare("Secondary_Email", "text", "equals", "ada@zylker.example"),
        )
    )

    assert condition == bind_email(SCHEMA, LEADS, "Ada@Zylker.example ")
    assert IdIn(ids=()) == bind_email(SCHEMA, ACCOUNTS, "ada@zylker.example")
    assert IdIn(ids=()) == bind_email(SCHEMA, LEADS, " ")
    assert PARAM_INVALID.refusal(param="email") == bind_email(SCHEMA, LEADS, "a\0")


def test_a_phone_number_is_its_digits():
    assert PhoneIs(digits="5550199") == bind_phone("(555) 0199")
    assert IdIn(ids=()) == bind_phone("none")


def test_words_are_prefixes_and_all_must_be_there():
    both = AllOf(conditions=(WordPrefix(prefix="smi"), WordPrefix(prefix="jo")))

    assert WordPrefix(prefix="smi") == bind_word("Smi")
    assert both == bind_word("smi, a Jo")
    assert SEARCH_WORD_TOO_SHORT.refusal(param="word") == bind_word("a")
    assert SEARCH_WORD_TOO_SHORT.refusal(param="word") == bind_word("ab\ud800")
