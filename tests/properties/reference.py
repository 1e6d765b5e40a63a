"""
A whole CRM's relations in dictionaries.

Owns a second telling of what is related, and of what linking answers, from which the program
can be checked. It knows the relations by heart and shares no code with the rules.
Never asks a store.
"""

from __future__ import annotations

from typing import NamedTuple

BAD_ID = "no digits"
MOST_STATUS = 120
Answer = tuple  # ("linked" | "updated" | "delinked", id), or (code, details)


class Ends(NamedTuple):
    """A relation: two (module, list) ends, an attribute, and the lookup that adds pairs."""

    left: tuple[str, str]
    right: tuple[str, str]
    attribute: str | None = None
    lookup: tuple[str, str] | None = None


RELATIONS = {
    "members": Ends(("Campaigns", "Leads"), ("Leads", "Campaigns"), "Member_Status"),
    "prices": Ends(("Price_Books", "Products"), ("Products", "Price_Books"), "list_price"),
    "roles": Ends(
        ("Deals", "Contact_Roles"), ("Contacts", "Deals"), "Contact_Role", ("Deals", "Contact_Name")
    ),
    "interests": Ends(("Products", "Leads"), ("Leads", "Products")),
    "suppliers": Ends(
        ("Vendors", "Contacts"), ("Contacts", "Vendors"), None, ("Contacts", "Vendor_Name")
    ),
}
LOOKUPS = {ends.lookup: name for name, ends in RELATIONS.items() if ends.lookup}
SIDES = {
    end: (name, end == ends.left)
    for name, ends in RELATIONS.items()
    for end in (ends.left, ends.right)
}
MODULES = sorted({module for module, _ in SIDES})


def lists_of(module: str) -> list[str]:
    """The writable lists of a module."""
    return [name for owner, name in SIDES if owner == module]


def far_of(module: str, list_name: str) -> str:
    """The module of the records that a list shows."""
    name, left = SIDES[module, list_name]
    return RELATIONS[name].right[0] if left else RELATIONS[name].left[0]


class Reference:
    """Live records, links with what they carry, and lookups."""

    def __init__(self, roles: dict[str, int]) -> None:
        self.roles = roles
        self.records: dict[int, str] = {}
        self.links: dict[str, dict[tuple[int, int], dict]] = {name: {} for name in RELATIONS}
        self.lookups: dict[str, dict[int, int]] = {name: {} for name in LOOKUPS.values()}

    def insert(self, module: str, record: int) -> None:
        """Add a record."""
        self.records[record] = module

    def delete(self, record: int) -> None:
        """Take a record away, with every pair that names it."""
        del self.records[record]
        for links in self.links.values():
            for pair in [pair for pair in links if record in pair]:
                del links[pair]
        for named in self.lookups.values():
            named.pop(record, None)

    def look_up(self, holder: int, name: str, target: int | None) -> None:
        """Let a record name another one in a lookup, or none."""
        named = self.lookups[LOOKUPS[self.records[holder], name]]
        named.pop(holder, None)
        if target is not None:
            named[holder] = target

    def related(self, record: int, list_name: str) -> list[tuple[int, dict]]:
        """What a list of a record shows: related id and attributes, highest id first."""
        name, left = SIDES[self.records[record], list_name]
        ends = RELATIONS[name]
        pairs: dict[tuple[int, int], dict] = {
            self._pair(name, *pair): {} for pair in self.lookups.get(name, {}).items()
        }
        pairs |= self.links[name]
        shown = {pair[left]: carried for pair, carried in pairs.items() if pair[not left] == record}
        keys = [ends.attribute] if ends.attribute else []
        return [
            (related, {key: shown[related].get(key) for key in keys})
            for related in sorted(shown, reverse=True)
            if related in self.records
        ]

    def put(self, record: int, list_name: str, items: list[dict]) -> list[Answer]:
        """Link the items of a batch, one after another."""
        return [self._put(record, list_name, item) for item in items]

    def _put(self, record: int, list_name: str, item: dict) -> Answer:
        name, left = SIDES[self.records[record], list_name]
        related = item.get("id")
        if related is None:
            return "MANDATORY_NOT_FOUND", {"api_name": "id"}
        if related == BAD_ID:
            return "INVALID_DATA", {"expected_data_type": "bigint", "api_name": "id"}
        if self.records.get(related) != far_of(self.records[record], list_name):
            return "INVALID_DATA", {"id": str(related)}
        pair = (record, related) if left else (related, record)
        before = self.links[name].get(pair)
        carried = self._carried(RELATIONS[name].attribute, item, before)
        if isinstance(carried, tuple):
            return carried
        self.links[name][pair] = carried
        return ("updated" if name == "roles" and before is not None else "linked"), related

    def _carried(self, key: str | None, item: dict, before: dict | None) -> dict | Answer:
        if key is None:
            return {}
        given = item.get(key)
        if key not in item and before is not None:
            return before
        if given is None or given == "":
            return {} if key == "Member_Status" else ("MANDATORY_NOT_FOUND", {"api_name": key})
        return JUDGES[key](self, given)

    def cut(self, record: int, list_name: str, related_ids: list[int]) -> list[Answer]:
        """Delink related records, one after another."""
        name, left = SIDES[self.records[record], list_name]
        answers: list[Answer] = []
        for related in related_ids:
            pair = (record, related) if left else (related, record)
            found = self.links[name].pop(pair, None) is not None
            refusal = "MANDATORY_NOT_FOUND" if list_name == "Contact_Roles" else "INVALID_DATA"
            answers.append(("delinked", related) if found else (refusal, {"id": str(related)}))
        return answers

    @staticmethod
    def _pair(name: str, holder: int, target: int) -> tuple[int, int]:
        ends = RELATIONS[name]
        held_left = ends.lookup is not None and ends.lookup[0] == ends.left[0]
        return (holder, target) if held_left else (target, holder)


def _judge_status(_reference: Reference, given: object) -> dict | Answer:
    if not isinstance(given, str):
        return "INVALID_DATA", {"expected_data_type": "text", "api_name": "Member_Status"}
    if len(given) > MOST_STATUS:
        return "INVALID_DATA", {"maximum_length": MOST_STATUS, "api_name": "Member_Status"}
    return {"Member_Status": given}


def _judge_price(_reference: Reference, given: object) -> dict | Answer:
    if not isinstance(given, int | float):
        return "INVALID_DATA", {"expected_data_type": "double", "api_name": "list_price"}
    return {"list_price": given}


def _judge_role(reference: Reference, given: object) -> dict | Answer:
    name = given.get("name") if isinstance(given, dict) else None
    if name not in reference.roles:
        return "INVALID_DATA", {"api_name": "Contact_Role"}
    return {"Contact_Role": {"name": name, "id": str(reference.roles[name])}}


JUDGES = {
    "Member_Status": _judge_status,
    "list_price": _judge_price,
    "Contact_Role": _judge_role,
}
