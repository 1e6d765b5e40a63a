"""
Describe a mail that a script has written.

Owns the value and its form in the outbox.
Never sends.
Next door: automation/mailing.py reads a script's settings, sqlstore/mails.py keeps the outbox.
"""

from __future__ import annotations

import msgspec

from vinculum.model.value import Value


class MailFile(Value):
    """A file that goes with a mail."""

    name: str
    content_type: str
    content: bytes


class Mail(Value):
    """A mail in the outbox; addresses as its head has them, `by` is the user of the script."""

    sender: str
    to: tuple[str, ...]
    subject: str
    message: str
    by: int
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    reply_to: str = ""
    html: bool = True
    files: tuple[MailFile, ...] = ()


class MailHead(Value):
    """What a list shows of a mail; `files` are names."""

    sender: str
    to: tuple[str, ...]
    subject: str
    files: tuple[str, ...] = ()


_MAIL = msgspec.json.Decoder(Mail)
_HEAD = msgspec.json.Decoder(MailHead)


def encode_mail(mail: Mail) -> str:
    """Write a mail as JSON; files in base 64."""
    return msgspec.json.encode(mail).decode()


def decode_mail(body: str) -> Mail:
    """Read a mail."""
    return _MAIL.decode(body)


def head_of(mail: Mail) -> MailHead:
    """Keep of a mail what a list shows."""
    names = tuple(file.name for file in mail.files)
    return MailHead(sender=mail.sender, to=mail.to, subject=mail.subject, files=names)


def encode_head(head: MailHead) -> str:
    """Write a head as JSON."""
    return msgspec.json.encode(head).decode()


def decode_head(text: str) -> MailHead:
    """Read a head."""
    return _HEAD.decode(text)
