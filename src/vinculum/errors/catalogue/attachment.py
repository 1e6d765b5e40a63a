"""
List the refusals of uploads and downloads of attachments.

Owns the words of these situations, with the evidence for them.
Never decides when to utter one.
Next door: the other chapters of the catalogue.
"""

from __future__ import annotations

from vinculum.errors.catalogue.evidence import CHOSEN
from vinculum.errors.refusal import Entry

ATTACHMENT_MISSING = Entry(
    code="INVALID_REQUEST",
    status=400,
    message="the request does not contain any file",
    evidence=CHOSEN,
    note="Neither a part `file` nor `attachmentUrl`; or the body is no multipart form.",
)
ATTACHMENT_BOTH = Entry(
    code="INVALID_REQUEST",
    status=400,
    message="either a file or attachmentUrl can be given, not both",
    evidence=CHOSEN,
)
ATTACHMENT_MANY = Entry(
    code="INVALID_REQUEST",
    status=400,
    message="only one file can be uploaded at a time",
    evidence=CHOSEN,
)
ATTACHMENT_TOO_LARGE = Entry(
    code="FILE_SIZE_MORE_THAN_ALLOWED_SIZE",
    status=413,
    message="please check if the file size is in the correct range",
    evidence=("docs-v2", "chosen"),
    note="More than the setting max_upload_bytes, form included.",
)
ATTACHMENT_TYPE = Entry(
    code="INVALID_DATA",
    status=400,
    message="the file type is not supported",
    evidence=CHOSEN,
    note="Programs of Windows, by their name.",
)
ATTACHMENT_URL = Entry(
    code="INVALID_DATA",
    status=400,
    message="invalid data",
    evidence=CHOSEN,
    details=("api_name",),
    note="attachmentUrl is no address of http, https or ftp, or longer than 2000 characters.",
)
ATTACHMENT_LINK_EXISTS = Entry(
    code="INVALID_DATA",
    status=400,
    message="Attachment link already exists",
    evidence=("sdk", "chosen"),
)
ATTACHMENT_IS_LINK = Entry(
    code="INVALID_DATA",
    status=400,
    message="As it is a linked attachment, you can not download it",
    evidence=("sdk", "chosen"),
)
ATTACHMENT_ID_INVALID = Entry(
    code="INVALID_DATA",
    status=400,
    message="the related id given seems to be invalid",
    evidence=("sdk", "chosen"),
    note="The attachment of a download is not there, or hangs on another record.",
)
