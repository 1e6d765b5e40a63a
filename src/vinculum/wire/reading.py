"""
Read bodies, parameters and headers into plain values.

Owns how JSON, query strings, id lists and dates of a request are understood.
Never refuses: what cannot be read comes back as a Refusal value, to be uttered at its turn.
Next door: wire/resources/ build commands from these values.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NoReturn, cast
from urllib.parse import parse_qsl

import msgspec

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refusal
from vinculum.model.ids import looks_like_id, parse_id
from vinculum.model.moments import SECOND_MS, parse_moment
from vinculum.model.record import JsonValue
from vinculum.rules.commands import (
    UNKNOWN_ID,
    External,
    ExternalValue,
    ImpossibleId,
    Items,
    Key,
    PageRequest,
)
from vinculum.wire.message import WireRequest

MAX_ITEMS = 100
MAX_IDS = 100
MAX_PER_PAGE = 200
# Documented parameters of lists that would leave records out, which this server cannot.
UNSERVED = ("territory_id", "startDateTime", "endDateTime")
_PAGE_DIGITS = 9
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_EMPTY_BODIES = frozenset({b"", b"{}"})
_BOTH = {"true": True, "false": False, "both": None}


class _WithTriggers(msgspec.Struct):
    """The one key of a body that says what it wakes; the others are skipped unread."""

    trigger: tuple[str, ...] | None = None


_TRIGGERS = msgspec.json.Decoder(_WithTriggers)


def parse_query(query: str) -> dict[str, str]:
    """Read a query string; empty pieces are ignored, of a repeated name the last value counts."""
    # Quirk Q-021: some clients end every query string with an ampersand.
    return dict(parse_qsl(query, keep_blank_values=True, errors="replace"))


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def parse_json(body: bytes) -> JsonValue:
    """
    Read a JSON document, whatever the Content-Type said.

    Of duplicate keys the last wins. Lone surrogates survive, so that the field which holds
    one can be named. Raises ValueError when the bytes are no JSON, or nested too deeply.
    """
    # Quirk Q-007: nobody asks for the type of the body.
    text = body.removeprefix(_BYTE_ORDER_MARK)
    try:
        return cast("JsonValue", msgspec.json.decode(text))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        pass  # The standard reader is slower and tells surrogates from broken bytes.
    try:
        return cast("JsonValue", json.loads(text.decode(), parse_constant=_refuse_constant))
    except RecursionError as deep:
        raise ValueError("nested too deeply") from deep


def items_of(
    request: WireRequest, wrapper: str = "data", maximum: int = MAX_ITEMS
) -> Items | Refusal:
    """
    The array under the wrapper key.

    Gives back: BODY_TOO_LARGE, BODY_NOT_OBJECT, WRAPPER_MISSING (absent, null or empty),
    WRAPPER_NOT_ARRAY, WRAPPER_TOO_LONG; nothing of such a body is looked at further.
    """
    document = object_of(request)
    if isinstance(document, Refusal):
        return document
    return array_of(document, wrapper, maximum)


def object_of(request: WireRequest) -> dict[str, JsonValue] | Refusal:
    """The body as a JSON object, or the refusal for one that is not."""
    if request.too_large:
        return catalogue.BODY_TOO_LARGE.refusal()
    try:
        document = parse_json(request.body)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        # Quirk Q-011: all that is said of such a body is "body".
        return catalogue.BODY_NOT_OBJECT.refusal(expected_data_type="jsonobject")
    return document


def triggers_of(request: WireRequest) -> tuple[str, ...] | None:
    """The `trigger` of a body that has been accepted already; None when it does not say."""
    wanted = parse_query(request.query).get("wf_trigger", "").strip().lower()
    if wanted == "false":
        return ()
    try:
        return _TRIGGERS.decode(request.body.removeprefix(_BYTE_ORDER_MARK) or b"{}").trigger
    except (msgspec.DecodeError, UnicodeDecodeError):
        pass  # Lone surrogates, as in parse_json; or a `trigger` that nobody has judged.
    try:
        document = parse_json(request.body)
    except ValueError:
        return None
    words = document.get("trigger") if isinstance(document, dict) else None
    return tuple(map(str, words)) if isinstance(words, list) else None


def array_of(
    document: Mapping[str, JsonValue], wrapper: str, maximum: int = MAX_ITEMS
) -> Items | Refusal:
    """The array under the wrapper key of an object that was read."""
    items = document.get(wrapper)
    if items is None or items == []:
        return catalogue.WRAPPER_MISSING.refusal(api_name=wrapper)
    if not isinstance(items, list):
        return catalogue.WRAPPER_NOT_ARRAY.refusal(expected_data_type="jsonarray", api_name=wrapper)
    if len(items) > maximum:
        return catalogue.WRAPPER_TOO_LONG.refusal(maximum_length=maximum, api_name=wrapper)
    return tuple(items)


def body_is_absent(request: WireRequest) -> bool:
    """Tell whether a request came without a body, or with an empty object for one."""
    return not request.too_large and request.body.strip() in _EMPTY_BODIES


def parse_external(request: WireRequest) -> External:
    """
    Read X-EXTERNAL as field by lower-case module: `Leads.Ext_A,Campaigns.Ext_B`.

    Of a longer path (`Contacts.Account_Name.External_Account_ID`) the first part is the
    module and the rest the way to the field.
    """
    header = request.headers.get("x-external")
    if header is None:
        return {}
    entries = (entry.strip() for entry in header.split(","))
    pairs = (entry.partition(".") for entry in entries if entry)
    return {module.lower(): field for module, _, field in pairs}


def key_of(segment: str, field: str | None) -> Key:
    """Read the id of a path or of `ids`, or the external value that stands for it."""
    if field is not None:
        return ExternalValue(field=field, value=segment)
    return parse_id(segment) or ImpossibleId(digits=segment)


def keys_of(request: WireRequest, field: str | None = None) -> tuple[Key, ...] | Refusal:
    """
    The `ids` parameter, in its order, repetitions kept.

    Gives back: PARAM_MISSING, IDS_UNPARSABLE (a piece is not digits), IDS_TOO_MANY.
    """
    keys = _keys(parse_query(request.query).get("ids", ""), field)
    return catalogue.PARAM_MISSING.refusal(param="ids") if keys == () else keys


def _keys(text: str, field: str | None) -> tuple[Key, ...] | Refusal:
    """Read what `ids` holds, which may be nothing."""
    pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
    if field is None and not all(looks_like_id(piece) for piece in pieces):
        return catalogue.IDS_UNPARSABLE.refusal()
    if len(pieces) > MAX_IDS:
        return catalogue.IDS_TOO_MANY.refusal(maximum_length=MAX_IDS, param="ids")
    return tuple(key_of(piece, field) for piece in pieces)


def page_of(request: WireRequest, field: str | None = None) -> PageRequest | Refusal:
    """
    Which part of a list a request wants, from its parameters and If-Modified-Since.

    `field` is the unique field whose values `ids` holds, when they are not ids. More than 200
    rows a page are cut to 200. Gives back: PARAM_NOT_SERVED; PARAM_INVALID, IDS_UNPARSABLE,
    IDS_TOO_MANY, naming the first parameter that cannot be read.
    """
    params = {name: value for name, value in parse_query(request.query).items() if value != ""}
    unserved = next((name for name in UNSERVED if name in params), None)
    if unserved is not None:
        return catalogue.PARAM_NOT_SERVED.refusal(param=unserved)
    values: dict[str, Any] = {}
    readers = _PAGE_READERS | {"ids": partial(_keys, field=field)}
    for name, reader in readers.items():
        if name in params:
            value = reader(params[name])
            if isinstance(value, Refusal):
                return value
            if value is _UNREADABLE:
                return catalogue.PARAM_INVALID.refusal(param=name)
            values[_PAGE_NAMES.get(name, name)] = value
    since = since_of(request)
    if isinstance(since, Refusal):
        return since
    return PageRequest(since=since, **values)


def since_of(request: WireRequest) -> int | Refusal | None:
    """
    The instant of If-Modified-Since in whole seconds; None when the header is absent.

    Gives back: PARAM_INVALID.
    """
    header = request.headers.get("if-modified-since")
    if header is None:
        return None
    instant = parse_moment(header.strip())  # Quirk Q-012: ISO 8601, no HTTP date.
    if instant is None:
        return catalogue.PARAM_INVALID.refusal(param="If-Modified-Since")
    return instant // SECOND_MS * SECOND_MS


_UNREADABLE = object()


def _positive(text: str) -> object:
    stripped = text.strip()
    if not looks_like_id(stripped) or len(stripped) > _PAGE_DIGITS or int(stripped) == 0:
        return _UNREADABLE
    return int(stripped)


def _per_page(text: str) -> object:
    number = _positive(text)
    return min(number, MAX_PER_PAGE) if isinstance(number, int) else number


def _flag(text: str) -> object:
    return _BOTH.get(text.strip().lower(), _UNREADABLE)


def _descending(text: str) -> object:
    return {"asc": False, "desc": True}.get(text.strip().lower(), _UNREADABLE)


def _names(text: str) -> object:
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def _id(text: str) -> object:
    return parse_id(text.strip()) or UNKNOWN_ID if looks_like_id(text.strip()) else _UNREADABLE


_PAGE_READERS: dict[str, Callable[[str], object]] = {
    "page": _positive,
    "per_page": _per_page,
    "fields": _names,
    "sort_by": str.strip,
    "sort_order": _descending,
    "converted": _flag,
    "approved": _flag,
    "ids": partial(_keys, field=None),
    "uid": _id,
    "cvid": str.strip,
}
_PAGE_NAMES = {"sort_order": "descending", "uid": "owner", "cvid": "view"}
