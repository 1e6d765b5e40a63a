"""
Decide what a link carries.

Owns how given attributes meet those that a link has, and how they are shown.
Never decides whether there is a link; linking.py does.
Next door: fieldtypes/ judge a single value.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

import msgspec

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refusal
from vinculum.fieldtypes import type_of
from vinculum.model.field import Field
from vinculum.model.record import JsonValue, Values
from vinculum.model.relation import Attribute, Relation
from vinculum.schema.snapshot import ContactRole, Schema

NO_ATTRIBUTES = "{}"
_ABSENT = object()
# Values of these types are equal only when they mean the same; 1, 1.0 and true are equal, and 0.0
# and -0.0.
_COMPARABLE = frozenset({str, int, type(None), type(_ABSENT)})

_READER: msgspec.json.Decoder[Values] = msgspec.json.Decoder(dict)
# A batch writes a hundred, so the fast encoder has the first word; it leaves other letters be.
_FAST_WRITER = msgspec.json.Encoder()
_WRITER = json.JSONEncoder(separators=(",", ":"))


def read_attributes(stored: str) -> Values:
    """Read the attributes of a link; one that was never set, or cleared, is not among them."""
    return {} if stored == NO_ATTRIBUTES else _READER.decode(stored)


def write_attributes(attributes: Values) -> str:
    """Write the attributes of a link as ASCII JSON."""
    if not attributes:
        return NO_ATTRIBUTES
    written = _FAST_WRITER.encode(attributes)
    return written.decode() if written.isascii() else _WRITER.encode(attributes)


class Merging:
    """
    Lays the attributes that items give over those that links carry, for one request.

    The items of a batch mostly say the same about links that mostly carry the same, so what was
    decided once is looked up afterwards.
    """

    def __init__(self, schema: Schema, relation: Relation) -> None:
        self._schema = schema
        self._relation = relation
        self._keys = tuple(
            key for each in relation.attributes for key in (each.field.api_name, *each.aliases)
        )
        self._absent = (_ABSENT,) * len(self._keys)
        self._decided: dict[tuple[object, ...], str | Refusal] = {}

    def merged(self, given: Values, stored: str | None) -> str | Refusal:
        """
        The attributes that a link shall carry, as they are kept; `stored` is what it carries, None
        for a new link. Refuses with what merged_attributes says.
        """
        values = tuple(map(given.get, self._keys, self._absent))
        if not _COMPARABLE.issuperset(map(type, values)):
            return self._decide(given, stored)
        question = (stored, *values)
        known = self._decided.get(question)
        if known is None:
            known = self._decided[question] = self._decide(given, stored)
        return known

    def merged_all(self, given: Sequence[Values], stored: Sequence[str | None]) -> list[str] | None:
        """The same for many links at once; None when one of them has to be looked at by itself."""
        columns = [[item.get(key, _ABSENT) for item in given] for key in self._keys]
        if not all(set(map(type, column)) <= _COMPARABLE for column in columns):
            return None
        questions = list(zip(stored, *columns, strict=True))
        decided: dict[tuple[object, ...], str] = {}
        for question, item in dict(zip(questions, given, strict=True)).items():
            known = self._decide(item, question[0])
            if isinstance(known, Refusal):
                return None
            decided[question] = known
        return [decided[question] for question in questions]

    def _decide(self, given: Values, stored: str | None) -> str | Refusal:
        existing = None if stored is None else read_attributes(stored)
        merged = merged_attributes(self._schema, self._relation, given, existing)
        return merged if isinstance(merged, Refusal) else write_attributes(merged)


def needs_existing(relation: Relation, given: Sequence[Values]) -> bool:
    """
    Tell whether it matters what links carry already, or whether there are any.

    It does not when every item gives every attribute: then a new link and one that is there come
    to carry the same, and are answered alike unless the relation tells them apart.
    """
    if relation.says_updated:
        return True
    names = ({each.field.api_name, *each.aliases} for each in relation.attributes)
    return any(any(map(each.isdisjoint, given)) for each in names)


def merged_attributes(
    schema: Schema, relation: Relation, given: Mapping[str, JsonValue], existing: Values | None
) -> Values | Refusal:
    """
    Lay the given attributes over those of an existing link; None stands for a new link.

    A given one overwrites, null clears, an absent one stays. A mandatory one must be given
    with a new link and cannot be cleared later. Other keys of `given` are not looked at.

    Refuses with: FIELD_MANDATORY, FIELD_TYPE, FIELD_LENGTH, FIELD_VALUE.
    """
    merged: Values = {}
    for attribute in relation.attributes:
        name = attribute.field.api_name
        value = _merged(schema, attribute, given, existing)
        if isinstance(value, Refusal):
            return value
        if value is not None:
            merged[name] = value
    return merged


def _merged(
    schema: Schema, attribute: Attribute, given: Mapping[str, JsonValue], existing: Values | None
) -> JsonValue | Refusal:
    name = attribute.field.api_name
    key = next((key for key in (name, *attribute.aliases) if key in given), None)
    if key is None and existing is not None:
        return existing.get(name)
    value = None if key is None else _accepted(schema, attribute.field, given[key])
    if value is None and attribute.mandatory:
        return catalogue.FIELD_MANDATORY.refusal(api_name=name)
    return value


def _accepted(schema: Schema, field: Field, raw: JsonValue) -> JsonValue | Refusal:
    value = type_of(field).accept(field, raw, schema.org.time_zone)
    resolve = RESOLVERS.get(field.type)
    if resolve is None or value is None or isinstance(value, Refusal):
        return value
    return resolve(schema, field, value)


def _known_role(schema: Schema, field: Field, value: JsonValue) -> JsonValue | Refusal:
    """The id of a role that was named by id (a number) or by name (a text, in any case)."""
    role = (
        schema.contact_role(value)
        if isinstance(value, int)
        else _role_of_name(schema, str(value).casefold())
    )
    return catalogue.FIELD_VALUE.refusal(api_name=field.api_name) if role is None else role.id


def _role_of_name(schema: Schema, folded: str) -> ContactRole | None:
    return next((role for role in schema.contact_roles if role.name.casefold() == folded), None)


def _shown_role(schema: Schema, value: JsonValue) -> JsonValue:
    """Show a role as name and id; one that was deleted since is null."""
    role = schema.contact_role(value) if isinstance(value, int) else None
    return None if role is None else {"name": role.name, "id": str(role.id)}


# Types whose values name something of the schema: how it is found, how it is shown.
RESOLVERS: dict[str, Callable[[Schema, Field, JsonValue], JsonValue | Refusal]] = {
    "contact_role": _known_role
}
SHOWN: dict[str, Callable[[Schema, JsonValue], JsonValue]] = {"contact_role": _shown_role}


def shown_attributes(schema: Schema, relation: Relation, stored: str) -> Values:
    """Show every attribute that links of this relation have; one without a value is null."""
    if not relation.attributes:
        return {}
    values = read_attributes(stored)
    shown: Values = {}
    for attribute in relation.attributes:
        field = attribute.field
        value = values.get(field.api_name)
        show = SHOWN.get(field.type)
        shown[field.api_name] = value if show is None else show(schema, value)
    return shown
