"""
Serve the related lists of a module: `/settings/related_lists` (platform 5).

Owns the keys of a related list on the wire.
Never serves the records in a list; related_records.py does.
Next door: operations/metadata.py chooses the lists.
"""

from __future__ import annotations

from vinculum.model.relation import RelatedList
from vinculum.operations.metadata import RelatedListList, read_related_lists
from vinculum.ports.services import Call
from vinculum.wire.endpoint import Endpoint
from vinculum.wire.message import WireResponse
from vinculum.wire.settings import (
    encode_kept,
    encode_list,
    hidden_from,
    part_of,
    settings_scope,
)

WRAPPER = "related_lists"


def encode_related_lists(call: Call, result: RelatedListList) -> WireResponse:
    """Answer with a module's related lists; none is 204."""

    def show() -> list[dict[str, object]]:
        return [_show(call, listed) for listed in result.lists]

    if result.single or not result.lists:
        return encode_list(WRAPPER, show())
    return encode_kept(call, WRAPPER, result.module.id, show)


def _show(call: Call, listed: RelatedList) -> dict[str, object]:
    """
    Show a list. Its module is a plain name, and null where clients could not ask for its
    fields: they do so before they follow the list, and give up at a refusal (sdk).
    """
    target = None if listed.module is None else call.schema.find_module(listed.module)
    hidden = target is not None and target.api_name in hidden_from(call)
    asks = target is not None and target.api_supported and not hidden
    return {
        "id": str(listed.id),
        "sequence_number": str(listed.sequence_number),
        "display_label": listed.display_label,
        "api_name": listed.api_name,
        "module": listed.module if asks else None,
        "name": listed.name,
        "action": None,
        "href": None if hidden else listed.href,
        "type": "default",
    }


ENDPOINTS = tuple(
    Endpoint(
        method="GET",
        path=path,
        area="related_lists",
        scope=settings_scope("related_lists"),
        lane="read",
        decode=part_of,
        operate=read_related_lists,
        encode=encode_related_lists,
    )
    for path in ("/crm/v2/settings/related_lists", "/crm/v2/settings/related_lists/{item_id}")
)
