"""The outbox keeps mails until they are taken out."""

from __future__ import annotations

from tests.contract.desk import ORG
from vinculum.model.change import CutMail, PutMail
from vinculum.ports.store import StoredMail, StoredMailHead


def put(number, body="{}", head=""):
    return PutMail(id=number, at=number * 10, body=body, head=head)


def ids(desk, limit=10, org=ORG):
    return [each.id for each in desk.read(lambda work: work.read_mail_heads(limit), org)]


def test_mails_are_found_and_listed_newest_first(desk):
    desk.apply(put(1, '{"a":1}'), put(3), put(2))
    desk.apply(put(9), org=ORG + 1)

    assert ([3, 2, 1], [3], [9]) == (ids(desk), ids(desk, 1), ids(desk, org=ORG + 1))
    assert StoredMail(id=1, at=10, body='{"a":1}') == desk.read(lambda work: work.find_mail(1))
    assert desk.read(lambda work: work.find_mail(9)) is None


def test_a_mail_is_taken_out_and_its_text_is_not_in_the_log(desk):
    desk.apply(put(1, '{"secret":1}', '{"a secret":1}'), put(2))
    desk.apply(CutMail(id=1))
    logged = desk.read(lambda work: work.page_changes(0, 10))

    assert [2] == ids(desk)
    assert "secret" not in str(logged)


def test_a_list_has_heads_and_an_older_mail_has_none(desk):
    desk.apply(put(1, '{"big":1}'), put(2, '{"big":2}', '{"small":2}'), put(3))
    desk.apply(CutMail(id=3))
    desk.apply(put(3))

    assert [
        StoredMailHead(id=3, at=30, head=None),
        StoredMailHead(id=2, at=20, head='{"small":2}'),
        StoredMailHead(id=1, at=10, head=None),
    ] == desk.read(lambda work: work.read_mail_heads(5))


def test_the_head_of_a_mail_goes_with_it(desk):
    desk.apply(put(1, "{}", '{"old":1}'))
    desk.apply(CutMail(id=1))
    desk.apply(put(1))

    assert None is desk.read(lambda work: work.read_mail_heads(5))[0].head
