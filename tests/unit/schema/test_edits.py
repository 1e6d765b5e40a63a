"""A schema file adds to the standard set, or tells everything that is wrong with it."""

import itertools
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from vinculum.model.actor import Org
from vinculum.model.change import IndexField
from vinculum.schema.assemble import assemble
from vinculum.schema.closure import find_gaps, ids_of
from vinculum.schema.drafts import Problems
from vinculum.schema.edits import load_edit
from vinculum.schema.metadata import put

GUIDE = Path(__file__).parents[3] / "docs" / "guide" / "custom-schema.md"
BAD_FILES = tomllib.loads((Path(__file__).parent / "bad_files.toml").read_text())["case"]
ORG = put(Org(id=7, prefix=3652397, version=0, name="Zylker", zgid="7"))


def example():
    blocks = re.findall(r"```toml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    (text,) = blocks
    return text


def load(schema, text, source="courses.toml", first=10**15) -> Any:
    return load_edit(schema, source, text, itertools.count(first).__next__)


def problems_of(schema, text, source="x.toml"):
    outcome = load(schema, text, source)
    assert isinstance(outcome, Problems), outcome
    return list(outcome.messages)


@pytest.fixture(scope="module")
def plain():
    return assemble([ORG], version=1)


@pytest.fixture(scope="module")
def loaded(plain):
    outcome = load(plain, example())
    assert not isinstance(outcome, Problems), outcome
    return outcome


@pytest.fixture(scope="module")
def school(loaded):
    return assemble([ORG, loaded.changes[0]], version=2)


def test_the_example_of_the_guide_makes_a_closed_schema(school):
    assert [] == find_gaps(school.modules, school.relations)
    ids = list(ids_of(school.modules, school.relations))
    assert len(ids) == len(set(ids))


def test_a_custom_module_has_what_every_module_has(school):
    courses = school.find_module("courses")
    assert ("Courses", "custom", "CustomModule1", "custom") == (
        courses.api_name, courses.scope, courses.module_name, courses.generated_type
    )  # fmt: skip
    assert "public_read" == courses.sharing
    assert {"Name", "Owner", "Created_By", "Modified_By", "Created_Time", "Modified_Time", "Layout",
            "Last_Activity_Time", "Tag", "Record_Image", "id", "Level", "Course_Code", "Starts_On",
            "Teacher"} == set(school.index(courses).fields)  # fmt: skip
    name = school.find_field(courses, "Name")
    assert (True, True, "Course Name") == (name.mandatory, name.duplicate_check, name.label)
    assert ["Notes", "Attachments", "Activities", "Activities_History", "Participants",
            "Offered_By"] == [each.api_name for each in courses.related_lists]  # fmt: skip
    assert [1, 2, 3, 4, 5, 6] == [each.sequence_number for each in courses.related_lists]


def test_custom_fields_stand_in_their_sections(school):
    sections = {s.name: s.fields for s in school.module("Courses").layout.sections}
    assert ["Course Information", "Course Image", "Schedule"] == list(sections)
    assert ("Level", "Course_Code", "Teacher") == sections["Course Information"][-3:]
    assert ("Starts_On",) == sections["Schedule"]
    passport = school.find_field(school.module("Leads"), "Passport_Number")
    assert ("Lead Information", True, True, 30) == (
        passport.section, passport.custom, passport.unique, passport.length
    )  # fmt: skip


def test_an_optional_pick_list_begins_with_the_choice_of_nothing(school):
    level = school.find_field(school.module("Courses"), "Level")
    assert [
        ("-None-", "-None-", 1),
        ("Beginner", "Beginner", 2),
        ("Advanced", "Advanced", 3),
        ("Expert", "Level 3", 4),
    ] == [(v.display_value, v.actual_value, v.sequence_number) for v in level.pick_list]


def test_a_lookup_makes_its_reverse_list(school):
    courses = school.module("Courses")
    taught = school.find_list(school.module("Contacts"), "taught_courses")
    teacher = school.find_field(courses, "Teacher")
    assert ("children", "Courses", (teacher.id,), ("Courses",), "Taught Courses") == (
        taught.content, taught.module, taught.via, taught.targets, taught.display_label
    )  # fmt: skip
    assert "Contacts/{ENTITYID}/Taught_Courses" == taught.href


def test_a_lookup_without_a_named_list_is_listed_under_its_module(plain):
    text = """
        [[field]]
        module = "Deals"
        api_name = "Reseller"
        type = "lookup"
        lookup = "Vendors"
        [[field]]
        module = "Potentials"
        api_name = "Broker"
        type = "lookup"
        lookup = "vendors"
    """
    loaded = load(plain, text)
    made = [(each.module, each.related_list) for each in loaded.edit.related_lists]
    assert [("Vendors", "Deals", "Deals"), ("Vendors", "Deals_Broker", "Deals (Broker)")] == [
        (module, each.api_name, each.display_label) for module, each in made
    ]
    schema = assemble([ORG, loaded.changes[0]], version=3)
    vendors = schema.module("Vendors")
    assert schema.find_list(vendors, "Deals") is schema.find_list(vendors, "Potentials")


def test_a_relation_is_writable_from_both_ends(school):
    leads, courses = school.module("Leads"), school.module("Courses")
    booked = school.find_list(leads, "Courses")
    side = school.side_of(leads, booked)
    assert ("relation", "Courses", False) == (booked.content, booked.module, side.left)
    assert "Booked Courses" == booked.display_label
    assert (
        side.relation == school.side_of(courses, school.find_list(courses, "Participants")).relation
    )
    (status,) = side.relation.attributes
    assert ("Booking_Status", "picklist", False) == (
        status.field.api_name, status.field.type, status.mandatory
    )  # fmt: skip
    assert school.relation("course_offers").attributes[0].mandatory


def test_the_sharing_of_a_standard_module_can_be_set(plain, school):
    assert "public" == plain.module("Cases").sharing
    assert "private" == school.module("Cases").sharing


def test_fields_of_modules_with_records_get_index_rows(plain, loaded):
    passport = loaded.edit.fields[0].field
    assert [IndexField(module=plain.module("Leads").id, field=passport.id, number=False)] == list(
        loaded.changes[1:]
    )


def test_a_new_own_field_changes_the_shape_and_others_keep_it(plain, school):
    assert plain.module("Leads").shape != school.module("Leads").shape
    assert plain.module("Contacts").shape == school.module("Contacts").shape


def test_json_says_the_same_as_toml(plain, loaded):
    text = json.dumps(tomllib.loads(example()))
    again = load(plain, text, source="courses.json")
    assert loaded.edit.modules == again.edit.modules
    assert loaded.edit.relations == again.edit.relations


def test_loading_a_file_twice_tells_what_exists(school):
    assert [
        (
            "module Courses: exists already as 'Courses'. Only its sharing can be set here; fields"
            " are added to it with [[field]]."
        ),
        *(
            f"module Courses, field {name}: there is such a field already; take another name."
            for name in ("Level", "Course_Code", "Starts_On", "Teacher")
        ),
        "module Leads, field Passport_Number: there is such a field already; take another name.",
        "relation course_participants: exists already; take another name.",
        "relation course_offers: exists already; take another name.",
        *(
            f"{place}: {module} has a related list {name!r} already; take another name."
            for place, module, name in (
                ("relation course_participants", "Courses", "Participants"),
                ("relation course_participants", "Leads", "Courses"),
                ("relation course_offers", "Accounts", "Offered_Courses"),
                ("relation course_offers", "Courses", "Offered_By"),
                ("module Courses, field Teacher", "Contacts", "Taught_Courses"),
            )
        ),
    ] == problems_of(school, example())


def test_a_second_file_builds_on_the_first(school, loaded):
    text = """
        [[module]]
        api_name = "Rooms"
        singular_label = "Room"
        plural_label = "Rooms"
        [[field]]
        module = "courses"
        api_name = "Room"
        type = "lookup"
        lookup = "Rooms"
        [[relation]]
        name = "course_friends"
        left = { module = "Courses", related_list = "Follows" }
        right = { module = "Courses", related_list = "Followed_By" }
    """
    more = load(school, text, first=10**16)
    schema = assemble([more.changes[0], loaded.changes[0], ORG], version=4)
    assert [] == find_gaps(schema.modules, schema.relations)
    courses = schema.module("Courses")
    assert "CustomModule2" == schema.module("Rooms").module_name
    assert "Room" in schema.index(courses).fields
    assert "Courses" == schema.index(schema.module("Rooms")).lists["courses"].module
    lists = schema.index(courses).lists
    sides = [schema.side_of(courses, lists[name]) for name in ("follows", "followed_by")]
    assert [True, False] == [side is not None and side.left for side in sides]


def test_everything_wrong_is_told_at_once_with_its_place(plain):
    text = """
        remove_module = "Leads"
        [[module]]
        api_name = "Rooms"
        singular_label = "Room"
        plural_label = "Rooms"
        sharing = 3
        colour = "red"
          [[module.field]]
          type = "text"
          [[module.field]]
          api_name = "Size"
          type = "number"
          length = "long"
        [[relation]]
        name = "r"
        left = { module = "Rooms" }
        right = { module = "Leads", related_list = "Rooms", mandatory = true }
    """
    assert [
        "x.toml: remove_module is not a key. Removing is not supported: a file only adds.",
        (
            "module Rooms: colour is not a key; there are api_name, singular_label, plural_label,"
            " sharing, field."
        ),
        "module Rooms: sharing is not what it must be: Expected `str`, got `int`.",
        "module Rooms, field number 1: api_name is missing; give it a value.",
        "module Rooms, field Size: length is not what it must be: Expected `int`, got `str`.",
        "relation r, left: related_list is missing; give it a value.",
        "relation r, right: mandatory is not a key; there are module, related_list, label.",
        (
            "module Rooms, field Size: type 'number' is not supported; there are text, textarea,"
            " email, phone, website, integer, bigint, double, currency, percent, boolean, date,"
            " datetime, picklist, multiselectpicklist, lookup, userlookup."
        ),
    ] == problems_of(plain, text)


@pytest.mark.parametrize("case", BAD_FILES, ids=lambda case: case["says"])
def test_a_file_that_cannot_be_is_refused_with_what_to_do(plain, case):
    assert [case["says"]] == problems_of(plain, case["file"])


def test_an_unknown_module_is_told_with_those_there_are(plain):
    text = '[[field]]\nmodule = "Reports"\napi_name = "A"\ntype = "text"'
    (problem,) = problems_of(plain, text)
    assert problem.startswith(
        "module Reports, field A: there is no module 'Reports' to build on; there are Accounts,"
    )


@pytest.mark.parametrize(
    ("source", "text"), [("x.toml", "[[module"), ("x.json", "[1"), ("x.json", "[]")]
)
def test_a_file_that_is_not_its_format_is_told(plain, source, text):
    (problem,) = problems_of(plain, text, source)
    assert problem.startswith(f"{source}: cannot be read: ")
