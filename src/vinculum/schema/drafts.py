"""
Read a schema file, TOML or JSON, into drafts of modules, fields and relations.

Owns the keys that such a file may have and the words for what is misspelt in it.
Never knows what an org has already; edits.py compares.
Next door: edits.py checks the drafts, docs/guide/custom-schema.md shows the format.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from typing import TypeVar

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import FieldInfo, fields

from vinculum.model.value import Value
from vinculum.schema.rows import Cell, Table

REMOVALS = ("remove", "delete", "drop")
NO_REMOVING = "Removing is not supported: a file only adds."


class ListDraft(Value, forbid_unknown_fields=True):
    """The related list on the far side of a lookup, when the file names it."""

    api_name: str
    label: str | None = None


class ChoiceDraft(Value, forbid_unknown_fields=True):
    """A choice of a pick list whose stored value differs from the one shown."""

    display_value: str
    actual_value: str | None = None


class EndDraft(Value):
    """An end of a relation: a module and the new list on its records."""

    module: str
    related_list: str
    label: str | None = None


class FieldDraft(Value):
    """A field of a module."""

    api_name: str
    type: str
    label: str | None = None
    length: int | None = None
    decimal_place: int | None = None
    mandatory: bool = False
    unique: bool = False
    pick_list: str | list[str | ChoiceDraft] | None = None
    lookup: str | None = None
    related_list: str | ListDraft | None = None
    section: str | None = None


class ForeignFieldDraft(FieldDraft, kw_only=True):
    """A field that names the module it is added to."""

    module: str


class AttributeDraft(Value):
    """A value that the links of a relation carry."""

    api_name: str
    type: str
    label: str | None = None
    length: int | None = None
    decimal_place: int | None = None
    pick_list: str | list[str | ChoiceDraft] | None = None
    mandatory: bool = False
    aliases: tuple[str, ...] = ()


class ModuleDraft(Value):
    """A new module, or a module that is there and gets another sharing."""

    api_name: str
    singular_label: str | None = None
    plural_label: str | None = None
    sharing: str | None = None
    field: list[Table] = []


class RelationDraft(Value):
    """A many-to-many relation between two ends."""

    name: str
    left: Table
    right: Table
    attributes: list[Table] = []


class _FileDraft(Value):
    module: list[Table] = []
    field: list[Table] = []
    relation: list[Table] = []


class WholeField(Value):
    """A field's draft with the module it belongs to, as the file writes it."""

    module: str
    draft: FieldDraft


class WholeRelation(Value):
    """A relation's draft with its parts read."""

    name: str
    left: EndDraft
    right: EndDraft
    attributes: tuple[AttributeDraft, ...]


class Drafts(Value):
    """What a schema file asks for; fields of new modules come first."""

    modules: tuple[ModuleDraft, ...] = ()
    fields: tuple[WholeField, ...] = ()
    relations: tuple[WholeRelation, ...] = ()


class Problems(Value):
    """Everything that is wrong with a file: plain sentences, each with its place."""

    messages: tuple[str, ...]


class Reading(Value):
    """
    What was read of a file, and one plain sentence with its place for each thing that could not.

    Drafts lack what is wrong in them, so that the rest can be checked all the same.
    """

    drafts: Drafts
    problems: tuple[str, ...] = ()


D = TypeVar("D", bound=Value)


def read_drafts(source: str, text: str) -> Reading:
    """Read a file; its name tells JSON (`.json`) from TOML (anything else)."""
    try:
        table = _table_of(source, text)
    except (ValueError, msgspec.DecodeError) as broken:
        return Reading(drafts=Drafts(), problems=(f"{source}: cannot be read: {broken}",))
    problems: list[str] = []
    drafts = _drafts_of(source, table, problems)
    if not problems and drafts == Drafts():
        problems.append(f"{source}: asks for nothing; write [[module]], [[field]] or [[relation]].")
    return Reading(drafts=drafts, problems=tuple(problems))


def _table_of(source: str, text: str) -> Table:
    if source.lower().endswith(".json"):
        return msgspec.json.decode(text.encode(), type=Table)
    return tomllib.loads(text)


def _drafts_of(source: str, table: Table, problems: list[str]) -> Drafts:
    whole = _draft(_FileDraft, source, table, problems) or _FileDraft()
    modules: list[ModuleDraft] = []
    wanted: list[WholeField] = []
    for number, each in enumerate(whole.module, start=1):
        module = _draft(ModuleDraft, _place("module", each, "api_name", number), each, problems)
        if module is not None:
            modules.append(module)
            wanted += _fields_of(module, problems)
    for number, each in enumerate(whole.field, start=1):
        place = _place("field", each, "api_name", number)
        field = _draft(ForeignFieldDraft, place, each, problems)
        if field is not None:
            wanted.append(WholeField(module=field.module, draft=field))
    relations = (
        _relation_of(_place("relation", each, "name", number), each, problems)
        for number, each in enumerate(whole.relation, start=1)
    )
    return Drafts(
        modules=tuple(modules), fields=tuple(wanted), relations=tuple(filter(None, relations))
    )


def _fields_of(module: ModuleDraft, problems: list[str]) -> Iterable[WholeField]:
    for number, each in enumerate(module.field, start=1):
        place = f"module {module.api_name}, {_place('field', each, 'api_name', number)}"
        draft = _draft(FieldDraft, place, each, problems)
        if draft is not None:
            yield WholeField(module=module.api_name, draft=draft)


def _relation_of(place: str, table: Table, problems: list[str]) -> WholeRelation | None:
    draft = _draft(RelationDraft, place, table, problems)
    if draft is None:
        return None
    left = _draft(EndDraft, f"{place}, left", draft.left, problems)
    right = _draft(EndDraft, f"{place}, right", draft.right, problems)
    attributes = [
        _draft(
            AttributeDraft,
            f"{place}, {_place('attribute', each, 'api_name', number)}",
            each,
            problems,
        )
        for number, each in enumerate(draft.attributes, start=1)
    ]
    if left is None or right is None:
        return None
    return WholeRelation(
        name=draft.name, left=left, right=right, attributes=tuple(filter(None, attributes))
    )


def _place(what: str, table: Table, key: str, number: int) -> str:
    name = table.get(key)
    return f"{what} {name}" if isinstance(name, str) else f"{what} number {number}"


def _draft(kind: type[D], place: str, table: Table, problems: list[str]) -> D | None:
    """Convert key by key, so that every mistake of a table is told; None without a needed key."""
    known = {info.name: info for info in fields(kind)}
    problems += [f"{place}: {_unknown(key, known)}" for key in table if key not in known]
    sound: Table = {}
    for name, info in known.items():
        fault = _fault(info, table.get(name, UNSET))
        if fault is not None:
            problems.append(f"{place}: {name} {fault}")
        elif name in table:
            sound[name] = table[name]
    complete = all(name in sound for name, info in known.items() if info.required)
    return msgspec.convert(sound, kind) if complete else None


def _fault(info: FieldInfo, value: Cell | UnsetType) -> str | None:
    if value is UNSET:
        return "is missing; give it a value." if info.required else None
    try:
        msgspec.convert(value, info.type)
    except msgspec.ValidationError as wrong:
        return f"is not what it must be: {wrong}.".replace(" | null", "")
    return None


def _unknown(key: str, known: Iterable[str]) -> str:
    if key.lower().startswith(REMOVALS):
        return f"{key} is not a key. {NO_REMOVING}"
    return f"{key} is not a key; there are {', '.join(known)}."
