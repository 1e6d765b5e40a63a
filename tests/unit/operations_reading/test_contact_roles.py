"""The master list of contact roles."""

from __future__ import annotations

import pytest

from tests.unit.operations_reading.world import World
from vinculum.errors import catalogue
from vinculum.errors.refusal import Refused
from vinculum.operations.contact_roles import (
    delete_contact_roles,
    put_contact_roles,
    read_contact_roles,
)
from vinculum.rules.commands import DeleteContactRoles, PutContactRoles
from vinculum.rules.plan import Kept

FOUNDING = [
    "Purchasing",
    "Engineering Lead",
    "Economic Decision Maker",
    "Product Management",
    "Developer/Evaluator",
    "Decision Maker",
    "Executive Sponsor",
    "End User",
]


def put(world, *items, creating=True, single=None, actor=None):
    command = PutContactRoles(items=items, creating=creating, single=single)
    return list(world.write(put_contact_roles, command, actor).outcomes)


def delete(world, *ids):
    return list(world.write(delete_contact_roles, DeleteContactRoles(ids=ids)).outcomes)


def names(world):
    roles = world.read(read_contact_roles, None)
    assert list(range(1, len(roles) + 1)) == [role.sequence_number for role in roles]
    return [role.name for role in roles]


def id_of(world, name):
    return next(role.id for role in world.read(read_contact_roles, None) if role.name == name)


def refusal_of(call, *arguments, **more):
    with pytest.raises(Refused) as stopped:
        call(*arguments, **more)
    return stopped.value.refusal


def test_a_new_org_has_the_documented_roles_in_order():
    world = World()

    assert FOUNDING == names(world)
    (role,) = world.read(read_contact_roles, id_of(world, "End User"))
    assert ("End User", 8) == (role.name, role.sequence_number)
    assert [] == world.read(read_contact_roles, 12)


def test_a_role_is_added_at_its_place_and_the_others_make_room():
    world = World()

    outcomes = put(
        world,
        {"name": "Sales Lead", "sequence_number": 1},
        {"name": "Last"},
        {"name": "Far", "sequence_number": 99},
    )

    assert ["Sales Lead", *FOUNDING, "Last", "Far"] == names(world)
    assert [Kept(id=id_of(world, name)) for name in ("Sales Lead", "Last", "Far")] == outcomes


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("x", catalogue.ITEM_NOT_OBJECT.refusal(expected_data_type="jsonobject")),
        ({}, catalogue.FIELD_MANDATORY.refusal(api_name="name")),
        ({"name": ""}, catalogue.FIELD_MANDATORY.refusal(api_name="name")),
        ({"name": 5}, catalogue.FIELD_TYPE.refusal(expected_data_type="text", api_name="name")),
        (
            {"name": "x" * 101},
            catalogue.FIELD_LENGTH.refusal(maximum_length=100, api_name="name"),
        ),
        (
            {"name": "x", "sequence_number": "1"},
            catalogue.FIELD_TYPE.refusal(expected_data_type="integer", api_name="sequence_number"),
        ),
        (
            {"name": "x", "sequence_number": 0},
            catalogue.FIELD_VALUE.refusal(api_name="sequence_number"),
        ),
    ],
    ids=repr,
)
def test_a_role_that_cannot_be_added_is_refused_alone(item, expected):
    world = World()

    refusal, kept = put(world, item, {"name": "Good"})

    assert expected == refusal
    assert Kept(id=id_of(world, "Good")) == kept


def test_a_name_that_is_taken_in_any_case_is_refused():
    world = World()
    there = id_of(world, "End User")

    outcomes = put(world, {"name": "END USER"}, {"name": "Twin"}, {"name": "twin"})

    assert [
        catalogue.ROLE_NAME_DUPLICATE.refusal(api_name="name", id=str(there)),
        Kept(id=id_of(world, "Twin")),
        catalogue.ROLE_NAME_DUPLICATE.refusal(api_name="name", id=str(id_of(world, "Twin"))),
    ] == outcomes


