"""
Describe how modules relate.

Owns the many-to-many relation with its two ends, and the related list that a URL names.
Never knows which records are linked.
Next door: rules/linking.py decides links, sqlstore/links.py keeps them.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from vinculum.model.field import Field
from vinculum.model.value import Value

ListContent: TypeAlias = Literal[
    "relation",  # many-to-many links: PUT and DELETE work
    "children",  # records whose lookup `via` names the parent
    "activities",  # tasks, events and calls, open or closed
    "notes",  # the parent's notes, with verbs of their own
    "attachments",
    "unserved",  # published without module and href: Emails, Social, CheckLists
]


class Attribute(Value):
    """
    A value that a link carries, as `Member_Status` or `list_price`.

    `field` types and validates it. `mandatory` asks for it on a new link only. `aliases`
    are other keys accepted on input.
    """

    field: Field
    mandatory: bool = False
    aliases: tuple[str, ...] = ()


class End(Value):
    """One end of a relation: a module, and the related list shown on its records."""

    module: str
    related_list: str


class Relation(Value):
    """
    A declared many-to-many between two ends.

    `id` is the key of its links. `lookup` names an end's lookup field whose value counts
    as one more pair of the set, without attributes ("Deals", "Contact_Name"): such pairs
    are shown and cannot be delinked. `says_updated` lets linking a pair that was linked
    already say so.
    """

    id: int
    name: str
    left: End
    right: End
    attributes: tuple[Attribute, ...] = ()
    lookup: tuple[str, str] | None = None
    says_updated: bool = False
    evidence: tuple[str, ...] = ()

    @property
    def body_optional(self) -> bool:
        """Tell whether a single update may come without a body: no attribute is mandatory."""
        return not any(attribute.mandatory for attribute in self.attributes)


class RelatedList(Value):
    """
    A named list on a module's records; what the URL names.

    `via` are the ids of the fields whose index rows name the parent (children, line items,
    participants, activities), `target` the modules they belong to. `rows` are row fields
    (Pricing_Details) that this list shows although lists otherwise leave them out.
    """

    id: int
    api_name: str
    display_label: str
    name: str
    module: str | None
    content: ListContent
    sequence_number: int
    href: str | None = None
    via: tuple[int, ...] = ()
    targets: tuple[str, ...] = ()
    closed: bool | None = None
    relation: str | None = None
    aliases: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()


class Side(Value):
    """A relation seen from one end: the parent's module stands at `left` or at the right."""

    relation: Relation
    left: bool

    @property
    def near(self) -> End:
        """The end of the parent."""
        return self.relation.left if self.left else self.relation.right

    @property
    def far(self) -> End:
        """The end of the related records."""
        return self.relation.right if self.left else self.relation.left
