"""The outbox keeps mails until they are taken out."""

from __future__ import annotations

from tests.contract.desk import ORG
from vinculum.model.change import CutMail, PutMail
from vinculum.ports.store import StoredMail


def put(number, body="{}"):
    return PutMail(id=number, at=number * 10, body=body)


def ids(desk, limit=10, org=ORG):
    return [each.id for each in desk.read(lambda work: work.read_mails(limit), org)]


def test_mails_are_found_and_listed_newest_first(desk):
    desk.apply(put(1, '{"a":1}'), put(3), put(2))
    desk.apply(put(9), org=ORG + 1)

    assert ([3, 2, 1], [3], [9]) == (ids(desk), ids(desk, 1), ids(desk, org=ORG + 1))
    assert StoredMail(id=1, at=10, body='{"a":1}') == desk.read(lambda work: work.find_mail(1))
    assert desk.read(lambda work: work.find_mail(9)) is None


def test_a_mail_is_taken_out_and_its_text_is_not_in_the_log(desk):
    desk.apply(put(1, '{"secret":1}'), put(2))
    desk.apply(CutMail(id=1))
    logged = desk.read(lambda work: work.page_changes(0, 10))

    assert [2] == ids(desk)
    assert "secret" not in str(logged)
