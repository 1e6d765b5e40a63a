"""
Hang files and links on records, list, download and remove them.

Owns the order of refusals of such a path: module, list, parent, right, sharing, then the body.
Never parses a form, never writes JSON.
Next door: rules/attachments.py for the decisions, notes.py for the other list of this kind.
"""

from __future__ import annotations

from collections.abc import Sequence

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refused
from vinculum.model.actor import Verb
from vinculum.model.attachment import Attachment
from vinculum.model.change import CutAttachment
from vinculum.model.module import Module
from vinculum.model.record import RecordRef
from vinculum.model.value import Value
from vinculum.operations.external import resolve_parent
from vinculum.operations.lists import require_page
from vinculum.operations.results import Outcomes
from vinculum.ports.services import Call
from vinculum.rules.attachments import (
    MODULE,
    UploadAttachment,
    plan_attaching,
    require_attachments_list,
    require_upload,
)
from vinculum.rules.commands import DelinkRecords, Key, ReadRelated, text_of
from vinculum.rules.listing import news_after, offset_of
from vinculum.rules.order import require_module
from vinculum.rules.permissions import denial, may_edit, may_see
from vinculum.rules.plan import Deleted, Outcome, Stamp
from vinculum.rules.proposing import require_keys


class Place(Value):
    """A record on which attachments hang, with its module."""

    module: Module
    parent: RecordRef


class AttachmentPage(Value):
    """One page of a record's attachments; `since` tells that only news were asked for."""

    place: Place
    attachments: Sequence[Attachment]
    page: int
    per_page: int
    more: bool
    since: bool = False
    fields: tuple[str, ...] | None = None


def upload_attachment(call: Call, command: UploadAttachment) -> Attachment:
    """
    Hang a file or a link on a record.

    Refuses with: MODULE_INVALID, RELATION_NAME_INVALID, PARENT_ID_INVALID, NO_PERMISSION_CREATE,
    NO_PERMISSION_UPDATE (of the parent's module), AUTHORIZATION_FAILED_UPDATE (the parent is not
    the caller's to edit), what require_upload says, ATTACHMENT_LINK_EXISTS.
    """
    place = _require_place(call, command.module, command.record, "create")
    upload = require_upload(command, call.services.limits.max_upload_bytes)
    url = command.url or ""
    if upload is None and call.work.has_link_attachment(place.parent.id, url):
        raise Refused(catalogue.ATTACHMENT_LINK_EXISTS.refusal())
    stamp = Stamp(now=call.now, by=call.actor.user.id, next_id=call.services.ids.next_id)
    attachment, changes = plan_attaching(
        (place.module, place.parent), stamp.by, upload, (url, command.title), stamp
    )
    call.work.apply(changes)
    return attachment


def page_attachments(call: Call, command: ReadRelated) -> AttachmentPage:
    """
    Read one page of a record's attachments, newest first; nothing when the actor sees no parent.

    Refuses with: MODULE_INVALID, RELATION_NAME_INVALID, PARENT_ID_INVALID, NO_PERMISSION_READ, the
    parameters' refusal.
    """
    place = _require_place(call, command.module, command.record, "read")
    page = require_page(command.page)
    after = news_after(page.since)
    found: Sequence[Attachment] = ()
    if may_see(call.schema, call.actor, place.module, place.parent):
        window = (offset_of(page), page.per_page + 1)
        since = -1 if after is None else after - 1
        found = call.work.page_attachments(place.parent.id, since, *window)
    return AttachmentPage(
        place=place,
        attachments=found[: page.per_page],
        page=page.page,
        per_page=page.per_page,
        more=len(found) > page.per_page,
        since=page.since is not None,
        fields=page.fields,
    )


def find_attachment(call: Call, command: ReadRelated) -> Attachment:
    """
    Find the file that a path names, to be downloaded.

    Refuses with: what page_attachments says, ATTACHMENT_ID_INVALID, ATTACHMENT_IS_LINK.
    """
    place = _require_place(call, command.module, command.record, "read")
    own = _own(call, place, () if command.single is None else (command.single,))
    if not own or not may_see(call.schema, call.actor, place.module, place.parent):
        raise Refused(catalogue.ATTACHMENT_ID_INVALID.refusal())
    (attachment,) = own.values()
    if attachment.url:
        raise Refused(catalogue.ATTACHMENT_IS_LINK.refusal())
    return attachment


def delete_attachments(call: Call, command: DelinkRecords) -> Outcomes:
    """
    Remove attachments with their contents.

    Refuses with: MODULE_INVALID, RELATION_NAME_INVALID, PARENT_ID_INVALID, NO_PERMISSION_DELETE,
    AUTHORIZATION_FAILED_UPDATE, the parameters' refusal; then RECORD_NOT_DELETED for an item that
    is not there, hangs elsewhere, or is repeated.
    """
    place = _require_place(call, command.module, command.record, "delete")
    keys = require_keys(command.keys)
    own = dict(_own(call, place, keys))
    outcomes: list[Outcome] = []
    for key in keys:
        attachment = own.pop(key, None)
        outcomes.append(
            catalogue.RECORD_NOT_DELETED.refusal(id=text_of(key))
            if attachment is None
            else Deleted(id=attachment.id)
        )
    gone = [each.id for each in outcomes if isinstance(each, Deleted)]
    if gone:
        call.work.apply([CutAttachment(id=attachment_id) for attachment_id in gone])
    return Outcomes(outcomes=tuple(outcomes))


def _require_place(call: Call, name: str, key: Key, verb: Verb) -> Place:
    module = require_module(call.schema, call.actor, name)
    require_attachments_list(module)
    parent_id = resolve_parent(call, module, key)
    parent = call.work.read_refs((parent_id,)).get(parent_id)
    if parent is None or parent.module != module.id:
        raise Refused(catalogue.PARENT_ID_INVALID.refusal())
    _require_right(call, module, parent, verb)
    return Place(module=module, parent=parent)


def _require_right(call: Call, module: Module, parent: RecordRef, verb: Verb) -> None:
    """The right to attachments, and to the record: to read it for reading, else to edit it."""
    for asked in (module, call.schema.module(MODULE)):
        refusal = denial(call.actor, asked, verb if asked is not module else _verb_of_parent(verb))
        if refusal is not None:
            raise Refused(refusal)
    if verb != "read" and not may_edit(call.schema, call.actor, module, parent):
        raise Refused(catalogue.AUTHORIZATION_FAILED_UPDATE.refusal())


def _verb_of_parent(verb: Verb) -> Verb:
    """Whoever hangs something on a record, or takes it away, edits the record."""
    return "read" if verb == "read" else "update"


def _own(call: Call, place: Place, keys: Sequence[Key]) -> dict[Key, Attachment]:
    """The attachments that keys name, without those of other records."""
    found = call.work.read_attachments(key for key in keys if isinstance(key, int))
    return {
        attachment.id: attachment
        for attachment in found.values()
        if attachment.parent == place.parent.id
    }
