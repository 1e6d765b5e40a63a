"""
`vinculum mail`: look into the outbox.

Owns what the commands show, and the form in which a mail is handed to a program that sends it.
Never sends.
Next door: automation/mailing.py reads what a script says.
"""

from __future__ import annotations

import sys
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from typing import Annotated

import typer

from vinculum.cli.desk import open_desk
from vinculum.cli.options import DEFAULTS, Database, Json
from vinculum.cli.output import Shown, show_list
from vinculum.cli.problem import Problem
from vinculum.model.change import CutMail
from vinculum.model.mail import Mail, MailHead, decode_head, decode_mail, head_of
from vinculum.model.moments import render_moment
from vinculum.ports.store import StoredMail, StoredMailHead, Work
from vinculum.schema.snapshot import Schema

app = typer.Typer(help="Look into the outbox, where the mails of scripts wait.")

Id = Annotated[str, typer.Argument(metavar="ID", help="Id of the mail.")]
MOST = 1_000


@app.command("list")
def list_(
    limit: Annotated[int, typer.Option(help="How many.", min=1, max=MOST)] = 20,
    database: Database = DEFAULTS.database,
    as_json: Json = False,
) -> None:
    """List the newest mails."""
    with open_desk(database) as desk:
        rows = desk.read(
            lambda work, schema: [
                _shown(work, schema, each) for each in work.read_mail_heads(limit)
            ]
        )
    show_list(rows, as_json=as_json)


@app.command("show")
def show_(mail: Id, database: Database = DEFAULTS.database) -> None:
    """Print a mail as a mail program reads it, for `sendmail -t` and others."""
    with open_desk(database) as desk:
        stored = desk.read(lambda work, _: _require(work, mail))
    sys.stdout.flush()
    sys.stdout.buffer.write(message_of(stored).as_bytes(policy=SMTP))
    sys.stdout.buffer.flush()


@app.command()
def remove(mail: Id, database: Database = DEFAULTS.database) -> None:
    """Take a mail out of the outbox, when it was sent or should not be."""
    with open_desk(database) as desk:
        desk.write(lambda work, _: work.apply((CutMail(id=_require(work, mail).id),)))


def message_of(stored: StoredMail) -> EmailMessage:
    """A mail as a message, with an id that stays the same however often it is printed."""
    mail = decode_mail(stored.body)
    message = EmailMessage()
    message["Message-ID"] = f"<{stored.id}@vinculum.invalid>"
    message["Date"] = formatdate(stored.at / 1000)
    for name, value in _head(mail).items():
        if value:
            message[name] = value
    message.set_content(mail.message, subtype="html" if mail.html else "plain")
    for file in mail.files:
        main, _, sub = file.content_type.partition("/")
        message.add_attachment(
            file.content,
            maintype=main or "application",
            subtype=sub or "octet-stream",
            filename=file.name,
        )
    return message


def _head(mail: Mail) -> dict[str, str]:
    return {
        "From": mail.sender,
        "To": ", ".join(mail.to),
        "Cc": ", ".join(mail.cc),
        "Bcc": ", ".join(mail.bcc),
        "Reply-To": mail.reply_to,
        "Subject": mail.subject,
    }


def _require(work: Work, mail: str) -> StoredMail:
    found = work.find_mail(int(mail)) if mail.isascii() and mail.isdigit() else None
    if found is None:
        raise Problem(f"there is no mail {mail!r}; `vinculum mail list` shows those there are")
    return found


def _shown(work: Work, schema: Schema, stored: StoredMailHead) -> dict[str, Shown]:
    head = decode_head(stored.head) if stored.head else _head_of_old(work, stored.id)
    return {
        "id": str(stored.id),
        "at": render_moment(stored.at, schema.org.time_zone),
        "from": head.sender,
        "to": list(head.to),
        "subject": head.subject,
        "files": list(head.files),
    }


def _head_of_old(work: Work, mail_id: int) -> MailHead:
    """The head of a mail that was put there before heads were kept."""
    stored = work.find_mail(mail_id)
    if stored is None:
        raise LookupError(mail_id)
    return head_of(decode_mail(stored.body))
