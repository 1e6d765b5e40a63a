"""The standard set of the package is complete and fits together."""

import msgspec
import pytest
from msgspec.structs import replace

from vinculum.fieldtypes import type_of
from vinculum.model.actor import Org
from vinculum.model.ids import metadata_id
from vinculum.schema import standard
from vinculum.schema.assemble import assemble, initial_metadata
from vinculum.schema.closure import find_gaps, ids_of
from vinculum.schema.metadata import put
from vinculum.schema.rows import RelationRow

PREFIX = 3652397
ORG = Org(id=7, prefix=PREFIX, version=0, name="Zylker", zgid="7")

SERVED = """Leads Accounts Contacts Deals Campaigns Tasks Events Calls Products Quotes Sales_Orders
    Purchase_Orders Invoices Vendors Price_Books Cases Solutions Notes Attachments
    Activities""".split()
UNSERVED = (
    "Home Reports Dashboards Forecasts Documents Feeds SalesInbox Social Emails Projects".split()
)
PICK_LIST_SIZES = {
    "Salutation": 6, "Lead_Source": 18, "Lead_Status": 9, "Industry": 19, "Rating": 6,
    "Account_Type": 14, "Ownership": 9, "Deal_Type": 3, "Stage": 9, "Deal_Category_Status": 3,
    "Campaign_Type": 13, "Campaign_Status": 5, "Product_Category": 4, "Manufacturer": 4,
    "Usage_Unit": 17, "Tax_Type": 3, "Pricing_Model": 3, "GL_Account": 10, "Quote_Stage": 8,
    "Carrier": 6, "SO_Status": 5, "PO_Status": 5, "Invoice_Status": 5, "Case_Origin": 6,
    "Case_Status": 5, "Case_Type": 4, "Case_Reason": 6, "Case_Priority": 4, "Solution_Status": 4,
    "Task_Status": 5, "Task_Priority": 5, "Call_Type": 3, "Call_Purpose": 7, "Call_Result": 7,
    "Call_Status": 11, "Call_Reminder": 9, "Member_Status": 9, "Contact_Role": 8,
    "Unsubscribed_Mode": 4, "Check_In_Status": 2,
}  # fmt: skip
WRITABLE = {
    ("Campaigns", "Leads"), ("Campaigns", "Contacts"), ("Leads", "Campaigns"),
    ("Contacts", "Campaigns"), ("Products", "Leads"), ("Products", "Accounts"),
    ("Products", "Contacts"), ("Products", "Deals"), ("Products", "Price_Books"),
    ("Leads", "Products"), ("Accounts", "Products"), ("Contacts", "Products"),
    ("Deals", "Products"), ("Price_Books", "Products"), ("Deals", "Contact_Roles"),
    ("Contacts", "Deals"), ("Cases", "Solutions"), ("Solutions", "Cases"),
    ("Contacts", "Vendors"), ("Vendors", "Contacts"),
}  # fmt: skip


@pytest.fixture(scope="module")
def schema():
    return assemble([put(ORG), *initial_metadata(ORG)], version=99)


@pytest.fixture(scope="module")
def served(schema):
    return [module for module in schema.modules if module.api_supported]


def test_every_module_field_and_list_of_the_catalogue_is_there(served):
    assert sorted(SERVED) == sorted(module.api_name for module in served)
    assert 546 == sum(len(module.fields) for module in served)
    assert 135 == sum(len(module.related_lists) for module in served)


def test_every_value_of_every_pick_list_is_there():
    sizes = {name: len(values) for name, values in standard.pick_lists().items()}
    assert PICK_LIST_SIZES == sizes


def test_modules_that_are_not_served_are_known_by_name(schema):
    names = [m.api_name for m in schema.modules if m.published and not m.api_supported]
    assert sorted(UNSERVED) == sorted(names)


def test_the_stage_history_is_a_module_that_nobody_sees(schema):
    history = schema.module("DealHistory")
    assert (False, False) == (history.published, history.api_supported)
    listed = schema.find_list(schema.module("Deals"), "stage_history")
    assert (schema.find_field(history, "Deal").id,) == listed.via


