"""
List the refusals of where a request goes.

Owns the words of these situations, with the evidence for them.
Never decides when to utter one.
Next door: the other chapters of the catalogue.
"""

from __future__ import annotations

from vinculum.errors.catalogue.evidence import CHOSEN, SEED
from vinculum.errors.refusal import Entry

# Where the request goes.

URL_UNKNOWN = Entry(
    code="INVALID_URL_PATTERN",
    status=404,
    message="Please check if the URL trying to access is a correct one",
    evidence=SEED,
)
METHOD_INVALID = Entry(
    code="INVALID_REQUEST_METHOD",
    status=400,
    message="The http request method type is not a valid one",
    evidence=SEED,
)
MODULE_INVALID = Entry(
    code="INVALID_MODULE",
    status=400,
    message="The module name given seems to be invalid",
    evidence=SEED,
    note="Unknown module, or the profile has no tab permission.",
)
MODULE_UNSUPPORTED = Entry(
    code="INVALID_MODULE",
    status=400,
    message="The given module is not supported in API",
    evidence=SEED,
)
MODULE_NOT_SEARCHABLE = Entry(
    code="NOT_SUPPORTED",
    status=400,
    message="module not supported for search",
    evidence=("docs-v2",),
)
NOT_SERVED = Entry(
    code="NOT_SUPPORTED",
    status=400,
    message="This API is not served by this server",
    evidence=CHOSEN,
    details=("reason",),
    note="A path of the documented API that Vinculum knows and does not serve.",
)
PARAM_NOT_SERVED = Entry(
    code="NOT_SUPPORTED",
    status=400,
    message="This parameter is not supported by this server",
    evidence=CHOSEN,
    details=("param",),
    note="A documented parameter that would change the answer and is not served.",
)
NOTES_ADMIN_ONLY = Entry(
    code="NOT_SUPPORTED",
    status=403,
    message="This API is supported only for admin users.",
    evidence=("docs-later",),
)
RELATION_NAME_INVALID = Entry(
    code="INVALID_DATA",
    status=400,
    message="the relation name given seems to be invalid",
    evidence=("docs-v2", "openapi", "observed"),
)
RELATION_READ_ONLY = Entry(
    code="INVALID_MODULE",
    status=400,
    message="The module name given seems to be invalid",
    evidence=("observed",),
    note="PUT or DELETE on a list that can only be read.",
)
PARENT_ID_INVALID = Entry(
    code="INVALID_DATA",
    status=400,
    message="the related id given seems to be invalid",
    evidence=("seed", "openapi"),
)
RELATED_PATH_ID_INVALID = Entry(
    code="INVALID_DATA",
    status=400,
    message="the related id given seems to be invalid",
    evidence=SEED,
    note="The related id in the path of the single form; also a pair that is not linked on DELETE.",
)
RECORD_ID_INVALID = Entry(
    code="INVALID_DATA",
    status=400,
    message="the id given seems to be invalid",
    evidence=("sdk", "chosen"),
    note="The record id in the path of a single update, or a note that is not the parent's.",
)
EXTERNAL_ID_INVALID = Entry(
    code="INVALID_DATA",
    status=400,
    message="the id given seems to be invalid.",
    evidence=("sdk",),
    note="No record carries the external value of the path.",
)
EXTERNAL_FIELD_INVALID = Entry(
    code="INVALID_DATA",
    status=400,
    message="The value of the external field is invalid.",
    evidence=("sdk",),
    note="X-EXTERNAL names a module or a field that is not one, or not a unique one.",
)
EXTERNAL_FIELD_MISSING = Entry(
    code="MANDATORY_NOT_FOUND",
    status=202,
    message="required field not found",
    evidence=("sdk", "docs-later"),
    details=("api_name",),
    note="X-EXTERNAL names a field that the item does not hold.",
)
