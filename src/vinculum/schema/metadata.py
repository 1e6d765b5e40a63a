"""
Describe an org's metadata as it is stored: area, id, JSON.

Owns the areas, the value that each holds, and the edit that a loaded schema file becomes.
Never reads the store.
Next door: assemble.py makes a schema of these rows, edits.py makes an edit of a file.
"""

from __future__ import annotations

from typing import Protocol, TypeAlias

import msgspec
from msgspec.structs import replace

from vinculum.model.actor import Org, Profile, Role, User
from vinculum.model.change import PutMetadata
from vinculum.model.field import Field
from vinculum.model.function import ScriptFunction, Trigger
from vinculum.model.module import Module, Sharing
from vinculum.model.relation import RelatedList, Relation
from vinculum.model.value import Value
from vinculum.schema.snapshot import ContactRole, CookieKey, Tag, Variable, VariableGroup


class AddedField(Value):
    """A field that an edit adds to a module that was there already; its section may be new."""

    module: str
    field: Field


class AddedList(Value):
    """A related list that an edit adds to a module that was there already."""

    module: str
    related_list: RelatedList


class Edit(Value):
    """
    What one schema file adds to an org, with all ids made.

    `sharing` sets who sees the records of a module that was there already, by API name.
    """

    id: int
    source: str = ""
    modules: tuple[Module, ...] = ()
    fields: tuple[AddedField, ...] = ()
    related_lists: tuple[AddedList, ...] = ()
    relations: tuple[Relation, ...] = ()
    sharing: dict[str, Sharing] = {}


Piece: TypeAlias = (
    Org
    | User
    | Role
    | Profile
    | ContactRole
    | Tag
    | VariableGroup
    | Variable
    | CookieKey
    | ScriptFunction
    | Trigger
    | Edit
)

AREAS: dict[str, type[Piece]] = {
    "org": Org,
    "user": User,
    "role": Role,
    "profile": Profile,
    "contact_role": ContactRole,
    "tag": Tag,
    "variable_group": VariableGroup,
    "variable": Variable,
    "cookie_key": CookieKey,
    "function": ScriptFunction,
    "trigger": Trigger,
    "edit": Edit,
}
_AREA_OF = {piece: area for area, piece in AREAS.items()}
_DECODERS = {area: msgspec.json.Decoder(piece) for area, piece in AREAS.items()}
_ENCODER = msgspec.json.Encoder(order="deterministic")


class StoredPiece(Protocol):
    """A row of metadata, or the change that puts one."""

    @property
    def area(self) -> str:
        """A key of AREAS."""

    @property
    def id(self) -> int:
        """The id of the piece within its area."""

    @property
    def body(self) -> str:
        """The piece as JSON."""


def put(piece: Piece) -> PutMetadata:
    """The change that sets a piece of metadata; an org's version is never part of its body."""
    stored = replace(piece, version=0) if isinstance(piece, Org) else piece
    return PutMetadata(
        area=_AREA_OF[type(piece)], id=piece.id, body=_ENCODER.encode(stored).decode()
    )


def piece_of(row: StoredPiece) -> Piece:
    """Read a row of metadata."""
    return _DECODERS[row.area].decode(row.body)
