"""Related lists decide whether a client talks to a relation; layouts group the fields."""

from msgspec.structs import replace

from tests.unit.wire_metadata.asking import ask, refusal_of, shown
from tests.unit.wire_rendering.pages import SCHEMA, STANDARD, call_of
from vinculum.errors import catalogue

LISTS = "/crm/v2/settings/related_lists"
LAYOUTS = "/crm/v2/settings/layouts"
NO_CAMPAIGNS = replace(SCHEMA.profiles[STANDARD], hidden=frozenset({"Campaigns"}))


def lists_of(module, call=None):
    return {each["api_name"]: each for each in shown(f"{LISTS}?module={module}", call)}


def test_a_related_list_has_a_plain_module_name_and_an_address():
    campaigns = lists_of("Leads")["Campaigns"]

    assert {
        "id": campaigns["id"],
        "sequence_number": "8",
        "display_label": "Campaigns",
        "api_name": "Campaigns",
        "module": "Campaigns",
        "name": "Campaigns",
        "action": None,
        "href": "Leads/{ENTITYID}/Campaigns",
        "type": "default",
    } == campaigns
    assert campaigns["id"].isdigit()


def test_a_list_that_is_not_served_has_neither_module_nor_address():
    social = lists_of("Leads")["Social"]

    assert (None, None) == (social["module"], social["href"])


def test_a_list_of_a_module_without_an_api_can_be_followed_and_stays_untyped():
    history = lists_of("Deals")["Stage_History"]

    assert (None, "Deals/{ENTITYID}/Stage_History") == (history["module"], history["href"])


def test_a_list_of_a_hidden_module_cannot_be_followed():
    campaigns = lists_of("Leads", call_of(profile=NO_CAMPAIGNS))["Campaigns"]

    assert (None, None) == (campaigns["module"], campaigns["href"])


def test_a_related_list_is_found_by_id():
    campaigns = lists_of("Leads")["Campaigns"]

    assert [campaigns] == shown(f"{LISTS}/{campaigns['id']}?module=Leads")
    assert 204 == ask(f"{LISTS}/{campaigns['id']}?module=Contacts").status
    assert 204 == ask(f"{LISTS}?module=Notes").status


def test_a_layout_groups_the_fields():
    (layout,) = shown(f"{LAYOUTS}?module=Deals")
    first = layout["sections"][0]
    numbers = [field["sequence_number"] for field in first["fields"]]

    assert ("Standard", True, 0) == (layout["name"], layout["visible"], layout["status"])
    assert ("Deal Information", 1, 2) == (
        first["api_name"],
        first["sequence_number"],
        first["tab_traversal"],
    )
    assert list(range(1, len(numbers) + 1)) == numbers
    assert {1} == {field["section_id"] for field in first["fields"]}
    assert ["Administrator", "Standard"] == [each["name"] for each in layout["profiles"]]
    assert "convert_mapping" not in layout


def test_stages_tell_their_probability_in_the_layout_only():
    (layout,) = shown(f"{LAYOUTS}?module=Deals")
    fields = {field["api_name"]: field for each in layout["sections"] for field in each["fields"]}
    won = next(
        choice
        for choice in fields["Stage"]["pick_list_values"]
        if choice["actual_value"] == "Closed Won"
    )

    assert (100, "Closed Won") == (won["probability"], won["forecast_type"])
    assert True is fields["Stage"]["required"]
    assert "probability" not in fields["Lead_Source"]["pick_list_values"][0]


def test_the_layout_of_leads_tells_what_a_conversion_fills():
    (layout,) = shown(f"{LAYOUTS}?module=Leads")
    mapping = layout["convert_mapping"]

    assert ["Contacts", "Deals", "Accounts"] == list(mapping)
    assert {"name", "id"} == set(mapping["Accounts"])
    assert ["Amount", "Deal_Name", "Closing_Date", "Stage"] == [
        field["api_name"] for field in mapping["Deals"]["fields"]
    ]


def test_a_layout_is_found_by_id_within_its_module():
    (layout,) = shown(f"{LAYOUTS}?module=Leads")

    assert [layout] == shown(f"{LAYOUTS}/{layout['id']}?module=Leads")
    assert catalogue.LAYOUT_FOREIGN == refusal_of(f"{LAYOUTS}/{layout['id']}?module=Deals").entry
    assert 204 == ask(f"{LAYOUTS}/12345?module=Leads").status
    assert 204 == ask(f"{LAYOUTS}?module=Notes").status
