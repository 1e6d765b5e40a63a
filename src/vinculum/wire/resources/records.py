"""
Serve records: insert, read, list, update, upsert, delete, search, recycle bin.

Owns the decoding of record commands (records 2 to 4).
Never judges a body.
Next door: operations/records.py, lists.py, search.py.
"""

from __future__ import annotations

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refusal
from vinculum.model.record import JsonValue
from vinculum.model.scope import WORD_SEARCH
from vinculum.operations.lists import page_deleted, page_records, read_record
from vinculum.operations.records import (
    delete_records,
    insert_records,
    update_records,
    upsert_records,
)
from vinculum.operations.search import PARAMETERS, search_records
from vinculum.rules.commands import (
    DeleteRecords,
    InsertRecords,
    Items,
    PageDeleted,
    PageRecords,
    ReadRecord,
    SearchRecords,
    UpdateRecords,
    UpsertRecords,
)
from vinculum.wire.endpoint import Params, ScopeRule, endpoints
from vinculum.wire.envelope import Words, encode_outcomes
from vinculum.wire.message import WireRequest
from vinculum.wire.reading import (
    MAX_ITEMS,
    array_of,
    key_of,
    keys_of,
    object_of,
    page_of,
    parse_external,
    parse_query,
)
from vinculum.wire.rendering import encode_deleted, encode_page

LIST = "/crm/v2/{module}"
RECORD = "/crm/v2/{module}/{record_id}"
MODULE_AREA = ("modules.{module}",)
CHECK_FIELDS = "duplicate_check_fields"
TRIGGER_PARAM = "wf_trigger"


def _external(request: WireRequest, params: Params) -> str | None:
    return parse_external(request).get(params["module"].lower())


def _options_refusal(document: dict[str, JsonValue]) -> Refusal | None:
    """Refuse a `trigger` that is not an array of texts; the other keys are accepted and ignored."""
    trigger = document.get("trigger")
    if trigger is None or (
        isinstance(trigger, list) and all(isinstance(word, str) for word in trigger)
    ):
        return None
    return catalogue.WRAPPER_NOT_ARRAY.refusal(expected_data_type="jsonarray", api_name="trigger")


def _items(request: WireRequest, maximum: int = MAX_ITEMS) -> Items | Refusal:
    document = object_of(request)
    if isinstance(document, Refusal):
        return document
    items = array_of(document, "data", maximum)
    if isinstance(items, Refusal):
        return items
    return _options_refusal(document) or items


def _check_fields(request: WireRequest) -> tuple[str, ...] | Refusal | None:
    document = object_of(request)
    if isinstance(document, Refusal):
        return None
    names = document.get(CHECK_FIELDS)
    if names is None:
        return None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return catalogue.BODY_VALUE_INVALID.refusal(api_name=CHECK_FIELDS)
    return tuple(str(name) for name in names)


def decode_insert(request: WireRequest, params: Params) -> InsertRecords:
    """Read `POST /{module}`."""
    return InsertRecords(module=params["module"], items=_items(request))


def decode_update(request: WireRequest, params: Params) -> UpdateRecords:
    """Read `PUT /{module}` and `PUT /{module}/{id}`; the id of the path wins over the body's."""
    external = _external(request, params)
    segment = params.get("record_id")
    return UpdateRecords(
        module=params["module"],
        items=_items(request, MAX_ITEMS if segment is None else 1),
        single=None if segment is None else key_of(segment, external),
        external=external,
    )


def decode_upsert(request: WireRequest, params: Params) -> UpsertRecords:
    """Read `POST /{module}/upsert`."""
    items, check_fields = _items(request), _check_fields(request)
    if isinstance(check_fields, Refusal):
        items = items if isinstance(items, Refusal) else check_fields
        check_fields = None
    return UpsertRecords(
        module=params["module"],
        items=items,
        duplicate_check_fields=check_fields,
        external=_external(request, params),
    )


