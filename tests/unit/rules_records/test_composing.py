"""A record that is opened and closed again is the same; what follows from it is made anew."""

from __future__ import annotations

import json

from msgspec.structs import replace

from tests.unit.rules_records.desk import ADA, NOW, SAM, SCHEMA
from vinculum.rules.composing import OpenRecord, insertion_of, open_record

ZONE = "Asia/Kolkata"
LEADS = SCHEMA.module("Leads")


def lead(**parts):
    return OpenRecord(
        module=LEADS,
        id=500,
        owner=SAM,
        created=NOW - 1000,
        modified=NOW,
        created_by=ADA,
        modified_by=SAM,
        **parts,
    )


def test_opening_undoes_closing():
    closed = insertion_of(
        lead(values={"Last_Name": "Dály", "Full_Name": "Dály"}, references={"Tag": [1]}), ZONE
    )

    again = insertion_of(open_record(LEADS, closed.record, ZONE), ZONE)

    assert closed == again
    assert closed.record.body.isascii()


def test_the_body_holds_every_own_field_in_schema_order():
    body = json.loads(insertion_of(lead(values={"Nonsense": 1}), ZONE).record.body)

    names = [field.api_name for field in LEADS.fields]
    assert [name for name in names if name in body] == list(body)
    assert "Nonsense" not in body
    assert {"Owner", "id", "Tag", "Layout"}.isdisjoint(body)


def test_moments_follow_from_the_columns_in_the_zone_of_the_org():
    body = json.loads(insertion_of(lead(), ZONE).record.body)

    assert (
        "2026-09-21T19:43:19+05:30",
        "2026-09-21T19:43:20+05:30",
        "2026-09-21T19:43:20+05:30",
    ) == (body["Created_Time"], body["Modified_Time"], body["Last_Activity_Time"])


def test_a_body_of_another_shape_is_put_into_todays_zone_and_fields():
    stored = insertion_of(
        lead(values={"Unsubscribed_Time": "2026-09-21T14:00:00+00:00", "Gone": "x"}), ZONE
    ).record
    stored = replace(
        stored,
        shape=LEADS.shape + 1,
        body='{"Unsubscribed_Time":"2026-09-21T14:00:00+00:00","Gone":"x"}',
    )

    opened = open_record(LEADS, stored, ZONE)

    assert {"Unsubscribed_Time": "2026-09-21T19:30:00+05:30"} == opened.values
    assert LEADS.shape == insertion_of(opened, ZONE).record.shape


def test_a_record_goes_by_its_display_field():
    note = replace(lead(), module=SCHEMA.module("Notes"))

    def name(record, **values):
        return insertion_of(replace(record, values=values), ZONE).record.name

    assert ("Daly", "") == (name(lead(), Full_Name="Daly"), name(lead(), Last_Name="Daly"))
    assert "title" == name(note, Note_Title="title", Note_Content="content")
    assert "c" * 120 == name(note, Note_Content="c" * 500)
