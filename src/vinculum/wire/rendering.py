"""
Write records as JSON.

Owns the two roads to a record's text, and the answers for pages, single records and recycle bins.
On the quick road the own values are one text between a head and a tail, as a rule the stored
body as it is; on the slow road every member is written by itself. Both give the same record.
Never looks anything up in the store: a page brings the names it needs.
Next door: record_plan.py for the members, envelope.py for the answers of writes.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import NamedTuple

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

IN_RECYCLE_BIN = "recycle"


def encode_page(call: Call, page: RecordPage) -> WireResponse:
    """Answer with records: 204 when there are none, 304 when there are no news."""
    if not page.records:
        return _nothing(page)
    writer = RecordWriter(Desk(call, page))
    texts = ['{"data":[']
    for record in page.records:
        texts += writer.write(record)
        texts.append(",")
    texts[-1] = "]}" if page.single else f"]{_info(page, len(page.records))}}}"
    return json_response(to_ascii("".join(texts)))


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
        "display_name": row.name,
        "type": IN_RECYCLE_BIN,
        "created_by": _show_user(call, row.created_by),
        "deleted_time": render_moment(row.deleted, zone),
    }


def _show_user(call: Call, user_id: int) -> dict[str, str] | None:
    user = call.schema.users.get(user_id)
    return None if user is None else {"name": user.full_name, "id": str(user_id)}


class Frame(NamedTuple):
    """
    What stands around a record's own values, but for the references behind them.

    `opening` is all before the own values, `keys` the `$` keys, `naming` leads to the digits of
    the id, `closing` has what the link carries. `quick` tells whether a page shows all own values
    and keeps them together, `stored` whether they are the stored body as it is, `vary` whether
    the `$` keys follow from them.
    """

    quick: bool
    stored: bool = False
    vary: bool = False
    opening: str = ""
    keys: str = ""
    naming: str = ""
    closing: str = ""


MEMBER_BY_MEMBER = Frame(quick=False)


class RecordWriter:
    """
    Writes the records of one page, each by the road that it allows.

    Records of a page are much alike. What was written for one of them serves its likes: the
    frame, and the references behind the own values.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._plans: dict[int, Plan] = {}
        self._chosen: dict[int, tuple[Member, ...]] = {}
        self._frames: dict[Hashable, Frame] = {}
        self._alike: dict[Hashable, tuple[Frame, str]] = {}
        page = desk.page
        self._in_full = page.fields is None and (page.single or not page.row_fields)

    def write(self, record: ListedRecord) -> tuple[str, ...]:
        """The texts that make a record's JSON object; a page joins all of them once."""
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
        alike = self._alike.get(likeness)
        if alike is None:
            alike = self._alike[likeness] = self._surroundings(self.subject(record))
        frame, behind = alike
        if not frame.quick:
            return (self.write_slowly(self.subject(record)),)
        own = record.body[1:-1] if frame.stored else own_text(self.subject(record))
        if frame.vary:
            behind = f"{behind}{key_text(self.subject(record))}{frame.naming}"
        return frame.opening, own, behind, str(record.id), frame.closing

    def subject(self, record: ListedRecord) -> Subject:
        """Put a record on the desk."""
        plan = self._plans.get(record.module)
        if plan is None:
            schema = self._desk.schema
            plan = plan_of(schema, schema.module_of_id(record.module))
            self._plans[record.module] = plan
        return Subject(self._desk, plan, record)

    def frame(self, subject: Subject) -> Frame:
        """The frame of a record, which few facts decide."""
        record = subject.record
        known = (
            record.module,
            record.attributes,
            record.shape,
            record.owner,
            record.converted,
            record.approved,
            subject.se_module,
        )
        frame = self._frames.get(known)
        if frame is None:
            frame = self._frames[known] = self._make_frame(subject)
        return frame

    def _make_frame(self, subject: Subject) -> Frame:
        plan, attributes = subject.plan, subject.attributes
        if not (self._in_full and plan.quick and plan.names.isdisjoint(attributes)):
            return MEMBER_BY_MEMBER
        activity = (ACTIVITY_MEMBER,) if self._desk.page.activities else ()
        vary = plan.taxable or bool(subject.record.converted)
        return Frame(
            quick=True,
            stored=subject.is_stored_as_shown,
            opening="".join(["{", *(f"{text}," for text in _texts(plan.head, subject))]),
            vary=vary,
            keys="" if vary else key_text(subject),
            naming="".join([f",{text}" for text in _texts(activity, subject)]) + f',"{ID}":"',
            closing="".join(['"', *(f",{text}" for text in _pairs(attributes)), "}"]),
        )

    def _surroundings(self, subject: Subject) -> tuple[Frame, str]:
        frame = self.frame(subject)
        if not frame.quick:
            return frame, ""
        tail = subject.plan.whole_tail if self._desk.page.single else subject.plan.tail
        behind = "".join([f",{text}" for text in _texts(tail, subject)])
        return frame, behind if frame.vary else f"{behind}{frame.keys}{frame.naming}"

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
