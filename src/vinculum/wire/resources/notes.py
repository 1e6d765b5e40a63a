"""
Serve notes: `/Notes` and the notes of a record.

Owns the note paths, whose verbs differ from other lists, and their two scopes (records 7).
Never judges a body.
Next door: related_records.py for the shape of the path, operations/notes.py for the work.
"""

from __future__ import annotations

from vinculum.operations.lists import page_records, read_record
from vinculum.operations.notes import delete_notes, insert_notes, update_notes
from vinculum.operations.records import delete_records, update_records
from vinculum.operations.related_records import read_related
from vinculum.rules.commands import (
    DeleteRecords,
    DelinkRecords,
    InsertNotes,
    PageRecords,
    ReadRecord,
    ReadRelated,
    UpdateRecords,
    UpdateRelatedRecords,
)
from vinculum.wire.endpoint import Params, ScopeRule, endpoints
from vinculum.wire.envelope import Words, encode_outcomes
from vinculum.wire.message import WireRequest
from vinculum.wire.reading import items_of, key_of, parse_external
from vinculum.wire.rendering import encode_page
from vinculum.wire.resources import records
from vinculum.wire.resources.related_records import delink_of, place_of, read_of, update_of

NAME = "Notes"
ALL = "/crm/v2/Notes"
NOTE = f"{ALL}/{{record_id}}"
BELOW = "/crm/v2/{module}/{record_id}/Notes"
ONE_BELOW = f"{BELOW}/{{related_id}}"
OWN = ("modules.notes",)
BOTH = ("modules.{module}", "modules.notes")


def _as_module(params: Params) -> Params:
    return {**params, "module": NAME}


def decode_insert(request: WireRequest, _params: Params) -> InsertNotes:
    """Read `POST /Notes`; each item names its parent."""
    return InsertNotes(items=items_of(request))


def decode_insert_below(request: WireRequest, params: Params) -> InsertNotes:
    """Read `POST /{module}/{id}/Notes`; the path names the parent."""
    field = parse_external(request).get(params["module"].lower())
    parent = (params["module"], key_of(params["record_id"], field))
    return InsertNotes(items=items_of(request), parent=parent)


def decode_update(request: WireRequest, params: Params) -> UpdateRecords:
    """Read `PUT /Notes` and `PUT /Notes/{id}`."""
    return records.decode_update(request, _as_module(params))


def decode_delete(request: WireRequest, params: Params) -> DeleteRecords:
    """Read `DELETE /Notes?ids=` and `DELETE /Notes/{id}`."""
    return records.decode_delete(request, _as_module(params))


def decode_page(request: WireRequest, params: Params) -> PageRecords:
    """Read `GET /Notes`."""
    return records.decode_page(request, _as_module(params))


def decode_read(request: WireRequest, params: Params) -> ReadRecord:
    """Read `GET /Notes/{id}`."""
    return records.decode_read(request, _as_module(params))


def decode_update_below(request: WireRequest, params: Params) -> UpdateRelatedRecords:
    """Read `PUT /{module}/{id}/Notes` and the same with a note's id."""
    return update_of(request, place_of(request, params, NAME))


def decode_delete_below(request: WireRequest, params: Params) -> DelinkRecords:
    """Read `DELETE /{module}/{id}/Notes/{note_id}`, and with `ids`."""
    return delink_of(request, place_of(request, params, NAME))


def decode_read_below(request: WireRequest, params: Params) -> ReadRelated:
    """Read `GET /{module}/{id}/Notes` and one of them."""
    return read_of(request, place_of(request, params, NAME))


_created = encode_outcomes(Words(creating=True))
_changed = encode_outcomes(Words())


def _own(operation: str) -> ScopeRule:
    return ScopeRule(areas=OWN, operation=operation)


def _both(operation: str) -> ScopeRule:
    return ScopeRule(areas=BOTH, operation=operation)


ENDPOINTS = endpoints(
    "notes",
    ("GET", ALL, _own("read"), decode_page, page_records, encode_page),
    ("POST", ALL, _own("create"), decode_insert, insert_notes, _created),
    ("PUT", ALL, _own("update"), decode_update, update_records, _changed),
    ("DELETE", ALL, _own("delete"), decode_delete, delete_records, _changed),
    ("GET", NOTE, _own("read"), decode_read, read_record, encode_page),
    ("PUT", NOTE, _own("update"), decode_update, update_records, _changed),
    ("DELETE", NOTE, _own("delete"), decode_delete, delete_records, _changed),
    ("GET", BELOW, _both("read"), decode_read_below, read_related, encode_page),
    ("POST", BELOW, _both("create"), decode_insert_below, insert_notes, _created),
    ("PUT", BELOW, _both("update"), decode_update_below, update_notes, _changed),
    ("DELETE", BELOW, _both("delete"), decode_delete_below, delete_notes, _changed),
    ("GET", ONE_BELOW, _both("read"), decode_read_below, read_related, encode_page),
    ("PUT", ONE_BELOW, _both("update"), decode_update_below, update_notes, _changed),
    ("DELETE", ONE_BELOW, _both("delete"), decode_delete_below, delete_notes, _changed),
)
