"""
Judge the records and users that an item names.

Owns which module a lookup's record must be of, also inside rows and where `$se_module` says so.
Never asks whether the actor sees the record: a lookup may name an invisible one.
Next door: fieldtypes/lookup.py reads an id, accepting.py calls this for each item.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refusal
from vinculum.fieldtypes.texts import TEXT_WORD
from vinculum.model.field import POLYMORPHIC, Field
from vinculum.model.module import Module
from vinculum.model.record import JsonValue, RecordRef, Values
from vinculum.model.value import Value
from vinculum.rules.writing import SE_MODULE, Writing

USERS = "users"  # stands for a module where a row names a user
# Which modules the columns of a row name: by field type, column, and for people their type.
ROW_LOOKUPS: Mapping[str, Mapping[str, str]] = {
    "line_items": {"product": "Products", "book": "Price_Books"}
}
PEOPLE: Mapping[JsonValue, str] = {"contact": "Contacts", "lead": "Leads", "user": USERS}
PARTICIPANTS = "participants"


class Target(Value):
    """A record that an item names: the key that names it, its id, its module's API name."""

    api_name: str
    id: int
    module: str


def refuse_users(writing: Writing, values: Values) -> Refusal | None:
    """Refuse an owner or another user that is not an active user of the org, with FIELD_VALUE."""
    for field, _ in writing.slots.users:
        named = values.get(field.api_name)
        if isinstance(named, int) and not _is_active(writing, named):
            return catalogue.FIELD_VALUE.refusal(api_name=field.api_name)
    return None


def targets_of(
    writing: Writing, values: Values, item: Mapping[str, JsonValue]
) -> tuple[Target, ...] | Refusal:
    """
    Tell which records an item names, in schema order.

    Refuses with: FIELD_MANDATORY, FIELD_TYPE and FIELD_VALUE for `$se_module`.
    """
    targets: list[Target] = []
    for field, type_ in writing.slots.naming:
        value = values.get(field.api_name)
        if type_.storage == "rows":
            targets.extend(_row_targets(field, value))
        if type_.storage != "lookup" or not isinstance(value, int):
            continue
        module = _module_named(writing, field, item)
        if isinstance(module, Refusal):
            return module
        targets.append(Target(api_name=field.api_name, id=value, module=module))
    return tuple(targets)


def refuse_targets(
    writing: Writing, targets: Iterable[Target], refs: Mapping[int, RecordRef]
) -> Refusal | None:
    """Refuse the first target that is no live record of its module, with FIELD_VALUE."""
    for target in targets:
        if not _exists(writing, target, refs):
            return catalogue.FIELD_VALUE.refusal(api_name=target.api_name)
    return None


def record_ids(targets: Iterable[Target]) -> frozenset[int]:
    """The ids to look up in the store; users are in the schema."""
    return frozenset(target.id for target in targets if target.module != USERS)


def _exists(writing: Writing, target: Target, refs: Mapping[int, RecordRef]) -> bool:
    if target.module == USERS:
        return _is_active(writing, target.id)
    ref = refs.get(target.id)
    return ref is not None and ref.module == writing.schema.module(target.module).id


def _is_active(writing: Writing, user_id: int) -> bool:
    user = writing.schema.users.get(user_id)
    return user is not None and user.status == "active"


def _module_named(writing: Writing, field: Field, item: Mapping[str, JsonValue]) -> str | Refusal:
    """The API name of the module that a lookup field names a record of."""
    if field.lookup != POLYMORPHIC:
        return str(field.lookup)
    name = item.get(SE_MODULE)
    if name is None or name == "":
        return catalogue.FIELD_MANDATORY.refusal(api_name=SE_MODULE)
    if not isinstance(name, str):
        return catalogue.FIELD_TYPE.refusal(expected_data_type=TEXT_WORD, api_name=SE_MODULE)
    module = writing.schema.find_module(name)
    if module is None or not _takes(writing, field, module):
        return catalogue.FIELD_VALUE.refusal(api_name=SE_MODULE)
    return module.api_name


def _takes(writing: Writing, field: Field, module: Module) -> bool:
    """Tell whether a record of a module can stand in a polymorphic lookup."""
    if field.api_name != writing.family.guard:
        return module.api_supported
    content = writing.family.shown_in
    return any(related.content == content for related in module.related_lists)


def _row_targets(field: Field, rows: JsonValue) -> Iterable[Target]:
    for row in rows if isinstance(rows, list) else ():
        if not isinstance(row, dict):
            continue
        for name, module in ROW_LOOKUPS.get(field.type, {}).items():
            named = row.get(name)
            if isinstance(named, int):
                yield Target(api_name=name, id=named, module=module)
        person = row.get("participant")
        if field.type == PARTICIPANTS and row.get("type") in PEOPLE:
            yield Target(
                api_name="participant", id=int(str(person)), module=PEOPLE[row.get("type")]
            )
