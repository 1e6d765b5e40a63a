"""
Read the standard set of modules, fields, lists and relations, and what a new org starts with.

Owns the reading of data/*.toml, once per process, and the ids that an org gives it.
Never writes; broken package data is a ValueError that names every fault.
Next door: building.py for the values, closure.py for what must fit, assemble.py for an org.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import resources
from importlib.resources.abc import Traversable

import msgspec
from msgspec.structs import replace

from vinculum.model.actor import Profile, Role
from vinculum.model.field import Field
from vinculum.model.ids import metadata_id
from vinculum.model.module import Module
from vinculum.model.relation import RelatedList, Relation
from vinculum.model.value import Value
from vinculum.schema.building import (
    PickLists,
    Types,
    make_fields,
    make_module,
    make_pick_list,
    make_relation,
    references,
)
from vinculum.schema.closure import find_gaps
from vinculum.schema.rows import ModuleRow, RelationRow, Table
from vinculum.schema.snapshot import ContactRole, VariableGroup

UNSERVED_FILE = "unserved.toml"
# What a module that is only known by name cannot do.
UNSERVED: Table = dict.fromkeys(
    ("api_supported", "creatable", "editable", "deletable", "global_search_supported",
     "triggers_supported"), False
)  # fmt: skip


class StandardSet(Value):
    """Modules in their published order, and relations; ids belong to the org it was made for."""

    modules: tuple[Module, ...]
    relations: tuple[Relation, ...]


class Founding(Value):
    """Roles, profiles and contact roles that a new org starts with."""

    roles: tuple[Role, ...]
    profiles: tuple[Profile, ...]
    contact_roles: tuple[ContactRole, ...]


@cache
def field_types() -> Types:
    """What a field of each type is unless it says otherwise."""
    return msgspec.convert(_read(_data() / "types.toml"), dict[str, Table])


@cache
def pick_lists() -> PickLists:
    """The standard pick lists by name."""
    return {
        name: make_pick_list(msgspec.convert(values, list[str | Table]))
        for name, values in _read(_data() / "picklists.toml").items()
    }


@cache
def custom_template() -> Table:
    """What every custom module starts with: a module's table without ids and names."""
    return _read(_data() / "custom_module.toml")


@lru_cache(maxsize=64)
def standard_set(prefix: int) -> StandardSet:
    """The standard set with the metadata ids of one org."""
    plain = _plain_set()
    return StandardSet(
        modules=tuple(_module_of(prefix, module) for module in plain.modules),
        relations=tuple(_relation_of(prefix, relation) for relation in plain.relations),
    )


@lru_cache(maxsize=64)
def founding_of(prefix: int) -> Founding:
    """What a new org starts with, with its metadata ids."""
    data = _data()
    return Founding(
        roles=tuple(
            replace(
                role,
                id=metadata_id(prefix, role.id),
                reports_to=role.reports_to and metadata_id(prefix, role.reports_to),
            )
            for role in msgspec.convert(_read(data / "roles.toml")["role"], list[Role])
        ),
        profiles=tuple(
            replace(profile, id=metadata_id(prefix, profile.id))
            for profile in msgspec.convert(_read(data / "profiles.toml")["profile"], list[Profile])
        ),
        contact_roles=tuple(
            replace(role, id=metadata_id(prefix, role.id))
            for role in msgspec.convert(
                _read(data / "contact_roles.toml")["contact_role"], list[ContactRole]
            )
        ),
    )


@lru_cache(maxsize=64)
def standard_groups(prefix: int) -> tuple[VariableGroup, ...]:
    """The groups of variables that every org has without keeping them, with its metadata ids."""
    rows = _read(_data() / "variable_groups.toml")["variable_group"]
    return tuple(
        replace(group, id=metadata_id(prefix, group.id))
        for group in msgspec.convert(rows, list[VariableGroup])
    )


def parse_set(
    module_rows: Iterable[ModuleRow], relation_rows: Iterable[RelationRow]
) -> StandardSet:
    """Make the set of its rows, ids being the bare suffixes; ValueError when it is not closed."""
    rows = sorted(module_rows, key=lambda row: row.sequence_number)
    fields = {row.api_name: make_fields(row, field_types(), pick_lists()) for row in rows}
    relations = tuple(make_relation(row, field_types(), pick_lists()) for row in relation_rows)
    lists = references(fields, {row.api_name: row.members for row in rows}, relations)
    modules = tuple(make_module(row, fields[row.api_name], lists) for row in rows)
    gaps = find_gaps(modules, relations)
    if gaps:
        raise ValueError("the standard set does not fit together:\n" + "\n".join(gaps))
    return StandardSet(modules=modules, relations=relations)


def read_module_rows() -> list[ModuleRow]:
    """Read the rows of all modules of the package."""
    files = [file for file in (_data() / "modules").iterdir() if file.name.endswith(".toml")]
    tables = [_read(file) for file in files if file.name != UNSERVED_FILE]
    unserved = msgspec.convert(_read(_data() / "modules" / UNSERVED_FILE)["module"], list[Table])
    return msgspec.convert(
        [*tables, *({**UNSERVED, **table} for table in unserved)], list[ModuleRow]
    )


def read_relation_rows() -> list[RelationRow]:
    """Read the rows of all relations of the package."""
    return msgspec.convert(_read(_data() / "relations.toml")["relation"], list[RelationRow])


@cache
def _plain_set() -> StandardSet:
    return parse_set(read_module_rows(), read_relation_rows())


def _data() -> Traversable:
    return resources.files("vinculum.schema") / "data"


def _read(file: Traversable) -> Table:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _module_of(prefix: int, module: Module) -> Module:
    layout = module.layout
    return replace(
        module,
        id=metadata_id(prefix, module.id),
        fields=tuple(_field_of(prefix, field) for field in module.fields),
        related_lists=tuple(_list_of(prefix, each) for each in module.related_lists),
        layout=layout and replace(layout, id=metadata_id(prefix, layout.id)),
    )


def _field_of(prefix: int, field: Field) -> Field:
    return replace(field, id=metadata_id(prefix, field.id))


def _list_of(prefix: int, related_list: RelatedList) -> RelatedList:
    return replace(
        related_list,
        id=metadata_id(prefix, related_list.id),
        via=tuple(metadata_id(prefix, via) for via in related_list.via),
    )


def _relation_of(prefix: int, relation: Relation) -> Relation:
    return replace(
        relation,
        id=metadata_id(prefix, relation.id),
        attributes=tuple(
            replace(each, field=_field_of(prefix, each.field)) for each in relation.attributes
        ),
    )
