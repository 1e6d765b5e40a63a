"""Which fields are asked for a record, and in which order."""

from __future__ import annotations

import pytest

from tests.unit.rules_records.desk import writing
from vinculum.errors import catalogue
from vinculum.errors.refusal import Refused
from vinculum.rules.upserting import require_check_fields

LEADS = writing("Leads", unique=("Phone", "Fax")).module


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        (None, ["Email", "Phone", "Fax"]),
        ((), ["Email", "Phone", "Fax"]),
        (("Fax",), ["Fax", "Phone"]),
        (("Email", "Fax", "Email"), ["Email", "Fax", "Phone"]),
        (("Phone", "Email"), ["Phone", "Email", "Fax"]),
    ],
)
def test_what_is_given_is_asked_first_then_the_unique_ones(given, asked):
    assert asked == [field.api_name for field in require_check_fields(LEADS, given)]


@pytest.mark.parametrize("name", ["Mobile", "email", "", "Nowhere"])
def test_other_fields_are_refused(name):
    with pytest.raises(Refused) as refused:
        require_check_fields(LEADS, ("Email", name))

    assert catalogue.BODY_VALUE_INVALID == refused.value.refusal.entry
