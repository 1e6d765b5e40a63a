"""
Load a schema file: what an org adds to the standard set.

Owns the making of custom modules, fields, related lists and relations, ids included.
Never removes or renames anything, and never applies: the caller applies the changes.
Next door: drafts.py reads the file, checking.py and custom.py judge it, assemble.py lays the
edit over the standard set.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from vinculum.fieldtypes import is_indexed, type_of
from vinculum.model.change import Change, IndexField
from vinculum.model.module import Module, Sharing
from vinculum.model.value import Value
from vinculum.schema.additions import NextId, make_lists, make_wanted
from vinculum.schema.assemble import edited, extended
from vinculum.schema.building import make_fields, make_module, references
from vinculum.schema.checking import find_faults
from vinculum.schema.closure import find_gaps
from vinculum.schema.drafts import Drafts, ModuleDraft, Problems, read_drafts
from vinculum.schema.metadata import AddedField, AddedList, Edit, put
from vinculum.schema.snapshot import Schema
from vinculum.schema.standard import field_types, pick_lists
from vinculum.schema.template import custom_row

CUSTOM_SCOPE = "custom"


class Loaded(Value):
    """What a schema file comes to: the edit, and the changes that make it so."""

    edit: Edit
    changes: tuple[Change, ...]


def load_edit(schema: Schema, source: str, text: str, next_id: NextId) -> Loaded | Problems:
    """
    Make an edit of a file's text, or tell everything that is wrong with it.

    `source` is the file's name; `.json` makes it JSON, anything else TOML.
    """
    reading = read_drafts(source, text)
    problems = (*reading.problems, *find_faults(schema, reading.drafts))
    if problems:
        return Problems(messages=problems)
    edit = _make_edit(schema, source, reading.drafts, next_id)
    gaps = find_gaps(edited(schema.modules, [edit]), (*schema.relations, *edit.relations))
    if gaps:
        return Problems(messages=tuple(gaps))
    return Loaded(edit=edit, changes=(put(edit), *_index_changes(schema, edit)))


def _make_edit(schema: Schema, source: str, drafts: Drafts, next_id: NextId) -> Edit:
    edit_id = next_id()
    there = {module.api_name: module for module in schema.modules}
    new = _make_modules(schema, drafts.modules, next_id)
    wanted = make_wanted(schema, drafts, {**there, **new}, next_id)
    lists = make_lists(schema, {**there, **new}, wanted)
    sharing: dict[str, Sharing] = {}
    for draft in drafts.modules:
        module = schema.find_module(draft.api_name)
        if module is not None:
            sharing[module.api_name] = _sharing_of(draft)
    return Edit(
        id=edit_id,
        source=source,
        modules=tuple(
            extended(module, wanted.fields.get(name, ()), lists.get(name, ()))
            for name, module in new.items()
        ),
        fields=tuple(
            AddedField(module=name, field=field)
            for name, fields in wanted.fields.items()
            if name in there
            for field in fields
        ),
        related_lists=tuple(
            AddedList(module=name, related_list=each)
            for name, made in lists.items()
            if name in there
            for each in made
        ),
        relations=wanted.relations,
        sharing=sharing,
    )


def _make_modules(
    schema: Schema, drafts: Iterable[ModuleDraft], next_id: NextId
) -> dict[str, Module]:
    lists = references(
        {module.api_name: module.fields for module in schema.modules},
        {module.api_name: module.members for module in schema.modules},
        (),
    )
    new = [draft for draft in drafts if schema.find_module(draft.api_name) is None]
    customs = sum(module.scope == CUSTOM_SCOPE for module in schema.modules)
    last = max(module.sequence_number for module in schema.modules)
    modules = {}
    for number, draft in enumerate(new, start=1):
        row = custom_row(draft, last + number, f"CustomModule{customs + number}", next_id)
        module = make_module(row, make_fields(row, field_types(), pick_lists()), lists)
        modules[draft.api_name] = replace(module, scope=CUSTOM_SCOPE, sharing=_sharing_of(draft))
    return modules


def _sharing_of(draft: ModuleDraft) -> Sharing:
    sharing: Sharing = msgspec.convert(draft.sharing or "public", Sharing)
    return sharing


def _index_changes(schema: Schema, edit: Edit) -> Iterable[IndexField]:
    """Fields added to a module that may have records: these need the index row of null."""
    return (
        IndexField(
            module=schema.module(added.module).id,
            field=added.field.id,
            number=type_of(added.field).index == "number",
        )
        for added in edit.fields
        if is_indexed(added.field)
    )
