"""
Serve the master list of contact roles: `/Contacts/roles` (records 6.1).

Owns the decoding of its commands and the shape of a role.
Never judges a body.
Next door: operations/contact_roles.py; a deal's roles are related records.
"""

from __future__ import annotations

from collections.abc import Sequence

from vinculum.operations.contact_roles import (
    delete_contact_roles,
    put_contact_roles,
    read_contact_roles,
)
from vinculum.ports.services import Call
from vinculum.rules.commands import DeleteContactRoles, Key, PutContactRoles
from vinculum.schema.snapshot import ContactRole
from vinculum.wire.ascii import ascii_json
from vinculum.wire.endpoint import Params, ScopeRule, endpoints
from vinculum.wire.envelope import Words, empty_response, encode_outcomes, json_response
from vinculum.wire.message import WireRequest, WireResponse
from vinculum.wire.reading import items_of, key_of, keys_of

ALL = "/crm/v2/Contacts/roles"
ROLE = f"{ALL}/{{role_id}}"
WRAPPER = "contact_roles"


def _single(params: Params) -> Key | None:
    segment = params.get("role_id")
    return None if segment is None else key_of(segment, None)


def decode_read(_request: WireRequest, params: Params) -> Key | None:
    """Read `GET /Contacts/roles` (None) and `GET /Contacts/roles/{id}`."""
    return _single(params)


def decode_insert(request: WireRequest, _params: Params) -> PutContactRoles:
    """Read `POST /Contacts/roles`."""
    return PutContactRoles(items=items_of(request, WRAPPER), creating=True)


def decode_update(request: WireRequest, params: Params) -> PutContactRoles:
    """Read `PUT /Contacts/roles` and `PUT /Contacts/roles/{id}`."""
    return PutContactRoles(items=items_of(request, WRAPPER), creating=False, single=_single(params))


def decode_delete(request: WireRequest, params: Params) -> DeleteContactRoles:
    """Read `DELETE /Contacts/roles?ids=` and `DELETE /Contacts/roles/{id}`."""
    single = _single(params)
    if single is not None:
        return DeleteContactRoles(ids=(single,), single=True)
    return DeleteContactRoles(ids=keys_of(request))


def encode_roles(_call: Call, roles: Sequence[ContactRole]) -> WireResponse:
    """Write roles; none is 204."""
    if not roles:
        return empty_response()
    shown = [
        {"sequence_number": role.sequence_number, "name": role.name, "id": str(role.id)}
        for role in roles
    ]
    return json_response(ascii_json({WRAPPER: shown}).encode())


def _encoder(word: str, *, creating: bool = False) -> Words:
    return Words(wrapper=WRAPPER, creating=creating, kept=f"contact role {word}")


_added = encode_outcomes(_encoder("added", creating=True))
_updated = encode_outcomes(_encoder("updated"))
_deleted = encode_outcomes(_encoder("deleted"))


def _scope(operation: str) -> ScopeRule:
    return ScopeRule(areas=("modules.contacts",), operation=operation)


ENDPOINTS = endpoints(
    "contact_roles",
    ("GET", ALL, _scope("read"), decode_read, read_contact_roles, encode_roles),
    ("POST", ALL, _scope("create"), decode_insert, put_contact_roles, _added),
    ("PUT", ALL, _scope("update"), decode_update, put_contact_roles, _updated),
    ("DELETE", ALL, _scope("delete"), decode_delete, delete_contact_roles, _deleted),
    ("GET", ROLE, _scope("read"), decode_read, read_contact_roles, encode_roles),
    ("PUT", ROLE, _scope("update"), decode_update, put_contact_roles, _updated),
    ("DELETE", ROLE, _scope("delete"), decode_delete, delete_contact_roles, _deleted),
)
