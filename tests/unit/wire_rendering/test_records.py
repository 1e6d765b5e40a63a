"""Records are written with the keys, the order and the words of version 2."""

from msgspec.structs import replace

from tests.unit.wire_rendering.pages import (
    ACME,
    ADA,
    BENJAMIN,
    GONE_RECORD,
    GONE_USER,
    HOT,
    NOW,
    OLD_TAG,
    ORG,
    PEOPLE,
    SCHEMA,
    body_of,
    call_of,
    first_record,
    names_of,
    naming,
    page_of,
    record_of,
    schema_of,
)
from vinculum.model.record import RecordRef
from vinculum.operations.results import DeletedPage
from vinculum.ports.store import DeletedRecord
from vinculum.schema.metadata import Edit
from vinculum.wire.rendering import encode_deleted, encode_page

LEADS = SCHEMA.module("Leads")
CONTACTS = SCHEMA.module("Contacts")
TASKS = SCHEMA.module("Tasks")
PRODUCTS = SCHEMA.module("Products")
ADA_SHOWN = {"name": "Ada Lovelace", "id": str(ADA), "email": "ada@zylker.example"}
BEN_SHOWN = {"name": "Müller \U0001f600", "id": str(BENJAMIN), "email": "ben@zylker.example"}
KEYS_OF_A_LEAD = """$currency_symbol $field_states $state $converted $converted_detail $process_flow
$approved $approval $approval_state $editable $review_process $review $canvas_id $orchestration
$stop_processing $in_merge $data_source_details""".split()


def lead(**more):
    return record_of(LEADS, {"Last_Name": "Ünal", "Annual_Revenue": 1.5}, **more)


def test_a_list_carries_its_info_in_the_order_of_the_wire():
    response = encode_page(call_of(), page_of(lead(), page=3, per_page=1, more=True))
    info = body_of(response)["info"]

    assert 200 == response.status
    assert (("Content-Type", "application/json;charset=UTF-8"),) == response.headers
    assert '{"per_page":1,"count":1,"page":3,"more_records":true}' in response.body.decode()
    assert {"per_page": 1, "count": 1, "page": 3, "more_records": True} == info


def test_a_single_record_has_no_info():
    assert ["data"] == list(body_of(encode_page(call_of(), page_of(lead(), single=True))))


def test_nothing_to_show_is_204_without_a_content_type():
    response = encode_page(call_of(), page_of())

    assert (204, (), b"") == (response.status, response.headers, response.body)


def test_nothing_newer_is_304():
    response = encode_page(call_of(), page_of(since=True))

    assert (304, (), b"") == (response.status, response.headers, response.body)


def test_a_lead_has_owner_own_values_references_system_keys_and_id_in_this_order():
    shown = first_record(call_of(), page_of(naming(lead(), {"Tag": [HOT, OLD_TAG]})))
    names = list(shown)

    assert ["Owner", "Company", "First_Name"] == names[:3]
    assert ["Created_By", "Modified_By", "Tag", *KEYS_OF_A_LEAD, "id"] == names[
        -len(KEYS_OF_A_LEAD) - 4 :
    ]
    assert ADA_SHOWN == shown["Owner"]
    assert BEN_SHOWN == shown["Modified_By"]
    assert "Ünal" == shown["Last_Name"]
    assert None is shown["Fax"]
    assert [{"name": 'Hot "lead"', "id": str(HOT)}] == shown["Tag"]
    assert "501" == shown["id"]


def test_a_record_without_tags_has_an_empty_array():
    assert [] == first_record(call_of(), page_of(lead()))["Tag"]


def test_a_lookup_is_name_and_id_and_one_whose_target_is_gone_is_null():
    row = naming(record_of(CONTACTS, {}), {"Account_Name": ACME, "Vendor_Name": GONE_RECORD})
    shown = first_record(call_of(), page_of(row))

    assert {"name": "Acmé", "id": str(ACME)} == shown["Account_Name"]
    assert None is shown["Vendor_Name"]
    assert None is shown["Reporting_To"]


def test_a_user_who_is_not_known_any_more_is_null():
    row = naming(record_of(PRODUCTS, {}, owner=GONE_USER), {"Handler": BENJAMIN})
    shown = first_record(call_of(), page_of(row))

    assert None is shown["Owner"]
    assert BEN_SHOWN == shown["Handler"]


def test_the_answer_is_ascii_whatever_the_names_are():
    body = encode_page(call_of(), page_of(lead())).body

    assert body.isascii()
    assert b'"name":"M\\u00fcller \\ud83d\\ude00"' in body


def test_link_attributes_stand_last_and_replace_a_field_of_the_same_name():
    row = naming(lead(), attributes={"Last_Name": "of the link", "Member_Status": None})
    shown = first_record(call_of(), page_of(row))

    assert ["id", "Last_Name", "Member_Status"] == list(shown)[-3:]
    assert "of the link" == shown["Last_Name"]
    assert None is shown["Member_Status"]


def test_named_fields_come_with_the_id_only_and_unknown_names_are_ignored():
    row = naming(lead(), attributes={"Member_Status": "Invited"})
    page = page_of(row, fields=("Fax", "Nope", "Last_Name", "$editable"))

    assert {"Last_Name": "Ünal", "Fax": None, "$editable": True, "id": "501"} == first_record(
        call_of(), page
    )


