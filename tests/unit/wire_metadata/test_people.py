"""The org and its people are shown with what clients look for."""

import pytest
from msgspec.structs import replace

from tests.unit.wire_metadata.asking import ask, refusal_of, shown
from tests.unit.wire_rendering.pages import (
    ADA,
    ADMINISTRATOR,
    BENJAMIN,
    CEO,
    MANAGER,
    NOW,
    ORG,
    PEOPLE,
    SCHEMA,
    STANDARD,
    body_of,
    call_of,
    schema_of,
)
from vinculum.errors import catalogue
from vinculum.model.actor import User
from vinculum.model.ids import compose_id

USERS = "/crm/v2/users"
ROLES = "/crm/v2/settings/roles"
PROFILES = "/crm/v2/settings/profiles"


def person(number, status, profile=STANDARD, *, confirmed=True):
    return User(
        id=number,
        email=f"p{number}@zylker.example",
        last_name=f"P{number}",
        role=MANAGER,
        profile=profile,
        status=status,
        confirmed=confirmed,
        created=NOW,
    )


CROWD = call_of(
    schema_of(
        person(1003, "disabled"),
        person(1004, "deleted", ADMINISTRATOR),
        person(1005, "active", ADMINISTRATOR, confirmed=False),
    )
)


def test_the_org_tells_name_zone_money_and_edition():
    (org,) = shown("/crm/v2/org")

    assert ("Zylker", "770001", "org770001", "77") == (
        org["company_name"],
        org["zgid"],
        org["domain_name"],
        org["id"],
    )
    assert ("US Dollar - USD", "$", "USD") == (
        org["currency"],
        org["currency_symbol"],
        org["iso_code"],
    )
    assert ("ada@zylker.example", "9001") == (org["primary_email"], org["primary_zuid"])
    assert ("enterprise", 2) == (
        org["license_details"]["paid_type"],
        org["license_details"]["users_license_purchased"],
    )


def test_an_org_without_a_primary_address_has_no_primary_contact():
    (org,) = shown("/crm/v2/org", call_of(schema_of(replace(ORG, primary_email=None))))

    assert (None, None) == (org["primary_email"], org["primary_zuid"])


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ("AllUsers", [ADA, BENJAMIN, 1003, 1005]),
        ("ActiveUsers", [ADA, BENJAMIN, 1005]),
        ("DeactiveUsers", [1003]),
        ("ConfirmedUsers", [ADA, BENJAMIN, 1003]),
        ("NotConfirmedUsers", [1005]),
        ("DeletedUsers", [1004]),
        ("ActiveConfirmedUsers", [ADA, BENJAMIN]),
        ("AdminUsers", [ADA, 1005]),
        ("ActiveConfirmedAdmins", [ADA]),
        ("CurrentUser", [ADA]),
    ],
)
def test_a_selection_of_users_goes_by_its_name(selection, expected):
    users = shown(f"{USERS}?type={selection}", CROWD)

    assert [str(number) for number in expected] == [user["id"] for user in users]


def test_users_come_in_pages_with_info():
    first = body_of(ask(f"{USERS}?per_page=3", CROWD))
    second = body_of(ask(f"{USERS}?per_page=3&page=2", CROWD))

    assert {"per_page": 3, "count": 3, "page": 1, "more_records": True} == first["info"]
    assert {"per_page": 3, "count": 1, "page": 2, "more_records": False} == second["info"]
    assert 204 == ask(f"{USERS}?page=9", CROWD).status


def test_bad_parameters_of_users_are_named():
    for parameter, value in (("type", "Everybody"), ("page", "0"), ("per_page", "x")):
        expected = catalogue.PARAM_INVALID.refusal(param=parameter)
        assert expected == refusal_of(f"{USERS}?{parameter}={value}")


def test_only_news_of_users_are_told():
    between = "2026-09-21T14:13:21Z"  # after ada was added, before ben was changed

    assert [str(BENJAMIN)] == [user["id"] for user in body_of(ask(USERS, since=between))["users"]]
    assert 304 == ask(USERS, since="2026-09-22T00:00:00Z").status


