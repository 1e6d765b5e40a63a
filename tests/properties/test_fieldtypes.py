"""Accepting never raises, and what it accepted it accepts again unchanged."""

from __future__ import annotations

import json
import re

from hypothesis import given
from hypothesis import strategies as st

from vinculum.errors.refusal import Refusal
from vinculum.fieldtypes import ALL
from vinculum.fieldtypes.fieldtype import LOWEST_NUMBER, LOWEST_TEXT
from vinculum.fieldtypes.words import MOST_LETTERS, words_of
from vinculum.model.field import Field
from vinculum.model.moments import parse_moment

ZONES = ("UTC", "Asia/Kolkata", "America/St_Johns", "Pacific/Kiritimati", "Africa/Monrovia")

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=40),
    st.emails(),
    st.dates().map(str),
    st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat("T", "seconds")),
    st.integers(min_value=-5, max_value=2**64).map(str),
    st.sampled_from(["contact", "email", "-None-", "true", "\ud800", "www.zylker.example"]),
)
keys = st.one_of(
    st.text(max_size=5),
    st.sampled_from(
        ["id", "name", "product", "quantity", "type", "participant", "RRULE", "ALARM",
         "from_range", "to_range", "discount", "line_tax", "comment_content", "_delete"]
    ),
)  # fmt: skip
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=6),
    max_leaves=12,
)


def field_of(type_, length):
    return Field(
        id=1,
        api_name="Slot",
        label="Slot",
        data_type=type_.name,
        json_type="string",
        type=type_.name,
        length=length,
    )


@given(
    type_=st.sampled_from(ALL),
    raw=anything,
    zone=st.sampled_from(ZONES),
    length=st.sampled_from([0, 3, 120]),
)
def test_accept_refuses_or_gives_a_form_that_stays(type_, raw, zone, length):
    field = field_of(type_, length)

    accepted = type_.accept(field, raw, zone)

    if isinstance(accepted, Refusal):
        assert accepted.details or accepted.entry.code == "LIMIT_EXCEEDED"
        return
    assert accepted == type_.accept(field, accepted, zone)
    json.dumps(accepted, allow_nan=False, ensure_ascii=False).encode()
    if type_.index is not None:
        lowest = LOWEST_TEXT if type_.index == "text" else LOWEST_NUMBER
        assert (accepted is None) == (lowest == type_.index_value(accepted))


@given(
    moment=st.datetimes(timezones=st.timezones()),
    home=st.sampled_from(ZONES),
    away=st.sampled_from(ZONES),
)
def test_a_moment_is_the_same_instant_wherever_it_is_shown(moment, home, away):
    type_ = next(type_ for type_ in ALL if type_.name == "datetime")
    field = field_of(type_, 0)

    accepted = type_.accept(field, moment.isoformat("T", "seconds"), home)

    if isinstance(accepted, Refusal):
        return
    shown = type_.localise(accepted, away)
    assert type_.index_value(accepted) == parse_moment(str(shown))
    assert accepted == type_.localise(shown, home)


@given(text=st.text(max_size=80) | st.text(alphabet=st.characters(max_codepoint=127), max_size=80))
def test_words_are_the_runs_of_letters_digits_and_underscores(text):
    runs = re.findall(r"\w{2,}", text.casefold())

    assert list(dict.fromkeys(run[:MOST_LETTERS] for run in runs)) == words_of(text)
