"""Contact roles: the master list, and the contacts of a deal with their roles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from zcrmsdk.src.com.zoho.crm.api import contact_roles as roles
from zcrmsdk.src.com.zoho.crm.api.util import Choice

from tests.clients.python_sdk.calls import (
    DELINKED,
    LINKED,
    insert_one,
    parameters,
    plain,
    related_rows,
    rows_of,
    succeeded,
)
from tests.clients.python_sdk.report import expect

ADDED, UPDATED, DELETED = "contact role added", "contact role updated", "contact role deleted"
RELINKED = "relation updated"


def door() -> Any:
    return roles.ContactRolesOperations()


def role(name: str, role_id: int | None = None) -> roles.ContactRole:
    made = roles.ContactRole()
    made.set_name(name)
    if role_id is not None:
        made.set_id(role_id)
    return made


def request_of(*wanted: roles.ContactRole) -> roles.BodyWrapper:
    request = roles.BodyWrapper()
    request.set_contact_roles(list(wanted))
    return request


def made_roles(*names: str) -> list[int]:
    request = request_of(*map(role, names))
    return succeeded(door().create_contact_roles(request), ADDED, 201)


def known_roles() -> dict[int, str]:
    answer = door().get_contact_roles().get_object()
    return {each.get_id(): each.get_name() for each in answer.get_contact_roles()}


def deal_and_contacts(count: int) -> tuple[int, list[int]]:
    deal = insert_one("Deals", Deal_Name="Roles", Stage=Choice("Qualification"))
    return deal, [insert_one("Contacts", Last_Name=f"Role {n}") for n in range(count)]


def give(deal: int, contact: int, role_name: str, *, anew: bool = False) -> list[int]:
    """Give a contact a role in a deal; the library names the role by its id, as text."""
    (role_id,) = (number for number, name in known_roles().items() if name == role_name)
    wanted = roles.ContactRoleWrapper()
    wanted.set_contact_role(str(role_id))
    request = roles.RecordBodyWrapper()
    request.set_data([wanted])
    response = door().add_contact_role_to_deal(contact, deal, request)
    return succeeded(response, RELINKED if anew else LINKED)


def shown(rows: Iterable[dict[str, Any]]) -> dict[int, str]:
    return {row["id"]: row["Contact_Role"]["name"] for row in rows}


def roles_are_made_renamed_and_deleted() -> None:
    first, second = made_roles("Gatekeeper", "Champion")
    expect(("Gatekeeper", "Champion"), (known_roles()[first], known_roles()[second]))

    expect(
        [first, second],
        succeeded(
            door().update_contact_roles(
                request_of(role("Doorkeeper", first), role("Winner", second))
            ),
            UPDATED,
        ),
    )
    expect(
        [first], succeeded(door().update_contact_role(first, request_of(role("Porter"))), UPDATED)
    )
    (kept,) = door().get_contact_role(first).get_object().get_contact_roles()
    expect(
        (first, "Porter", True), (kept.get_id(), kept.get_name(), kept.get_sequence_number() > 0)
    )

    wanted = parameters(roles.DeleteContactRolesParam, {"ids": str(second)})
    expect([first], succeeded(door().delete_contact_role(first), DELETED))
    expect([second], succeeded(door().delete_contact_roles(wanted), DELETED))
    expect(set(), {first, second} & set(known_roles()))


def a_contact_gets_a_role_in_a_deal_and_loses_it() -> None:
    deal, (contact, other) = deal_and_contacts(2)
    expect([contact], give(deal, contact, "Decision Maker"))
    expect([other], give(deal, other, "Purchasing"))
    expect([contact], give(deal, contact, "Executive Sponsor", anew=True))

    expect(
        {contact: "Executive Sponsor", other: "Purchasing"},
        shown(rows_of(door().get_all_contact_roles_of_deal(deal))),
    )
    response = door().get_contact_role_of_deal(contact, deal)
    (kept,) = response.get_object().get_data()
    expect({contact: "Executive Sponsor"}, shown([plain(kept)]))

    expect([contact], succeeded(door().remove_contact_role_from_deal(contact, deal), DELINKED))
    expect([other], list(shown(rows_of(door().get_all_contact_roles_of_deal(deal)))))


def the_deal_shows_its_contacts_as_a_related_list_too() -> None:
    deal, (contact, other) = deal_and_contacts(2)
    give(deal, contact, "Decision Maker")
    give(deal, other, "Purchasing")

    expect({contact, other}, set(shown(related_rows("Deals", deal, "Contact_Roles"))))
    expect([deal], [row["id"] for row in related_rows("Contacts", contact, "Deals")])


CHECKS = (
    roles_are_made_renamed_and_deleted,
    a_contact_gets_a_role_in_a_deal_and_loses_it,
    the_deal_shows_its_contacts_as_a_related_list_too,
)
