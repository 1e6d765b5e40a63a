"""
Describe writes as values.

Owns every kind of write there is; the same values are the change log.
Never writes.
Next door: sqlstore/ applies them, rules/ plans them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import msgspec

from vinculum.model.attachment import Attachment
from vinculum.model.function import RunState
from vinculum.model.record import IndexRows, Record


class _Change(msgspec.Struct, frozen=True, kw_only=True, tag_field="change"):
    """A write; its tag names it in the change log."""


class InsertRecord(_Change, frozen=True, kw_only=True, tag="insert_record"):
    """Add a record. `index` is derived from it and not logged."""

    record: Record
    index: IndexRows


class UpdateRecord(_Change, frozen=True, kw_only=True, tag="update_record", omit_defaults=True):
    """
    Replace a record; `unindex` and `index` are the index rows that differ, not logged.

    `before` is the record that is replaced, for whoever asks what has changed; not logged either.
    """

    record: Record
    unindex: IndexRows
    index: IndexRows
    before: Record | None = None


class DeleteRecord(_Change, frozen=True, kw_only=True, tag="delete_record"):
    """
    Move a record to the recycle bin: its links, attachments and index rows go, its row stays,
    dated.

    `links` names the ends at which its module stands, as (relation, stands at the left);
    a module related to itself stands at both.
    """

    id: int
    module: int
    at: int
    by: int
    unindex: IndexRows
    links: tuple[tuple[int, bool], ...] = ()


class PutLinks(_Change, frozen=True, kw_only=True, tag="put_links"):
    """
    Link records to a parent, or replace what their links carry.

    The parent stands at the relation's `left` end or at the right one. `links` has the attributes
    (ASCII JSON) by related id.
    """

    relation: int
    left: bool
    parent: int
    links: Mapping[int, str]
    at: int


class CutLinks(_Change, frozen=True, kw_only=True, tag="cut_links"):
    """Take a parent's links to these related ids away; the records stay."""

    relation: int
    left: bool
    parent: int
    related: tuple[int, ...]


class PutMetadata(_Change, frozen=True, kw_only=True, tag="put_metadata"):
    """
    Set one piece of an org's metadata: `area` names what it is (user, role, profile,
    contact_role, tag, variable_group, variable, cookie_key, function, trigger, edit, org),
    `body` is its JSON.
    Changes the org's version.
    """

    area: str
    id: int
    body: str


class CutMetadata(_Change, frozen=True, kw_only=True, tag="cut_metadata"):
    """Remove one piece of metadata. Changes the org's version."""

    area: str
    id: int


class IndexField(_Change, frozen=True, kw_only=True, tag="index_field"):
    """Give every live record of a module the null row of a field that was added to it."""

    module: int
    field: int
    number: bool


class PutClient(_Change, frozen=True, kw_only=True, tag="put_client"):
    """Register or replace an OAuth client; `body` is its JSON, secrets only as hashes."""

    client_id: str
    body: str


class CutClient(_Change, frozen=True, kw_only=True, tag="cut_client"):
    """Remove an OAuth client and every token that was issued to it."""

    client_id: str


class PutToken(_Change, frozen=True, kw_only=True, tag="put_token"):
    """Store a token's or code's hash with what it grants; see `ports.store.StoredToken`."""

    hash: str
    type: str
    client_id: str
    user: int
    scopes: str
    expires: int | None
    parent: str | None
    created: int
    detail: str = "{}"


class CutToken(_Change, frozen=True, kw_only=True, tag="cut_token"):
    """Revoke a token and every token that came from it."""

    hash: str


class PutAttachment(_Change, frozen=True, kw_only=True, tag="put_attachment"):
    """Hang a file or a link on a record; its content comes in pieces beside it."""

    attachment: Attachment


class PutAttachmentPart(_Change, frozen=True, kw_only=True, tag="put_attachment_part"):
    """Keep a piece of a content. `data` is not logged: the digest of the whole is."""

    id: int
    part: int
    data: bytes


class CutAttachment(_Change, frozen=True, kw_only=True, tag="cut_attachment"):
    """Remove an attachment with its content."""

    id: int


class MoveAttachments(_Change, frozen=True, kw_only=True, tag="move_attachments"):
    """Hang what hangs on one record on another."""

    parent: int
    to: int
    to_module: int


class PutMail(_Change, frozen=True, kw_only=True, tag="put_mail"):
    """
    Put a mail into the outbox.

    `body` is a `model.mail.Mail` and `head` its `MailHead`; neither is logged.
    """

    id: int
    at: int
    body: str
    head: str = ""


class CutMail(_Change, frozen=True, kw_only=True, tag="cut_mail"):
    """Take a mail out of the outbox."""

    id: int


class PutRun(_Change, frozen=True, kw_only=True, tag="put_run"):
    """
    Note a run of a function, or how far it has come; `body` is a `model.function.RunNote`.

    A run that waits is put down together with the change that wakes it.
    """

    id: int
    function: int
    state: RunState
    at: int
    body: str


class CutRuns(_Change, frozen=True, kw_only=True, tag="cut_runs"):
    """Forget the runs that have ended and whose ids are smaller."""

    before: int


class CutExpired(_Change, frozen=True, kw_only=True, tag="cut_expired"):
    """Forget the tokens that expired before a moment; what came from them stays."""

    before: int


class CutLog(_Change, frozen=True, kw_only=True, tag="cut_log"):
    """Forget the units of work in the change log whose ids are smaller."""

    before: int


class PurgeRecord(_Change, frozen=True, kw_only=True, tag="purge_record"):
    """Take a record that was deleted at a moment out of the recycle bin; its id is remembered."""

    id: int
    module: int
    deleted: int


class CutPurged(_Change, frozen=True, kw_only=True, tag="cut_purged"):
    """Forget that a record was there, which has left the recycle bin."""

    id: int
    module: int
    deleted: int


Change: TypeAlias = (
    InsertRecord
    | UpdateRecord
    | DeleteRecord
    | PutLinks
    | CutLinks
    | PutMetadata
    | CutMetadata
    | IndexField
    | PutClient
    | CutClient
    | PutToken
    | CutToken
    | PutAttachment
    | PutAttachmentPart
    | CutAttachment
    | MoveAttachments
    | PutMail
    | CutMail
    | PutRun
    | CutRuns
    | CutExpired
    | CutLog
    | PurgeRecord
    | CutPurged
)

# What may let somebody in or keep somebody out.
ACCESS_CHANGES: frozenset[type] = frozenset(
    (PutClient, CutClient, PutToken, CutToken, CutExpired, PutMetadata, CutMetadata, IndexField)
)
METADATA_CHANGES: frozenset[type] = frozenset((PutMetadata, CutMetadata, IndexField))
