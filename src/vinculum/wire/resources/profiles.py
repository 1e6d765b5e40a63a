"""
Serve the profiles of an org: `/settings/profiles` (platform 7).

Owns the keys of a profile on the wire, and the list of permissions of a single one.
Never judges a permission; rules/permissions.py does.
Next door: roles.py for the hierarchy.
"""

from __future__ import annotations

from typing import NamedTuple

from vinculum.model.actor import Profile, Verb
from vinculum.model.ids import metadata_id
from vinculum.model.module import Module
from vinculum.model.moments import render_moment
from vinculum.operations.users import ProfileList, ReadProfiles, read_profile, read_profiles
from vinculum.ports.services import Call
from vinculum.rules.permissions import PERMISSION_WORDS, grants, permission_name
from vinculum.wire.endpoint import Endpoint, Params
from vinculum.wire.envelope import NOT_MODIFIED, empty_response
from vinculum.wire.message import WireRequest, WireResponse
from vinculum.wire.reading import since_of
from vinculum.wire.resources.users import show_person
from vinculum.wire.settings import encode_list, id_of, settings_scope

WRAPPER = "profiles"
MODULE_PERMISSIONS = "Module Permissions"
FIRST_PERMISSION = 800_000_000_000  # id suffix, beyond those of modules, fields and lists


class Permission(NamedTuple):
    """One implied right, a verb on a module; `id` is its place among all of them."""

    id: str
    module: Module
    verb: Verb


def decode_list(request: WireRequest, _params: Params) -> ReadProfiles:
    """Read `GET /settings/profiles`."""
    return ReadProfiles(since=since_of(request))


def decode_one(_request: WireRequest, params: Params) -> int:
    """Read `GET /settings/profiles/{id}`."""
    return id_of(params)


def encode_profiles(call: Call, result: ProfileList) -> WireResponse:
    """Answer with profiles; 304 when news were asked for and there are none, else none is 204."""
    if not result.profiles and result.since:
        return empty_response(NOT_MODIFIED)
    shown = [_show(call, profile) for profile in result.profiles]
    if result.single:
        details = [_show_details(call, profile) for profile in result.profiles]
        shown = [{**short, **detail} for short, detail in zip(shown, details, strict=True)]
    return encode_list(WRAPPER, shown)


def _show(call: Call, profile: Profile) -> dict[str, object]:
    return {
        "created_time": _moment(call, profile.created),
        "modified_time": _moment(call, profile.modified),
        "name": profile.name,
        "display_label": profile.name,
        "default": not profile.custom,
        "description": profile.description,
        "modified_by": show_person(call, profile.modified_by),
        "created_by": show_person(call, profile.created_by),
        "category": profile.custom,
        "id": str(profile.id),
    }


def _moment(call: Call, instant: int | None) -> str | None:
    zone = call.actor.user.time_zone or call.schema.org.time_zone
    return None if instant is None else render_moment(instant, zone)


def _permissions(call: Call) -> tuple[Permission, ...]:
    """Every right that a profile may grant, in the order of modules and verbs."""
    org = call.schema.org
    rights = (
        (module, verb)
        for module in call.schema.modules
        if module.api_supported
        for verb in PERMISSION_WORDS
    )
    return tuple(
        Permission(str(metadata_id(org.prefix, FIRST_PERMISSION + number)), module, verb)
        for number, (module, verb) in enumerate(rights, start=1)
    )


def _show_details(call: Call, profile: Profile) -> dict[str, object]:
    permissions = _permissions(call)
    modules = {permission.module.id: permission.module for permission in permissions}
    return {
        "permissions_details": [_show_permission(profile, each) for each in permissions],
        "sections": [
            {
                "name": MODULE_PERMISSIONS,
                "categories": [_show_category(module, permissions) for module in modules.values()],
            }
        ],
    }


def _show_permission(profile: Profile, permission: Permission) -> dict[str, object]:
    module, verb = permission.module, permission.verb
    return {
        "display_label": f"{PERMISSION_WORDS[verb]} {module.plural_label}",
        "module": module.api_name,
        "name": permission_name(module, verb),
        "id": permission.id,
        "enabled": grants(profile, module, verb),
    }


def _show_category(module: Module, permissions: tuple[Permission, ...]) -> dict[str, object]:
    return {
        "display_label": module.plural_label,
        "permissions_details": [each.id for each in permissions if each.module.id == module.id],
        "name": module.api_name,
        "module": module.api_name,
    }


ENDPOINTS = (
    Endpoint(
        method="GET",
        path="/crm/v2/settings/profiles",
        area="profiles",
        scope=settings_scope("profiles"),
        lane="read",
        decode=decode_list,
        operate=read_profiles,
        encode=encode_profiles,
    ),
    Endpoint(
        method="GET",
        path="/crm/v2/settings/profiles/{item_id}",
        area="profiles",
        scope=settings_scope("profiles"),
        lane="read",
        decode=decode_one,
        operate=read_profile,
        encode=encode_profiles,
    ),
)
