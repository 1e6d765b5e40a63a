"""
Write records as JSON.

Owns the two roads to a record's text, and the answers for pages, single records and recycle bins.
On the quick road the own values are one text, as a rule the stored body as it is, between
texts that many records of a page share; on the slow road every member is written by itself.
Both give the same record.
Never looks anything up in the store: a page brings the names it needs.
Next door: record_plan.py for the members, envelope.py for the answers of writes.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import NamedTuple, TypeAlias

from vinculum.model.moments import render_moment
from vinculum.model.record import ListedRecord, Values
from vinculum.operations.results import DeletedPage, RecordPage
from vinculum.ports.services import Call
from vinculum.ports.store import DeletedRecord
from vinculum.wire.ascii import ascii_json, to_ascii
from vinculum.wire.envelope import (
    NO_CONTENT,
    NOT_MODIFIED,
    empty_response,
    json_response,
    page_info,
)
from vinculum.wire.message import WireResponse
from vinculum.wire.record_plan import (
    ACTIVITY_MEMBER,
    ID,
    Member,
    Plan,
    Subject,
    key_text,
    own_text,
    plan_of,
)
from vinculum.wire.rendering_desk import Desk

IN_RECYCLE_BIN, FOR_GOOD = "recycle", "permanent"


def encode_page(call: Call, page: RecordPage) -> WireResponse:
    """Answer with records: 204 when there are none, 304 when there are no news."""
    if not page.records:
        return _nothing(page)
    writer = RecordWriter(Desk(call, page))
    info = "" if page.single else _info(page, len(page.records))
    document = "".join(['{"data":[', *writer.write(page.records), f"]{info}}}"])
    return json_response(to_ascii(document))


def _nothing(page: RecordPage | DeletedPage) -> WireResponse:
    """Behind the last page there is nothing; whether there are news the first page tells."""
    return empty_response(NOT_MODIFIED if page.since and page.page == 1 else NO_CONTENT)


def encode_deleted(call: Call, page: DeletedPage) -> WireResponse:
    """Answer with a page of a recycle bin, under the same rules."""
    if not page.rows:
        return _nothing(page)
    records = ",".join(ascii_json(_show_deleted(call, row)) for row in page.rows)
    return json_response(f'{{"data":[{records}]{_info(page, len(page.rows))}}}'.encode())


def _info(page: RecordPage | DeletedPage, count: int) -> str:
    return page_info(page.per_page, count, page.page, more=page.more)


def _show_deleted(call: Call, row: DeletedRecord) -> dict[str, object]:
    zone = call.actor.user.time_zone or call.schema.org.time_zone
    return {
        "deleted_by": _show_user(call, row.deleted_by),
        "id": str(row.id),
        "display_name": None if row.purged else row.name,
        "type": FOR_GOOD if row.purged else IN_RECYCLE_BIN,
        "created_by": _show_user(call, row.created_by),
        "deleted_time": render_moment(row.deleted, zone),
    }


def _show_user(call: Call, user_id: int) -> dict[str, str] | None:
    user = call.schema.users.get(user_id)
    return None if user is None else {"name": user.full_name, "id": str(user_id)}


class Frame(NamedTuple):
    """
    What stands around a record's own values, but for the references behind them.

    `opening` is all before the own values; `keys` the `$` keys, "" where they follow from the own
    values; `naming` leads to the digits of the id, and `closing` has what the link carries.
    """

    opening: str
    keys: str
    naming: str
    closing: str


# What stands before the stored own values, between them and the digits of the id, and behind.
Borders: TypeAlias = tuple[str, str, str]
NO_BORDERS: Borders = ("", "", "")


class RecordWriter:
    """
    Writes the records of one page, each by the road that it allows.

    Records of a page are much alike. What was written around the own values of one of them
    serves its likes.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._plans: dict[int, Plan] = {}
        self._chosen: dict[int, tuple[Member, ...]] = {}
        self._frames: dict[Hashable, Frame | None] = {}
        self._borders: dict[Hashable, Borders] = {}
        page = desk.page
        self._in_full = page.fields is None and (page.single or not page.row_fields)

    def write(self, records: Iterable[ListedRecord]) -> list[str]:
        """The texts that, joined, are the records as JSON objects with commas between them."""
        if not self._in_full:
            return [",".join([self.write_slowly(self.subject(record)) for record in records])]
        texts: list[str] = []
        for record in records:
            likeness = (
                record.module,
                record.references,
                record.attributes,
                record.shape,
                record.owner,
                record.created_by,
                record.modified_by,
                record.converted,
                record.approved,
            )
            borders = self._borders.get(likeness)
            if borders is None:
                borders = self._borders[likeness] = self._make_borders(self.subject(record))
            before, behind, after = borders
            if before:
                texts += (before, record.body[1:-1], behind, str(record.id), after, ",")
            else:
                texts += (self._write_apart(self.subject(record)), ",")
        return texts[:-1]

    def subject(self, record: ListedRecord) -> Subject:
        """Put a record on the desk."""
        plan = self._plans.get(record.module)
        if plan is None:
            schema = self._desk.schema
            plan = plan_of(schema, schema.module_of_id(record.module))
            self._plans[record.module] = plan
        return Subject(self._desk, plan, record)

    def find_frame(self, subject: Subject) -> Frame | None:
        """
        The frame of a record, which few facts decide.

        None where the record does not keep its own values together.
        """
        record = subject.record
        known = (
            record.module,
            record.attributes,
            record.owner,
            record.converted,
            record.approved,
            subject.se_module,
        )
        if known not in self._frames:
            plan = subject.plan
            framed = plan.quick and plan.names.isdisjoint(subject.attributes)
            self._frames[known] = self._make_frame(subject) if framed else None
        return self._frames[known]

    def _make_frame(self, subject: Subject) -> Frame:
        keys_vary = subject.plan.taxable or subject.record.converted
        activity = (ACTIVITY_MEMBER,) if self._desk.page.activities else ()
        return Frame(
            opening="".join(["{", *(f"{text}," for text in _texts(subject.plan.head, subject))]),
            keys="" if keys_vary else key_text(subject),
            naming="".join([*(f",{text}" for text in _texts(activity, subject)), f',"{ID}":"']),
            closing="".join(['"', *(f",{text}" for text in _pairs(subject.attributes)), "}"]),
        )

    def _make_borders(self, subject: Subject) -> Borders:
        """What a record shares with its likes; nothing when it is not shown as it was stored."""
        frame = self.find_frame(subject)
        if frame is None or not frame.keys or not subject.is_stored_as_shown:
            return NO_BORDERS
        behind = f"{self._references(subject)}{frame.keys}{frame.naming}"
        return frame.opening, behind, frame.closing

    def _references(self, subject: Subject) -> str:
        plan = subject.plan
        tail = plan.whole_tail if self._desk.page.single else plan.tail
        return "".join([f",{member.prefix}{member.write(subject)}" for member in tail])

    def _write_apart(self, subject: Subject) -> str:
        """Write a record whose own values must be decoded: together if possible."""
        frame = self.find_frame(subject)
        if frame is None:
            return self.write_slowly(subject)
        own, keys = own_text(subject), frame.keys or key_text(subject)
        behind = f"{self._references(subject)}{keys}{frame.naming}"
        return f"{frame.opening}{own}{behind}{subject.record.id}{frame.closing}"

    def write_slowly(self, subject: Subject) -> str:
        """Write the members that the page shows, one by one."""
        fields = self._desk.page.fields
        attributes = {
            name: value
            for name, value in subject.attributes.items()
            if fields is None or name in fields
        }
        members = [each for each in self._members(subject) if each.name not in attributes]
        return f"{{{','.join([*_texts(members, subject), *_pairs(attributes)])}}}"

    def _members(self, subject: Subject) -> tuple[Member, ...]:
        module_id = subject.plan.module.id
        chosen = self._chosen.get(module_id)
        if chosen is None:
            chosen = self._chosen[module_id] = _choose(self._desk, subject.plan)
        return chosen


def _texts(members: Iterable[Member], subject: Subject) -> list[str]:
    return [member.prefix + member.write(subject) for member in members]


def _pairs(attributes: Values) -> list[str]:
    return [f"{ascii_json(name)}:{ascii_json(value)}" for name, value in attributes.items()]


def _choose(desk: Desk, plan: Plan) -> tuple[Member, ...]:
    """The members that a page shows; `fields` names some, and the id always comes with them."""
    page = desk.page
    members = plan.members
    if page.activities:
        place = next(place for place, member in enumerate(members) if member.name == ID)
        members = (*members[:place], ACTIVITY_MEMBER, *members[place:])
    named = None if page.fields is None else {*page.fields, ID}
    return tuple(
        member
        for member in members
        if (named is None or member.name in named) and _shows(page, member)
    )


def _shows(page: RecordPage, member: Member) -> bool:
    match member.showing:
        case "always":
            return True
        case "named":
            return page.single or page.fields is not None
        case "single":
            return page.single or member.name in page.row_fields
