"""
Spell the modules of a request as the schema does.

Owns the one place where X-EXTERNAL meets the path: both may use an alias, in any case.
Never touches a request without that header.
Next door: reading.py splits the header, handle.py asks for the spelling.
"""

from __future__ import annotations

from msgspec.structs import replace

from vinculum.schema.snapshot import Schema
from vinculum.wire.endpoint import Params
from vinculum.wire.message import WireRequest

HEADER = "x-external"
MODULE = "module"


def spelled(request: WireRequest, params: Params, schema: Schema) -> tuple[WireRequest, Params]:
    """Put API names in the place of aliases, in the path and in X-EXTERNAL."""
    header = request.headers.get(HEADER)
    if header is None:
        return request, params
    entries = (entry.strip().partition(".") for entry in header.split(",") if entry.strip())
    text = ",".join(f"{_name(schema, module)}{dot}{field}" for module, dot, field in entries)
    if MODULE in params:
        params = {**params, MODULE: _name(schema, params[MODULE])}
    return replace(request, headers={**request.headers, HEADER: text}), params


def _name(schema: Schema, text: str) -> str:
    module = schema.find_module(text)
    return text if module is None else module.api_name