def test_ids_are_unique_and_begin_with_the_prefix_of_the_org(schema):
    ids = list(ids_of(schema.modules, schema.relations))
    ids += [*schema.roles, *schema.profiles, *(role.id for role in schema.contact_roles)]
    ids += schema.variable_groups
    assert len(ids) == len(set(ids))
    assert {PREFIX} == {number // 10**12 for number in ids}
    assert metadata_id(PREFIX, 2175) == schema.module("Leads").id


def test_every_field_has_a_type_that_exists(schema):
    for module in schema.modules:
        for field in module.fields:
            assert type_of(field).name == field.type


def test_what_links_write_is_what_the_documentation_lists(schema):
    found = {
        (module.api_name, each.api_name)
        for module in schema.modules
        for each in module.related_lists
        if each.relation is not None
    }
    assert WRITABLE == found


def test_a_relation_is_seen_from_both_ends(schema):
    leads, campaigns = schema.module("Leads"), schema.module("Campaigns")
    left = schema.side_of(campaigns, schema.find_list(campaigns, "LEADS"))
    right = schema.side_of(leads, schema.find_list(leads, "campaigns"))
    assert (True, False) == (left.left, right.left)
    assert left.relation == right.relation
    assert ("Leads", "Campaigns") == (left.far.module, right.far.module)


def test_attributes_of_relations_are_no_fields_of_their_modules(schema):
    asked = {
        relation.name: [(each.field.api_name, each.mandatory) for each in relation.attributes]
        for relation in schema.relations
        if relation.attributes
    }
    assert {
        "campaign_leads": [("Member_Status", False)],
        "campaign_contacts": [("Member_Status", False)],
        "price_book_products": [("list_price", True)],
        "deal_contacts": [("Contact_Role", True)],
    } == asked
    names = {field.api_name for module in schema.modules for field in module.fields}
    assert set() == names & {"Member_Status", "list_price", "Contact_Role"}


def test_potentials_are_deals_as_module_and_as_list(schema):
    deals = schema.module("Deals")
    assert deals is schema.find_module("potentials")
    assert "Potentials" == deals.permission
    for name in ("Accounts", "Contacts", "Campaigns", "Products"):
        module = schema.module(name)
        assert "Deals" == schema.find_list(module, "Potentials").api_name


def test_activities_go_through_the_fields_of_tasks_events_and_calls(schema):
    contacts = schema.module("Contacts")
    expected = tuple(
        schema.find_field(schema.module(name), "Who_Id").id for name in ("Tasks", "Events", "Calls")
    )
    closed = schema.find_list(contacts, "Activities_History")
    assert (expected, True) == (closed.via, closed.closed)
    assert "Activities" == closed.module


def test_a_list_that_is_not_served_is_published_without_module_and_address(schema):
    emails = schema.find_list(schema.module("Leads"), "Emails")
    assert ("unserved", None, None) == (emails.content, emails.module, emails.href)


def test_words_of_scopes_and_permissions_follow_from_names(schema):
    books = schema.module("Price_Books")
    assert ("pricebooks", "PriceBooks") == (books.scope, books.permission)


def test_sections_show_the_fields_of_the_module(schema):
    leads = schema.module("Leads")
    sections = {section.api_name: section.fields for section in leads.layout.sections}
    assert ("Street", "City", "State", "Zip_Code", "Country") == sections["Address Information"]
    assert "Lead Information" in sections
    assert "id" not in {name for fields in sections.values() for name in fields}
    assert not schema.find_field(leads, "id").published


def test_the_shape_depends_on_own_fields_and_on_the_zone(schema):
    elsewhere = assemble([put(replace(ORG, time_zone="Asia/Kolkata"))], version=1)
    assert schema.module("Leads").shape != elsewhere.module("Leads").shape
    assert schema.module("Leads").shape == assemble([put(ORG)], version=2).module("Leads").shape


def test_a_new_org_starts_with_roles_profiles_and_contact_roles(schema):
    assert ["CEO", "Manager"] == [role.name for role in schema.roles.values()]
    assert [True, False] == [profile.administrator for profile in schema.profiles.values()]
    assert ["Purchasing", 8] == [schema.contact_roles[0].name, len(schema.contact_roles)]
    assert 99 == schema.org.version


def test_every_org_has_the_first_group_of_variables_without_keeping_it():
    (general,) = assemble([put(ORG)], version=1).variable_groups.values()
    assert ("General", "General", None) == (general.name, general.api_name, general.description)


def test_a_list_that_goes_through_an_unknown_field_is_broken_data():
    rows = standard.read_module_rows()
    leads = next(row for row in rows if row.api_name == "Leads")
    wrong = replace(leads.related_lists[0], via=("Notes.Nobody",))
    rows[rows.index(leads)] = replace(leads, related_lists=(wrong,))
    with pytest.raises(ValueError, match=r"Notes\.Nobody"):
        standard.parse_set(rows, standard.read_relation_rows())


def test_a_relation_whose_list_is_missing_is_broken_data():
    row = {"id": 1, "name": "x", "left": {"module": "Leads", "related_list": "Friends"},
           "right": {"module": "Leads", "related_list": "Foes"}}  # fmt: skip
    relations = [*standard.read_relation_rows(), msgspec.convert(row, RelationRow)]
    with pytest.raises(ValueError, match="Leads has no list 'Friends'"):
        standard.parse_set(standard.read_module_rows(), relations)


def test_every_gap_is_told_with_its_place(schema):
    leads = schema.module("Leads")
    company = schema.find_field(leads, "Company")
    broken = replace(
        leads,
        display_field="Nickname",
        fields=(*leads.fields, replace(company, type="lookup", lookup="Planets")),
    )
    modules = [broken if module is leads else module for module in schema.modules]
    assert [
        f"id {company.id} is used 2 times",
        "Leads: field name 'company' is used twice",
        "Leads: Company looks up 'Planets', which is no module",
        "Leads: display field 'Nickname' is not among the fields",
    ] == find_gaps(modules, schema.relations)