def _trigger_refusal(request: WireRequest) -> Refusal | None:
    """Refuse a `wf_trigger` that is no boolean; there are no workflows that it could spare."""
    given = parse_query(request.query).get(TRIGGER_PARAM, "").strip().lower()
    if given in {"", "true", "false"}:
        return None
    return catalogue.PARAM_INVALID.refusal(param=TRIGGER_PARAM)


def decode_delete(request: WireRequest, params: Params) -> DeleteRecords:
    """Read `DELETE /{module}?ids=` and `DELETE /{module}/{id}`."""
    external = _external(request, params)
    segment = params.get("record_id")
    keys = keys_of(request, external) if segment is None else (key_of(segment, external),)
    return DeleteRecords(
        module=params["module"],
        keys=_trigger_refusal(request) or keys,
        single=segment is not None,
    )


def decode_read(request: WireRequest, params: Params) -> ReadRecord:
    """Read `GET /{module}/{id}`."""
    return ReadRecord(
        module=params["module"],
        key=key_of(params["record_id"], _external(request, params)),
        page=page_of(request),
    )


def decode_page(request: WireRequest, params: Params) -> PageRecords:
    """Read `GET /{module}`."""
    return PageRecords(module=params["module"], page=page_of(request, _external(request, params)))


def decode_deleted(request: WireRequest, params: Params) -> PageDeleted:
    """Read `GET /{module}/deleted`."""
    query = parse_query(request.query)
    return PageDeleted(
        module=params["module"], page=page_of(request), type=query.get("type") or "all"
    )


def decode_search(request: WireRequest, params: Params) -> SearchRecords:
    """Read `GET /{module}/search`; which parameter counts is decided by the operation."""
    query = parse_query(request.query)
    return SearchRecords(
        module=params["module"],
        page=page_of(request),
        criteria=query.get("criteria") or None,
        email=query.get("email") or None,
        phone=query.get("phone") or None,
        word=query.get("word") or None,
    )


def scopes_of_search(request: WireRequest) -> frozenset[str]:
    """The scopes of which a search by word asks for one; no other search does (records 4)."""
    query = parse_query(request.query)
    sought = next((name for name in PARAMETERS if query.get(name)), None)
    return WORD_SEARCH if sought == "word" else frozenset()


_READ = ScopeRule(areas=MODULE_AREA, operation="read")
_SEARCH = ScopeRule(areas=MODULE_AREA, operation="read", beside=scopes_of_search)
_CREATE = ScopeRule(areas=MODULE_AREA, operation="create")
_UPDATE = ScopeRule(areas=MODULE_AREA, operation="update")
_DELETE = ScopeRule(areas=MODULE_AREA, operation="delete")
_UPSERT = ScopeRule(areas=MODULE_AREA, operation="upsert")
_created = encode_outcomes(Words(creating=True))
_changed = encode_outcomes(Words())

ENDPOINTS = (
    *endpoints(
        "records",
        ("GET", LIST, _READ, decode_page, page_records, encode_page),
        ("POST", LIST, _CREATE, decode_insert, insert_records, _created),
        ("PUT", LIST, _UPDATE, decode_update, update_records, _changed),
        ("DELETE", LIST, _DELETE, decode_delete, delete_records, _changed),
        ("POST", f"{LIST}/upsert", _UPSERT, decode_upsert, upsert_records, _changed),
        ("GET", f"{LIST}/deleted", _READ, decode_deleted, page_deleted, encode_deleted),
        ("GET", RECORD, _READ, decode_read, read_record, encode_page),
        ("PUT", RECORD, _UPDATE, decode_update, update_records, _changed),
        ("DELETE", RECORD, _DELETE, decode_delete, delete_records, _changed),
    ),
    *endpoints(
        "search",
        ("GET", f"{LIST}/search", _SEARCH, decode_search, search_records, encode_page),
    ),
)
