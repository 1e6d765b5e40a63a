"""
Judge one item of a body by the schema alone: is it an object, complete, of the right types.

Owns the order in which an item is refused before any record is looked up.
Never reads facts: what an item names and must not repeat is judged later, in batch.py.
Next door: fieldtypes/ judge a single value, inserting.py and updating.py use what is accepted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refusal
from vinculum.fieldtypes.boolean import BOOLEAN
from vinculum.model.field import Field
from vinculum.model.record import JsonValue, Values
from vinculum.model.value import Value
from vinculum.rules.lookups import Target, refuse_users, targets_of
from vinculum.rules.writing import Writing

Item: TypeAlias = Mapping[str, JsonValue]
Demand: TypeAlias = Callable[[Writing, Item], "Refusal | None"]

APPEND = "$append_values"
OBJECT = "jsonobject"
APPROVED = Field(
    id=0,
    api_name="$approved",
    label="Approved",
    data_type="boolean",
    json_type="boolean",
    type="boolean",
)


class Accepted(Value):
    """
    What an item sets.

    `values` are canonical, by field API name, whatever the field's storage; None clears.
    `targets` are the records they name. `appended` are fields to whose value theirs is added.
    """

    values: Values = {}
    targets: tuple[Target, ...] = ()
    appended: frozenset[str] = frozenset()
    approved: bool = True


NOTHING = Accepted()


def missing(writing: Writing, item: Item) -> Refusal | None:
    """Refuse a new item that lacks a key it must hold, with FIELD_MANDATORY."""
    return _mandatory(
        next((key for key in writing.slots.demanded if _is_blank(item.get(key))), None)
    )


def cleared(writing: Writing, item: Item) -> Refusal | None:
    """Refuse a change that clears the owner or a mandatory field, with FIELD_MANDATORY."""
    cleared_keys = (key for key in writing.slots.kept if key in item and _is_blank(item[key]))
    return _mandatory(next(cleared_keys, None))


def accept_item(writing: Writing, raw: JsonValue, demand: Demand) -> Accepted | Refusal:
    """
    Accept an item; unknown and read-only keys are ignored.

    `demand` is `missing` for a new record, `cleared` for a change. An item is refused in this
    order: no object, something mandatory is not there, a value does not fit its type (in
    schema order), what ACCEPTING_ORDER judges, a module that `$se_module` does not name.

    Refuses with: ITEM_NOT_OBJECT, FIELD_MANDATORY, FIELD_TYPE, FIELD_LENGTH, FIELD_VALUE,
    PROBABILITY_INVALID, PARTICIPANTS_TOO_MANY.
    """
    if not isinstance(raw, dict):
        return catalogue.ITEM_NOT_OBJECT.refusal(expected_data_type=OBJECT)
    values = demand(writing, raw) or _accept_values(writing, raw)
    if isinstance(values, Refusal):
        return values
    for check in ACCEPTING_ORDER:
        refusal = check(writing, values)
        if refusal is not None:
            return refusal
    targets = targets_of(writing, values, raw)
    if isinstance(targets, Refusal):
        return targets
    return _with_marks(writing, raw, Accepted(values=values, targets=targets))


def _is_blank(raw: JsonValue) -> bool:
    return raw is None or raw in ("", [])


def _mandatory(key: str | None) -> Refusal | None:
    return None if key is None else catalogue.FIELD_MANDATORY.refusal(api_name=key)


def _accept_values(writing: Writing, item: Item) -> Values | Refusal:
    values: Values = {}
    zone = writing.zone
    for name, (field, type_) in writing.slots.every.items():
        if name not in item:
            continue
        value = type_.accept(field, item[name], zone)
        if isinstance(value, Refusal):
            return value
        if field.mandatory and _is_blank(value):
            # A choice that is none, rows that are all marked as deleted.
            return catalogue.FIELD_MANDATORY.refusal(api_name=name)
        values[name] = value
    return values


def _layout_is_foreign(writing: Writing, values: Values) -> Refusal | None:
    layout = writing.module.layout
    for field, _ in writing.slots.layouts:
        named = values.get(field.api_name)
        if named is not None and (not layout or named != layout.id):
            return catalogue.FIELD_VALUE.refusal(api_name=field.api_name)
    return None


# After the types, before the records that are named.
ACCEPTING_ORDER: tuple[Callable[[Writing, Values], Refusal | None], ...] = (
    _layout_is_foreign,
    refuse_users,
)


def _with_marks(writing: Writing, item: Item, accepted: Accepted) -> Accepted | Refusal:
    """Add what the keys `$append_values` and `$approved` ask."""
    marks = item.get(APPEND) or {}
    if not isinstance(marks, dict):
        return catalogue.FIELD_TYPE.refusal(expected_data_type=OBJECT, api_name=APPEND)
    approved = BOOLEAN.accept(APPROVED, item.get(APPROVED.api_name), writing.zone)
    if isinstance(approved, Refusal):
        return approved
    return Accepted(
        values=accepted.values,
        targets=accepted.targets,
        appended=frozenset(name for name, wanted in marks.items() if wanted is True),
        approved=approved is not False,
    )
