"""
Assemble an org's schema: the standard set, what its edits add, its people, roles and tags.

Owns the order in which the parts are laid over each other, and the shape of a module.
Never checks an edit again; it was checked when its file was loaded.
Next door: standard.py for the standard set, edits.py for files, operations/ for the cache.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import TypeVar

from msgspec.structs import replace

from vinculum.fieldtypes import type_of
from vinculum.model.actor import Org, Profile, Role, User
from vinculum.model.change import PutMetadata
from vinculum.model.field import Field
from vinculum.model.function import ScriptFunction, Trigger
from vinculum.model.module import Layout, Module, Section
from vinculum.model.relation import RelatedList
from vinculum.schema.metadata import Edit, Piece, StoredPiece, piece_of, put
from vinculum.schema.snapshot import ContactRole, CookieKey, Schema, Tag, Variable, VariableGroup
from vinculum.schema.standard import founding_of, standard_groups, standard_set

SECTION_COLUMNS = 2
P = TypeVar("P", bound=Piece)


def assemble(rows: Iterable[StoredPiece], version: int) -> Schema:
    """Make the schema of the one org that the rows belong to; `version` is the org's."""
    pieces = tuple(piece_of(row) for row in rows)
    (org,) = every(Org, pieces)
    edits = sorted(every(Edit, pieces), key=lambda edit: edit.id)
    standard = standard_set(org.prefix)
    return Schema(
        org=replace(org, version=version),
        modules=_shaped(edited(standard.modules, edits), org.time_zone),
        relations=(*standard.relations, *(each for edit in edits for each in edit.relations)),
        users=every(User, pieces),
        roles=every(Role, pieces),
        profiles=every(Profile, pieces),
        contact_roles=every(ContactRole, pieces),
        tags=every(Tag, pieces),
        variable_groups=(*standard_groups(org.prefix), *every(VariableGroup, pieces)),
        variables=every(Variable, pieces),
        functions=every(ScriptFunction, pieces),
        triggers=every(Trigger, pieces),
        cookie_key=next((each.key for each in every(CookieKey, pieces)), ""),
    )


def every(kind: type[P], pieces: Iterable[Piece]) -> list[P]:
    """The pieces of one kind, in order."""
    return [piece for piece in pieces if isinstance(piece, kind)]


def initial_metadata(org: Org) -> tuple[PutMetadata, ...]:
    """The roles, profiles and contact roles of a new org; the org itself and users are not in."""
    founding = founding_of(org.prefix)
    pieces: list[Piece] = [*founding.roles, *founding.profiles, *founding.contact_roles]
    return tuple(put(piece) for piece in pieces)


def edited(modules: Iterable[Module], edits: Iterable[Edit]) -> Iterable[Module]:
    """Lay edits over modules, in order."""
    by_name = {module.api_name: module for module in modules}
    for edit in edits:
        by_name.update((module.api_name, module) for module in edit.modules)
        touched = [each.module for each in edit.fields] + [
            each.module for each in edit.related_lists
        ]
        for name in dict.fromkeys(touched):
            by_name[name] = extended(
                by_name[name],
                tuple(added.field for added in edit.fields if added.module == name),
                tuple(added.related_list for added in edit.related_lists if added.module == name),
            )
        for name, sharing in edit.sharing.items():
            by_name[name] = replace(by_name[name], sharing=sharing)
    return by_name.values()


def extended(
    module: Module, fields: tuple[Field, ...], related_lists: tuple[RelatedList, ...]
) -> Module:
    """Add fields, also to their sections of the layout, and related lists to a module."""
    return replace(
        module,
        fields=module.fields + fields,
        related_lists=module.related_lists + related_lists,
        layout=module.layout and _placed(module.layout, fields),
    )


def shape_of(module: Module, zone: str) -> int:
    """Number the form of a module's bodies: the same own fields in the same zone, the same form."""
    own = ";".join(
        f"{field.api_name}:{field.type}"
        for field in module.fields
        if type_of(field).storage == "own"
    )
    return zlib.crc32(f"{zone};{own}".encode())


def _shaped(modules: Iterable[Module], zone: str) -> Iterable[Module]:
    return (replace(module, shape=shape_of(module, zone)) for module in modules)


def _placed(layout: Layout, fields: Iterable[Field]) -> Layout:
    sections = {section.name: section for section in layout.sections}
    for field in fields:
        section = sections.get(field.section) or Section(
            name=field.section,
            api_name=field.section,
            label=field.section,
            sequence_number=len(sections) + 1,
            columns=SECTION_COLUMNS,
            fields=(),
        )
        sections[section.name] = replace(section, fields=(*section.fields, field.api_name))
    return replace(layout, sections=tuple(sections.values()))
