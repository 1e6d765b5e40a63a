"""
Read the requests of the metadata endpoints, and keep their answers.

Owns what these endpoints have in common: the `module` parameter, ids of parts, kept answers.
Never knows what a module, field or list looks like.
Next door: wire/resources/{modules,fields,layouts,related_lists}.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vinculum.model.ids import parse_id
from vinculum.operations.metadata import USED_FIELDS, ReadPart
from vinculum.ports.services import Call
from vinculum.rules.commands import UNKNOWN_ID
from vinculum.wire.ascii import ascii_json
from vinculum.wire.endpoint import Params, ScopeRule
from vinculum.wire.envelope import empty_response, json_response
from vinculum.wire.message import WireRequest, WireResponse
from vinculum.wire.per_schema import PerSchema
from vinculum.wire.reading import parse_query

# What an answer depends on besides the schema: its kind, the module, the modules that the
# actor's profile hides.
Key = tuple[str, int, frozenset[str]]

_ANSWERS: PerSchema[Key, bytes] = PerSchema()


def settings_scope(area: str) -> ScopeRule:
    """What reading metadata asks of a token: `ZohoCRM.settings.{area}.READ` or above."""
    return ScopeRule(areas=(f"settings.{area}",), operation="read")


def part_of(request: WireRequest, params: Params) -> ReadPart:
    """Read which parts of which module are wanted."""
    query = parse_query(request.query)
    part = params.get("item_id")
    return ReadPart(
        module=query.get("module") or None,
        part=None if part is None else parse_id(part) or UNKNOWN_ID,
        selection=query.get("type") or USED_FIELDS,
    )


def id_of(params: Params) -> int:
    """Read the id of a path; one that nothing can have is UNKNOWN_ID."""
    return parse_id(params["item_id"]) or UNKNOWN_ID


def hidden_from(call: Call) -> frozenset[str]:
    """The modules that the actor's profile hides."""
    return call.actor.profile.hidden


def encode_list(wrapper: str, shown: Sequence[object]) -> WireResponse:
    """Answer with things under their wrapper key; none is 204."""
    if not shown:
        return empty_response()
    return json_response(ascii_json({wrapper: shown}).encode())


def encode_kept(
    call: Call, wrapper: str, module_id: int, show: Callable[[], Sequence[object]]
) -> WireResponse:
    """
    Answer with a whole list of metadata, written once per schema and module.

    Clients ask these long lists again and again, and they change only with the schema.
    """
    key = (wrapper, module_id, hidden_from(call))
    body = _ANSWERS.value(call.schema, key, lambda: ascii_json({wrapper: show()}).encode())
    return json_response(body)
