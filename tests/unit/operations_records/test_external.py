"""Keys of either kind become ids in one query."""

from __future__ import annotations

import pytest

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refused
from vinculum.operations.external import resolve_key, resolve_keys, resolve_parent
from vinculum.operations.results import Outcomes
from vinculum.rules.commands import ExternalValue, ImpossibleId


def asking(office, ask):
    """What a question about Leads gives, asked inside a call."""
    answers = []

    def operation(call, _command):
        answers.append(ask(call, call.schema.module("Leads")))
        return Outcomes(outcomes=())

    office.run(operation, None)
    return answers[0]


def value(field, text):
    return ExternalValue(field=field, value=text)


def test_ids_stand_for_themselves_and_values_for_their_records(office):
    lead = office.add("Leads", Last_Name="Daly", Badge="B-1", Locker=17)
    keys = (
        value("Badge", "b-1"),
        value("Locker", "17"),
        value("Badge", "B-2"),
        value("Locker", "many"),
        value("Badge", "x" * 21),
        value("Badge", "\ud800"),
        12,
        ImpossibleId(digits="0"),
    )

    found = asking(office, lambda call, module: resolve_keys(call, module, keys))

    assert {keys[0]: lead, keys[1]: lead, 12: 12} == found
    assert 1 == office.last_work.readings["read_unique"]


def test_ids_alone_ask_nothing(office):
    assert 12 == asking(office, lambda call, module: resolve_key(call, module, 12))
    assert 0 == office.last_work.readings["read_unique"]


@pytest.mark.parametrize("field", ["Nowhere", "Email", "badge"])
def test_a_field_that_is_not_unique_is_refused(office, field):
    with pytest.raises(Refused) as refused:
        asking(office, lambda call, module: resolve_key(call, module, value(field, "x")))

    assert catalogue.EXTERNAL_FIELD_INVALID == refused.value.refusal.entry


def test_a_parent_that_is_not_found_is_refused(office):
    with pytest.raises(Refused) as refused:
        asking(office, lambda call, module: resolve_parent(call, module, value("Badge", "B-9")))

    assert catalogue.PARENT_ID_INVALID == refused.value.refusal.entry
