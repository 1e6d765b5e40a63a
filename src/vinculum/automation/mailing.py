"""
Read what a `sendmail` statement describes.

Owns its settings, the form of an address, and how large a mail may be.
Never sends: a mail goes into the org's outbox.
Next door: host.py hands it over, model/mail.py is what is made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

from vinculum.model.mail import Mail, MailFile
from vinculum.script.diagnostics import Fault, nearest
from vinculum.script.values import Datum, File

# As the parser gives keys: in small letters, without their blanks.
SETTINGS = (
    *("from", "to", "cc", "bcc", "replyto", "subject", "message", "contenttype", "attachments"),
)
MOST_RECIPIENTS = 100
LONGEST_SUBJECT = 1_000
LONGEST_MESSAGE = 1_000_000
MOST_FILE_BYTES = 10_000_000
_ADDRESS = re.compile(
    r"[^\s@<>,;:\"()\[\]\\\x00-\x1f\x7f]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?"
)
_NAMED = re.compile(r"[^<>\x00-\x1f\x7f]{0,200}<([^<>]+)>")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f]")


class Outbox(Protocol):
    """Where mail waits; a mail is on disk when `put` returns."""

    def put(self, mail: Mail) -> None:
        """Take a mail."""
        ...


def read_mail(settings: Mapping[str, Datum], by: int, senders: Sequence[str]) -> Mail:
    """
    Make a mail of a statement's settings; `senders` are the addresses that may stand as `from`.

    Raises Fault for a setting that is none or is missing, an address that is none, another sender,
    and what is too large.
    """
    for key in settings:
        if key not in SETTINGS:
            near = nearest(key, SETTINGS)
            raise Fault(
                f"`sendmail` has no `{key[:40]}`" + (f"; `{near}` is there" if near else "")
            )
    sender = _addresses(settings, "from")
    if len(sender) != 1 or _bare(sender[0]) not in {each.lower() for each in senders}:
        raise Fault(f"`from` must be {' or '.join(f'`{each}`' for each in dict.fromkeys(senders))}")
    to, cc, bcc = (_addresses(settings, key) for key in ("to", "cc", "bcc"))
    if not to:
        raise Fault("`sendmail` needs a `to`")
    if len(to) + len(cc) + len(bcc) > MOST_RECIPIENTS:
        raise Fault(f"a mail has at most {MOST_RECIPIENTS} recipients")
    return Mail(
        sender=sender[0],
        to=to,
        cc=cc,
        bcc=bcc,
        reply_to=", ".join(_addresses(settings, "replyto")),
        subject=_subject(settings),
        message=_text(settings, "message", LONGEST_MESSAGE),
        html=_text(settings, "contenttype", 40).lower() not in {"text", "plain", "text/plain"},
        files=_files(settings.get("attachments")),
        by=by,
    )


def _text(settings: Mapping[str, Datum], key: str, longest: int) -> str:
    value = settings.get(key)
    if value is None:
        return ""
    text = value if isinstance(value, str) else str(value)
    if len(text) > longest:
        raise Fault(f"`{key}` has at most {longest} letters, not {len(text)}")
    return text


def _subject(settings: Mapping[str, Datum]) -> str:
    subject = _text(settings, "subject", LONGEST_SUBJECT)
    if not subject.strip():
        raise Fault("`sendmail` needs a `subject`")
    if _UNSEEN.search(subject):
        raise Fault("`subject` is one line, without control characters")
    return subject


def _addresses(settings: Mapping[str, Datum], key: str) -> tuple[str, ...]:
    """The addresses of a setting: a text with commas or semicolons, or a list of texts."""
    value = settings.get(key)
    parts = value if isinstance(value, list) else [value]
    texts = [part for text in parts if isinstance(text, str) for part in re.split(r"[,;]", text)]
    if len(texts) < len(parts) - parts.count(None):
        raise Fault(f"`{key}` takes a text, or a list of texts")
    found = tuple(dict.fromkeys(filter(None, (text.strip() for text in texts))))
    for address in found:
        if _ADDRESS.fullmatch(_bare(address)) is None:
            raise Fault(f"`{key}`: `{_UNSEEN.sub(' ', address)[:60]}` is not an e-mail address")
    return found


def _bare(address: str) -> str:
    """The address itself, of one that may have a name before it."""
    named = _NAMED.fullmatch(address)
    return (named[1] if named else address).strip().lower()


def _files(value: Datum) -> tuple[MailFile, ...]:
    """The files of a mail: one, a list, or as scripts write them, `file:name`."""
    items = value if isinstance(value, list) else [] if value is None else [value]
    if not all(isinstance(item, File) for item in items):
        raise Fault("`attachments` takes a file, or a list of files")
    files = [item for item in items if isinstance(item, File)]
    if sum(len(file.content) for file in files) > MOST_FILE_BYTES:
        raise Fault(f"the attachments of a mail have at most {MOST_FILE_BYTES} bytes")
    return tuple(
        MailFile(
            name=_UNSEEN.sub("", file.name), content_type=file.content_type, content=file.content
        )
        for file in files
    )
