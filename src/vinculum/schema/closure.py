"""
Check that modules and relations fit together.

Owns the rules of a closed schema: whatever is named exists, and no name or id is used twice.
Never repairs.
Next door: standard.py checks the package's data, edits.py what an org adds to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from vinculum.fieldtypes import BY_NAME
from vinculum.model.field import POLYMORPHIC, Field
from vinculum.model.module import Module
from vinculum.model.relation import End, RelatedList, Relation

Modules = Mapping[str, Module]
Relations = Mapping[str, Relation]


def find_gaps(modules: Iterable[Module], relations: Iterable[Relation]) -> list[str]:
    """Find everything that does not fit, each with its place; empty when the schema is closed."""
    by_name = {module.api_name: module for module in modules}
    named = {relation.name: relation for relation in relations}
    gaps = [*_repeated_ids(by_name.values(), named.values())]
    gaps += _repeated_names("module", ((m.api_name, m.aliases) for m in by_name.values()))
    for module in by_name.values():
        for check in MODULE_CHECKS:
            gaps += [f"{module.api_name}: {gap}" for gap in check(module, by_name, named)]
    for relation in named.values():
        gaps += [f"relation {relation.name}: {gap}" for gap in _relation_gaps(relation, by_name)]
    return gaps


def ids_of(modules: Iterable[Module], relations: Iterable[Relation]) -> Iterator[int]:
    """Walk through every metadata id, repetitions included."""
    for module in modules:
        yield module.id
        yield from (field.id for field in module.fields)
        yield from (related_list.id for related_list in module.related_lists)
        if module.layout is not None:
            yield module.layout.id
    for relation in relations:
        yield relation.id
        yield from (attribute.field.id for attribute in relation.attributes)


def _repeated_ids(modules: Iterable[Module], relations: Iterable[Relation]) -> Iterator[str]:
    counts = Counter(ids_of(modules, relations))
    return (f"id {number} is used {count} times" for number, count in counts.items() if count > 1)


def _repeated_names(what: str, names: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[str]:
    folded = Counter(name.lower() for api_name, aliases in names for name in (api_name, *aliases))
    return (f"{what} name {name!r} is used twice" for name, count in folded.items() if count > 1)


def _field_gaps(module: Module, modules: Modules, _relations: Relations) -> Iterator[str]:
    yield from _repeated_names("field", ((field.api_name, ()) for field in module.fields))
    for field in module.fields:
        if field.type not in BY_NAME:
            yield f"{field.api_name} is of a type {field.type!r} that does not exist"
        if (field.type == "lookup") != (field.lookup is not None):
            yield f"{field.api_name} is a lookup without a module, or names one without being it"
        if field.lookup not in {None, POLYMORPHIC, *modules}:
            yield f"{field.api_name} looks up {field.lookup!r}, which is no module"
    if module.fields and module.display_field not in _names(module.fields):
        yield f"display field {module.display_field!r} is not among the fields"


def _layout_gaps(module: Module, _modules: Modules, _relations: Relations) -> Iterator[str]:
    sections = () if module.layout is None else module.layout.sections
    yield from _repeated_names("section", ((section.name, ()) for section in sections))
    names = _names(module.fields)
    for section in sections:
        for name in section.fields:
            if name not in names:
                yield f"section {section.name!r} shows {name!r}, which is no field"


def _module_gaps(module: Module, modules: Modules, _relations: Relations) -> Iterator[str]:
    for name in (*module.members, *filter(None, [module.parent_module])):
        if name not in modules:
            yield f"{name!r} is no module"


def _list_gaps(module: Module, modules: Modules, relations: Relations) -> Iterator[str]:
    yield from _repeated_names(
        "related list", ((each.api_name, each.aliases) for each in module.related_lists)
    )
    for each in module.related_lists:
        for gap in _gaps_of_list(module, each, modules, relations):
            yield f"list {each.api_name}: {gap}"


def _gaps_of_list(
    module: Module, related_list: RelatedList, modules: Modules, relations: Relations
) -> Iterator[str]:
    missing = [name for name in related_list.targets if name not in modules]
    if missing:
        yield f"shows {missing}, which are no modules"
        return
    fields = [field for name in related_list.targets for field in modules[name].fields]
    known = {field.id for field in fields}
    yield from (
        f"goes through {via}, no field of its modules"
        for via in related_list.via
        if via not in known
    )
    yield from (
        f"shows rows {row!r}, no field of its modules"
        for row in related_list.rows
        if row not in _names(fields)
    )
    if (related_list.content == "activities") != (related_list.closed is not None):
        yield "`closed` belongs to activities, and they need it"
    if (related_list.content == "unserved") != (not related_list.targets):
        yield "a list shows modules exactly when it is served"
    if (related_list.content == "relation") != (related_list.relation is not None):
        yield "content `relation` and the name of a relation belong together"
    end = End(module=module.api_name, related_list=related_list.api_name)
    relation = relations.get(related_list.relation or "")
    if related_list.relation is not None and (
        relation is None or end not in {relation.left, relation.right}
    ):
        yield f"is no end of a relation {related_list.relation!r}"


def _relation_gaps(relation: Relation, modules: Modules) -> Iterator[str]:
    ends = (relation.left, relation.right)
    if relation.left == relation.right:
        yield "both ends have the same list"
    for end in ends:
        module = modules.get(end.module)
        lists = () if module is None else module.related_lists
        if not any((end.related_list, relation.name) == (e.api_name, e.relation) for e in lists):
            yield f"{end.module} has no list {end.related_list!r} that names this relation"
    yield from _repeated_names(
        "attribute", ((each.field.api_name, each.aliases) for each in relation.attributes)
    )
    if relation.lookup is not None:
        holder, name = relation.lookup
        others = [end.module for end in ends if end.module != holder]
        field = _field_of(modules.get(holder), name)
        if field is None or len(others) != 1 or field.lookup != others[0]:
            yield f"{holder}.{name} does not look up the other end"


def _names(fields: Iterable[Field]) -> frozenset[str]:
    return frozenset(field.api_name for field in fields)


def _field_of(module: Module | None, name: str) -> Field | None:
    fields = () if module is None else module.fields
    return next((field for field in fields if field.api_name == name), None)


MODULE_CHECKS: tuple[Callable[[Module, Modules, Relations], Iterator[str]], ...] = (
    _module_gaps,
    _field_gaps,
    _layout_gaps,
    _list_gaps,
)
