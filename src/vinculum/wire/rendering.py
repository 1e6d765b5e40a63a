"""
Write records as JSON.

Owns the two roads to a record's text, and the answers for pages, single records and recycle bins.
On the quick road the own values are one text between a head and a tail, as a rule the stored
body as it is; on the slow road every member is written by itself. Both give the same record.
Never looks anything up in the store: a page brings the names it needs.
Next door: record_plan.py for the members, envelope.py for the answers of writes.
"""

from __future__ import annotations

from typing import TypeAlias

from vinculum.model.moments import render_moment
from vinculum.operations.results import DeletedPage, RecordPage, Row
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
    own_text,
    plan_of,
)
from vinculum.wire.rendering_desk import Desk, Facts

IN_RECYCLE_BIN, FOR_GOOD = "recycle", "permanent"
# Module, references as stored, who owns, made and changed a record, approved, converted.
FrameKey: TypeAlias = tuple[int, str, tuple[int, int, int], bool, bool]


def encode_page(call: Call, page: RecordPage) -> WireResponse:
    """Answer with records: 204 when there are none, 304 when there are no news."""
    if not page.rows:
        return _nothing(page)
    writer = RecordWriter(Desk(call, page))
    records = ",".join([writer.write(row) for row in page.rows])
    info = "" if page.single else _info(page, len(page.rows))
    return json_response(to_ascii(f'{{"data":[{records}]{info}}}'.encode()))


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


class RecordWriter:
    """Writes the records of one page, each by the road that it allows."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._plans: dict[int, Plan] = {}
        self._chosen: dict[int, tuple[Member, ...]] = {}
        self._key_texts: dict[tuple[int, Facts], str] = {}
        self._frames: dict[FrameKey, tuple[str, str]] = {}
        page = desk.page
        self._in_full = page.fields is None and not page.single and not page.row_fields

    def write(self, row: Row) -> str:
        """A record as a JSON object."""
        subject = self.subject(row)
        return self.write_quickly(subject) if self.is_quick(subject) else self.write_slowly(subject)

    def subject(self, row: Row) -> Subject:
        """Put a record on the desk."""
        module = row.module
        plan = self._plans.get(module.id)
        if plan is None:
            plan = self._plans[module.id] = plan_of(self._desk.schema, module)
        return Subject(self._desk, plan, row)

    def is_quick(self, subject: Subject) -> bool:
        """Tell whether the page shows all own values of the record, and shows them together."""
        plan = subject.plan
        return self._in_full and plan.quick and plan.names.isdisjoint(subject.row.attributes)

    def write_quickly(self, subject: Subject) -> str:
        """Join head, own values and tail."""
        row = subject.row
        head, tail = self._frame(subject)
        own = own_text(subject)
        parts = [part for part in (head, own, tail) if part]
        if _keys_vary(subject):
            parts.append(self._key_text(subject))
        if self._desk.page.activities:
            parts.append(ACTIVITY_MEMBER.prefix + ACTIVITY_MEMBER.write(subject))
        parts.append(f'"{ID}":"{row.record.id}"')
        if row.attributes:
            parts += _attributes(row)
        return f"{{{','.join(parts)}}}"

    def _frame(self, subject: Subject) -> tuple[str, str]:
        """
        The members before and after the own values.

        They show users, named records, tags and, as a rule, the `$` keys, so that records
        with the same references have the same; on most pages many do.
        """
        record = subject.row.record
        people = (record.owner, record.created_by, record.modified_by)
        known = (record.module, record.references, people, record.approved, record.converted)
        frame = self._frames.get(known)
        if frame is None:
            head, tail = (
                [member.prefix + member.write(subject) for member in members]
                for members in (subject.plan.head, subject.plan.tail)
            )
            if not _keys_vary(subject):
                tail.append(self._key_text(subject))
            frame = self._frames[known] = (",".join(head), ",".join(tail))
        return frame

    def write_slowly(self, subject: Subject) -> str:
        """Write the members that the page shows, one by one."""
        row, fields = subject.row, self._desk.page.fields
        attributes = {
            name: value
            for name, value in row.attributes.items()
            if fields is None or name in fields
        }
        parts = [
            member.prefix + member.write(subject)
            for member in self._members(subject)
            if member.name not in attributes
        ]
        parts += [f"{ascii_json(name)}:{ascii_json(value)}" for name, value in attributes.items()]
        return f"{{{','.join(parts)}}}"

    def _key_text(self, subject: Subject) -> str:
        """The `$` keys of a record, which few facts decide, so that a page writes them once."""
        facts = subject.facts
        known = (subject.row.module.id, facts)
        text = self._key_texts.get(known)
        if text is None:
            text = ",".join(
                f"{ascii_json(key.name)}:{key.write(facts)}" for key in subject.plan.keys
            )
            self._key_texts[known] = text
        return text

    def _members(self, subject: Subject) -> tuple[Member, ...]:
        module_id = subject.row.module.id
        chosen = self._chosen.get(module_id)
        if chosen is None:
            chosen = self._chosen[module_id] = _choose(self._desk, subject.plan)
        return chosen


def _keys_vary(subject: Subject) -> bool:
    """Tell whether `$` keys depend on the own values, or on when a record was changed."""
    return subject.plan.taxable or subject.row.record.converted


def _attributes(row: Row) -> list[str]:
    return [f"{ascii_json(name)}:{ascii_json(value)}" for name, value in row.attributes.items()]


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
