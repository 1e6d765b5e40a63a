"""Clients learn from the modules what they may ask about."""

from msgspec.structs import replace

from tests.unit.wire_metadata.asking import ask, refusal_of, shown
from tests.unit.wire_rendering.pages import NOW, ORG, SCHEMA, STANDARD, call_of, schema_of
from vinculum.errors import catalogue
from vinculum.model.ids import compose_id

MODULES = "/crm/v2/settings/modules"
HEAVY = {
    "$properties", "related_list_properties", "search_layout_fields", "custom_view", "per_page",
    "kanban_view",
}  # fmt: skip
NO_LEADS = replace(SCHEMA.profiles[STANDARD], hidden=frozenset({"Leads"}))
CHANGED = NOW + 5_500  # 2026-09-21T14:13:25.5Z


def changed_org():
    return call_of(schema_of(replace(ORG, created=0), version=compose_id(CHANGED, 0, 0)))


def test_modules_stand_in_their_order_those_without_records_too():
    modules = shown(MODULES)
    by_name = {module["api_name"]: module for module in modules}

    assert sorted(module["sequence_number"] for module in modules) == [
        module["sequence_number"] for module in modules
    ]
    assert (True, False) == (by_name["Leads"]["api_supported"], by_name["Home"]["api_supported"])
    assert "PriceBooks" == by_name["Price_Books"]["module_name"]
    assert {"api_name": "Activities", "id": by_name["Activities"]["id"]} == by_name["Tasks"][
        "parent_module"
    ]
    assert {} == by_name["Leads"]["parent_module"]


def test_histories_are_no_published_module():
    assert "DealHistory" not in {module["api_name"] for module in shown(MODULES)}
    assert catalogue.MODULE_INVALID == refusal_of(f"{MODULES}/DealHistory").entry


def test_the_list_leaves_out_what_is_heavy():
    (alone,) = shown(f"{MODULES}/leads")
    listed = next(module for module in shown(MODULES) if module["api_name"] == "Leads")

    assert set() == HEAVY & set(listed)
    assert set() == HEAVY - set(alone)
    assert listed == {key: alone[key] for key in listed}
    assert {"$converted", "$editable"} <= set(alone["$properties"])


def test_a_module_is_found_by_name_alias_and_id():
    (by_name,) = shown(f"{MODULES}/Deals")
    (by_alias,) = shown(f"{MODULES}/Potentials")
    (by_id,) = shown(f"{MODULES}/{by_name['id']}")

    assert "Deals" == by_name["api_name"] == by_alias["api_name"] == by_id["api_name"]


def test_an_unknown_module_is_invalid():
    assert catalogue.MODULE_INVALID == refusal_of(f"{MODULES}/Nothing").entry
    assert catalogue.MODULE_INVALID == refusal_of(f"{MODULES}/12345").entry


def test_a_module_that_the_profile_hides_is_not_there():
    call = call_of(profile=NO_LEADS)

    assert "Leads" not in {module["api_name"] for module in shown(MODULES, call)}
    assert "Leads" in {module["api_name"] for module in shown(MODULES)}
    assert catalogue.MODULE_INVALID == refusal_of(f"{MODULES}/Leads", call).entry


def test_a_module_names_the_profiles_that_see_it():
    hiding = call_of(schema_of(NO_LEADS))
    (module,) = shown(f"{MODULES}/Leads", hiding)

    assert ["Administrator"] == [profile["name"] for profile in module["profiles"]]


def test_modules_are_news_until_the_second_of_their_last_change_is_over():
    answers = {
        since: ask(MODULES, changed_org(), since).status
        for since in (
            "1970-01-01T00:00:01+00:00",
            "2026-09-21T14:13:25Z",
            "2026-09-21T19:43:26+05:30",
        )
    }

    assert [200, 200, 304] == list(answers.values())


def test_a_time_that_cannot_be_read_is_refused():
    refusal = refusal_of(MODULES, since="yesterday")

    assert catalogue.PARAM_INVALID.refusal(param="If-Modified-Since") == refusal
