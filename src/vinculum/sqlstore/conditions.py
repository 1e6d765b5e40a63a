"""
Turn a condition on index rows into SQL.

Owns the outline of a condition: its form without its values, which is all that the text
of a statement depends on. Never runs anything.
Next door: queries.py puts conditions into pages; query/record_query.py says what they mean.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    Table,
    and_,
    bindparam,
    false,
    or_,
    select,
    true,
)

from vinculum.model.ids import MAX_ID
from vinculum.model.value import Value
from vinculum.query.record_query import (
    LOWEST_NUMBER,
    LOWEST_TEXT,
    AllOf,
    AnyOf,
    Compare,
    Condition,
    IdIn,
    IndexName,
    IndexValue,
    PhoneIs,
    WordPrefix,
)
from vinculum.sqlstore.engines.engine import Bound
from vinculum.sqlstore.tables import INDEX_NUMBER, INDEX_PHONE, INDEX_TEXT, INDEX_WORD, RECORD

# A tuple of the form's name, the names of its parameters, and outlines inside it.
Outline: TypeAlias = tuple[Any, ...]
NOTHING: Outline = ("any", ())
EVERYTHING: Outline = ("all", ())
INDEXES: Mapping[IndexName, Table] = {"text": INDEX_TEXT, "number": INDEX_NUMBER}
LOWEST: Mapping[IndexName, IndexValue] = {"text": LOWEST_TEXT, "number": LOWEST_NUMBER}
_LAST_CHARACTER = "\U0010ffff"


class Parameters:
    """Names for values, in the order in which they were met."""

    def __init__(self) -> None:
        self.values: dict[str, Bound | Sequence[Bound]] = {}

    def name(self, value: Bound | Sequence[Bound]) -> str:
        """Keep a value under a new name."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return name


def after_prefix(prefix: str) -> str | None:
    """Give the first text behind all that start with a prefix; None when there is none."""
    head = prefix.rstrip(_LAST_CHARACTER)
    if not head:
        return None
    following = ord(head[-1]) + 1
    # Surrogates are no characters: no stored text holds one.
    return head[:-1] + chr(0xE000 if following == 0xD800 else following)


def bounded(value: IndexValue) -> IndexValue:
    """Bring a whole number beyond 64 bits into the range of floats: it equals no stored one."""
    if isinstance(value, int) and not LOWEST_NUMBER <= value <= MAX_ID:
        return float("inf") if value > 0 else float("-inf")
    return value


def outline_of(condition: Condition, parameters: Parameters) -> Outline:
    """Take the values out of a condition."""
    match condition:
        case Compare():
            return _outline_compare(condition, parameters)
        case IdIn(ids=ids, negated=negated):
            if not ids:
                return EVERYTHING if negated else NOTHING
            return ("other_ids" if negated else "ids", parameters.name(ids))
        case WordPrefix(prefix=prefix):
            after = after_prefix(prefix)
            return ("words", parameters.name(prefix), after and parameters.name(after))
        case PhoneIs(digits=digits):
            return ("phone", parameters.name(digits))
        case AllOf(conditions=conditions):
            return ("all", tuple(outline_of(each, parameters) for each in conditions))
        case AnyOf(conditions=conditions):
            return ("any", tuple(outline_of(each, parameters) for each in conditions))


def _outline_compare(compare: Compare, parameters: Parameters) -> Outline:
    head = (compare.index, parameters.name(compare.field))
    values = tuple(bounded(value) for value in compare.values)
    if compare.comparison == "in":
        return ("in", *head, parameters.name(values)) if values else NOTHING
    if compare.comparison in ("equals", "not_equal"):
        return (compare.comparison, *head, parameters.name(values[0]))
    low, *high = _RANGES[compare.comparison](values)
    if _is_lowest(low[1]):
        low = (">", LOWEST[compare.index])  # a range never matches null
    return ("range", *head, *((sign, parameters.name(value)) for sign, value in (low, *high)))


def _is_lowest(value: IndexValue) -> bool:
    return value == LOWEST_TEXT if isinstance(value, str) else value <= LOWEST_NUMBER


def _lowest_like(value: IndexValue) -> IndexValue:
    return LOWEST_TEXT if isinstance(value, str) else LOWEST_NUMBER


def _prefix_range(prefix: str) -> list[tuple[str, IndexValue]]:
    after = after_prefix(prefix)
    return [(">=", prefix)] if after is None else [(">=", prefix), ("<", after)]


# One end or two of a range, the lower first.
_RANGES: Mapping[str, Callable[[Sequence[IndexValue]], list[tuple[str, IndexValue]]]] = {
    "greater_than": lambda values: [(">", values[0])],
    "greater_equal": lambda values: [(">=", values[0])],
    "less_than": lambda values: [(">", _lowest_like(values[0])), ("<", values[0])],
    "less_equal": lambda values: [(">", _lowest_like(values[0])), ("<=", values[0])],
    "between": lambda values: [(">=", values[0]), ("<=", values[1])],
    "starts_with": lambda values: _prefix_range(str(values[0])),
}
_SIGNS: Mapping[str, Callable[[Any, Any], ColumnElement[bool]]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


class Judged(Value):
    """
    The records that a condition judges.

    `module` names the parameter with their module. `indexed` is true when each of them has
    a row for each field, so that "not equal" is the absence of the equal row.
    """

    module: str
    indexed: bool


def condition_of(outline: Outline, judged: Judged) -> ColumnElement[bool]:
    """Build the condition on table `record`; every inner select is bound to the org."""
    form, *parts = outline
    if form in ("all", "any"):
        inner = [condition_of(part, judged) for part in parts[0]]
        return and_(true(), *inner) if form == "all" else or_(false(), *inner)
    if form in ("ids", "other_ids"):
        among = RECORD.c.id.in_(bindparam(parts[0], expanding=True))
        return among if form == "ids" else ~among
    if form == "not_equal" and judged.indexed:
        return RECORD.c.id.not_in(_select_compared("equals", *parts))
    if form in ("words", "phone"):
        return RECORD.c.id.in_(_select_told(form, parts, judged.module))
    return RECORD.c.id.in_(_select_compared(form, *parts))


# How the value of an index row is compared with the parameters of a form.
_COMPARISONS: Mapping[str, Callable[[Column[Any], Sequence[Any]], list[ColumnElement[bool]]]] = {
    "equals": lambda value, names: [value == bindparam(names[0])],
    "not_equal": lambda value, names: [value != bindparam(names[0])],
    "in": lambda value, names: [value.in_(bindparam(names[0], expanding=True))],
    "range": lambda value, ends: [_SIGNS[sign](value, bindparam(name)) for sign, name in ends],
}


def _select_compared(
    form: str, index: IndexName, field: str, *parts: str | tuple[str, str]
) -> Select[Any]:
    table = INDEXES[index]
    return select(table.c.id).where(
        table.c.org == bindparam("org"),
        table.c.field == bindparam(field),
        *_COMPARISONS[form](table.c.value, parts),
    )


def _select_told(form: str, names: Sequence[str | None], module: str) -> Select[Any]:
    words = form == "words"
    table = INDEX_WORD if words else INDEX_PHONE
    value = INDEX_WORD.c.word if words else INDEX_PHONE.c.digits
    first, after = (*names, None)[:2]
    chosen = select(table.c.id).where(
        table.c.org == bindparam("org"), table.c.module == bindparam(module)
    )
    if not words:
        return chosen.where(value == bindparam(first))
    chosen = chosen.where(value >= bindparam(first))
    return chosen if after is None else chosen.where(value < bindparam(after))
