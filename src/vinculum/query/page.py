"""
Read the parameters that choose a page of records: number, size, order, flags.

Owns their bounds and defaults. A parameter that is wrong is a refusal as a value.
Never reads a store.
Next door: record_query.py takes the results.
"""

from __future__ import annotations

from typing import TypeAlias

from vinculum.errors.catalogue import PARAM_INVALID, SEARCH_LIMIT_REACHED
from vinculum.errors.refusal import Refusal
from vinculum.fieldtypes import is_indexed, type_of
from vinculum.model.field import Field
from vinculum.model.module import Module
from vinculum.model.value import Value
from vinculum.query.record_query import Order
from vinculum.schema.snapshot import Schema

MOST_PER_PAGE = 200
MOST_DIGITS = 9
MOST_SEARCHED = 2000

# What a flag asks for: records that have it, that lack it, or both (None).
Flag: TypeAlias = "bool | None"
FLAGS: dict[str, Flag] = {"true": True, "false": False, "both": None}
DIRECTIONS = {"asc": False, "desc": True}


class Page(Value):
    """A page by its number, from 1, and its size."""

    number: int = 1
    size: int = MOST_PER_PAGE

    @property
    def offset(self) -> int:
        """How many records come before the page."""
        return (self.number - 1) * self.size

    @property
    def limit(self) -> int:
        """How many records to read: one more than the page, to know whether more follow."""
        return self.size + 1


def _parse_count(text: str | None, default: int) -> int | None:
    if text is None:
        return default
    is_count = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return int(text) or None if is_count else None


def parse_page(page: str | None, per_page: str | None) -> Page | Refusal:
    """Read `page` and `per_page`; a page is never larger than 200 records."""
    number = _parse_count(page, 1)
    if number is None:
        return PARAM_INVALID.refusal(param="page")
    size = _parse_count(per_page, MOST_PER_PAGE)
    if size is None:
        return PARAM_INVALID.refusal(param="per_page")
    return Page(number=number, size=min(size, MOST_PER_PAGE))


def parse_search_page(page: str | None, per_page: str | None) -> Page | Refusal:
    """Read the page of a search, which ends at its 2000th record."""
    parsed = parse_page(page, per_page)
    if isinstance(parsed, Page) and parsed.number * parsed.size > MOST_SEARCHED:
        return SEARCH_LIMIT_REACHED.refusal(limit=str(MOST_SEARCHED))
    return parsed


def parse_flag(param: str, text: str | None, *, default: Flag) -> Flag | Refusal:
    """Read `converted` or `approved`: true, false, or both."""
    if text is None:
        return default
    wanted = text.lower()
    return FLAGS[wanted] if wanted in FLAGS else PARAM_INVALID.refusal(param=param)


def parse_order(
    schema: Schema, module: Module, sort_by: str | None, sort_order: str | None
) -> Order | Refusal | None:
    """
    Read `sort_by` and `sort_order`; None when neither is given, so that the caller's default holds.

    Without a field the direction is that of the ids; without a direction it is descending.
    """
    if sort_by is None and sort_order is None:
        return None
    direction = DIRECTIONS.get((sort_order or "desc").lower())
    if direction is None:
        return PARAM_INVALID.refusal(param="sort_order")
    if sort_by is None:
        return Order(by="id", descending=direction)
    field = schema.find_field(module, sort_by)
    order = None if field is None else _order_by(module, field, descending=direction)
    return PARAM_INVALID.refusal(param="sort_by") if order is None else order


def _order_by(module: Module, field: Field, *, descending: bool) -> Order | None:
    match field.type:
        case "record_id":
            return Order(by="id", descending=descending)
        case "created_time":
            return Order(by="created", descending=descending)
        case "modified_time":
            return Order(by="modified", descending=descending)
    index = type_of(field).index
    # Records of a module's members have no index rows for the module's own fields.
    if index is None or not field.sortable or not is_indexed(field) or module.members:
        return None
    return Order(by="field", index=index, field=field.id, descending=descending)
