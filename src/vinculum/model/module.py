"""
Describe a module and its layout.

Owns the metadata of a kind of record.
Never holds records.
Next door: field.py, relation.py; schema/snapshot.py for lookups by name.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from vinculum.model.field import Field
from vinculum.model.relation import RelatedList
from vinculum.model.value import Value

Sharing: TypeAlias = Literal["public", "public_read", "private"]


class Section(Value):
    """A block of a layout, in order, with the fields it shows."""

    name: str
    api_name: str
    label: str
    sequence_number: int
    columns: int
    fields: tuple[str, ...]


class Layout(Value):
    """Which fields apply to a module's records, in which order."""

    id: int
    name: str
    sections: tuple[Section, ...]


class Module(Value, cache_hash=True):
    """
    A kind of record.

    `scope` is the word in OAuth scopes (pricebooks for Price_Books, custom for custom
    modules), `permission` the word in Crm_Implied_* permissions. `shape` changes whenever
    a stored body would be rendered differently.
    """

    id: int
    api_name: str
    module_name: str
    singular_label: str
    plural_label: str
    sequence_number: int
    generated_type: str
    display_field: str
    scope: str
    permission: str
    fields: tuple[Field, ...] = ()
    related_lists: tuple[RelatedList, ...] = ()
    layout: Layout | None = None
    aliases: tuple[str, ...] = ()
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
    business_card_field_limit: int = 5
    visibility: int = 1
    parent_module: str | None = None
    sharing: Sharing = "public"
    members: tuple[str, ...] = ()
    shape: int = 0
