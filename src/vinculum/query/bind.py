"""
Give a tree of criteria its meaning in one module: which index rows are asked for.

Owns what may be compared with what, and how a name stands for the records that bear it.
Never reads a store: names are told by `names_wanted` and come back as ids.
Next door: parse.py makes the tree, record_query.py the conditions, fieldtypes/ the operators.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from vinculum.errors import reasons
from vinculum.errors.catalogue import (
    QUERY_INVALID,
    QUERY_OPERATOR_INVALID,
    QUERY_VALUES_TOO_MANY,
)
from vinculum.errors.refusal import Refusal
from vinculum.fieldtypes import is_indexed, type_of
from vinculum.fieldtypes.fieldtype import INDEXED_LENGTH, FieldType, fold, index_text
from vinculum.model.field import POLYMORPHIC, Field
from vinculum.model.ids import looks_like_id
from vinculum.model.module import Module
from vinculum.model.value import Value
from vinculum.query.ast import Clause, Group, Node
from vinculum.query.record_query import (
    AllOf,
    AnyOf,
    Compare,
    Comparison,
    Condition,
    IdIn,
    IndexValue,
)
from vinculum.schema.snapshot import Schema

MOST_VALUES = 100
RECORD_ID = "record_id"

# Which records bear a name: (id of a display field, index text) -> ids, as the store tells it.
Found: TypeAlias = Mapping[tuple[int, str], Sequence[int]]


class NameWanted(Value):
    """A record name that criteria mention: look it up in this field of this module."""

    module: int
    field: int
    text: str


def holders_of(schema: Schema, module: Module) -> tuple[Module, ...]:
    """The modules whose records a module shows: itself, or its members."""
    return tuple(schema.module(name) for name in module.members) or (module,)


def _clauses(node: Node) -> Iterator[Clause]:
    match node:
        case Clause():
            yield node
        case Group(members=members):
            for member in members:
                yield from _clauses(member)


def _fields(schema: Schema, module: Module, clause: Clause) -> tuple[Field, ...]:
    found = (schema.find_field(each, clause.field) for each in holders_of(schema, module))
    return tuple(field for field in found if field is not None)


def _named_field(schema: Schema, field: Field, clause: Clause) -> tuple[Module, Field] | None:
    """The target of a lookup and its display field, when the clause gives a name for an id."""
    names_record = type_of(field).storage == "lookup" and field.lookup not in (None, POLYMORPHIC)
    if not names_record or clause.operator.lower() != "equals" or len(clause.values) != 1:
        return None
    target = schema.find_module(str(field.lookup))
    display = None if target is None else schema.find_field(target, target.display_field)
    if target is None or display is None or looks_like_id(clause.values[0]):
        return None
    return target, display


def names_wanted(tree: Node, schema: Schema, module: Module) -> tuple[NameWanted, ...]:
    """Tell the names that must be looked up before `bind`, each once."""
    wanted: dict[NameWanted, None] = {}
    for clause in _clauses(tree):
        for field in _fields(schema, module, clause):
            named = _named_field(schema, field, clause)
            if named is not None:
                text = str(index_text(clause.values[0]))
                wanted[NameWanted(module=named[0].id, field=named[1].id, text=text)] = None
    return tuple(wanted)


def bind(tree: Node, schema: Schema, module: Module, found: Found) -> Condition | Refusal:
    """
    Turn a tree into a condition on index rows of the module's records.

    `found` answers `names_wanted`; a name that it lacks matches nothing. The first refusal
    in the order of the text wins.
    Refuses with: QUERY_INVALID, QUERY_OPERATOR_INVALID, QUERY_VALUES_TOO_MANY.
    """
    match tree:
        case Clause():
            return _bind_clause(tree, schema, module, found)
        case Group(connective=connective, members=members):
            conditions: list[Condition] = []
            for member in members:
                bound = bind(member, schema, module, found)
                if isinstance(bound, Refusal):
                    return bound
                conditions.append(bound)
            joined = tuple(conditions)
            return AllOf(conditions=joined) if connective == "and" else AnyOf(conditions=joined)


def _bind_clause(
    clause: Clause, schema: Schema, module: Module, found: Found
) -> Condition | Refusal:
    fields = _fields(schema, module, clause)
    if not fields:
        return _invalid(clause, reasons.FIELD_NOT_SEARCHABLE)
    conditions: list[Condition] = []
    for field in fields:
        bound = _bind_field(clause, schema, field, found)
        if isinstance(bound, Refusal):
            return bound
        conditions.append(bound)
    return conditions[0] if len(conditions) == 1 else AnyOf(conditions=tuple(conditions))


def _bind_field(clause: Clause, schema: Schema, field: Field, found: Found) -> Condition | Refusal:
    type_ = type_of(field)
    if not is_indexed(field) and type_.name != RECORD_ID:
        return _invalid(clause, reasons.FIELD_NOT_SEARCHABLE)
    operator = clause.operator.lower()
    comparison = next((known for known in type_.operators if known == operator), None)
    if comparison is None:
        return QUERY_OPERATOR_INVALID.refusal(
            reason=reasons.OPERATOR_INVALID, api_name=clause.field, operator=clause.operator
        )
    refused = _check_count(clause, comparison)
    if refused is not None:
        return refused
    ids = _ids_of_name(clause, schema, field, found)
    if ids is not None:
        return Compare(index="number", field=field.id, comparison="in", values=tuple(ids))
    operands = tuple(type_.parse_operand(value) for value in clause.values)
    values = tuple(operand for operand in operands if operand is not None)
    if len(values) < len(operands):
        return _invalid(clause, reasons.VALUE_INVALID)
    return _condition(field, type_, comparison, values)


def _check_count(clause: Clause, comparison: Comparison) -> Refusal | None:
    count = len(clause.values)
    if comparison == "in":
        too_many = count > MOST_VALUES
        return QUERY_VALUES_TOO_MANY.refusal(api_name=clause.field) if too_many else None
    if comparison == "between":
        return None if count == 2 else _invalid(clause, reasons.VALUES_NOT_TWO)
    return None if count == 1 else _invalid(clause, reasons.VALUES_NOT_ONE)


def _ids_of_name(
    clause: Clause, schema: Schema, field: Field, found: Found
) -> Sequence[int] | None:
    """The ids that a name stands for, empty when nobody bears it; None when no name is given."""
    named = _named_field(schema, field, clause)
    if named is not None:
        return found.get((named[1].id, str(index_text(clause.values[0]))), ())
    # The index row of a user is an id as well; people are known from the schema.
    is_user = type_of(field).storage == "user" or field.type in (
        "owner",
        "created_by",
        "modified_by",
    )
    value = clause.values[0]
    if not is_user or clause.operator.lower() != "equals" or looks_like_id(value):
        return None
    wanted = fold(value)
    people = schema.users.values()
    return [user.id for user in people if wanted in (fold(user.full_name), fold(user.email))]


def _condition(
    field: Field, type_: FieldType, comparison: Comparison, values: tuple[IndexValue, ...]
) -> Condition:
    if type_.index is None:
        ids = tuple(value for value in values if isinstance(value, int))
        return IdIn(ids=ids, negated=comparison == "not_equal")
    if comparison == "starts_with":  # Of a beginning beyond the index only the indexed part counts.
        values = tuple(str(value)[:INDEXED_LENGTH] for value in values)
    return Compare(index=type_.index, field=field.id, comparison=comparison, values=values)


def _invalid(clause: Clause, reason: str) -> Refusal:
    return QUERY_INVALID.refusal(reason=reason, api_name=clause.field)