def test_there_are_at_most_a_hundred_roles():
    world = World()

    outcomes = put(world, *({"name": f"Role {number}"} for number in range(93)))

    assert [catalogue.ROLES_TOO_MANY.refusal()] == outcomes[92:]
    assert 100 == len(names(world))


def test_a_role_is_renamed_and_moved():
    world = World()
    user, sponsor = id_of(world, "End User"), id_of(world, "Executive Sponsor")

    outcomes = put(
        world,
        {"id": str(user), "sequence_number": 1},
        {"id": sponsor, "name": "Sponsor"},
        {"id": sponsor, "name": "sponsor"},
        creating=False,
    )

    assert [Kept(id=user), Kept(id=sponsor), Kept(id=sponsor)] == outcomes
    assert ["End User", *FOUNDING[:6], "sponsor"] == names(world)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"name": "x"}, catalogue.FIELD_MANDATORY.refusal(api_name="id")),
        ({"id": "ab"}, catalogue.FIELD_TYPE.refusal(expected_data_type="bigint", api_name="id")),
        ({"id": "12"}, catalogue.ROLE_ID_INVALID.refusal(id="12")),
        ([], catalogue.ITEM_NOT_OBJECT.refusal(expected_data_type="jsonobject")),
    ],
    ids=repr,
)
def test_a_change_must_name_its_role(item, expected):
    assert [expected] == put(World(), item, creating=False)


def test_a_role_that_is_changed_keeps_a_free_name():
    world = World()
    user = str(id_of(world, "End User"))

    outcomes = put(
        world,
        {"id": user, "name": None},
        {"id": user, "name": "purchasing"},
        {"id": user, "sequence_number": -1},
        creating=False,
    )

    assert [
        catalogue.FIELD_MANDATORY.refusal(api_name="name"),
        catalogue.ROLE_NAME_DUPLICATE.refusal(api_name="name", id=str(id_of(world, "Purchasing"))),
        catalogue.FIELD_VALUE.refusal(api_name="sequence_number"),
    ] == outcomes
    assert FOUNDING == names(world)


def test_the_single_form_takes_the_id_of_the_path_and_one_element():
    world = World()
    user = id_of(world, "End User")

    assert [Kept(id=user)] == put(world, {"id": "12", "name": "User"}, creating=False, single=user)
    assert catalogue.ROLE_PATH_ID_INVALID.refusal(id="12") == refusal_of(
        put, world, {"name": "x"}, creating=False, single=12
    )
    assert catalogue.WRAPPER_TOO_LONG.refusal(
        maximum_length=1, api_name="contact_roles"
    ) == refusal_of(put, world, {}, {}, creating=False, single=user)


def test_roles_are_deleted_and_the_gap_closes():
    world = World()
    lead, user = id_of(world, "Engineering Lead"), id_of(world, "End User")

    outcomes = delete(world, lead, 12, user, lead)

    assert [
        Kept(id=lead),
        catalogue.ROLE_NOT_DELETED.refusal(id="12"),
        Kept(id=user),
        catalogue.ROLE_NOT_DELETED.refusal(id=str(lead)),
    ] == outcomes
    assert [FOUNDING[0], *FOUNDING[2:7]] == names(world)


def test_the_list_needs_a_right_on_contacts():
    world = World()
    denied = world.actor(denied={"Contacts:read", "Contacts:create"})

    assert catalogue.NO_PERMISSION_READ.refusal(
        permissions=("Crm_Implied_View_Contacts",)
    ) == refusal_of(world.read, read_contact_roles, None, denied)
    assert catalogue.NO_PERMISSION_CREATE.refusal(
        permissions=("Crm_Implied_Create_Contacts",)
    ) == refusal_of(put, world, {"name": "x"}, actor=denied)


def test_a_malformed_body_refuses_the_request():
    missing = catalogue.WRAPPER_MISSING.refusal(api_name="contact_roles")
    command = PutContactRoles(items=missing, creating=True)

    assert missing == refusal_of(World().write, put_contact_roles, command)
