"""Clients learn from the fields how to read and write a record."""

import pytest
from msgspec.structs import replace

from tests.unit.wire_metadata.asking import ask, refusal_of, shown
from tests.unit.wire_rendering.pages import SCHEMA, STANDARD, call_of
from vinculum.errors import catalogue

FIELDS = "/crm/v2/settings/fields"
SERVED = [module.api_name for module in SCHEMA.modules if module.api_supported]
# Without all of these in every field, one client loses the whole module and says nothing.
NEEDED = """json_type length api_name data_type decimal_place system_mandatory display_label
pick_list_values""".split()
JSON_TYPES = {"string", "integer", "double", "boolean", "jsonarray", "jsonobject"}
NO_ACCOUNTS = replace(SCHEMA.profiles[STANDARD], hidden=frozenset({"Accounts"}))


def field_of(module, name):
    return next(field for field in shown(f"{FIELDS}?module={module}") if field["api_name"] == name)


@pytest.mark.parametrize("module", SERVED)
def test_every_served_module_has_fields_that_clients_can_read(module):
    fields = shown(f"{FIELDS}?module={module}")
    names = [field["api_name"] for field in fields]

    assert [] == [name for field in fields for name in NEEDED if name not in field]
    assert set() == {field["json_type"] for field in fields} - JSON_TYPES
    assert len(set(names)) == len(names)
    assert set() == {"id", "Member_Status", "list_price", "Contact_Role"} & set(names)


@pytest.mark.parametrize("module", SERVED)
def test_every_lookup_names_a_module_whose_fields_can_be_asked_for(module):
    targets = {
        field["lookup"]["module"]
        for field in shown(f"{FIELDS}?module={module}")
        if field["data_type"] == "lookup"
    }

    assert set() == targets - {*SERVED, "se_module"}


def test_fields_have_their_keys_in_one_order_and_leads_tell_what_becomes_of_them():
    company, owner = field_of("Leads", "Company"), field_of("Leads", "Owner")

    assert [key for key in company if key != "convert_mapping"] == list(owner)
    assert {"Contacts": None, "Deals": None, "Accounts": "Account_Name"} == company[
        "convert_mapping"
    ]
    assert "system_mandatory" == next(iter(owner))
    assert "auto_number" == list(owner)[-1]
    assert "convert_mapping" not in field_of("Accounts", "Phone")


def test_a_lookup_names_the_list_that_shows_it():
    lookup = field_of("Contacts", "Account_Name")["lookup"]

    assert ("Accounts", "Contacts") == (lookup["module"], lookup["api_name"])
    assert lookup["id"].isdigit()
    assert {} == field_of("Contacts", "Owner")["lookup"]
    assert "se_module" == field_of("Tasks", "What_Id")["lookup"]["module"]


def test_a_lookup_to_a_hidden_module_stays_untyped():
    contacts = shown(f"{FIELDS}?module=Contacts", call_of(profile=NO_ACCOUNTS))
    account = next(field for field in contacts if field["api_name"] == "Account_Name")

    assert {} == account["lookup"]


def test_types_bring_what_belongs_to_them():
    amount = field_of("Deals", "Amount")
    revenue = field_of("Deals", "Expected_Revenue")
    name = field_of("Leads", "First_Name")

    assert {"rounding_option": "normal", "precision": 2} == amount["currency"]
    assert {"return_type": "currency", "expression": None} == revenue["formula"]
    assert {"view": False, "edit": True, "quick_create": True, "create": True} == name["view_type"]
    assert ({}, {}) == (name["currency"], name["formula"])


def test_a_choice_of_a_pick_list_has_what_is_shown_and_what_is_stored():
    first = field_of("Leads", "Rating")["pick_list_values"][0]

    assert {
        "display_value": "-None-",
        "sequence_number": 1,
        "expected_data_type": None,
        "maps": [],
        "actual_value": "-None-",
        "sys_ref_name": None,
        "type": "used",
    } == first


def test_one_field_is_found_by_id_and_an_unknown_one_is_204():
    fax = field_of("Leads", "Fax")
    (alone,) = shown(f"{FIELDS}/{fax['id']}?module=Leads")
    hidden_id = next(f.id for f in SCHEMA.module("Leads").fields if f.api_name == "id")

    assert fax | {"quick_sequence_number": "1"} == alone
    assert 204 == ask(f"{FIELDS}/{fax['id']}?module=Contacts").status
    assert 204 == ask(f"{FIELDS}/{hidden_id}?module=Leads").status
    assert 204 == ask(f"{FIELDS}/99999999999999999999?module=Leads").status


def test_every_field_is_used():
    everything = ask(f"{FIELDS}?module=Leads&type=all").body

    assert ask(f"{FIELDS}?module=Leads").body == everything
    assert 204 == ask(f"{FIELDS}?module=Leads&type=unused").status
    assert catalogue.PARAM_INVALID.refusal(param="type") == refusal_of(
        f"{FIELDS}?module=Leads&type=some"
    )


@pytest.mark.parametrize("part", ["fields", "related_lists", "layouts"])
def test_the_module_must_be_named_known_and_served(part):
    address = f"/crm/v2/settings/{part}"

    assert catalogue.PARAM_MISSING.refusal(param="module") == refusal_of(address)
    assert catalogue.PARAM_MISSING.refusal(param="module") == refusal_of(f"{address}?module=")
    assert catalogue.MODULE_INVALID == refusal_of(f"{address}?module=Nothing").entry
    assert catalogue.MODULE_UNSUPPORTED == refusal_of(f"{address}?module=Home").entry


def test_an_answer_is_kept_for_its_schema_and_profile_only():
    hiding = call_of(profile=NO_ACCOUNTS)
    address = f"{FIELDS}?module=Contacts"

    assert ask(address).body is ask(address).body
    assert ask(address).body != ask(address, hiding).body
    assert ask(address).body == ask(address, call_of()).body
