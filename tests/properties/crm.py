"""
A small CRM behind its operations, as the properties drive it.

Owns how a step becomes a command, and how outcomes are told in a few words.
Never decides what is right; reference.py does.
"""

from __future__ import annotations

from tests.api import open_api
from vinculum.errors.refusal import Refusal
from vinculum.model.actor import Actor
from vinculum.model.record import Values
from vinculum.operations.records import delete_records, insert_records, update_records
from vinculum.operations.related_records import (
    delink_records,
    read_related,
    update_related_records,
)
from vinculum.ports.services import Call
from vinculum.rules.commands import (
    DeleteRecords,
    DelinkRecords,
    InsertRecords,
    PageRequest,
    ReadRelated,
    UpdateRecords,
    UpdateRelatedRecords,
)
from vinculum.rules.plan import Delinked, Linked

VALUES: dict[str, Values] = {
    "Campaigns": {"Campaign_Name": "x"},
    "Contacts": {"Last_Name": "x"},
    "Deals": {"Deal_Name": "x", "Stage": "Qualification"},
    "Leads": {"Last_Name": "x", "Company": "x"},
    "Price_Books": {
        "Price_Book_Name": "x",
        "Pricing_Details": [{"from_range": 1, "to_range": 9, "discount": 0}],
    },
    "Products": {"Product_Name": "x"},
    "Vendors": {"Vendor_Name": "x"},
}


def told(outcomes):
    """Tell outcomes as the reference does."""
    return [_told(outcome) for outcome in outcomes]


def _told(outcome):
    if isinstance(outcome, Refusal):
        return outcome.entry.code, dict(outcome.details)
    if isinstance(outcome, Linked):
        return ("updated" if outcome.updated else "linked"), outcome.id
    assert isinstance(outcome, Delinked)
    return "delinked", outcome.id


class Crm:
    """One org in a store in memory, administered by whoever asks."""

    def __init__(self):
        self.api = open_api("empty")
        self.roles = {role.name: role.id for role in self.schema.contact_roles}

    @property
    def schema(self):
        """The org's schema as it is now."""
        return self.api.read(self.api.services.schemas.current)

    def insert(self, module, **values):
        """Add a record."""
        command = InsertRecords(module=module, items=(VALUES[module] | values,))
        (outcome,) = self.write(insert_records, command)
        return outcome.id

    def look_up(self, module, holder, name, target):
        """Let a record name another one in a lookup, or none."""
        item: Values = {"id": str(holder), name: None if target is None else {"id": str(target)}}
        return self.write(update_records, UpdateRecords(module=module, items=(item,)))

    def delete(self, module, record):
        """Delete a record."""
        return self.write(delete_records, DeleteRecords(module=module, keys=(record,)))

    def put(self, module, record, name, items):
        """Link the items of a batch."""
        command = UpdateRelatedRecords(
            module=module, record=record, related_list=name, items=tuple(items)
        )
        return self.write(update_related_records, command)

    def cut(self, module, record, name, related):
        """Delink related records."""
        command = DelinkRecords(
            module=module, record=record, related_list=name, keys=tuple(related)
        )
        return self.write(delink_records, command)

    def related(self, modules, wanted):
        """Read lists, named as (record, list): related id and attributes in their order."""

        def read(work):
            call = self.call(work)
            shown = {}
            for record, name in wanted:
                page = read_related(
                    call,
                    ReadRelated(
                        module=modules[record], record=record, related_list=name, page=PageRequest()
                    ),
                )
                shown[record, name] = [
                    (each.id, page.attributes[each.attributes]) for each in page.records
                ]
            return shown

        return self.api.read(read)

    def call(self, work):
        """One request's surroundings."""
        schema = self.api.services.schemas.current(work)
        user = schema.users[self.api.keys["ada"]]
        return Call(
            services=self.api.services,
            work=work,
            schema=schema,
            actor=Actor(
                org_id=self.api.org_id,
                user=user,
                role=schema.roles[user.role],
                profile=schema.profiles[user.profile],
                scopes=frozenset(),
            ),
            now=self.api.services.clock.now(),
        )

    def write(self, operation, command):
        """Carry out a writing in a transaction of its own."""
        return self.api.write(lambda work: operation(self.call(work), command)).outcomes
