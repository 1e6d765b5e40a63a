"""
Turn what a function returned into an answer.

Owns the documented shape, and what `crmAPIResponse` may set: status, harmless headers, body.
Never runs a function.
Next door: resources/functions.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from vinculum.errors import catalogue
from vinculum.model.function import ScriptFunction
from vinculum.ports.services import Executed
from vinculum.wire.ascii import ascii_json
from vinculum.wire.envelope import encode_refusal, json_response
from vinculum.wire.message import JSON_TYPE, WireResponse

RESPONSE = "crmAPIResponse"
# A function writes answers under the address of the console: what it sends is never a page there.
SAFE = (("Content-Security-Policy", "sandbox"), ("X-Content-Type-Options", "nosniff"))
TEXT_TYPE = "text/plain;charset=UTF-8"
LEAST_STATUS, MOST_STATUS = 200, 599
WITHOUT_BODY = frozenset({204, 304})
_VALUE = re.compile(r"[\t\x20-\x7e]*")
# What describes the body, and names of the script's own. Everything else speaks for the connection,
# the server, the browser's session or a proxy (X-Accel-Redirect, X-Sendfile).
_FREE = re.compile(
    r"(?i)content-(type|disposition|language)|cache-control|expires|etag|last-modified|retry-after"
    r"|vary|x-(?!accel-|sendfile|lighttpd-|accesstoken-|content-|frame-|xss-|dns-|permitted-|forwarded"
    r"|original-|rewrite-|request-id|real-ip|litespeed-|reproxy-|robots-)[a-z0-9-]+"
)


class _Unfit(Exception):
    """What a function returned cannot be an answer; the text says why."""


def answer_of(function: ScriptFunction, executed: Executed) -> WireResponse:
    """
    Answer for a run.

    Answers with FUNCTION_FAILED for a script that was stopped, FUNCTION_ANSWER for a
    `crmAPIResponse` that is none.
    """
    end = executed.end
    if end.message:
        return encode_refusal(
            catalogue.FUNCTION_FAILED.refusal(
                userMessage=end.lines,
                error=end.message,
                line_number=end.line,
                id=str(function.id),
            )
        )
    own = executed.value.get(RESPONSE) if isinstance(executed.value, Mapping) else None
    if own is not None:
        try:
            return _own_answer(own)
        except _Unfit as unfit:
            return encode_refusal(
                catalogue.FUNCTION_ANSWER.refusal(reason=str(unfit), id=str(function.id))
            )
    return json_response(ascii_json(_documented(function, executed)).encode())


def _documented(function: ScriptFunction, executed: Executed) -> dict[str, object]:
    """What a function returned, as text, with what it printed."""
    return {
        "code": "success",
        "details": {
            "userMessage": list(executed.end.lines),
            "output": executed.text,
            "output_type": executed.type_name,
            "id": str(function.id),
        },
        "message": "function executed successfully",
    }


def _own_answer(own: object) -> WireResponse:
    if not isinstance(own, Mapping):
        raise _Unfit(f"{RESPONSE} is not a map")
    status = _status(own.get("status_code", own.get("status", LEAST_STATUS)))
    body, kind = _body(own.get("body"))
    headers = _headers(own.get("headers"))
    if not any(name.lower() == "content-type" for name, _ in headers) and body:
        headers = (("Content-Type", kind), *headers)
    if status in WITHOUT_BODY:
        body = b""
    return WireResponse(status=status, headers=(*headers, *SAFE), body=body)


def _status(given: object) -> int:
    text = str(given)
    if re.fullmatch(r"[0-9]{3}", text) and LEAST_STATUS <= int(text) <= MOST_STATUS:
        return int(text)
    raise _Unfit(f"status_code {text[:40]!r} is not between {LEAST_STATUS} and {MOST_STATUS}")


def _headers(given: object) -> tuple[tuple[str, str], ...]:
    if given is None:
        return ()
    if not isinstance(given, Mapping):
        raise _Unfit("headers is not a map")
    headers = []
    for name, value in given.items():
        if not _FREE.fullmatch(str(name)):
            raise _Unfit(f"the header {str(name)[:40]!r} may not be set")
        if not _VALUE.fullmatch(str(value)):
            raise _Unfit(f"the value of {name} has a character that headers cannot hold")
        headers.append((str(name), str(value)))
    return tuple(headers)


def _body(given: object) -> tuple[bytes, str]:
    if given is None:
        return b"", TEXT_TYPE
    if isinstance(given, Mapping | list):
        return ascii_json(given).encode(), JSON_TYPE
    return str(given).encode("utf-8", "replace"), TEXT_TYPE
