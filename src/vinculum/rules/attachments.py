"""
Decide what may hang on a record.

Owns the name that an uploaded file gets, the refusals of a file or a link, and the changes that an
upload makes.
Never reads the store, never parses a form.
Next door: operations/attachments.py for the callers.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import cast
from urllib.parse import urlsplit

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refusal, Refused
from vinculum.model.attachment import PART_BYTES, Attachment
from vinculum.model.change import Change, PutAttachment, PutAttachmentPart
from vinculum.model.module import Module
from vinculum.model.record import RecordRef
from vinculum.model.value import Value
from vinculum.rules.commands import Key
from vinculum.rules.plan import Stamp
from vinculum.rules.writing import NOTES

MODULE = "Attachments"
CONTENT = "attachments"
NAMELESS = "file"
LONGEST_NAME = 255
LONGEST_URL = 2000
REFUSED_ENDINGS = (".exe",)
# Control characters, and what turns the reading direction round or hides in a name.
_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


class UploadedFile(Value):
    """A file as a form brought it: its name may be anything."""

    name: str
    content: bytes


class UploadAttachment(Value):
    """
    `POST .../Attachments`: a file, or the address of a link with a title.

    `files` is a refusal when the body could not be read.
    """

    module: str
    record: Key
    files: tuple[UploadedFile, ...] | Refusal
    url: str | None = None
    title: str = ""


def require_attachments_list(module: Module) -> None:
    """Refuse a module whose records have no attachments; notes have, without publishing a list."""
    if module.api_name != NOTES and not any(
        related.content == CONTENT for related in module.related_lists
    ):
        raise Refused(catalogue.RELATION_NAME_INVALID.refusal())


def require_upload(command: UploadAttachment, most: int) -> UploadedFile | None:
    """
    The one file of an upload, or None for a link.

    Refuses with: the body's refusal, ATTACHMENT_MISSING, ATTACHMENT_BOTH, ATTACHMENT_MANY,
    ATTACHMENT_TOO_LARGE (more than `most` bytes), ATTACHMENT_TYPE, ATTACHMENT_URL.
    """
    if isinstance(command.files, Refusal):
        raise Refused(command.files)
    if command.url is not None:
        if command.files:
            raise Refused(catalogue.ATTACHMENT_BOTH.refusal())
        _require_url(command.url)
        return None
    if not command.files:
        raise Refused(catalogue.ATTACHMENT_MISSING.refusal())
    if len(command.files) > 1:
        raise Refused(catalogue.ATTACHMENT_MANY.refusal())
    (file,) = command.files
    if len(file.content) > most:
        raise Refused(catalogue.ATTACHMENT_TOO_LARGE.refusal())
    if name_of(file.name).lower().endswith(REFUSED_ENDINGS):
        raise Refused(catalogue.ATTACHMENT_TYPE.refusal())
    return file


def name_of(given: str) -> str:
    """The name that a file is kept under: without folders and what nobody sees, never empty."""
    name = re.split(r"[\\/]", _UNSEEN.sub("", given))[-1].strip().rstrip(". ")
    if len(name) > LONGEST_NAME:
        stem, dot, ending = name.rpartition(".")
        kept = dot + ending if stem and len(ending) < 20 else ""
        name = name[: LONGEST_NAME - len(kept)] + kept
    return name or NAMELESS


def plan_attaching(
    place: tuple[Module, RecordRef],
    owner: int,
    upload: UploadedFile | None,
    link: tuple[str, str],
    stamp: Stamp,
) -> tuple[Attachment, Sequence[Change]]:
    """Hang a file, or a link of (address, title), on a record."""
    module, parent = place
    content = b"" if upload is None else upload.content
    url, title = link
    attachment = Attachment(
        id=stamp.next_id(),
        module=module.id,
        parent=parent.id,
        owner=owner,
        name=name_of(title or url) if upload is None else name_of(upload.name),
        size=len(content),
        created=stamp.now,
        modified=stamp.now,
        created_by=stamp.by,
        modified_by=stamp.by,
        url=url if upload is None else "",
        digest="" if upload is None else hashlib.sha256(content).hexdigest(),
    )
    return attachment, (PutAttachment(attachment=attachment), *_parts_of(attachment, content))


def _parts_of(attachment: Attachment, content: bytes) -> Iterable[Change]:
    """The pieces of a content; they share its memory."""
    view = memoryview(content)
    for part in range(attachment.parts):
        piece = view[part * PART_BYTES : (part + 1) * PART_BYTES]
        yield PutAttachmentPart(id=attachment.id, part=part, data=cast("bytes", piece))


def _require_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        fits = parts.scheme.lower() in {"http", "https", "ftp"} and bool(parts.hostname)
    except ValueError:
        fits = False
    if not fits or len(url) > LONGEST_URL or _UNSEEN.search(url) or " " in url:
        raise Refused(catalogue.ATTACHMENT_URL.refusal(api_name="attachmentUrl"))
