"""A body is stored as the wire writes it, by whichever encoder: pages show it as it is."""

from __future__ import annotations

import sys

from hypothesis import example, given
from hypothesis import strategies as st

from vinculum.rules.composing import _ascii
from vinculum.wire.ascii import ascii_json

TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
PLAIN = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | TEXT
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(
    (0.0, -0.0, 1e-5, 1.5e-7, 1e16, 1e22, sys.float_info.max, sys.float_info.min)
)
INNER = st.lists(PLAIN, max_size=3) | st.dictionaries(TEXT, PLAIN | NUMBERS, max_size=2)
VALUES = st.dictionaries(TEXT, PLAIN | NUMBERS | INNER | st.lists(INNER, max_size=2), max_size=5)


@given(VALUES)
@example({"Amount": 0.00001})
@example({"Last_Name": "a\x7fb"})
@example({"Rows": [{"list_price": 1e-7}]})
def test_stored_values_are_what_the_wire_writes(values):
    assert ascii_json(values) == _ascii(values)
