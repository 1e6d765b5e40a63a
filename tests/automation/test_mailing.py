"""A mail that is taken can be printed, and its head holds what the script said, nothing more."""

from __future__ import annotations

import email
from email.policy import SMTP, default

import pytest

from vinculum.automation.mailing import read_mail
from vinculum.cli.commands.mail import message_of
from vinculum.model.mail import encode_mail
from vinculum.ports.store import StoredMail
from vinculum.script.diagnostics import Fault
from vinculum.script.values import File

ADMIN = "admin@example.test"
HEAD = {
    *("message-id", "date", "from", "to", "subject"),
    *("content-type", "content-transfer-encoding", "mime-version"),
}
ENCODED = "=?utf-8?q?a=0d=0aBcc:_x@example.test?="


def printed(**settings):
    plain = {"from": ADMIN, "to": "a@example.test", "subject": "S", "message": "M"}
    mail = read_mail({**plain, **settings}, 1, [ADMIN])
    message = message_of(StoredMail(id=7, at=1_000, body=encode_mail(mail)))
    return email.message_from_bytes(message.as_bytes(policy=SMTP), policy=default)


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        ("subject", ENCODED),
        ("subject", "A\u2028Bcc: x@example.test"),
        ("subject", "A\x85Bcc: x@example.test"),
        ("subject", "half \ud83d"),
        ("message", "half \ud83d"),
        ("to", f"{ENCODED} <a@example.test>"),
        ("to", "=?utf-8?q?x?=@example.test"),
        ("to", "N\u2029M <a@example.test>"),
        ("to", '"N <a@example.test>'),
        ("to", "N (x <a@example.test>"),
        ("to", "group: N <a@example.test>"),
        ("to", "other@example.test <a@example.test>"),
        ("to", ".a@example.test"),
        ("to", "a@example..test"),
        ("to", "a@-example.test"),
        ("to", "ü@example.test"),
        ("to", "a" * 65 + "@example.test"),
        ("replyto", f"{ENCODED} <a@example.test>"),
    ],
)
def test_what_readers_of_a_head_would_take_differently_is_refused(setting, text):
    with pytest.raises(Fault):
        printed(**{setting: text})


@pytest.mark.parametrize(
    ("setting", "text", "name"),
    [
        ("subject", "What is 1+1=? A riddle", "subject"),
        ("subject", "Grüße, " + "sehr lang " * 60, "subject"),
        ("to", "Grüß <a@example.test>", "to"),
        (
            "to",
            ", ".join(f"Someone {number} <a{number}@example.test>" for number in range(100)),
            "to",
        ),
    ],
)
def test_what_is_clear_is_printed_as_it_was_written(setting, text, name):
    message = printed(**{setting: text})

    assert text.strip() == message[name].strip()
    assert HEAD == {each.lower() for each in message}


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("text/csv; charset=utf-8", "text/csv"),
        ("image/svg+xml", "image/svg+xml"),
        ("multipart/mixed", "application/octet-stream"),
        ("message/rfc822", "application/octet-stream"),
        ("text/plain\r\nX-More: 1", "application/octet-stream"),
        ("text/a\u2028b", "application/octet-stream"),
        ("no type/x/y ü", "application/octet-stream"),
        ("", "application/octet-stream"),
    ],
)
def test_the_type_of_a_file_is_one_or_is_that_of_bytes(content_type, expected):
    file = File(name="a.bin", content=b"\x00\xff\r\n", content_type=content_type)
    (part,) = printed(attachments=file).iter_attachments()

    assert expected == part.get_content_type()
    assert b"\x00\xff\r\n" == part.get_payload(decode=True)
    assert part["X-More"] is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("täglich.csv", "täglich.csv"),
        ('a"b\\;.txt', 'a"b\\;.txt'),
        ("a\r\nX-More: 1.txt", "aX-More: 1.txt"),
        ("a\u2028\udcff.txt", "a.txt"),
        (ENCODED, ENCODED.replace("=?", "=_")),
        ("", "file"),
    ],
)
def test_the_name_of_a_file_stays_one_name(name, expected):
    file = File(name=name, content=b"x", content_type="text/plain")
    (part,) = printed(attachments=file).iter_attachments()

    assert expected == part.get_filename()
    assert part["X-More"] is None
