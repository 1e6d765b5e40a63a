"""
Serve the conversion of a lead.

Owns the decoding of its command, and its answer: the ids of what became of the lead.
Never judges a body.
Next door: operations/conversion.py.
"""

from __future__ import annotations

from vinculum.errors.refusal import Refusal
from vinculum.operations.conversion import convert_lead
from vinculum.operations.results import Outcomes
from vinculum.ports.services import Call
from vinculum.rules.commands import ConvertLead
from vinculum.rules.plan import Converted
from vinculum.rules.proposing import WRAPPER
from vinculum.wire.ascii import ascii_json
from vinculum.wire.endpoint import Params, ScopeRule, endpoints
from vinculum.wire.envelope import Words, encode_outcomes, json_response
from vinculum.wire.message import WireRequest, WireResponse
from vinculum.wire.reading import items_of, key_of, parse_external

CONVERT = "/crm/v2/{module}/{record_id}/actions/convert"


def decode_convert(request: WireRequest, params: Params) -> ConvertLead:
    """Read `POST /{module}/{id}/actions/convert`."""
    external = parse_external(request).get(params["module"].lower())
    return ConvertLead(
        module=params["module"],
        key=key_of(params["record_id"], external),
        items=items_of(request, maximum=1),
    )


def encode_converted(call: Call, outcome: Converted | Refusal) -> WireResponse:
    """Write what became of the lead; version 2 wraps it in nothing but `data`."""
    if isinstance(outcome, Refusal):
        return encode_outcomes(Words())(call, Outcomes(outcomes=(outcome,)))
    became = {
        "Contacts": str(outcome.contact),
        "Deals": _id(outcome.deal),
        "Accounts": _id(outcome.account),
    }
    return json_response(ascii_json({WRAPPER: [became]}).encode())


def _id(record_id: int | None) -> str | None:
    return None if record_id is None else str(record_id)


ENDPOINTS = endpoints(
    "conversion",
    (
        "POST",
        CONVERT,
        ScopeRule(areas=("modules.{module}",), operation="create"),
        decode_convert,
        convert_lead,
        encode_converted,
    ),
)
