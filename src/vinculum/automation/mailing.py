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
MOST_MAILS = 100
MOST_RECIPIENTS = 100
LONGEST_SUBJECT = 1_000
LONGEST_MESSAGE = 1_000_000
MOST_FILE_BYTES = 10_000_000
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?=.{{1,64}}@.{{1,253}}\Z){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")
_NAMED = re.compile(r"([^<>]{0,200})<([^<>]+)>")
# What ends a line for some reader of heads (U+0085, U+2028 and U+2029 too), controls, and halves of
# characters.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# An encoded word may stand for a line end, and programs that fold heads anew write it out as one.
_ENCODED = "=?"
_TYPE = re.compile(
    r"(?:application|audio|font|image|model|text|video)/[A-Za-z0-9][\w.+-]{0,100}", re.ASCII
)
_PLAIN, _HTML = {"text", "plain", "text/plain"}, {"", "html", "text/html"}


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
        html=_is_html(settings),
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
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        raise Fault(f"`{key}` holds half a character; check where the text was cut")
    return text


def _is_html(settings: Mapping[str, Datum]) -> bool:
    word = _text(settings, "contenttype", 40).strip().lower()
    if word not in _PLAIN | _HTML:
        raise Fault("`content type` is `HTML` or `TEXT`")
    return word in _HTML


def _subject(settings: Mapping[str, Datum]) -> str:
    subject = _text(settings, "subject", LONGEST_SUBJECT)
    if not subject.strip():
        raise Fault("`sendmail` needs a `subject`")
    if _UNSEEN.search(subject):
        raise Fault("`subject` is one line, without control characters")
    if re.search(r"=\?.*\?=", subject):
        raise Fault("`subject` is written as it is read, without `=?...?=`")
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
        if _ADDRESS.fullmatch(_bare(address)) is None or not _is_clear(address):
            raise Fault(f"`{key}`: `{_UNSEEN.sub(' ', address)[:60]}` is not an e-mail address")
    return found


def _bare(address: str) -> str:
    """The address itself, of one that may have a name before it."""
    named = _NAMED.fullmatch(address)
    return (named[2] if named else address).strip().lower()


def _is_clear(address: str) -> bool:
    """Tell whether every reader finds the same address, whatever name stands before it."""
    named = _NAMED.fullmatch(address)
    name = named[1].strip() if named else ""
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = name[1:-1]
    return (
        _ENCODED not in address and not re.search(r'[\\"():@]', name) and not _UNSEEN.search(name)
    )


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
            name=_UNSEEN.sub("", file.name)[:255].replace(_ENCODED, "=_") or "file",
            content_type=_type_of(file.content_type),
            content=file.content,
        )
        for file in files
    )


def _type_of(content_type: str) -> str:
    """A type that is safe in a head; messages and parts of their own travel as bytes."""
    bare = content_type.partition(";")[0].strip().lower()
    return bare if _TYPE.fullmatch(bare) else "application/octet-stream"
