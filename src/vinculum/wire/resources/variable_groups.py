"""
Serve the groups of an org's variables: `/settings/variable_groups` (platform 8).

Owns the keys of a group on the wire.
Never makes one; a variable that names a new group does.
Next door: variables.py, operations/variables.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from vinculum.operations.variables import read_variable_groups
from vinculum.ports.services import Call
from vinculum.schema.snapshot import VariableGroup
from vinculum.wire.endpoint import Params, endpoints
from vinculum.wire.message import WireRequest, WireResponse
from vinculum.wire.settings import encode_list, settings_scope

ALL = "/crm/v2/settings/variable_groups"
WRAPPER = "variable_groups"
_SCOPE = settings_scope("variable_groups")


def decode_read(_request: WireRequest, params: Params) -> str | None:
    """Read `GET /settings/variable_groups` (None) and `…/{id or API name}`."""
    return params.get("item_id", params.get("name"))


def encode_groups(_call: Call, groups: Sequence[VariableGroup]) -> WireResponse:
    """Write groups; none is 204."""
    shown = [
        {
            "display_label": group.name,
            "api_name": group.api_name,
            "name": group.name,
            "description": group.description,
            "id": str(group.id),
        }
        for group in groups
    ]
    return encode_list(WRAPPER, shown)


ENDPOINTS = endpoints(
    "variable_groups",
    ("GET", ALL, _SCOPE, decode_read, read_variable_groups, encode_groups),
    ("GET", f"{ALL}/{{item_id}}", _SCOPE, decode_read, read_variable_groups, encode_groups),
    ("GET", f"{ALL}/{{name}}", _SCOPE, decode_read, read_variable_groups, encode_groups),
)
