"""
Turn a condition on index rows into SQL.

Owns the outline of a condition (its form without its values, which is all that the text
of a statement depends on) and its two readings: a filter for one record, and the few
records that may pass it. Never runs anything.
Next door: queries.py puts conditions into pages; query/record_query.py says what they mean.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    SelectBase,
    Table,
    and_,
    bindparam,
    exists,
    false,
    or_,
    select,
    true,
    union_all,
)

from vinculum.model.ids import MAX_ID
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


# How the value of an index row is compared with the parameters of a form.
_COMPARISONS: Mapping[str, Callable[[Column[Any], Sequence[Any]], list[ColumnElement[bool]]]] = {
    "equals": lambda value, names: [value == bindparam(names[0])],
    "not_equal": lambda value, names: [value != bindparam(names[0])],
    "in": lambda value, names: [value.in_(bindparam(names[0], expanding=True))],
    "range": lambda value, ends: [_SIGNS[sign](value, bindparam(name)) for sign, name in ends],
}


def conjuncts_of(outline: Outline) -> Iterator[Outline]:
    """Part an outline into those that must all hold."""
    if outline[0] == "all":
        for part in outline[1]:
            yield from conjuncts_of(part)
    else:
        yield outline


def filter_of(outline: Outline, module: str) -> ColumnElement[bool]:
    """
    Judge the record at hand: each comparison is one look at the record's own index row.

    `module` names the parameter with the record's module.
    """
    form, *parts = outline
    if form in ("all", "any"):
        inner = [filter_of(part, module) for part in parts[0]]
        return and_(true(), *inner) if form == "all" else or_(false(), *inner)
    if form in ("ids", "other_ids"):
        among = RECORD.c.id.in_(bindparam(parts[0], expanding=True))
        return among if form == "ids" else ~among
    rows = _rows_of(outline, module)
    if form == "words":
        # A prefix has many words, so the records with one of them are gathered once.
        return RECORD.c.id.in_(rows)
    (table,) = rows.get_final_froms()
    return exists(rows.where(table.c.id == RECORD.c.id).correlate(RECORD))


def candidates_of(outline: Outline, module: str) -> SelectBase | None:
    """
    Select the ids among which all records with a condition are; None when that is no few.

    Repeated ids and too many are allowed: the page judges them all again.
    """
    sources = _sources_of(outline, module)
    if not sources:
        return None
    return sources[0] if len(sources) == 1 else union_all(*sources)


def _sources_of(outline: Outline, module: str) -> Sequence[Select[Any]]:
    """Select the ids in several parts, because not every engine nests unions."""
    form, *parts = outline
    if form in ("other_ids", "not_equal"):
        return ()
    if form == "ids":
        candidate = RECORD.alias("candidate")
        chosen = select(candidate.c.id).where(
            candidate.c.org == bindparam("org"),
            candidate.c.id.in_(bindparam(parts[0], expanding=True)),
        )
        return (chosen,)
    if form not in ("all", "any"):
        return (_rows_of(outline, module),)
    inner = [_sources_of(part, module) for part in parts[0]]
    if form == "all":
        return next((sources for sources in inner if sources), ())
    return [each for sources in inner for each in sources] if all(inner) else ()


def _rows_of(outline: Outline, module: str) -> Select[Any]:
    """Select the record ids of the index rows that an outline names."""
    form, *parts = outline
    if form in ("words", "phone"):
        return _select_told(form, parts, module)
    index, field, *names = parts
    table = INDEXES[index]
    return select(table.c.id).where(
        table.c.org == bindparam("org"),
        table.c.field == bindparam(field),
        *_COMPARISONS[form](table.c.value, names),
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
