"""Two roads lead to a record's text, and both give the same record."""

import json
from typing import cast

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.unit.wire_rendering.pages import (
    ACME,
    ADA,
    BENJAMIN,
    GONE_RECORD,
    GONE_USER,
    HOT,
    OLD_TAG,
    SCHEMA,
    call_of,
    names_of,
    naming,
    page_of,
    record_of,
    schema_of,
)
from vinculum.fieldtypes import type_of
from vinculum.model.field import Field
from vinculum.model.module import Module
from vinculum.model.record import JsonValue, ListedRecord, References, Values
from vinculum.wire.ascii import to_ascii
from vinculum.wire.rendering import RecordWriter
from vinculum.wire.rendering_desk import Desk

TOKYO = schema_of(*(replace(user, time_zone="Asia/Tokyo") for user in SCHEMA.users.values()))
CALLS = (call_of(), call_of(user=BENJAMIN), call_of(TOKYO))
# Histories belong to a deal and are shown like any other record.
MODULES = [module for module in SCHEMA.modules if module.fields and module.api_name != "Notes"]
MOMENTS = ("2026-09-21T19:43:20+05:30", "1970-01-01T05:30:00+05:30")
TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
NUMBERS = st.integers(-(10**9), 10**9) | st.floats(allow_nan=False, allow_infinity=False)
VALUES: dict[str, st.SearchStrategy[JsonValue]] = {
    "boolean": st.booleans(),
    "integer": st.integers(-(10**9), 10**9),
    "double": NUMBERS,
    "currency": NUMBERS,
    "formula": NUMBERS,
    "date": st.dates().map(str),
    "multiselectpicklist": st.lists(TEXT, max_size=3).map(list),
    "RRULE": TEXT.map(lambda text: {"RRULE": text}),
    "ALARM": TEXT.map(lambda text: {"ALARM": text}),
}
# Rows inside any record, by whatever field it has.
ROWS: Values = {
    field.api_name: [{"id": 7, "product": ACME, "participant": str(ACME)}]
    for module in MODULES
    for field in module.fields
    if type_of(field).storage == "rows"
}
MOMENT_TYPES = ("datetime", "created_time", "modified_time", "activity_time")
REFERENCES: dict[str, st.SearchStrategy[int | list[int]]] = {
    "lookup": st.sampled_from((ACME, GONE_RECORD)),
    "user": st.sampled_from((ADA, BENJAMIN, GONE_USER)),
    "tags": st.lists(st.sampled_from((HOT, OLD_TAG)), max_size=3),
}


def value_of(field: Field) -> st.SearchStrategy[JsonValue]:
    if field.type in MOMENT_TYPES:
        return st.none() | st.sampled_from(MOMENTS)
    return st.none() | VALUES.get(field.type, TEXT)


@st.composite
def records(draw: st.DrawFn) -> ListedRecord:
    """Any record of any module, as a list shows it."""
    module: Module = draw(st.sampled_from(MODULES))
    values: Values = {}
    references: References = {}
    for field in module.fields:
        storage = type_of(field).storage
        if storage == "own":
            values[field.api_name] = draw(value_of(field))
        elif storage in REFERENCES and draw(st.booleans()):
            references[field.api_name] = draw(REFERENCES[storage])
    record = record_of(
        module,
        values,
        owner=draw(st.sampled_from((ADA, BENJAMIN, GONE_USER))),
        converted=draw(st.integers(0, 1)),
        approved=draw(st.integers(0, 1)),
        shape=draw(st.sampled_from((module.shape, 1))),
    )
    attributes: Values = draw(st.dictionaries(st.just("Member_Status"), st.none() | TEXT))
    return naming(record, references, attributes)


def members(text: str) -> list[tuple[str, object]]:
    """The members of a JSON object in their order, repetitions kept."""
    pairs = json.loads(text, object_pairs_hook=lambda found: found)
    return cast("list[tuple[str, object]]", pairs)


@given(
    rows=st.lists(records(), min_size=1),
    activities=st.booleans(),
    single=st.booleans(),
    call=st.sampled_from(CALLS),
)
def test_the_quick_road_and_the_slow_road_write_the_same_record(rows, activities, single, call):
    page = page_of(
        *rows, names=names_of(), rows={each.id: ROWS for each in rows}, activities=activities
    )
    page = replace(page, single=single)
    writer = RecordWriter(Desk(call, page))

    subjects = [writer.subject(record) for record in rows]

    assert all(writer.find_frame(subject) for subject in subjects)
    slowly = ",".join(writer.write_slowly(subject) for subject in subjects)
    assert members(f"[{slowly}]") == members(f"[{''.join(writer.write(rows))}]")


@given(record=records())
def test_no_key_is_written_twice(record):
    writer = RecordWriter(Desk(call_of(), page_of(record)))
    names = [name for name, _ in members("".join(writer.write([record])))]

    assert len(set(names)) == len(names)


@given(record=records(), chosen=st.data())
def test_named_fields_are_what_the_full_record_shows_of_them(record, chosen):
    writer = RecordWriter(Desk(call_of(), page_of(record)))
    full = dict(members("".join(writer.write([record]))))
    named = tuple(chosen.draw(st.lists(st.sampled_from(sorted(full)), unique=True)))
    page = page_of(record, fields=(*named, "No_Such_Field"))
    narrowed = members("".join(RecordWriter(Desk(call_of(), page)).write([record])))

    assert [pair for pair in full.items() if pair[0] in {*named, "id"}] == narrowed


@given(value=st.recursive(TEXT, lambda inner: st.dictionaries(TEXT, inner, max_size=3)))
def test_a_document_means_the_same_after_the_escape_pass(value):
    document = to_ascii(json.dumps(value, ensure_ascii=False))

    assert document.isascii()
    assert value == json.loads(document)
