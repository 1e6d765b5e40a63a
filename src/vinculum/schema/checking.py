"""
Check what a schema file asks for against what its org has.

Owns the faults between things: names taken, modules that do not exist, things loaded before.
Never makes anything.
Next door: custom.py judges one thing by itself, edits.py makes what passed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from vinculum.model.module import Module, Sharing
from vinculum.model.value import Value
from vinculum.schema.custom import field_faults, name_faults
from vinculum.schema.drafts import (
    Drafts,
    ListDraft,
    ModuleDraft,
    WholeField,
    WholeRelation,
)
from vinculum.schema.snapshot import Schema
from vinculum.schema.template import taken_names

SHARINGS: tuple[str, ...] = get_args(Sharing)


class Ground(Value):
    """
    The modules that a file can build on, by lower-case name: API names as they are written,
    the names of their fields and lists, and the attributes of the links that reach them.
    All names but the API names are lower case.
    """

    modules: Mapping[str, str]
    fields: Mapping[str, frozenset[str]]
    lists: Mapping[str, frozenset[str]]
    attributes: Mapping[str, frozenset[str]]


class Claim(Value):
    """A related list that a file asks for on a module."""

    place: str
    module: str
    name: str


def is_extensible(module: Module) -> bool:
    """Tell whether an org may add to a module: it is served and has a layout of its own."""
    return module.api_supported and module.layout is not None


def list_name(draft: str | ListDraft) -> str:
    """The API name of a related list that a file names."""
    return draft if isinstance(draft, str) else draft.api_name


def ground_of(schema: Schema, drafts: Drafts) -> Ground:
    """The ground of a file: the org's extensible modules, and the file's new ones."""
    there = [module for module in schema.modules if is_extensible(module)]
    new = [draft.api_name for draft in drafts.modules if schema.find_module(draft.api_name) is None]
    taken = taken_names()
    names = {name.lower(): m.api_name for m in there for name in (m.api_name, *m.aliases)}
    attributes = {
        module.api_name: frozenset(
            attribute.field.api_name.lower()
            for relation in schema.relations
            if module.api_name in {relation.left.module, relation.right.module}
            for attribute in relation.attributes
        )
        for module in there
    }
    return Ground(
        modules={**{name.lower(): name for name in new}, **names},
        fields={
            **dict.fromkeys(new, taken.fields),
            **{m.api_name: frozenset(f.api_name.lower() for f in m.fields) for m in there},
        },
        lists={
            **dict.fromkeys(new, taken.lists),
            **{m.api_name: frozenset(schema.index(m).lists) for m in there},
        },
        attributes={**dict.fromkeys(new, frozenset()), **attributes},
    )


def find_faults(schema: Schema, drafts: Drafts) -> list[str]:
    """Find everything that is wrong with the drafts, each fault with its place."""
    ground = ground_of(schema, drafts)
    claims = list(_claims(ground, drafts))
    return [
        *_repeated("module", (module.api_name for module in drafts.modules)),
        *_repeated("relation", (relation.name for relation in drafts.relations)),
        *_repeated("field", (f"{each.module}.{each.draft.api_name}" for each in drafts.fields)),
        *(fault for module in drafts.modules for fault in _module_faults(schema, module)),
        *(fault for each in drafts.fields for fault in _field_faults(ground, each)),
        *(fault for each in drafts.relations for fault in _relation_faults(schema, ground, each)),
        *_list_faults(ground, claims),
        *_attribute_faults(ground, drafts),
    ]


def field_place(each: WholeField) -> str:
    """Say where a field stands."""
    return f"module {each.module}, field {each.draft.api_name}"


def _repeated(what: str, names: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name.lower() in seen:
            yield f"{what} {name}: stands in the file twice; write it once."
        seen.add(name.lower())


def _module_faults(schema: Schema, draft: ModuleDraft) -> Iterator[str]:
    place = f"module {draft.api_name}"
    if draft.sharing not in {None, *SHARINGS}:
        yield f"{place}: sharing {draft.sharing!r} is none of {', '.join(SHARINGS)}."
    there = schema.find_module(draft.api_name)
    if there is None:
        yield from (f"{place}: {fault}" for fault in name_faults(draft.api_name))
        if not draft.singular_label or not draft.plural_label:
            yield (
                f"{place}: there is no such module; to make one, give singular_label and"
                " plural_label."
            )
    elif draft.singular_label or draft.plural_label or draft.field:
        yield (
            f"{place}: exists already as {there.api_name!r}. Only its sharing can be set here;"
            " fields are added to it with [[field]]."
        )
    elif not is_extensible(there):
        yield f"{place}: its records have no sharing of their own."
    elif draft.sharing is None:
        yield f"{place}: nothing is asked for; give sharing."


def _field_faults(ground: Ground, each: WholeField) -> Iterator[str]:
    place, draft = field_place(each), each.draft
    yield from (f"{place}: {fault}" for fault in field_faults(draft))
    module = ground.modules.get(each.module.lower())
    if module is None:
        yield f"{place}: {_no_module(ground, each.module)}"
    elif draft.api_name.lower() in ground.fields[module]:
        yield f"{place}: there is such a field already; take another name."
    elif draft.api_name.lower() in ground.attributes[module]:
        yield f"{place}: a relation of {module} has such an attribute; take another name."
    if draft.lookup is not None and draft.lookup.lower() not in ground.modules:
        yield f"{place}: {_no_module(ground, draft.lookup)}"


def _relation_faults(schema: Schema, ground: Ground, relation: WholeRelation) -> Iterator[str]:
    place = f"relation {relation.name}"
    yield from (f"{place}: {fault}" for fault in name_faults(relation.name))
    if relation.name.lower() in {each.name.lower() for each in schema.relations}:
        yield f"{place}: exists already; take another name."
    for end in (relation.left, relation.right):
        if end.module.lower() not in ground.modules:
            yield f"{place}: {_no_module(ground, end.module)}"
    for attribute in relation.attributes:
        for fault in field_faults(attribute):
            yield f"{place}, attribute {attribute.api_name}: {fault}"
        for fault in (fault for alias in attribute.aliases for fault in name_faults(alias)):
            yield f"{place}, attribute {attribute.api_name}: {fault}"
    keys = (key for each in relation.attributes for key in (each.api_name, *each.aliases))
    yield from (f"{place}, {fault}" for fault in _repeated("attribute", keys))


def _claims(ground: Ground, drafts: Drafts) -> Iterator[Claim]:
    for relation in drafts.relations:
        for end in (relation.left, relation.right):
            module = ground.modules.get(end.module.lower())
            if module is not None:
                place = f"relation {relation.name}"
                yield Claim(place=place, module=module, name=end.related_list)
    for each in drafts.fields:
        module = ground.modules.get((each.draft.lookup or "").lower())
        if module is not None and each.draft.related_list is not None:
            name = list_name(each.draft.related_list)
            yield Claim(place=field_place(each), module=module, name=name)


def _list_faults(ground: Ground, claims: Iterable[Claim]) -> Iterator[str]:
    claimed: set[tuple[str, str]] = set()
    for claim in claims:
        key = (claim.module, claim.name.lower())
        yield from (f"{claim.place}: related list {fault}" for fault in name_faults(claim.name))
        if claim.name.lower() in ground.lists[claim.module] or key in claimed:
            yield (
                f"{claim.place}: {claim.module} has a related list {claim.name!r} already;"
                " take another name."
            )
        claimed.add(key)


def _attribute_faults(ground: Ground, drafts: Drafts) -> Iterator[str]:
    """An attribute is shown among the fields of a record, so it is none of them."""
    asked = {
        (ground.modules.get(each.module.lower(), ""), each.draft.api_name.lower())
        for each in drafts.fields
    }
    for relation in drafts.relations:
        ends = [ground.modules.get(end.module.lower()) for end in (relation.left, relation.right)]
        for module in dict.fromkeys(filter(None, ends)):
            for attribute in relation.attributes:
                name = attribute.api_name.lower()
                if name in ground.fields[module] or (module, name) in asked:
                    yield (
                        f"relation {relation.name}, attribute {attribute.api_name}: {module} has"
                        " a field of that name; take another name."
                    )


def _no_module(ground: Ground, name: str) -> str:
    known = ", ".join(sorted(set(ground.modules.values())))
    return f"there is no module {name!r} to build on; there are {known}."
