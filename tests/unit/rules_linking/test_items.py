"""How bodies and ids of linking requests are read."""

from __future__ import annotations

import pytest

from tests.unit.rules_linking.situations import situation_of
from vinculum.errors import catalogue
from vinculum.errors.refusal import Refusal
from vinculum.rules.commands import (
    UNKNOWN_ID,
    DelinkRecords,
    ExternalValue,
    UpdateRelatedRecords,
)
from vinculum.rules.linking import Wanted, related_ids
from vinculum.rules.linking_items import (
    Unresolved,
    asked_by_delink,
    asked_by_update,
    externals_of,
    identified,
)

SITUATION = situation_of("Campaigns", "Leads")
NO_BODY = catalogue.BODY_NOT_OBJECT.refusal(expected_data_type="jsonobject")


def update(*items, **more):
    return UpdateRelatedRecords(
        module="Campaigns",
        record=11,
        related_list="Leads",
        items=more.pop("items", items),
        **more,
    )


def keys_of(request):
    assert not isinstance(request, Refusal)
    return [each.related if isinstance(each, Wanted) else each.key for each in request]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("22", 22),
        (22, 22),
        (None, catalogue.FIELD_MANDATORY.refusal(api_name="id")),
        ("", catalogue.FIELD_MANDATORY.refusal(api_name="id")),
        ("ab", catalogue.FIELD_TYPE.refusal(expected_data_type="bigint", api_name="id")),
        ("-5", catalogue.FIELD_TYPE.refusal(expected_data_type="bigint", api_name="id")),
        (-5, catalogue.FIELD_TYPE.refusal(expected_data_type="bigint", api_name="id")),
        (True, catalogue.FIELD_TYPE.refusal(expected_data_type="bigint", api_name="id")),
        (1.0, catalogue.FIELD_TYPE.refusal(expected_data_type="bigint", api_name="id")),
        ({"id": "22"}, catalogue.FIELD_TYPE.refusal(expected_data_type="bigint", api_name="id")),
        ("0", catalogue.RELATED_ID_INVALID.refusal(id="0")),
        ("9" * 25, catalogue.RELATED_ID_INVALID.refusal(id="9" * 25)),
        (2**63, catalogue.RELATED_ID_INVALID.refusal(id=str(2**63))),
    ],
    ids=repr,
)
def test_an_id_is_digits_as_a_string_or_a_number(raw, expected):
    assert [expected] == keys_of(asked_by_update(update({"id": raw}), SITUATION))


def test_an_item_without_an_id_or_that_is_no_object_is_refused_alone():
    asked = asked_by_update(update({}, "22", {"id": "22"}), SITUATION)

    assert (
        Wanted(related=catalogue.FIELD_MANDATORY.refusal(api_name="id")),
        Wanted(related=catalogue.ITEM_NOT_OBJECT.refusal(expected_data_type="jsonobject")),
        Wanted(related=22, given={"id": "22"}),
    ) == asked


def test_the_single_form_takes_the_id_of_the_path():
    command = update({"id": "33", "Member_Status": "Active"}, single=22)

    assert (Wanted(related=22, given={"id": "33", "Member_Status": "Active"}),) == asked_by_update(
        command, SITUATION
    )


def test_the_single_form_takes_exactly_one_element():
    expected = catalogue.WRAPPER_TOO_LONG.refusal(maximum_length=1, api_name="data")

    assert expected == asked_by_update(update({}, {}, single=22), SITUATION)


def test_the_single_form_refuses_an_element_that_is_no_object_as_an_item():
    expected = catalogue.ITEM_NOT_OBJECT.refusal(expected_data_type="jsonobject")

    assert (Wanted(related=expected),) == asked_by_update(update("x", single=22), SITUATION)


def test_the_single_form_needs_no_body_where_no_attribute_is_mandatory():
    command = update(items=NO_BODY, single=22, body_absent=True)

    assert (Wanted(related=22),) == asked_by_update(command, SITUATION)
    assert NO_BODY == asked_by_update(command, situation_of("Price_Books", "Products"))
    assert NO_BODY == asked_by_update(command, situation_of("Deals", "Contact_Roles"))


def test_the_list_form_always_needs_a_body():
    assert NO_BODY == asked_by_update(update(items=NO_BODY, body_absent=True), SITUATION)


def test_with_an_external_field_the_item_holds_its_value_instead_of_the_id():
    command = update({"Badge": "B-1"}, {"id": "22"}, {"Badge": 7}, {"Badge": []}, external="Badge")

    assert [
        ExternalValue(field="Badge", value="B-1"),
        catalogue.EXTERNAL_FIELD_MISSING.refusal(api_name="Badge"),
        ExternalValue(field="Badge", value="7"),
        catalogue.FIELD_TYPE.refusal(expected_data_type="text", api_name="Badge"),
    ] == keys_of(asked_by_update(command, SITUATION))


def test_an_external_value_that_nobody_has_is_refused_in_its_item():
    known = ExternalValue(field="Badge", value="B-1")
    unknown = ExternalValue(field="Badge", value="B-9")
    request = (Unresolved(key=known), Unresolved(key=unknown), Wanted(related=33))

    assert (known, unknown) == externals_of(request)
    assert (
        Wanted(related=22, external=("Badge", "B-1")),
        Wanted(related=catalogue.RELATED_ID_INVALID.refusal(id="B-9"), external=("Badge", "B-9")),
        Wanted(related=33),
    ) == identified(request, {known: 22}, single=False, unknown=catalogue.RELATED_ID_INVALID)


def test_an_external_value_of_the_path_that_nobody_has_stands_as_an_id_that_cannot_be():
    unknown = ExternalValue(field="Badge", value="B-9")

    assert (Wanted(related=UNKNOWN_ID, external=("Badge", "B-9")),) == identified(
        (Unresolved(key=unknown),), {}, single=True, unknown=catalogue.RELATED_ID_INVALID
    )


def test_the_ids_of_a_delink_keep_their_order_and_repetitions():
    command = DelinkRecords(module="Campaigns", record=11, related_list="Leads", keys=(22, 21, 22))
    missing = catalogue.PARAM_MISSING.refusal(param="ids")

    assert [22, 21, 22] == keys_of(asked_by_delink(command))
    assert missing == asked_by_delink(
        DelinkRecords(module="Campaigns", record=11, related_list="Leads", keys=missing)
    )


def test_a_decision_depends_on_each_id_that_could_be_read():
    refusal = catalogue.FIELD_MANDATORY.refusal(api_name="id")
    body = (Wanted(related=22), Wanted(related=refusal), Wanted(related=21))

    assert [22, 21] == related_ids(body)
    assert () == related_ids(refusal)
