"""
Serve the roles of an org: `/settings/roles` (platform 7).

Owns the keys of a role on the wire.
Never decides whom a role commands; rules/permissions.py does.
Next door: profiles.py for what users may do.
"""

from __future__ import annotations

from vinculum.model.actor import Role
from vinculum.operations.users import read_roles
from vinculum.ports.services import Call
from vinculum.wire.endpoint import Endpoint, Params
from vinculum.wire.message import WireRequest, WireResponse
from vinculum.wire.settings import encode_list, id_of, settings_scope

WRAPPER = "roles"


def decode_read(_request: WireRequest, params: Params) -> int | None:
    """Read `GET /settings/roles` (None) and `GET /settings/roles/{id}`."""
    return id_of(params) if "item_id" in params else None


def encode_roles(call: Call, roles: tuple[Role, ...]) -> WireResponse:
    """Answer with roles; none is 204."""
    return encode_list(WRAPPER, [_show(call, role) for role in roles])


def _show(call: Call, role: Role) -> dict[str, object]:
    above = None if role.reports_to is None else call.schema.roles.get(role.reports_to)
    return {
        "display_label": role.name,
        "name": role.name,
        "forecast_manager": None,
        "share_with_peers": role.share_with_peers,
        "description": role.description,
        "id": str(role.id),
        "reporting_to": None if above is None else {"name": above.name, "id": str(above.id)},
        "admin_user": role.admin,
    }


ENDPOINTS = tuple(
    Endpoint(
        method="GET",
        path=path,
        area="roles",
        scope=settings_scope("roles"),
        lane="read",
        decode=decode_read,
        operate=read_roles,
        encode=encode_roles,
    )
    for path in ("/crm/v2/settings/roles", "/crm/v2/settings/roles/{item_id}")
)
