"""
Match a path to an endpoint.

Owns the tree of paths. Literal segments win over parameters and ignore case, among the places
that serve the verb; a word of a served path is never taken for a module. A path that exists
without the verb leads to an endpoint that refuses the verb at its turn.
Never reads a body or a token.
Next door: table.py lists the endpoints, handle.py asks `match`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias
from urllib.parse import unquote_to_bytes

import msgspec

from vinculum.model.ids import looks_like_id
from vinculum.model.value import Value
from vinculum.wire.endpoint import ANY_METHOD, REFUSED_METHOD, Endpoint, Params

MODULE = "module"
MOST_FORMS = 1024  # of paths that are kept in mind
REFUSING = "unsupported"  # the area of endpoints that serve nothing
ID_PARAMS = frozenset({"record_id", "related_id", "role_id", "note_id", "item_id"})


class Matched(Value):
    """An endpoint and the parameters of its path, decoded."""

    endpoint: Endpoint
    params: Params


# Where the parameters of a path stand among its segments, and where such a path leads.
_Names: TypeAlias = tuple[tuple[str, int], ...]
_Place: TypeAlias = tuple[Endpoint, _Names]


class _Node(msgspec.Struct):
    """One segment position of the tree while it is built and read."""

    literals: dict[str, _Node] = msgspec.field(default_factory=dict)
    parameters: dict[str, _Node] = msgspec.field(default_factory=dict)
    methods: dict[str, Endpoint] = msgspec.field(default_factory=dict)


class Router:
    """
    The tree of all paths, built once from the table of endpoints.

    Where paths of one form lead, with any digits in the place of others, is found once.
    """

    def __init__(self, endpoints: Iterable[Endpoint]) -> None:
        self._root = _Node()
        self._known: dict[tuple[object, ...], _Place | None] = {}
        for endpoint in endpoints:
            self._add(endpoint)

    def _add(self, endpoint: Endpoint) -> None:
        node = self._root
        for segment in endpoint.path.strip("/").split("/"):
            if segment.startswith("{"):
                node = node.parameters.setdefault(segment[1:-1], _Node())
            else:
                node = node.literals.setdefault(segment.lower(), _Node())
        if endpoint.method in node.methods:
            raise ValueError(f"two endpoints for {endpoint.method} {endpoint.path}")
        node.methods[endpoint.method] = endpoint

    def match(self, method: str, path: str, *, external: bool = False) -> Matched | None:
        """
        Find the endpoint of a raw path; None when no such path exists.

        Where a parameter stands for an id, a segment that is not digits matches only
        when `external` ids are announced. Empty segments, encoded slashes and broken
        escapes make a path that does not exist (records 1.5).
        """
        segments = _split(path)
        if segments is None:
            return None
        form = (method, external, *(None if looks_like_id(each) else each for each in segments))
        if form in self._known:
            place = self._known[form]
        else:
            place = self._find(method, segments, external=external)
            if len(self._known) >= MOST_FORMS:
                self._known.clear()
            self._known[form] = place
        if place is None:
            return None
        endpoint, names = place
        return Matched(endpoint=endpoint, params={name: segments[at] for name, at in names})

    def _find(self, method: str, segments: tuple[str, ...], *, external: bool) -> _Place | None:
        found = list(self._walk(self._root, segments, (), 0, external=external))
        for wanted in ((method, ANY_METHOD), (REFUSED_METHOD,)):
            for node, names in found:
                endpoint = next(
                    (node.methods[each] for each in wanted if each in node.methods), None
                )
                if endpoint is not None:
                    return endpoint, names
        return None

    def _walk(
        self, node: _Node, segments: tuple[str, ...], names: _Names, at: int, *, external: bool
    ) -> Iterator[tuple[_Node, _Names]]:
        """Every place that the segments from one on lead to, the most literal first."""
        if at == len(segments):
            if node.methods:
                yield node, names
            return
        head = segments[at]
        literal = node.literals.get(head.lower())
        reserved = False
        if literal is not None:
            for place in self._walk(literal, segments, names, at + 1, external=external):
                reserved = reserved or _serves(place[0])
                yield place
        for name, child in node.parameters.items():
            if name == MODULE and reserved:
                continue  # `PUT /crm/v2/org` is a verb that the path lacks, not a module "org".
            if name not in ID_PARAMS or external or looks_like_id(head):
                named = (*names, (name, at))
                yield from self._walk(child, segments, named, at + 1, external=external)


def _serves(node: _Node) -> bool:
    """Tell a place that serves some verb; `/crm/v2/Attachments` only refuses some."""
    return any(endpoint.area != REFUSING for endpoint in node.methods.values())


def _split(path: str) -> tuple[str, ...] | None:
    """Split a raw path into decoded segments; None when one is empty or cannot be decoded."""
    if not path.startswith("/"):
        return None
    segments = []
    for raw in path[1:].split("/"):
        try:
            segment = unquote_to_bytes(raw).decode() if "%" in raw else raw
        except UnicodeDecodeError:
            return None
        if not segment or "/" in segment:
            return None
        segments.append(segment)
    return tuple(segments)