def test_a_link_attribute_may_be_named_like_a_field():
    row = naming(lead(), attributes={"Member_Status": "Invited"})

    assert {"id": "501", "Member_Status": "Invited"} == first_record(
        call_of(), page_of(row, fields=("Member_Status",))
    )


def test_a_single_record_shows_its_layout():
    shown = first_record(call_of(), page_of(lead(), single=True))

    assert {"name": "Standard", "id": "3652397000000095055"} == shown["Layout"]
    assert "Layout" not in first_record(call_of(), page_of(lead()))


def test_the_module_of_what_a_task_is_about_follows_from_that_record():
    about = page_of(naming(record_of(TASKS, {}), {"What_Id": ACME}))
    about_nothing = page_of(record_of(TASKS, {}))

    assert "Accounts" == first_record(call_of(), about)["$se_module"]
    assert None is first_record(call_of(), about_nothing)["$se_module"]


def test_activities_tell_their_type():
    row = naming(record_of(TASKS, {}), {"What_Id": ACME})
    quick = first_record(call_of(), page_of(row, activities=True))
    named = first_record(call_of(), page_of(row, activities=True, fields=("Activity_Type",)))

    assert "Tasks" == quick["Activity_Type"]
    assert {"Activity_Type": "Tasks", "id": "501"} == named


def test_who_may_not_edit_is_told_so():
    private = schema_of(Edit(id=1, sharing={"Leads": "public_read"}))
    page = page_of(lead())
    denied = replace(
        SCHEMA.profiles[SCHEMA.users[BENJAMIN].profile], denied=frozenset({"Leads:update"})
    )

    assert True is first_record(call_of(private), page)["$editable"]
    assert False is first_record(call_of(private, user=BENJAMIN), page)["$editable"]
    assert False is first_record(call_of(user=BENJAMIN, profile=denied), page)["$editable"]


def test_converted_and_unapproved_records_say_so():
    shown = first_record(call_of(), page_of(lead(converted=1, approved=0)))

    assert True is shown["$converted"]
    assert False is shown["$approved"]
    assert "approval_process_pending" == shown["$approval_state"]


def test_products_tell_whether_they_are_taxable():
    def taxable(value):
        page = page_of(record_of(PRODUCTS, {"Taxable": value}))
        return first_record(call_of(), page)["$taxable"]

    assert True is taxable(True)
    assert False is taxable(False)
    assert False is taxable(None)


def test_an_actor_in_another_zone_sees_its_own_times():
    tokyo = schema_of(replace(PEOPLE[0], time_zone="Asia/Tokyo"))
    record = record_of(LEADS, {"Created_Time": "2026-09-21T19:43:20+05:30"})
    page = page_of(record)

    assert "2026-09-21T23:13:20+09:00" == first_record(call_of(tokyo), page)["Created_Time"]
    assert "2026-09-21T19:43:20+05:30" == first_record(call_of(), page)["Created_Time"]


def test_a_body_of_another_shape_is_fitted_to_the_fields_of_today():
    stored = record_of(
        LEADS,
        {
            "Last_Name": "Ünal",
            "Company": 7,
            "Fax": "0" * 60,
            "Created_Time": "2026-09-21T14:13:20+00:00",
        },
        shape=1,
    )
    shown = first_record(call_of(), page_of(replace(stored, body=stored.body[:-1] + ',"Gone":1}')))

    assert "Ünal" == shown["Last_Name"]
    assert None is shown["Company"]
    assert "0" * 60 == shown["Fax"]
    assert False is shown["Email_Opt_Out"]
    assert "2026-09-21T19:43:20+05:30" == shown["Created_Time"]
    assert "Gone" not in shown


def test_the_recycle_bin_has_its_own_keys():
    page = DeletedPage(
        rows=(DeletedRecord(id=9, name="Zoë", created_by=ADA, deleted_by=BENJAMIN, deleted=NOW),),
        page=1,
        per_page=200,
        more=False,
    )

    assert {
        "data": [
            {
                "deleted_by": {"name": "Müller \U0001f600", "id": str(BENJAMIN)},
                "id": "9",
                "display_name": "Zoë",
                "type": "recycle",
                "created_by": {"name": "Ada Lovelace", "id": str(ADA)},
                "deleted_time": "2026-09-21T19:43:20+05:30",
            }
        ],
        "info": {"per_page": 200, "count": 1, "page": 1, "more_records": False},
    } == body_of(encode_deleted(call_of(), page))


def test_an_empty_recycle_bin_is_204_or_304():
    empty = DeletedPage(rows=(), page=1, per_page=200, more=False)

    assert 204 == encode_deleted(call_of(), empty).status
    assert 304 == encode_deleted(call_of(), replace(empty, since=True)).status


def test_a_rename_is_seen_at_once():
    row = naming(record_of(CONTACTS, {}), {"Account_Name": ACME})
    renamed = names_of() | {
        ACME: RecordRef(id=ACME, module=SCHEMA.module("Accounts").id, owner=ADA, name="Acme 2")
    }
    shown = first_record(call_of(), page_of(row, names=renamed))

    assert {"name": "Acme 2", "id": str(ACME)} == shown["Account_Name"]


def test_the_symbol_is_of_the_org():
    rupees = schema_of(replace(ORG, currency_symbol="Rs."))

    assert "Rs." == first_record(call_of(rupees), page_of(lead()))["$currency_symbol"]