def test_a_user_has_role_profile_times_and_zone():
    (ben,) = shown(f"{USERS}/{BENJAMIN}")

    assert {"name": "Manager", "id": str(MANAGER)} == ben["role"]
    assert {"name": "Standard", "id": str(STANDARD)} == ben["profile"]
    assert ("2026-09-21T19:43:20+05:30", "2026-09-21T19:44:20+05:30") == (
        ben["created_time"],
        ben["Modified_Time"],
    )
    assert {"name": "Ada Lovelace", "id": str(ADA)} == ben["created_by"] == ben["Modified_By"]
    assert ("Asia/Kolkata", 19_800_000) == (ben["time_zone"], ben["offset"])
    assert (None, "Müller \U0001f600", "Müller \U0001f600") == (
        ben["first_name"],
        ben["last_name"],
        ben["full_name"],
    )
    assert ("active", True, "9002") == (ben["status"], ben["confirm"], ben["zuid"])


def test_the_offset_is_of_the_users_own_zone_and_times_are_of_the_viewers():
    tokyo = call_of(schema_of(replace(PEOPLE[1], time_zone="Asia/Tokyo")))
    (ben,) = shown(f"{USERS}/{BENJAMIN}", tokyo)

    assert ("Asia/Tokyo", 32_400_000) == (ben["time_zone"], ben["offset"])
    assert "2026-09-21T19:43:20+05:30" == ben["created_time"]


def test_others_in_a_list_are_shown_without_how_their_pages_look():
    ada, ben = shown(USERS)

    assert {"customize_info", "theme"} == set(ada) - set(ben)


def test_a_single_user_has_no_info_and_an_unknown_one_is_204():
    assert ["users"] == list(body_of(ask(f"{USERS}/{ADA}")))
    assert 204 == ask(f"{USERS}/4711").status
    assert 204 == ask(f"{USERS}/0").status


def test_roles_name_the_role_above():
    ceo, manager = shown(ROLES)

    assert ("CEO", None, True) == (ceo["name"], ceo["reporting_to"], ceo["admin_user"])
    assert {"name": "CEO", "id": str(CEO)} == manager["reporting_to"]
    assert [manager] == shown(f"{ROLES}/{MANAGER}")
    assert 204 == ask(f"{ROLES}/4711").status


def test_a_profile_of_its_own_tells_who_made_it():
    made = replace(
        SCHEMA.profiles[STANDARD], id=4, name="Reader", custom=True, created=NOW, created_by=ADA
    )
    profiles = shown(PROFILES, call_of(schema_of(made)))
    reader = next(profile for profile in profiles if profile["name"] == "Reader")

    assert (True, False) == (reader["category"], reader["default"])
    assert ("2026-09-21T19:43:20+05:30", None) == (reader["created_time"], reader["modified_time"])
    assert {"name": "Ada Lovelace", "id": str(ADA)} == reader["created_by"]
    assert "permissions_details" not in reader


def test_a_single_profile_lists_its_permissions():
    limited = replace(
        SCHEMA.profiles[STANDARD],
        denied=frozenset({"Leads:delete"}),
        hidden=frozenset({"Price_Books"}),
    )
    (profile,) = shown(f"{PROFILES}/{STANDARD}", call_of(schema_of(limited)))
    enabled = {each["name"]: each["enabled"] for each in profile["permissions_details"]}
    ids = [each["id"] for each in profile["permissions_details"]]
    (section,) = profile["sections"]

    assert True is enabled["Crm_Implied_View_Leads"]
    assert False is enabled["Crm_Implied_Delete_Leads"]
    assert False is enabled["Crm_Implied_View_PriceBooks"]
    assert len(set(ids)) == len(ids)
    assert ids == [
        each for category in section["categories"] for each in category["permissions_details"]
    ]
    assert 204 == ask(f"{PROFILES}/4711").status


def test_profiles_are_news_after_a_change_of_metadata():
    changed = call_of(schema_of(replace(ORG, created=0), version=compose_id(NOW, 0, 0)))

    assert 200 == ask(PROFILES, changed, since="2026-09-21T14:13:19Z").status
    assert 304 == ask(PROFILES, changed, since="2026-09-21T14:13:20Z").status
    assert catalogue.PARAM_INVALID == refusal_of(PROFILES, since="soon").entry
