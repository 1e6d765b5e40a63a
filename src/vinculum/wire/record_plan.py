"""
Plan how the records of a module are written: which members, in which order, by which writer.

Owns the order of a record's keys: owner, own values, references, `$` keys, id.
Never decides what a page shows; rendering.py picks from the plan.
Next door: system_keys.py for the `$` keys, rendering_rows.py for rows inside a record.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Literal, NamedTuple, TypeAlias, cast

import msgspec

from vinculum.errors.catalogue import FIELD_TYPE
from vinculum.errors.refusal import Refusal
from vinculum.fieldtypes import type_of
from vinculum.fieldtypes.fieldtype import FieldType
from vinculum.model.field import POLYMORPHIC, Field
from vinculum.model.module import Module
from vinculum.model.record import JsonValue, ListedRecord, References, Values
from vinculum.rules.composing import BLANKS
from vinculum.rules.transferring import CONVERTED_BY
from vinculum.schema.snapshot import Schema
from vinculum.wire.ascii import ascii_json
from vinculum.wire.per_schema import PerSchema
from vinculum.wire.rendering_conversion import conversion_text
from vinculum.wire.rendering_desk import EMPTY, NULL, Desk, Facts
from vinculum.wire.rendering_rows import show_rows
from vinculum.wire.system_keys import SystemKey, has_taxable, is_note, system_keys

ID, ACTIVITY_TYPE, MODIFIED = "id", "Activity_Type", "Modified_Time"
# How the answers of version 2 order the keys of a note (records 7).
NOTE_ORDER = (
    "Owner", "Modified_Time", "$attachments", "Created_Time", "Parent_Id", "$editable",
    "$se_module", "$is_shared_to_client", "Modified_By", "$size", "$state", "$voice_note",
    ID, "Created_By", "Note_Title", "Note_Content",
)  # fmt: skip

Showing: TypeAlias = Literal[
    "always",
    "named",  # with a single record, or when the request names it
    "single",  # with a single record, or in a list that shows these rows
]


NAMES_NOTHING: References = {}


class _Taxable(msgspec.Struct):
    Taxable: bool | None = None


_TAXABLE = msgspec.json.Decoder(_Taxable)


class Subject:
    """A record on the desk; what must be decoded of it is decoded once, when it is asked for."""

    def __init__(self, desk: Desk, plan: Plan, record: ListedRecord) -> None:
        self.desk = desk
        self.plan = plan
        self.record = record
        # The ids behind the record's lookups, users and tags, by field.
        self.references: References = desk.page.references.get(record.references, NAMES_NOTHING)

    @property
    def attributes(self) -> Values:
        """What the record's link carries, as it is shown."""
        return self.desk.page.attributes.get(self.record.attributes, {})

    @property
    def rows(self) -> Values:
        """The rows inside the record, by field."""
        return self.desk.page.rows.get(self.record.id, {})

    @property
    def se_module(self) -> str | None:
        """The API name of the module of the record that this one is about, whatever that is."""
        about = self.references.get(self.plan.polymorphic) if self.plan.polymorphic else None
        return self.desk.module_of(about) if isinstance(about, int) else None

    @property
    def is_current(self) -> bool:
        """Tell whether the own values were stored for the fields that the module has today."""
        return self.record.shape == self.plan.module.shape

    @property
    def is_stored_as_shown(self) -> bool:
        """Tell whether the stored body is what the page shows: in today's fields and its zone."""
        return self.is_current and self.desk.zone == self.desk.org_zone

    @cached_property
    def stored(self) -> Values:
        """The record's own values, as they were stored."""
        return cast("Values", msgspec.json.decode(self.record.body))

    @cached_property
    def facts(self) -> Facts:
        """What the record's `$` keys depend on."""
        record = self.record
        return Facts(
            symbol=self.desk.schema.org.currency_symbol,
            editable=self.desk.may_edit(self.plan.module, record.owner),
            converted=bool(record.converted),
            approved=bool(record.approved),
            se_module=self.se_module,
            taxable=self.plan.taxable and bool(_TAXABLE.decode(record.body).Taxable),
            conversion=self._conversion if CONVERTED_BY in self.references else EMPTY,
        )

    @property
    def _conversion(self) -> str:
        modified = next((read(self) for name, read in self.plan.own if name == MODIFIED), None)
        return conversion_text(self.references, modified)


