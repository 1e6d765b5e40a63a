"""
Make the fields, related lists and relations that a schema file asks for.

Owns what follows from a draft without standing in it: the reverse list of a lookup, the empty
choice of a pick list, ids.
Never judges; the drafts have been checked.
Next door: edits.py puts the parts into an edit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import TypeAlias

from msgspec.structs import replace

from vinculum.model.field import Field, PickListValue
from vinculum.model.module import Module
from vinculum.model.relation import Attribute, End, RelatedList, Relation
from vinculum.model.value import Value
from vinculum.schema.building import (
    label_of,
    make_field,
    make_list,
    make_pick_list,
    references,
)
from vinculum.schema.checking import ground_of, list_name
from vinculum.schema.custom import CUSTOM_TYPES, AnyFieldDraft
from vinculum.schema.drafts import Drafts, EndDraft, FieldDraft, ListDraft, WholeRelation
from vinculum.schema.rows import ListRow, Table
from vinculum.schema.snapshot import Schema
from vinculum.schema.standard import field_types, pick_lists

NextId: TypeAlias = Callable[[], int]
NO_CHOICE = "-None-"
OWN_CHOICES = ""  # no standard pick list has this name
FIELD_KEYS = ("label", "length", "decimal_place")


class Wanted(Value):
    """What a file asks for, made: fields and list rows by module, relations."""

    fields: Mapping[str, tuple[Field, ...]]
    lists: Mapping[str, tuple[ListRow, ...]]
    relations: tuple[Relation, ...]


def make_wanted(
    schema: Schema, drafts: Drafts, modules: Mapping[str, Module], next_id: NextId
) -> Wanted:
    """Make the fields and relations of a file; `modules` are the org's and the file's own."""
    ground = ground_of(schema, drafts)
    fields: dict[str, tuple[Field, ...]] = defaultdict(tuple)
    lists: dict[str, tuple[ListRow, ...]] = defaultdict(tuple)
    relations = []
    for draft in drafts.relations:
        ends = [ground.modules[end.module.lower()] for end in (draft.left, draft.right)]
        relations.append(_make_relation(draft, ends, next_id))
        for module, far, end in zip(ends, reversed(ends), (draft.left, draft.right), strict=True):
            lists[module] += (_end_row(draft, end, modules[far], next_id),)
    # Lists that the file names come first, so that no derived name takes theirs.
    for each in sorted(drafts.fields, key=lambda each: each.draft.related_list is None):
        holder, draft_ = ground.modules[each.module.lower()], each.draft
        target = ground.modules.get((draft_.lookup or "").lower())
        if target is not None:
            taken = ground.lists[target] | {row.api_name.lower() for row in lists[target]}
            lists[target] += (_child_row(draft_, modules[holder], taken, next_id),)
    for each in drafts.fields:
        holder, draft_ = ground.modules[each.module.lower()], each.draft
        target = ground.modules.get((draft_.lookup or "").lower())
        fields[holder] += (_make_own_field(draft_, modules[holder], target, next_id),)
    return Wanted(fields=fields, lists=lists, relations=tuple(relations))


def _make_relation(draft: WholeRelation, ends: list[str], next_id: NextId) -> Relation:
    left, right = ends
    return Relation(
        id=next_id(),
        name=draft.name,
        left=End(module=left, related_list=draft.left.related_list),
        right=End(module=right, related_list=draft.right.related_list),
        attributes=tuple(
            Attribute(
                field=_make_field(each, next_id()), mandatory=each.mandatory, aliases=each.aliases
            )
            for each in draft.attributes
        ),
    )


def _make_own_field(
    draft: FieldDraft, module: Module, lookup: str | None, next_id: NextId
) -> Field:
    first = module.layout.sections[0].name if module.layout is not None else ""
    return replace(
        _make_field(draft, next_id()),
        mandatory=draft.mandatory,
        unique=draft.unique,
        lookup=lookup,
        section=draft.section or first,
    )


def _make_field(draft: AnyFieldDraft, field_id: int) -> Field:
    line: Table = {"id": field_id, "api_name": draft.api_name, "type": draft.type}
    longest = CUSTOM_TYPES[draft.type].longest
    if longest is not None:
        line["length"] = longest
    line |= {key: getattr(draft, key) for key in FIELD_KEYS if getattr(draft, key) is not None}
    if draft.pick_list is not None:
        line["pick_list"] = draft.pick_list if isinstance(draft.pick_list, str) else OWN_CHOICES
    choices = {**pick_lists(), OWN_CHOICES: _choices(draft)}
    return make_field(line, field_types(), choices, custom=True)


def _choices(draft: AnyFieldDraft) -> tuple[PickListValue, ...]:
    """The file's choices; a pick list that may stay empty begins with the choice of nothing."""
    given = draft.pick_list if isinstance(draft.pick_list, list) else []
    tables = [
        {"display_value": each, "actual_value": each}
        if isinstance(each, str)
        else {
            "display_value": each.display_value,
            "actual_value": each.actual_value or each.display_value,
        }
        for each in given
    ]
    optional = draft.type == "picklist" and not draft.mandatory
    if optional and all(table["display_value"] != NO_CHOICE for table in tables):
        tables.insert(0, {"display_value": NO_CHOICE, "actual_value": NO_CHOICE})
    return make_pick_list(tables)


def _end_row(relation: WholeRelation, end: EndDraft, far: Module, next_id: NextId) -> ListRow:
    return ListRow(
        id=next_id(),
        api_name=end.related_list,
        label=end.label,
        content="relation",
        relation=relation.name,
        aliases=_aliases(end.related_list, far),
    )


def _child_row(
    draft: FieldDraft, holder: Module, taken: frozenset[str], next_id: NextId
) -> ListRow:
    """The reverse list of a lookup: as the file names it, else as the module that holds it."""
    named = draft.related_list
    if named is not None:
        name = list_name(named)
        label = named.label if isinstance(named, ListDraft) else None
    else:
        free = holder.api_name.lower() not in taken
        name = holder.api_name if free else f"{holder.api_name}_{draft.api_name}"
        suffix = "" if free else f" ({draft.label or label_of(draft.api_name)})"
        label = f"{holder.plural_label}{suffix}"
    return ListRow(
        id=next_id(),
        api_name=name,
        label=label,
        content="children",
        via=(f"{holder.api_name}.{draft.api_name}",),
        aliases=_aliases(name, holder),
    )


def _aliases(name: str, shown: Module) -> tuple[str, ...]:
    """A list that is called as the module it shows answers to the module's aliases too."""
    return shown.aliases if name == shown.api_name else ()


def make_lists(
    schema: Schema, modules: Mapping[str, Module], wanted: Wanted
) -> dict[str, tuple[RelatedList, ...]]:
    """Make the related lists by module, numbered after those that are there."""
    resolver = references(
        {name: module.fields + wanted.fields.get(name, ()) for name, module in modules.items()},
        {module.api_name: module.members for module in schema.modules},
        wanted.relations,
    )
    return {
        name: tuple(
            make_list(name, number, row, resolver)
            for number, row in enumerate(rows, start=len(modules[name].related_lists) + 1)
        )
        for name, rows in wanted.lists.items()
    }
