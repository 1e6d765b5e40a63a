"""
The built-ins that turn a text, or anything, into another kind.

Owns the tables CONVERSIONS (of texts) and ANYTHING (of every kind).
Never converts by rules of its own where coercion.py has one.
Next door: json_text.py, coercion.py.
"""

from __future__ import annotations

from vinculum.script.builtins.aes import decrypted, encrypted
from vinculum.script.builtins.builtin import Builtin, row
from vinculum.script.builtins.encryption import (
    base64_of,
    text_of_base64,
    url_decoded,
    url_encoded,
    utf8_of,
)
from vinculum.script.coercion import coerce, decimal_of_text
from vinculum.script.diagnostics import Fault
from vinculum.script.json_text import find_json, parse_json
from vinculum.script.rendering import render
from vinculum.script.run import Run
from vinculum.script.values import Collection, Datum, kind_of


def _converted(kind: str) -> Builtin:
    return row(lambda run, value: coerce(value, kind, run.account), "any")


def _to_list(run: Run, text: str, separator: str = ",") -> Datum:
    if not separator:
        raise Fault("a separator has at least one character")
    run.account.work(len(text))
    count = text.count(separator) + 1
    run.account.charge_entries(count, count)
    run.account.charge(4 * len(text))
    parts = text.split(separator) if text else []
    return [part.strip() if separator == "," else part for part in parts]


def _to_map(run: Run, text: str) -> Datum:
    value = parse_json(text, run.account)
    if not isinstance(value, dict):
        raise Fault(f"the text is JSON, but a {kind_of(value)} and no map")
    return value


def _to_json_list(run: Run, text: str) -> Datum:
    value = parse_json(text, run.account)
    return value if isinstance(value, list) else [value]


def json_member(run: Run, text: str, key: str) -> Datum:
    """Read a key of a text that is a JSON object; null if it is none, or has no such key."""
    value = find_json(text, run.account)
    return value.get(key) if isinstance(value, dict) else None


def _hex_of(run: Run, text: str) -> Datum:
    raw = utf8_of(run, text)
    run.account.charge_text(2 * len(raw))
    return raw.hex()


def _text_of_hex(run: Run, text: str) -> Datum:
    run.account.charge_text(len(text))
    try:
        return bytes.fromhex(text).decode("utf-8", "replace")
    except ValueError:
        raise Fault("the text is no hexadecimal number") from None


CONVERSIONS: dict[str, Builtin] = {
    "toList": row(_to_list, "text text?"),
    "toMap": row(_to_map, "text"),
    "toJSONList": row(_to_json_list, "text"),
    "getJSON": row(json_member, "text text"),
    "hexToText": row(_text_of_hex, "text"),
    "textToHex": row(_hex_of, "text"),
    "encodeUrl": row(url_encoded, "text"),
    "urlEncode": row(url_encoded, "text"),
    "urlDecode": row(url_decoded, "text"),
    "base64Encode": row(base64_of, "text"),
    "base64Decode": row(text_of_base64, "text"),
    "aesEncode": row(encrypted, "text text text?"),
    "aesDecode": row(decrypted, "text text text?"),
    "isNumber": row(lambda _run, text: decimal_of_text(text) is not None, "text"),
}


def _of_kind(*kinds: str) -> Builtin:
    return row(lambda _run, value: kind_of(value) in kinds, "any")


def _printed(run: Run, value: Datum) -> Datum:
    return None if value is None else render(value, run.account)


ANYTHING: dict[str, Builtin] = {
    "toString": row(_printed, "any"),
    "toText": row(_printed, "any"),
    "toNumber": _converted("number"),
    "toLong": _converted("number"),
    "toDecimal": _converted("decimal"),
    "isNull": _of_kind("null"),
    "isNumber": _of_kind("number", "decimal"),
    "isDate": _of_kind("date", "datetime"),
    "isFile": _of_kind("file"),
    "isText": _of_kind("text"),
    "isMap": _of_kind("map"),
    "isList": _of_kind("list"),
    "toCollection": _converted("collection"),
}
NOTHING: dict[str, Builtin] = {
    "isEmpty": row(lambda _run, _value: True, "any"),
    "isBlank": row(lambda _run, _value: True, "any"),
}


def new_map(run: Run, given: Datum = None) -> Datum:
    """Make a map, empty or a copy."""
    source = {} if given is None else coerce(given, "map", run.account)
    if not isinstance(source, dict):
        return {}
    run.account.charge_entries(len(source), len(source) + 3)
    return dict(source)


def new_list(run: Run, *items: Datum) -> Datum:
    """Make a list of the values given."""
    run.account.charge_entries(len(items), len(items) + 1)
    return list(items)


def new_collection(run: Run, *items: Datum) -> Datum:
    """Make a collection of the values given, without keys."""
    run.account.charge_entries(len(items), len(items) + 3)
    keyed = False if items else None
    return Collection({str(at): item for at, item in enumerate(items)}, keyed=keyed)
