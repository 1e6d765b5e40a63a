"""The vendor's client declares a type for every key it reads; our answers have those types."""

import json
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.unit.wire_metadata.asking import shown
from tests.unit.wire_rendering.pages import ADA, ADMINISTRATOR, SCHEMA

API = "zcrmsdk.src.com.zoho.crm.api."
SERVED = [module.api_name for module in SCHEMA.modules if module.api_supported]


def _declarations() -> dict[str, Any]:
    spec = find_spec("zcrmsdk")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    package = Path(next(iter(spec.submodule_search_locations)))
    declared: dict[str, Any] = json.loads((package / "src" / "json_details.json").read_text())
    return declared


DECLARED = _declarations()


def _is_whole(value: object) -> bool:
    if isinstance(value, str):
        return value.isdigit()
    return isinstance(value, int) and not isinstance(value, bool)


CHECKS: dict[str, Callable[[object], bool]] = {
    "String": lambda value: isinstance(value, str),
    "DateTime": lambda value: isinstance(value, str),
    "Boolean": lambda value: isinstance(value, bool),
    "Integer": _is_whole,
    "Long": _is_whole,
    "List": lambda value: isinstance(value, list),
    "Map": lambda value: isinstance(value, dict),
    f"{API}util.Choice": lambda value: isinstance(value, str | int),
}


def faults(value: dict[str, Any], declaration: str, place: str) -> Iterator[str]:
    """The keys below a value whose type is not the declared one; null is always allowed."""
    for member in DECLARED[declaration].values():
        if not isinstance(member, dict) or value.get(member["name"]) is None:
            continue
        held, where = value[member["name"]], f"{place}.{member['name']}"
        if not CHECKS.get(member["type"], lambda held: isinstance(held, dict))(held):
            yield f"{where}: {held!r} is no {member['type']}"
            continue
        inner = member.get("structure_name")
        if inner in DECLARED:
            for each in held if isinstance(held, list) else [held]:
                yield from faults(each, inner, where)


@pytest.mark.parametrize(
    ("address", "declaration"),
    [
        ("/crm/v2/settings/modules", "modules.Module"),
        ("/crm/v2/org", "org.Org"),
        ("/crm/v2/users", "users.User"),
        (f"/crm/v2/users/{ADA}", "users.User"),
        ("/crm/v2/settings/roles", "roles.Role"),
        ("/crm/v2/settings/profiles", "profiles.Profile"),
        (f"/crm/v2/settings/profiles/{ADMINISTRATOR}", "profiles.Profile"),
    ],
)
def test_answers_about_the_org_have_the_declared_types(address, declaration):
    found = [
        fault for each in shown(address) for fault in faults(each, API + declaration, declaration)
    ]

    assert [] == found


@pytest.mark.parametrize("module", SERVED)
def test_answers_about_a_module_have_the_declared_types(module):
    has_layout = SCHEMA.module(module).layout is not None
    has_lists = bool(SCHEMA.module(module).related_lists)
    asked = [
        (f"/crm/v2/settings/modules/{module}", "modules.Module"),
        (f"/crm/v2/settings/fields?module={module}", "fields.Field"),
        *[(f"/crm/v2/settings/layouts?module={module}", "layouts.Layout")] * has_layout,
        *[(f"/crm/v2/settings/related_lists?module={module}", "related_lists.RelatedList")]
        * has_lists,
    ]
    found = [
        fault
        for address, declaration in asked
        for each in shown(address)
        for fault in faults(each, API + declaration, declaration)
    ]

    assert [] == found


def test_a_wrong_type_is_found():
    assert ["Field.webhook: 'yes' is no Boolean"] == list(
        faults({"webhook": "yes", "id": "5"}, f"{API}fields.Field", "Field")
    )
