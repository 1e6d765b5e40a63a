"""
Serve the variables of an org: `/settings/variables` (platform 8).

Owns the decoding of its commands and the keys of a variable on the wire.
Never judges a body.
Next door: operations/variables.py, variable_groups.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from vinculum.operations.variables import delete_variables, put_variables, read_variables
from vinculum.ports.services import Call
from vinculum.rules.commands import DeleteVariables, Named, PutVariables, ReadVariables
from vinculum.schema.snapshot import Variable
from vinculum.wire.endpoint import Params, ScopeRule, endpoints
from vinculum.wire.envelope import Words, encode_outcomes
from vinculum.wire.message import WireRequest, WireResponse
from vinculum.wire.reading import items_of, key_of, keys_of, parse_query
from vinculum.wire.settings import encode_list

ALL = "/crm/v2/settings/variables"
BY_ID = f"{ALL}/{{item_id}}"
BY_NAME = f"{ALL}/{{name}}"
WRAPPER = "variables"


def _single(params: Params) -> Named | None:
    segment = params.get("item_id")
    return params.get("name") if segment is None else key_of(segment, None)


def decode_read(request: WireRequest, params: Params) -> ReadVariables:
    """Read `GET /settings/variables` and `GET /settings/variables/{id or API name}?group=`."""
    group = parse_query(request.query).get("group")
    return ReadVariables(group=group or None, single=_single(params))


def decode_insert(request: WireRequest, _params: Params) -> PutVariables:
    """Read `POST /settings/variables`."""
    return PutVariables(items=items_of(request, WRAPPER), creating=True)


def decode_update(request: WireRequest, params: Params) -> PutVariables:
    """Read `PUT /settings/variables` and `PUT /settings/variables/{id or API name}`."""
    return PutVariables(items=items_of(request, WRAPPER), creating=False, single=_single(params))


def decode_delete(request: WireRequest, params: Params) -> DeleteVariables:
    """Read `DELETE /settings/variables?ids=` and `DELETE /settings/variables/{id}`."""
    segment = params.get("item_id")
    return DeleteVariables(ids=keys_of(request) if segment is None else (key_of(segment, None),))


def encode_variables(call: Call, variables: Sequence[Variable]) -> WireResponse:
    """Write variables; none is 204."""
    return encode_list(WRAPPER, [_show(call, variable) for variable in variables])


def _show(call: Call, variable: Variable) -> dict[str, object]:
    group = call.schema.variable_groups[variable.group]
    return {
        "id": str(variable.id),
        "api_name": variable.api_name,
        "name": variable.name,
        "description": variable.description,
        "type": variable.type,
        "variable_group": {"api_name": group.api_name, "id": str(group.id)},
        "value": variable.value,
    }


def _encoder(word: str, *, creating: bool = False) -> Words:
    return Words(wrapper=WRAPPER, creating=creating, kept=f"variable {word}")


_added = encode_outcomes(_encoder("added", creating=True))
_updated = encode_outcomes(_encoder("updated"))
_deleted = encode_outcomes(_encoder("deleted"))


def _scope(operation: str) -> ScopeRule:
    return ScopeRule(areas=("settings.variables",), operation=operation)


ENDPOINTS = endpoints(
    "variables",
    ("GET", ALL, _scope("read"), decode_read, read_variables, encode_variables),
    ("POST", ALL, _scope("create"), decode_insert, put_variables, _added),
    ("PUT", ALL, _scope("update"), decode_update, put_variables, _updated),
    ("DELETE", ALL, _scope("delete"), decode_delete, delete_variables, _deleted),
    ("GET", BY_ID, _scope("read"), decode_read, read_variables, encode_variables),
    ("PUT", BY_ID, _scope("update"), decode_update, put_variables, _updated),
    ("DELETE", BY_ID, _scope("delete"), decode_delete, delete_variables, _deleted),
    ("GET", BY_NAME, _scope("read"), decode_read, read_variables, encode_variables),
    ("PUT", BY_NAME, _scope("update"), decode_update, put_variables, _updated),
)
