"""A small schema: leads, accounts, and activities with two members."""

from __future__ import annotations

import msgspec

from tests.unit.rules_indexing.modules import module_of
from vinculum.model.actor import Org, User
from vinculum.schema.snapshot import Schema


def numbered(module, module_id):
    """The module with an id of its own and fields numbered from ten times that."""
    fields = tuple(
        msgspec.structs.replace(field, id=module_id * 10 + number)
        for number, field in enumerate(module.fields)
    )
    return msgspec.structs.replace(module, id=module_id, fields=fields)


LEADS = numbered(
    module_of(
        ("Last_Name", "text"),
        ("Email", "email"),
        ("Secondary_Email", "email"),
        ("Description", "textarea", {"searchable": False, "sortable": False}),
        ("No_of_Employees", "integer"),
        ("Account_Name", "lookup", {"lookup": "Accounts"}),
        ("What_Id", "lookup", {"lookup": "se_module"}),
        ("Owner", "owner"),
        ("id", "record_id"),
        ("Email_Opt_Out", "boolean"),
        ("Created_Time", "created_time"),
        ("Modified_Time", "modified_time"),
        ("Due_Date", "date"),
        ("Lead_Status", "picklist"),
        ("Tag", "tags"),
    ),
    1,
)
ACCOUNTS = numbered(module_of(("Account_Name", "text"), api_name="Accounts"), 3)
TASKS = numbered(module_of(("Subject", "text"), ("Status", "picklist"), api_name="Tasks"), 4)
CALLS = numbered(module_of(("Subject", "text"), ("Mail", "email"), api_name="Calls"), 5)
ACTIVITIES = msgspec.structs.replace(
    numbered(module_of(("Subject", "text"), ("Status", "picklist"), api_name="Activities"), 6),
    members=("Tasks", "Calls"),
)
SCHEMA = Schema(
    org=Org(id=1, prefix=3652397, version=1, name="Zylker", zgid="1"),
    modules=(LEADS, ACCOUNTS, TASKS, CALLS, ACTIVITIES),
    relations=(),
    users=(
        User(id=71, email="ada@zylker.example", first_name="Ada", last_name="King"),
        User(id=72, email="ada@other.example", first_name="Ada", last_name="King"),
    ),
)
