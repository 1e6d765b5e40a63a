"""What the library asks of settings, org and users, as objects of its own."""

from __future__ import annotations

from typing import Any

from zcrmsdk.src.com.zoho.crm.api import HeaderMap
from zcrmsdk.src.com.zoho.crm.api import fields as field_desk
from zcrmsdk.src.com.zoho.crm.api import layouts as layout_desk
from zcrmsdk.src.com.zoho.crm.api import modules as module_desk
from zcrmsdk.src.com.zoho.crm.api import org as org_desk
from zcrmsdk.src.com.zoho.crm.api import profiles as profile_desk
from zcrmsdk.src.com.zoho.crm.api import related_lists as list_desk
from zcrmsdk.src.com.zoho.crm.api import roles as role_desk
from zcrmsdk.src.com.zoho.crm.api import users as user_desk

from tests.clients.python_sdk.calls import answered, parameters
from tests.clients.python_sdk.report import expect


def by_name(items: list[Any]) -> dict[str, Any]:
    return {item.get_api_name(): item for item in items}


def all_users(kind: str) -> Any:
    wanted = parameters(user_desk.GetUsersParam, {"type": kind})
    return answered(user_desk.UsersOperations().get_users(wanted, HeaderMap()))


def modules_say_what_the_api_supports() -> None:
    modules = by_name(
        answered(module_desk.ModulesOperations().get_modules(HeaderMap())).get_modules()
    )

    expect((True, "default"), supported(modules["Leads"]))
    expect((True, "custom"), supported(modules["Webinars"]))
    expect(False, modules["Documents"].get_api_supported())


def supported(module: Any) -> tuple[bool, str]:
    return module.get_api_supported(), module.get_generated_type().get_value()


def one_module_is_described_by_its_name() -> None:
    (leads,) = answered(module_desk.ModulesOperations().get_module("Leads")).get_modules()

    expect(("Leads", "Lead"), (leads.get_api_name(), leads.get_singular_label()))


def fields_carry_types_choices_and_targets() -> None:
    fields = by_name(answered(field_desk.FieldsOperations("Contacts").get_fields()).get_fields())
    sources = [value.get_display_value() for value in fields["Lead_Source"].get_pick_list_values()]

    expect(True, fields["Last_Name"].get_system_mandatory())
    expect(("picklist", True), (fields["Lead_Source"].get_data_type(), "Advertisement" in sources))
    expect("Accounts", fields["Account_Name"].get_lookup().get_module())
    expect("ownerlookup", fields["Owner"].get_data_type())


def a_field_is_found_by_its_id() -> None:
    fields = by_name(answered(field_desk.FieldsOperations("Leads").get_fields()).get_fields())
    email = fields["Email"].get_id()
    (same,) = answered(field_desk.FieldsOperations("Leads").get_field(email)).get_fields()

    expect("Email", same.get_api_name())


def what_a_link_carries_is_not_a_field() -> None:
    for module in ("Leads", "Contacts", "Campaigns", "Products", "Price_Books"):
        fields = by_name(answered(field_desk.FieldsOperations(module).get_fields()).get_fields())
        expect(set(), {"Member_Status", "list_price", "Contact_Role"} & set(fields))


def related_lists_say_where_they_are_and_what_they_hold() -> None:
    lists = by_name(
        answered(list_desk.RelatedListsOperations("Leads").get_related_lists()).get_related_lists()
    )
    campaigns = lists["Campaigns"]
    door = list_desk.RelatedListsOperations("Leads")
    (same,) = answered(door.get_related_list(campaigns.get_id())).get_related_lists()

    expect("Campaigns", campaigns.get_module())
    expect("Leads/{ENTITYID}/Campaigns", campaigns.get_href())
    expect("Campaigns", same.get_api_name())
    expect("Webinars", lists["Related_List_Name_2"].get_module())


def layouts_have_sections_with_fields() -> None:
    (layout,) = answered(layout_desk.LayoutsOperations("Leads").get_layouts()).get_layouts()
    door = layout_desk.LayoutsOperations("Leads")
    (same,) = answered(door.get_layout(layout.get_id())).get_layouts()
    sections = {section.get_api_name(): section for section in same.get_sections()}

    expect(layout.get_name(), same.get_name())
    expect(True, "Last_Name" in by_name(sections["Lead Information"].get_fields()))


def the_org_says_who_it_is() -> None:
    (org,) = answered(org_desk.OrgOperations().get_organization()).get_org()

    expect(("Zylker", True), (org.get_company_name(), isinstance(org.get_id(), int)))
    expect(True, org.get_zgid().isdigit())
    expect(True, isinstance(org.get_license_details().get_paid_type(), str))


def users_have_profiles_and_roles() -> None:
    answer = all_users("ActiveUsers")
    people = {user.get_email(): user for user in answer.get_users()}
    amelia = people["amelia.burrows@zylker.example"]
    door = user_desk.UsersOperations()
    (same,) = answered(door.get_user(amelia.get_id(), HeaderMap())).get_users()

    expect(("Standard", "Sales Representative"), named(amelia))
    expect(("Standard", "Sales Representative"), named(same))
    expect(True, answer.get_info().get_count() >= len(people) - 1)


def named(user: Any) -> tuple[str, str]:
    return user.get_profile().get_name(), user.get_role().get_name()


def the_caller_is_the_current_user() -> None:
    (me,) = all_users("CurrentUser").get_users()

    expect("patricia.boyle@zylker.example", me.get_email())


def profiles_and_roles_are_listed() -> None:
    profiles = answered(profile_desk.ProfilesOperations().get_profiles()).get_profiles()
    roles = answered(role_desk.RolesOperations().get_roles()).get_roles()

    expect(True, {"Administrator", "Read Only"} <= {each.get_name() for each in profiles})
    expect(True, {"CEO", "Sales Representative"} <= {each.get_name() for each in roles})


CHECKS = (
    modules_say_what_the_api_supports,
    one_module_is_described_by_its_name,
    fields_carry_types_choices_and_targets,
    a_field_is_found_by_its_id,
    what_a_link_carries_is_not_a_field,
    related_lists_say_where_they_are_and_what_they_hold,
    layouts_have_sections_with_fields,
    the_org_says_who_it_is,
    users_have_profiles_and_roles,
    the_caller_is_the_current_user,
    profiles_and_roles_are_listed,
)