Writer: TypeAlias = Callable[[Subject], str]
Reader: TypeAlias = Callable[[Subject], JsonValue]


def own_text(subject: Subject) -> str:
    """
    The own values of a record as members of an object, "" when there are none.

    The stored body is that text already, unless it was stored for other fields or another zone.
    """
    if subject.is_stored_as_shown:
        return subject.record.body[1:-1]
    return ascii_json({name: read(subject) for name, read in subject.plan.own})[1:-1]


def key_text(subject: Subject) -> str:
    """
    The `$` keys of a record, each with the comma before it.

    Few facts decide them, so that a schema has few such texts; only a conversion has its own.
    """
    plan, facts = subject.plan, subject.facts
    if facts.conversion != EMPTY:
        return _write_keys(plan, facts)
    known = (plan.module.id, facts)
    return _KEY_TEXTS.value(subject.desk.schema, known, lambda: _write_keys(plan, facts))


def _write_keys(plan: Plan, facts: Facts) -> str:
    return "".join([f",{ascii_json(key.name)}:{key.write(facts)}" for key in plan.keys])


_KEY_TEXTS: PerSchema[tuple[int, Facts], str] = PerSchema()


class Member(NamedTuple):
    """One key of a record; `prefix` is the key as JSON text with its colon."""

    name: str
    prefix: str
    write: Writer
    showing: Showing = "always"


class Plan(NamedTuple):
    """
    How the records of a module are written.

    `members` is the whole record in order. `head` and `tail` are what stands before and after
    the own values, `whole_tail` what stands after those of a single record; `own` is how the own
    values are read, `keys` the `$` keys at the end. `quick` tells whether the own values stay
    together; notes have an order that runs across them.
    """

    module: Module
    members: tuple[Member, ...]
    names: frozenset[str]
    head: tuple[Member, ...]
    own: tuple[tuple[str, Reader], ...]
    tail: tuple[Member, ...]
    whole_tail: tuple[Member, ...]
    keys: tuple[SystemKey, ...]
    polymorphic: str | None
    taxable: bool
    quick: bool


def _reader(field: Field, type_: FieldType) -> Reader:
    def read(subject: Subject) -> JsonValue:
        value = subject.stored.get(field.api_name)
        if not subject.is_current:
            value = _fitted(field, type_, value, subject.desk.org_zone)
        return type_.localise(value, subject.desk.zone)

    return read


def _own(field: Field, type_: FieldType) -> Writer:
    read = _reader(field, type_)
    return lambda subject: ascii_json(read(subject))


def _fitted(field: Field, type_: FieldType, value: JsonValue, zone: str) -> JsonValue:
    """
    Fit a value stored under another schema to the field of today.

    One that cannot be is null; a field that is younger than the record is blank.
    """
    if value is None:
        return BLANKS.get(field.type)
    accepted = type_.accept(field, value, zone)
    if not isinstance(accepted, Refusal):
        return accepted
    return None if accepted.entry is FIELD_TYPE else value


def _lookup(field: Field, _type: FieldType) -> Writer:
    def write(subject: Subject) -> str:
        named = subject.references.get(field.api_name)
        return subject.desk.reference(named) if isinstance(named, int) else NULL

    return write


def _user(field: Field, _type: FieldType) -> Writer:
    def write(subject: Subject) -> str:
        named = subject.references.get(field.api_name)
        return subject.desk.user(named) if isinstance(named, int) else NULL

    return write


def _tags(field: Field, _type: FieldType) -> Writer:
    def write(subject: Subject) -> str:
        named = subject.references.get(field.api_name)
        if not isinstance(named, list):
            return "[]"
        texts = (subject.desk.tag(tag_id) for tag_id in named)
        return f"[{','.join(text for text in texts if text)}]"

    return write


