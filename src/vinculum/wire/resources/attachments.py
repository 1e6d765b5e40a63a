"""
Serve the attachments of a record: upload, list, download, remove (records 8).

Owns the decoding of an upload, the keys of an attachment in the order of version 2, and the head of
a download, whose content follows in pieces.
Never judges a file.
Next door: operations/attachments.py, wire/multipart.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import quote

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refusal
from vinculum.model.attachment import Attachment
from vinculum.model.moments import render_moment
from vinculum.operations.attachments import (
    AttachmentPage,
    Place,
    delete_attachments,
    find_attachment,
    page_attachments,
    upload_attachment,
)
from vinculum.ports.services import Call
from vinculum.ports.store import Work
from vinculum.rules.attachments import UploadAttachment, UploadedFile
from vinculum.rules.commands import DelinkRecords, ReadRelated
from vinculum.rules.permissions import may_edit
from vinculum.rules.plan import Inserted
from vinculum.wire.ascii import ascii_json
from vinculum.wire.endpoint import Params, ScopeRule, endpoints
from vinculum.wire.envelope import (
    NOT_MODIFIED,
    Words,
    empty_response,
    encode_outcomes,
    json_response,
    page_info,
    success_item,
)
from vinculum.wire.message import Pieces, WireRequest, WireResponse
from vinculum.wire.multipart import MULTIPART, Form, parse_multipart
from vinculum.wire.reading import parse_query
from vinculum.wire.resources.related_records import delink_of, place_of, read_of

NAME = "Attachments"
BELOW = "/crm/v2/{module}/{record_id}/Attachments"
ONE_BELOW = f"{BELOW}/{{related_id}}"
AREAS = ("modules.{module}", "modules.attachments")
FILE_PART = "file"
URL = "attachmentUrl"
TITLE = "title"
BINARY_TYPE = "application/octet-stream;charset=UTF-8"
UPLOADED = "attachment uploaded successfully"


def decode_upload(request: WireRequest, params: Params) -> UploadAttachment:
    """Read `POST …/Attachments`: a form with a `file`, or `attachmentUrl` there or in the query."""
    place = place_of(request, params, NAME)
    query = parse_query(request.query)
    form = _form_of(request)
    texts = {} if isinstance(form, Refusal) else form.texts
    url = query.get(URL) or texts.get(URL)
    return UploadAttachment(
        module=place.module,
        record=place.record,
        files=form if isinstance(form, Refusal) else _files_of(form),
        url=url or None,
        title=query.get(TITLE) or texts.get(TITLE, ""),
    )


def _form_of(request: WireRequest) -> Form | Refusal:
    if request.too_large:
        return catalogue.ATTACHMENT_TOO_LARGE.refusal()
    content_type = request.headers.get("content-type", "")
    if not content_type.strip().lower().startswith(MULTIPART):
        return Form()
    form = parse_multipart(content_type, request.body)
    return catalogue.ATTACHMENT_MISSING.refusal() if form is None else form


def _files_of(form: Form) -> tuple[UploadedFile, ...]:
    return tuple(file for name, file in form.files if name == FILE_PART)


def decode_page(request: WireRequest, params: Params) -> ReadRelated:
    """Read `GET …/Attachments`, and one of them."""
    return read_of(request, place_of(request, params, NAME))


def decode_delete(request: WireRequest, params: Params) -> DelinkRecords:
    """Read `DELETE …/Attachments/{id}`, and with `ids`."""
    return delink_of(request, place_of(request, params, NAME))


def encode_uploaded(call: Call, attachment: Attachment) -> WireResponse:
    """Write what was uploaded."""
    outcome = Inserted(
        id=attachment.id,
        created=attachment.created,
        modified=attachment.modified,
        created_by=attachment.created_by,
        modified_by=attachment.modified_by,
    )
    return json_response(f'{{"data":[{success_item(call, outcome, UPLOADED)}]}}'.encode())


def encode_attachments(call: Call, page: AttachmentPage) -> WireResponse:
    """Write a page: 204 when there are none, 304 when there are no news."""
    if not page.attachments:
        return empty_response(NOT_MODIFIED) if page.since and page.page == 1 else empty_response()
    rows = [_show(call, page.place, attachment) for attachment in page.attachments]
    if page.fields is not None:
        wanted = {*page.fields, "id"}
        rows = [{key: value for key, value in row.items() if key in wanted} for row in rows]
    info = page_info(page.per_page, len(rows), page.page, more=page.more)
    return json_response(f'{{"data":{ascii_json(rows)}{info}}}'.encode())


def _show(call: Call, place: Place, attachment: Attachment) -> dict[str, object]:
    return {key: write(call, place, attachment) for key, write in KEYS.items()}


def _user(call: Call, user_id: int, *, with_email: bool = False) -> dict[str, object]:
    user = call.schema.users.get(user_id)
    shown: dict[str, object] = {"name": "" if user is None else user.full_name, "id": str(user_id)}
    if with_email:
        shown["email"] = "" if user is None else user.email
    return shown


def _moment(call: Call, moment: int) -> str:
    return render_moment(moment, call.actor.user.time_zone or call.schema.org.time_zone)


# In the key order of version 2 (records 8).
KEYS: Mapping[str, Callable[[Call, Place, Attachment], object]] = {
    "Owner": lambda call, _, a: _user(call, a.owner, with_email=True),
    "Modified_Time": lambda call, _, a: _moment(call, a.modified),
    "File_Name": lambda _call, _, a: a.name,
    "Created_Time": lambda call, _, a: _moment(call, a.created),
    "Size": lambda _call, _, a: str(a.size),
    "Parent_Id": lambda _call, place, _: {"name": place.parent.name, "id": str(place.parent.id)},
    "$editable": lambda call, place, _: may_edit(
        call.schema, call.actor, place.module, place.parent
    ),
    "$file_id": lambda _call, _, a: f"{a.id:032x}",
    "$type": lambda _call, _, a: "Link" if a.url else "Attachment",
    "$se_module": lambda _call, place, _: place.module.api_name,
    "Modified_By": lambda call, _, a: _user(call, a.modified_by),
    "$state": lambda _call, _, _a: "save",
    "id": lambda _call, _, a: str(a.id),
    "Created_By": lambda call, _, a: _user(call, a.created_by),
    "$link_url": lambda _call, _, a: a.url or None,
    "description": lambda _call, _, _a: None,
    "category": lambda _call, _, _a: None,
}


def encode_download(call: Call, attachment: Attachment) -> WireResponse:
    """Write the head of a download; SDKs take the name from it (records 8)."""
    number = attachment.id

    def read(work: Work, part: int) -> bytes | None:
        return work.read_attachment_part(number, part)

    return WireResponse(
        status=200,
        headers=(
            ("Content-Type", BINARY_TYPE),
            (
                "Content-Disposition",
                f"attachment;filename*=UTF-8''{quote(attachment.name, safe='')}",
            ),
            ("X-Content-Type-Options", "nosniff"),
        ),
        pieces=Pieces(
            org_id=call.work.org_id, size=attachment.size, count=attachment.parts, read=read
        ),
    )


def _scope(operation: str) -> ScopeRule:
    return ScopeRule(areas=AREAS, operation=operation)


_deleted = encode_outcomes(Words())

ENDPOINTS = endpoints(
    "attachments",
    ("GET", BELOW, _scope("read"), decode_page, page_attachments, encode_attachments),
    ("POST", BELOW, _scope("create"), decode_upload, upload_attachment, encode_uploaded),
    ("DELETE", BELOW, _scope("delete"), decode_delete, delete_attachments, _deleted),
    ("GET", ONE_BELOW, _scope("read"), decode_page, find_attachment, encode_download),
    ("DELETE", ONE_BELOW, _scope("delete"), decode_delete, delete_attachments, _deleted),
)
