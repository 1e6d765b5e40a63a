"""
List the refusals of one item of a batch.

Owns the words of these situations, with the evidence for them.
Never decides when to utter one.
Next door: the other chapters of the catalogue.
"""

from __future__ import annotations

from vinculum.errors.catalogue.evidence import CHOSEN
from vinculum.errors.refusal import Entry

# One item of a batch.

ITEM_NOT_OBJECT = Entry(
    code="INVALID_DATA",
    status=202,
    message="invalid data",
    evidence=CHOSEN,
    details=("expected_data_type",),
)
FIELD_MANDATORY = Entry(
    code="MANDATORY_NOT_FOUND",
    status=202,
    message="required field not found",
    evidence=("seed", "docs-v2", "observed"),
    details=("api_name",),
)
FIELD_TYPE = Entry(
    code="INVALID_DATA",
    status=202,
    message="invalid data",
    evidence=("seed", "docs-v2", "observed"),
    details=("expected_data_type", "api_name"),
)
FIELD_LENGTH = Entry(
    code="INVALID_DATA",
    status=202,
    message="invalid data",
    evidence=("docs-v2",),
    details=("maximum_length", "api_name"),
)
FIELD_VALUE = Entry(
    code="INVALID_DATA",
    status=202,
    message="invalid data",
    evidence=("docs-v2", "chosen"),
    details=("api_name",),
    note="A lookup that names no record of its module, a row id that is unknown.",
)
PROBABILITY_INVALID = Entry(
    code="INVALID_DATA",
    status=202,
    message="Given Probability is not valid",
    evidence=("docs-v2",),
    details=("api_name",),
)
PARTICIPANTS_TOO_MANY = Entry(
    code="LIMIT_EXCEEDED",
    status=202,
    message="Only 50 participants can be added to an event.",
    evidence=("docs-v2",),
)
DUPLICATE_VALUE = Entry(
    code="DUPLICATE_DATA",
    status=202,
    message="duplicate data",
    evidence=("docs-v2", "docs-later"),
    details=("api_name", "id"),
)
ITEM_ID_INVALID = Entry(
    code="INVALID_DATA",
    status=202,
    message="the id given seems to be invalid",
    evidence=("docs-v2",),
    details=("id",),
)
RELATED_ID_INVALID = Entry(
    code="INVALID_DATA",
    status=202,
    message="the related id given seems to be invalid",
    evidence=("sdk", "chosen"),
    details=("id",),
    note="Inside a batch item; the batch decides the status.",
)
DELINK_NOT_LINKED = Entry(
    code="INVALID_DATA",
    status=202,
    message="the related id given seems to be invalid",
    evidence=CHOSEN,
    details=("id",),
    note="The pair is not linked, or the related record does not exist.",
)
RECORD_NOT_DELETED = Entry(
    code="INVALID_DATA",
    status=202,
    message="record not deleted",
    evidence=("sdk", "docs-v2"),
    details=("id",),
)
RECORD_CONVERTED = Entry(
    code="CONVERTED_RECORD",
    status=202,
    message="can't update the converted record",
    evidence=("docs-v2",),
    details=("id",),
)
TAGS_TOO_MANY = Entry(
    code="LIMIT_EXCEEDED",
    status=202,
    message="limit exceeded",
    evidence=("docs-v2", "chosen"),
    details=("api_name",),
)

# Contact roles.

ROLE_RELATION_NOT_FOUND = Entry(
    code="MANDATORY_NOT_FOUND",
    status=202,
    message="relation not found",
    evidence=("docs-later",),
    details=("id",),
    note="Delinking a contact that has no role in the deal.",
)
ROLE_RELATION_NOT_FOUND_PATH = Entry(
    code="MANDATORY_NOT_FOUND",
    status=400,
    message="relation not found",
    evidence=("docs-later",),
    note="The same, when the path names the contact.",
)
ROLE_NAME_DUPLICATE = Entry(
    code="DUPLICATE_DATA",
    status=202,
    message="duplicate data",
    evidence=("docs-v2",),
    details=("api_name", "id"),
)
ROLE_ID_INVALID = Entry(
    code="INVALID_DATA", status=202, message="invalid data", evidence=("docs-v2",), details=("id",)
)
ROLE_PATH_ID_INVALID = Entry(
    code="INVALID_DATA",
    status=400,
    message="invalid data",
    evidence=("docs-v2", "chosen"),
    details=("id",),
)
ROLE_NOT_DELETED = Entry(
    code="INVALID_DATA",
    status=202,
    message="contact role not deleted",
    evidence=("docs-v2",),
    details=("id",),
)
ROLES_TOO_MANY = Entry(
    code="LIMIT_EXCEEDED",
    status=202,
    message="Contact Role feature limit exceeded",
    evidence=("docs-v2",),
)

# Variables.

VARIABLE_DUPLICATE = Entry(
    code="DUPLICATE_DATA",
    status=202,
    message="duplicate data",
    evidence=("sdk", "docs-v2", "chosen"),
    details=("api_name", "id"),
    note="Another variable of the org has the name or the API name, in any case.",
)
VARIABLE_NAME_PATTERN = Entry(
    code="PATTERN_NOT_MATCHED",
    status=202,
    message="Please check whether the input values are correct",
    evidence=("docs-v2", "chosen"),
    details=("api_name",),
    note="An API name is a letter, then letters, digits and `_`.",
)
VARIABLE_PATH_INVALID = Entry(
    code="INVALID_DATA",
    status=400,
    message="the id given seems to be invalid",
    evidence=CHOSEN,
    note="The id or API name in the path of a single update.",
)
VARIABLE_NOT_DELETED = Entry(
    code="INVALID_DATA",
    status=202,
    message="variable not deleted",
    evidence=("sdk", "docs-v2"),
    details=("id",),
)