def _rows(field: Field, type_: FieldType) -> Writer:
    def write(subject: Subject) -> str:
        rows = type_.localise(subject.rows.get(field.api_name), subject.desk.zone)
        return ascii_json(show_rows(subject.desk, type_.name, rows))

    return write


def _layout(_field: Field, _type: FieldType) -> Writer:
    def write(subject: Subject) -> str:
        layout = subject.plan.module.layout
        return NULL if layout is None else ascii_json({"name": layout.name, "id": str(layout.id)})

    return write


def _nothing(field: Field, _type: FieldType) -> Writer:
    empty = "[]" if field.json_type == "jsonarray" else NULL
    return lambda _subject: empty


def _column(_field: Field, type_: FieldType) -> Writer:
    return _COLUMNS[type_.name]


_COLUMNS: dict[str, Writer] = {
    "owner": lambda subject: subject.desk.user(subject.record.owner),
    "created_by": lambda subject: subject.desk.user(subject.record.created_by),
    "modified_by": lambda subject: subject.desk.user(subject.record.modified_by),
    "record_id": lambda subject: f'"{subject.record.id}"',
}
_WRITERS: dict[str, Callable[[Field, FieldType], Writer]] = {
    "own": _own,
    "lookup": _lookup,
    "user": _user,
    "tags": _tags,
    "rows": _rows,
    "column": _column,
    "layout": _layout,
    "none": _nothing,
}
_SHOWINGS: dict[str, Showing] = {"rows": "single", "layout": "named"}


def _member(name: str, write: Writer, showing: Showing = "always") -> Member:
    return Member(name=name, prefix=f"{ascii_json(name)}:", write=write, showing=showing)


def _key_member(key: SystemKey) -> Member:
    return _member(key.name, lambda subject: key.write(subject.facts))


ID_MEMBER = _member(ID, _COLUMNS["record_id"])
ACTIVITY_MEMBER = _member(ACTIVITY_TYPE, lambda subject: ascii_json(subject.plan.module.api_name))


def _make_plan(module: Module) -> Plan:
    by_place: dict[str, list[Member]] = {"owner": [], "own": [], "tail": []}
    for field in module.fields:
        type_ = type_of(field)
        if type_.name == "record_id":
            continue
        place = "owner" if type_.name == "owner" else type_.storage
        member = _member(
            field.api_name,
            _WRITERS[type_.storage](field, type_),
            _SHOWINGS.get(type_.storage, "always"),
        )
        by_place.get(place, by_place["tail"]).append(member)
    keys = system_keys(module)
    members = (
        *by_place["owner"],
        *by_place["own"],
        *by_place["tail"],
        *(_key_member(key) for key in keys),
        ID_MEMBER,
    )
    if is_note(module):
        members = _in_note_order(members)
    references = (field.api_name for field in module.fields if field.lookup == POLYMORPHIC)
    return Plan(
        module=module,
        members=members,
        names=frozenset(member.name for member in members),
        head=tuple(by_place["owner"]),
        own=_own_readers(module),
        tail=tuple(member for member in by_place["tail"] if member.showing == "always"),
        whole_tail=tuple(by_place["tail"]),
        keys=keys,
        polymorphic=next(references, None),
        taxable=has_taxable(module),
        quick=not is_note(module) and bool(by_place["own"]),
    )


def _own_readers(module: Module) -> tuple[tuple[str, Reader], ...]:
    return tuple(
        (field.api_name, _reader(field, type_of(field)))
        for field in module.fields
        if type_of(field).storage == "own"
    )


def _in_note_order(members: tuple[Member, ...]) -> tuple[Member, ...]:
    places = {name: place for place, name in enumerate(NOTE_ORDER)}
    return tuple(sorted(members, key=lambda member: places.get(member.name, len(places))))


_PLANS: PerSchema[int, Plan] = PerSchema()


def plan_of(schema: Schema, module: Module) -> Plan:
    """The plan of a module, made once per schema."""
    return _PLANS.value(schema, module.id, lambda: _make_plan(module))
