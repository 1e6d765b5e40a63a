"""Attachments: files and links of a record, sent, listed, fetched and deleted."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from zcrmsdk.src.com.zoho.crm.api import attachments as desk
from zcrmsdk.src.com.zoho.crm.api.util import StreamWrapper

from tests.clients.python_sdk.calls import (
    DELETED,
    answered,
    insert_one,
    outcomes,
    parameters,
    refused,
    succeeded,
)
from tests.clients.python_sdk.report import expect

ATTACHED = "attachment uploaded successfully"
# Every byte there is, more than once: nothing on the way may take it for text.
CONTENT = bytes(range(256)) * 1000
LINK = "https://heron.example/plan.pdf?a=1&b=2"
UNSENT_NAME = "file"  # the library sends this for a stream, whatever name the caller gave it


def door(record: int, module: str = "Leads") -> Any:
    return desk.AttachmentsOperations(module, record)


def upload(record: int, stream: StreamWrapper, module: str = "Leads") -> Any:
    request = desk.FileBodyWrapper()
    request.set_file(stream)
    return door(record, module).upload_attachment(request)


def attach(record: int, content: bytes, module: str = "Leads") -> int:
    stream = StreamWrapper(name="notes.txt", stream=BytesIO(content))
    (made,) = succeeded(upload(record, stream, module), ATTACHED)
    return made


def attach_link(record: int, address: str) -> int:
    wanted = parameters(desk.UploadLinkAttachmentParam, {"attachmenturl": address})
    (made,) = succeeded(door(record).upload_link_attachment(wanted), ATTACHED)
    return made


def listed(record: int, **values: object) -> list[Any]:
    wanted = parameters(desk.GetAttachmentsParam, values)
    response = door(record).get_attachments(wanted)
    if response.get_status_code() == 204:
        return []
    return list(answered(response).get_data())


def fetched(record: int, attachment: int, module: str = "Leads") -> tuple[str, bytes]:
    """What a download brings: the name that the library found, and the content."""
    response = door(record, module).download_attachment(attachment)
    expect((200, "FileBodyWrapper"), (response.get_status_code(), _kind(response)))
    kept = response.get_object().get_file()
    return kept.get_name(), kept.get_stream().content


def _kind(response: Any) -> str:
    return type(response.get_object()).__name__


def a_file_comes_back_byte_by_byte() -> None:
    lead = insert_one("Leads", Last_Name="Attached")
    made = attach(lead, CONTENT)

    expect((UNSENT_NAME, CONTENT), fetched(lead, made))


def a_file_of_a_path_keeps_its_name() -> None:
    lead = insert_one("Leads", Last_Name="Named file")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "Plan of May.pdf"
        path.write_bytes(b"%PDF-1.4")
        stream = StreamWrapper(file_path=str(path))
        (made,) = succeeded(upload(lead, stream), ATTACHED)
        stream.get_stream().close()

    (kept,) = listed(lead)
    expect((made, "Plan of May.pdf"), (kept.get_id(), kept.get_file_name()))
    # The library takes the name out of the header as it stands there, escapes and all.
    expect(("Plan%20of%20May.pdf", b"%PDF-1.4"), fetched(lead, made))


def attachments_are_listed_with_all_that_is_known_of_them() -> None:
    lead = insert_one("Leads", Last_Name="Listed files")
    number = attach(lead, CONTENT)
    (kept,) = listed(lead)

    expect(
        (number, UNSENT_NAME, len(CONTENT), "Leads", "Attachment", "save", True, None),
        (
            kept.get_id(),
            kept.get_file_name(),
            kept.get_size(),
            kept.get_se_module(),
            kept.get_type(),
            kept.get_state(),
            kept.get_editable(),
            kept.get_link_url(),
        ),
    )
    parent = kept.get_parent_id()
    expect((lead, "Listed files"), (parent.get_id(), parent.get_key_value("name")))
    expect(("User", "User"), tuple(type(each()).__name__ for each in _people(kept)))


def _people(kept: Any) -> tuple[Any, Any]:
    return kept.get_owner, kept.get_created_by


def a_list_is_read_page_by_page() -> None:
    lead = insert_one("Leads", Last_Name="Many files")
    made = {attach(lead, bytes([number])) for number in range(3)}
    first, second = (listed(lead, page=page, per_page=2) for page in (1, 2))

    expect((2, 1), (len(first), len(second)))
    expect(made, {each.get_id() for each in (*first, *second)})
    expect([], listed(lead, page=3, per_page=2))


def a_link_is_kept_and_cannot_be_downloaded() -> None:
    lead = insert_one("Leads", Last_Name="Linked file")
    made = attach_link(lead, LINK)
    (kept,) = listed(lead)

    expect((made, "Link", LINK), (kept.get_id(), kept.get_type(), kept.get_link_url()))
    result = refused(door(lead).download_attachment(made), 400)
    expect(
        ("INVALID_DATA", "As it is a linked attachment, you can not download it"),
        (result.code, result.message),
    )


def the_same_link_again_is_refused() -> None:
    lead = insert_one("Leads", Last_Name="Twice linked")
    attach_link(lead, LINK)
    wanted = parameters(desk.UploadLinkAttachmentParam, {"attachmenturl": LINK})
    (result,) = _refusals(door(lead).upload_link_attachment(wanted))

    expect(
        ("APIException", "INVALID_DATA", "Attachment link already exists"),
        (result.kind, result.code, result.message),
    )
    expect(1, len(listed(lead)))


def _refusals(response: Any) -> list[Any]:
    return outcomes(response, response.get_status_code())


def attachments_are_deleted_one_or_many() -> None:
    lead = insert_one("Leads", Last_Name="Unattached")
    one, *many = (attach(lead, bytes([number])) for number in range(3))
    wanted = parameters(desk.DeleteAttachmentsParam, {"ids": many})

    expect([one], succeeded(door(lead).delete_attachment(one), DELETED))
    expect(many, succeeded(door(lead).delete_attachments(wanted), DELETED))
    expect([], listed(lead))
    expect("APIException", _kind(door(lead).download_attachment(one)))


def an_attachment_belongs_to_its_record_alone() -> None:
    lead, other = (insert_one("Leads", Last_Name=name) for name in ("Owning", "Other"))
    made = attach(lead, CONTENT)

    expect("APIException", _kind(door(other).download_attachment(made)))
    expect("APIException", _refusals(door(other).delete_attachment(made))[0].kind)
    expect([made], [each.get_id() for each in listed(lead)])


def an_upload_to_nobody_is_refused() -> None:
    response = upload(1, StreamWrapper(name="notes.txt", stream=BytesIO(CONTENT)))
    result = refused(response, 400)

    expect(
        ("INVALID_DATA", "the related id given seems to be invalid"), (result.code, result.message)
    )


CHECKS = (
    a_file_comes_back_byte_by_byte,
    a_file_of_a_path_keeps_its_name,
    attachments_are_listed_with_all_that_is_known_of_them,
    a_list_is_read_page_by_page,
    a_link_is_kept_and_cannot_be_downloaded,
    the_same_link_again_is_refused,
    attachments_are_deleted_one_or_many,
    an_attachment_belongs_to_its_record_alone,
    an_upload_to_nobody_is_refused,
)
