"""
Say what a line of the standard set's files may hold.

Owns the keys of modules/*.toml and relations.toml with their defaults; what a field of a type
is without saying so stands in types.toml.
Never opens a file. An unknown key or a wrong type fails to convert.
Next door: building.py makes values of these rows, standard.py reads the files.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from vinculum.model.relation import End, ListContent

Cell: TypeAlias = object
Table: TypeAlias = dict[str, Cell]
Evidence: TypeAlias = Literal[
    "seed", "docs-v2", "docs-later", "sdk", "openapi", "observed", "chosen"
]


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a file; a key that it does not know is a mistake."""


class FieldRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A field's line, laid over the defaults of its type."""

    id: int
    api_name: str
    type: str
    json_type: str
    data_type: str | None = None
    label: str | None = None
    length: int = 0
    mandatory: bool = False
    read_only: bool = False
    unique: bool = False
    duplicate_check: bool = False
    searchable: bool = True
    sortable: bool = True
    filterable: bool = True
    mass_update: bool = False
    webhook: bool = True
    field_read_only: bool = False
    published: bool = True
    view: str | None = None
    ui_type: int | None = None
    decimal_place: int | None = None
    precision: int | None = None
    pick_list: str | None = None
    lookup: str | None = None
    formula_return: str | None = None


class SectionRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A block of a module's layout with the fields in it."""

    name: str
    columns: int = 2
    fields: tuple[Table, ...] = ()


class ListRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    A related list's line. `via` names fields as Module.Field; a module with members stands
    for all of them.
    """

    id: int
    api_name: str
    content: ListContent
    label: str | None = None
    name: str | None = None
    via: tuple[str, ...] = ()
    closed: bool | None = None
    relation: str | None = None
    aliases: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()


class ModuleRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A module's file. `fields` stand outside the layout, `layout` is the id of the layout."""

    id: int
    api_name: str
    sequence_number: int
    display_field: str = ""
    module_name: str | None = None
    singular_label: str | None = None
    plural_label: str | None = None
    generated_type: str = "default"
    aliases: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    parent_module: str | None = None
    published: bool = True
    api_supported: bool = True
    creatable: bool = True
    editable: bool = True
    deletable: bool = True
    viewable: bool = True
    convertable: bool = False
    quick_create: bool = True
    show_as_tab: bool = True
    presence_sub_menu: bool = True
    global_search_supported: bool = True
    feeds_required: bool = False
    triggers_supported: bool = True
    webform_supported: bool = False
    scoring_supported: bool = False
    inventory_template_supported: bool = False
    email_template_support: bool = False
    visibility: int = 1
    layout: int | None = None
    fields: tuple[Table, ...] = ()
    related_lists: tuple[ListRow, ...] = ()
    section: tuple[SectionRow, ...] = ()


class LookupRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The lookup field whose value counts as a pair of a relation."""

    module: str
    field: str


class RelationRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A relation as relations.toml declares it."""

    id: int
    name: str
    left: End
    right: End
    attributes: tuple[Table, ...] = ()
    lookup: LookupRow | None = None
    says_updated: bool = False
    evidence: tuple[Evidence, ...] = ()
