"""
Serve related records: the lists of a record, linking and delinking.

Owns the decoding of `/{module}/{record_id}/{related_list}[/{related_id}]` (records 5).
Never judges a body.
Next door: operations/related_records.py; notes.py for the list with verbs of its own.
"""

from __future__ import annotations

from vinculum.model.value import Value
from vinculum.operations.related_records import (
    delink_records,
    read_related,
    update_related_records,
)
from vinculum.rules.commands import DelinkRecords, External, Key, ReadRelated, UpdateRelatedRecords
from vinculum.wire.endpoint import Params, ScopeRule, endpoints
from vinculum.wire.envelope import Words, encode_outcomes
from vinculum.wire.message import WireRequest
from vinculum.wire.reading import (
    MAX_ITEMS,
    body_is_absent,
    items_of,
    key_of,
    keys_of,
    page_of,
    parse_external,
)
from vinculum.wire.rendering import encode_page

LIST = "/crm/v2/{module}/{record_id}/{related_list}"
RELATED = f"{LIST}/{{related_id}}"
MODULE_AREA = ("modules.{module}",)
# Lists that ask for a second scope (records 1.8).
SCOPED_LISTS = {"contact_roles": "modules.contacts", "attachments": "modules.attachments"}


class Place(Value):
    """What a related-record path names: the parent, the list, perhaps one related record."""

    module: str
    record: Key
    related_list: str
    single: Key | None
    related_field: str | None


def place_of(request: WireRequest, params: Params, related_list: str | None = None) -> Place:
    """
    Read a path; with X-EXTERNAL its ids are external values.

    The parent's field is the entry of its module; the related field is the entry of
    another module, or of the list's own name.
    """
    external = parse_external(request)
    module = params["module"].lower()
    parent_field = external.get(module)
    name = related_list or params["related_list"]
    related_field = _field_of_related(external, module, name) if external else None
    segment = params.get("related_id")
    return Place(
        module=params["module"],
        record=key_of(params["record_id"], parent_field),
        related_list=name,
        single=None if segment is None else key_of(segment, related_field),
        related_field=related_field,
    )


def _field_of_related(external: External, module: str, related_list: str) -> str | None:
    others = (field for entry, field in external.items() if entry != module)
    return external.get(related_list.lower()) or next(others, None)


def decode_update(request: WireRequest, params: Params) -> UpdateRelatedRecords:
    """Read `PUT …/{related_list}` and `PUT …/{related_list}/{related_id}`."""
    return update_of(request, place_of(request, params))


def update_of(request: WireRequest, place: Place) -> UpdateRelatedRecords:
    """Read the body of an update of the list at a place."""
    return UpdateRelatedRecords(
        module=place.module,
        record=place.record,
        related_list=place.related_list,
        items=items_of(request, maximum=MAX_ITEMS if place.single is None else 1),
        single=place.single,
        body_absent=body_is_absent(request),
        external=place.related_field,
    )


def decode_delink(request: WireRequest, params: Params) -> DelinkRecords:
    """Read `DELETE …/{related_list}?ids=` and `DELETE …/{related_list}/{related_id}`."""
    return delink_of(request, place_of(request, params))


def delink_of(request: WireRequest, place: Place) -> DelinkRecords:
    """Read which related records of the list at a place are to be delinked."""
    single = place.single is not None
    keys = (place.single,) if place.single is not None else keys_of(request, place.related_field)
    return DelinkRecords(
        module=place.module,
        record=place.record,
        related_list=place.related_list,
        keys=keys,
        single=single,
    )


def decode_read(request: WireRequest, params: Params) -> ReadRelated:
    """Read `GET …/{related_list}` and `GET …/{related_list}/{related_id}`."""
    return read_of(request, place_of(request, params))


def read_of(request: WireRequest, place: Place) -> ReadRelated:
    """Read which page of the list at a place is wanted."""
    return ReadRelated(
        module=place.module,
        record=place.record,
        related_list=place.related_list,
        page=page_of(request, place.related_field),
        single=place.single,
    )


_READ = ScopeRule(areas=MODULE_AREA, operation="read", lists=SCOPED_LISTS)
_UPDATE = ScopeRule(areas=MODULE_AREA, operation="update", lists=SCOPED_LISTS)
_DELINK = ScopeRule(areas=MODULE_AREA, operation="delink", lists=SCOPED_LISTS)
_encode = encode_outcomes(Words())

ENDPOINTS = endpoints(
    "related_records",
    ("GET", LIST, _READ, decode_read, read_related, encode_page),
    ("PUT", LIST, _UPDATE, decode_update, update_related_records, _encode),
    ("DELETE", LIST, _DELINK, decode_delink, delink_records, _encode),
    ("GET", RELATED, _READ, decode_read, read_related, encode_page),
    ("PUT", RELATED, _UPDATE, decode_update, update_related_records, _encode),
    ("DELETE", RELATED, _DELINK, decode_delink, delink_records, _encode),
)
