"""
Make fields, related lists, modules and relations of their rows.

Owns what follows from a row without standing in it: labels, scope words, hrefs, the modules
that a list shows.
Never checks that the parts fit together; closure.py does.
Next door: rows.py for the keys of a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

import msgspec

from vinculum.model.field import Field, PickListValue
from vinculum.model.module import Layout, Module, Section
from vinculum.model.relation import Attribute, End, RelatedList, Relation
from vinculum.schema.rows import (
    Cell,
    FieldRow,
    ListRow,
    ModuleRow,
    RelationRow,
    SectionRow,
    Table,
)

PickLists: TypeAlias = Mapping[str, tuple[PickListValue, ...]]
Types: TypeAlias = Mapping[str, Table]

ENTITY = "{ENTITYID}"
ON_NEW_LINK = "on_new_link"

# What a row of a module's file says of the module in the module's own words.
DERIVED = {"module_name", "singular_label", "plural_label", "related_lists", "layout"}
TAKEN_OVER = tuple(
    name
    for name in ModuleRow.__struct_fields__
    if name in Module.__struct_fields__ and name not in DERIVED | {"fields"}
)


class Lists(msgspec.Struct, frozen=True):
    """What a list's row refers to: ids of fields, members of modules, far modules of relations."""

    field_id: Callable[[str, str], int]
    members: Callable[[str], tuple[str, ...]]
    far_module: Callable[[str, str, str], str]


def references(
    fields: Mapping[str, Iterable[Field]],
    members: Mapping[str, tuple[str, ...]],
    relations: Iterable[Relation],
) -> Lists:
    """
    Resolve what lists refer to: fields by module, members by module, and relations.

    The resolving raises ValueError for a field or an end that does not exist.
    """
    ids = {(name, field.api_name): field.id for name in fields for field in fields[name]}
    far = {}
    for relation in relations:
        far[relation.name, relation.left] = relation.right.module
        far[relation.name, relation.right] = relation.left.module

    def field_id(module: str, field: str) -> int:
        if (module, field) not in ids:
            raise ValueError(f"a related list goes through {module}.{field}, which is no field")
        return ids[module, field]

    def far_module(name: str, module: str, related_list: str) -> str:
        end = End(module=module, related_list=related_list)
        if (name, end) not in far:
            raise ValueError(f"{module}.{related_list} is no end of a relation {name!r}")
        return far[name, end]

    return Lists(
        field_id=field_id, members=lambda name: members.get(name, ()), far_module=far_module
    )


def label_of(api_name: str) -> str:
    """The label of a thing that was given none: its API name in words."""
    return api_name.replace("_", " ")


def make_pick_list(values: Iterable[Cell]) -> tuple[PickListValue, ...]:
    """Number the choices of a pick list; a word is both what is shown and what is stored."""
    tables = (value if isinstance(value, dict) else {"display_value": value} for value in values)
    return tuple(
        msgspec.convert(
            {"actual_value": table.get("display_value"), **table, "sequence_number": number},
            PickListValue,
        )
        for number, table in enumerate(tables, start=1)
    )


def make_field(
    line: Table, types: Types, pick_lists: PickLists, *, section: str = "", custom: bool = False
) -> Field:
    """Lay a field's line over the defaults of its type; ValueError names what is unknown."""
    defaults = types.get(str(line.get("type")))
    if defaults is None:
        raise ValueError(f"{line.get('api_name')}: no field type {line.get('type')!r}")
    row = msgspec.convert({**defaults, **line}, FieldRow)
    if row.pick_list is not None and row.pick_list not in pick_lists:
        raise ValueError(f"{row.api_name}: no pick list {row.pick_list!r}")
    view = "v" if row.read_only else "vec"
    return Field(
        id=row.id,
        api_name=row.api_name,
        label=label_of(row.api_name) if row.label is None else row.label,
        data_type=row.type if row.data_type is None else row.data_type,
        json_type=row.json_type,
        type=row.type,
        length=row.length,
        mandatory=row.mandatory,
        read_only=row.read_only,
        custom=custom,
        unique=row.unique,
        duplicate_check=row.duplicate_check,
        searchable=row.searchable,
        sortable=row.sortable,
        filterable=row.filterable,
        mass_update=row.mass_update and not row.read_only,
        webhook=row.webhook,
        field_read_only=row.field_read_only,
        published=row.published,
        view=view if row.view is None else row.view,
        ui_type=row.ui_type,
        decimal_place=row.decimal_place,
        precision=row.precision,
        pick_list=() if row.pick_list is None else pick_lists[row.pick_list],
        lookup=row.lookup,
        formula_return=row.formula_return,
        section=section,
    )


