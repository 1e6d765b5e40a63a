"""Attachments and the pieces of their contents: paged, moved, and gone with what they hang on."""

from __future__ import annotations

from typing import Any

from tests.contract.desk import ADA, CAMPAIGNS, LEADS, ORG
from vinculum.model.attachment import Attachment
from vinculum.model.change import (
    CutAttachment,
    DeleteRecord,
    MoveAttachments,
    PutAttachment,
    PutAttachmentPart,
)
from vinculum.model.record import IndexRows


def attachment(number, parent=1, **given):
    stamps = {"created": number, "modified": number, "created_by": ADA, "modified_by": ADA}
    own = {"id": number, "module": LEADS, "parent": parent, "owner": ADA, "name": f"{number}.txt"}
    return Attachment(**{**own, "size": 3, **stamps, **given})


def put(number, parent=1, **given):
    kept = attachment(number, parent, **given)
    parts = (PutAttachmentPart(id=number, part=part, data=b"%d" % part) for part in (0, 1))
    return (PutAttachment(attachment=kept), *parts)


def page(desk, parent=1, after=-1, offset=0, limit=10, org=ORG):
    found = desk.read(lambda work: work.page_attachments(parent, after, offset, limit), org)
    return [each.id for each in found]


def part(desk, number, piece=0):
    return desk.read(lambda work: work.read_attachment_part(number, piece))


def test_a_records_attachments_are_paged_newest_first(desk):
    desk.apply(*put(1), *put(3), *put(2), *put(9, parent=2))
    desk.apply(*put(5), org=ORG + 1)

    assert [3, 2, 1] == page(desk)
    assert [2] == page(desk, offset=1, limit=1)
    assert [3] == page(desk, after=2)
    assert [5] == page(desk, org=ORG + 1)


def test_an_attachment_is_read_as_it_was_put_with_its_pieces(desk):
    kept = attachment(1, url="https://example.com", digest="d", size=0)
    desk.apply(PutAttachment(attachment=kept), *put(2)[1:])

    assert {1: kept} == desk.read(lambda work: work.read_attachments([1, 7]))
    assert {} == desk.read(lambda work: work.read_attachments([]))
    assert desk.read(lambda work: work.has_link_attachment(1, "https://example.com"))
    assert not desk.read(lambda work: work.has_link_attachment(2, "https://example.com"))
    assert (b"0", b"1", None) == tuple(part(desk, 2, piece) for piece in range(3))


def test_a_piece_may_be_a_view_of_a_larger_content(desk):
    view: Any = memoryview(b"abcdef")[2:4]
    desk.apply(PutAttachmentPart(id=1, part=0, data=view))

    assert b"cd" == part(desk, 1)


def test_what_is_cut_is_gone_with_its_pieces(desk):
    desk.apply(*put(1), *put(2))
    desk.apply(CutAttachment(id=1))

    assert [2] == page(desk)
    assert (None, b"0") == (part(desk, 1), part(desk, 2))


def test_attachments_go_with_the_record_they_hang_on(desk):
    desk.apply(*put(1), *put(2, parent=2))
    desk.apply(DeleteRecord(id=1, module=LEADS, at=5, by=ADA, unindex=IndexRows()))

    assert ([], [2]) == (page(desk), page(desk, parent=2))
    assert (None, b"0") == (part(desk, 1), part(desk, 2))


def test_attachments_move_to_another_record_as_they_are(desk):
    desk.apply(*put(1), *put(2, parent=2))
    desk.apply(MoveAttachments(parent=1, to=2, to_module=CAMPAIGNS))
    (moved,) = desk.read(lambda work: work.read_attachments([1])).values()

    assert ([], [2, 1]) == (page(desk), page(desk, parent=2))
    assert (2, CAMPAIGNS, 1) == (moved.parent, moved.module, moved.modified)


def test_the_log_has_the_attachment_but_not_its_content(desk):
    desk.apply(*put(1))
    (logged,) = desk.read(lambda work: work.page_changes(0, 10))[-1:]

    assert [b"", b""] == [
        each.data for each in logged.changes if isinstance(each, PutAttachmentPart)
    ]
    assert attachment(1) == logged.changes[0].attachment
