"""
Shape a field type: what a value may be, how it is kept, shown, indexed and asked for.

Owns `FieldType`, the words for its parts, and the lowest index values that stand for null.
Never knows a single type; each has its row in a file of its own.
Next door: __init__.py lists all types, rules/indexing.py makes index rows with them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, Literal, TypeAlias

from vinculum.errors.refusal import Refusal
from vinculum.model.field import Field
from vinculum.model.record import JsonValue
from vinculum.model.value import Value

IndexName: TypeAlias = Literal["text", "number"]
IndexValue: TypeAlias = "str | int | float"
Comparison: TypeAlias = Literal[
    "equals", "not_equal", "in", "starts_with",
    "greater_than", "greater_equal", "less_than", "less_equal", "between",
]  # fmt: skip
Storage: TypeAlias = Literal[
    "own",  # in the record's body
    "lookup",  # an id among the references
    "user",  # a user's id among the references
    "tags",  # tag ids among the references
    "rows",  # rows beside the body, shown with a single record
    "column",  # a column of the record: id, owner, creator, modifier
    "layout",  # the module's layout
    "none",  # not kept with the record
]
Canonical: TypeAlias = Callable[[Field, Any, str], "JsonValue | Refusal"]

DIGEST_LENGTH = 32
LOWEST_TEXT = ""
LOWEST_NUMBER = -(2**63)
INDEXED_LENGTH = 450  # of longer texts only so much is indexed, and a digest of the whole

EQUALITY: tuple[Comparison, ...] = ("equals", "not_equal")
CHOICE: tuple[Comparison, ...] = (*EQUALITY, "in")
TEXTUAL: tuple[Comparison, ...] = (*CHOICE, "starts_with")
ORDERED: tuple[Comparison, ...] = (
    *CHOICE, "greater_equal", "greater_than", "less_equal", "less_than", "between",
)  # fmt: skip


def _unchanged(value: JsonValue, _zone: str) -> JsonValue:
    return value


def _nothing(_text: str) -> IndexValue | None:
    return None


def _no_ids(_rows: JsonValue) -> tuple[int, ...]:
    return ()


def fold(text: str) -> str:
    """Make texts that differ in case only equal."""
    return text.casefold()


def index_text(value: JsonValue) -> IndexValue:
    """
    Index a text: folded; a long one by its beginning and a digest of the whole.

    So long texts that begin alike are still told apart, and found by how they begin.
    """
    folded = fold(str(value))
    if len(folded) <= INDEXED_LENGTH:
        return folded
    whole = hashlib.sha256(folded.encode(errors="surrogatepass")).hexdigest()
    return folded[:INDEXED_LENGTH] + whole[:DIGEST_LENGTH]


def index_number(value: JsonValue) -> IndexValue:
    """Index a number or an id as itself."""
    return value if isinstance(value, int | float) else LOWEST_NUMBER


class FieldType(Value):
    """
    One type of field, as a row of functions.

    `canonical` turns a JSON value that is neither null nor "" into the form that is kept:
    the wire form in the org's zone, ids as integers. `indexed` turns that form into an
    index value, `shown` into the form for a viewer in another zone, `row_ids` finds the
    ids of the records that rows name. `operand` reads the text of a criteria value, None
    when it is not one. `writable` is False for values that a request cannot give.
    """

    name: str
    canonical: Canonical
    storage: Storage = "own"
    writable: bool = True
    index: IndexName | None = None
    indexed: Callable[[JsonValue], IndexValue] = index_text
    operators: tuple[Comparison, ...] = ()
    operand: Callable[[str], IndexValue | None] = _nothing
    shown: Callable[[JsonValue, str], JsonValue] = _unchanged
    row_ids: Callable[[JsonValue], tuple[int, ...]] = _no_ids
    words: bool = False
    phone: bool = False

    def accept(self, field: Field, raw: Any, zone: str) -> JsonValue | Refusal:
        """
        Judge a value from outside: its canonical form, or the refusal of it.

        null and "" clear the field: they are accepted as None. `zone` is the org's.
        Refuses with: FIELD_TYPE, FIELD_LENGTH, FIELD_VALUE, FIELD_MANDATORY (in rows),
        PROBABILITY_INVALID, PARTICIPANTS_TOO_MANY.
        """
        if raw is None or raw == "":
            return None
        return self.canonical(field, raw, zone)

    def localise(self, value: JsonValue, zone: str) -> JsonValue:
        """Put a canonical value into another zone; only moments change."""
        return None if value is None else self.shown(value, zone)

    def index_value(self, value: JsonValue) -> IndexValue:
        """Tell the index value of a canonical value; null has the lowest."""
        if value is None:
            return LOWEST_TEXT if self.index == "text" else LOWEST_NUMBER
        return self.indexed(value)

    def unique_text(self, value: JsonValue) -> str | None:
        """Tell the text that must not occur twice in a unique field; None for null."""
        if value is None:
            return None
        if self.index == "text":
            return fold(str(value))
        number = self.index_value(value)
        return str(int(number)) if number == int(number) else str(number)

    def parse_operand(self, text: str) -> IndexValue | None:
        """Read one value of a criteria condition; None when this type has no such value."""
        return self.operand(text)