def make_fields(row: ModuleRow, types: Types, pick_lists: PickLists) -> tuple[Field, ...]:
    """Make a module's fields: those of the sections in order, then those outside the layout."""
    placed = tuple(
        make_field(line, types, pick_lists, section=section.name)
        for section in row.section
        for line in section.fields
    )
    return placed + tuple(make_field(line, types, pick_lists) for line in row.fields)


def make_layout(layout_id: int, sections: Iterable[SectionRow], fields: Iterable[Field]) -> Layout:
    """Make the one layout of a module, "Standard"."""
    fields = tuple(fields)
    return Layout(
        id=layout_id,
        name="Standard",
        sections=tuple(
            Section(
                name=section.name,
                api_name=section.name,
                label=section.name,
                sequence_number=number,
                columns=section.columns,
                fields=tuple(field.api_name for field in fields if field.section == section.name),
            )
            for number, section in enumerate(sections, start=1)
        ),
    )


def make_list(module: str, number: int, row: ListRow, lists: Lists) -> RelatedList:
    """Make a related list of a module; a list that is not served has neither module nor href."""
    shown: str | None
    names = [via.partition(".")[::2] for via in row.via]
    sources = [(lists.members(source) or (source,), field) for source, field in names]
    targets = tuple(target for members, _ in sources for target in members)
    shown = names[0][0] if names else None
    if row.relation is not None:
        shown = lists.far_module(row.relation, module, row.api_name)
        targets = (shown,)
    label = label_of(row.api_name) if row.label is None else row.label
    return RelatedList(
        id=row.id,
        api_name=row.api_name,
        display_label=label,
        name=label_of(row.api_name) if row.name is None else row.name,
        module=shown,
        content=row.content,
        sequence_number=number,
        href=None if shown is None else f"{module}/{ENTITY}/{row.api_name}",
        via=tuple(
            lists.field_id(target, field) for members, field in sources for target in members
        ),
        targets=targets,
        closed=row.closed,
        relation=row.relation,
        aliases=row.aliases,
        rows=row.rows,
    )


def make_module(row: ModuleRow, fields: tuple[Field, ...], lists: Lists) -> Module:
    """Make a standard module; the words of its scope and permissions follow from its names."""
    module_name = row.api_name if row.module_name is None else row.module_name
    plural = label_of(row.api_name) if row.plural_label is None else row.plural_label
    return Module(
        **{name: getattr(row, name) for name in TAKEN_OVER},
        module_name=module_name,
        singular_label=plural if row.singular_label is None else row.singular_label,
        plural_label=plural,
        scope=row.api_name.replace("_", "").lower(),
        permission=module_name,
        fields=fields,
        related_lists=tuple(
            make_list(row.api_name, number, line, lists)
            for number, line in enumerate(row.related_lists, start=1)
        ),
        layout=None if row.layout is None else make_layout(row.layout, row.section, fields),
    )


def make_relation(row: RelationRow, types: Types, pick_lists: PickLists) -> Relation:
    """Make a relation with its attributes."""
    return Relation(
        id=row.id,
        name=row.name,
        left=row.left,
        right=row.right,
        attributes=tuple(_make_attribute(line, types, pick_lists) for line in row.attributes),
        lookup=None if row.lookup is None else (row.lookup.module, row.lookup.field),
        says_updated=row.says_updated,
        evidence=row.evidence,
    )


def _make_attribute(line: Table, types: Types, pick_lists: PickLists) -> Attribute:
    line = dict(line)
    aliases = line.pop("aliases", [])
    mandatory = line.pop("mandatory", None)
    if mandatory not in {None, ON_NEW_LINK}:
        raise ValueError(f"{line.get('api_name')}: mandatory is {ON_NEW_LINK!r} or absent")
    return Attribute(
        field=make_field(line, types, pick_lists),
        mandatory=mandatory is not None,
        aliases=msgspec.convert(aliases, tuple[str, ...]),
    )
