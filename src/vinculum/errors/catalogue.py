"""
List every refusal of the CRM API, one constant per utterance.

Owns each code, status and message, with the evidence for it.
Never decides when to utter one.
Next door: refusal.py for the shapes; the token endpoint's words are in oauth/errors.py.

The entry is the unit, not the code: two situations that share their words have two
entries. Evidence marks: seed, docs-v2, docs-later, sdk, openapi, observed, chosen.
"""

from __future__ import annotations

from vinculum.errors.refusal import Entry

SEED = ("seed",)
CHOSEN = ("chosen",)

# Who asks.

AUTHENTICATION_MISSING = Entry(
    code="AUTHENTICATION_FAILURE",
    status=401,
    message="Authentication failed",
    evidence=("observed",),
    note="No Authorization header, or a scheme other than Zoho-oauthtoken and Bearer.",
)
TOKEN_INVALID = Entry(
    code="INVALID_TOKEN",
    status=401,
    message="invalid oauth token",
    evidence=("sdk", "observed"),
    note="Unknown, expired, revoked or truncated token.",
)
USER_INACTIVE = Entry(
    code="INACTIVE_USER",
    status=403,
    message="You are an inactive user in the org.",
    evidence=CHOSEN,
)
SCOPE_MISMATCH = Entry(
    code="OAUTH_SCOPE_MISMATCH", status=401, message="Unauthorized", evidence=SEED
)

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
    note="The record id in the path of a single update or delete of a note's parent form.",
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

# Who may.

NO_PERMISSION_READ = Entry(
    code="NO_PERMISSION",
    status=403,
    message="Permission denied to read records",
    evidence=("docs-v2", "seed"),
    details=("permissions",),
)
NO_PERMISSION_CREATE = Entry(
    code="NO_PERMISSION",
    status=403,
    message="Permission denied to create records",
    evidence=("docs-v2", "seed"),
    details=("permissions",),
)
NO_PERMISSION_UPDATE = Entry(
    code="NO_PERMISSION",
    status=403,
    message="Permission denied to update records",
    evidence=SEED,
    details=("permissions",),
)
NO_PERMISSION_DELETE = Entry(
    code="NO_PERMISSION",
    status=403,
    message="Permission denied to delete records",
    evidence=("docs-v2", "seed"),
    details=("permissions",),
)
NO_PERMISSION_NOTES_READ = Entry(
    code="NO_PERMISSION",
    status=403,
    message="Permission denied to read notes details",
    evidence=("docs-v2",),
    details=("permissions",),
)
NO_PERMISSION_NOTES_ADD = Entry(
    code="NO_PERMISSION",
    status=403,
    message="Permission denied to add notes details",
    evidence=("docs-v2",),
    details=("permissions",),
)
NO_PERMISSION_NOTES_UPDATE = Entry(
    code="NO_PERMISSION",
    status=403,
    message="Permission denied to update notes details",
    evidence=("docs-v2",),
    details=("permissions",),
)
NO_PERMISSION_NOTES_DELETE = Entry(
    code="NO_PERMISSION",
    status=403,
    message="Permission denied to delete notes details",
    evidence=("docs-v2", "chosen"),
    details=("permissions",),
)
NO_PERMISSION_ITEM = Entry(
    code="NO_PERMISSION",
    status=202,
    message="permission denied",
    evidence=("sdk", "chosen"),
    details=("permissions", "id"),
    note="The actor may not edit the one record that an item names.",
)
AUTHORIZATION_FAILED_UPDATE = Entry(
    code="AUTHORIZATION_FAILED",
    status=400,
    message="User does not have sufficient privilege to update records data",
    evidence=("docs-v2", "chosen"),
    note="Sharing does not let the actor edit the record in the path.",
)
AUTHORIZATION_FAILED_DELETE = Entry(
    code="AUTHORIZATION_FAILED",
    status=400,
    message="User does not have sufficient privilege to delete records",
    evidence=("docs-v2", "chosen"),
)
AUTHORIZATION_FAILED_RELATED = Entry(
    code="AUTHORIZATION_FAILED",
    status=400,
    message="User does not have sufficient privilege to update related records data",
    evidence=SEED,
)
AUTHORIZATION_FAILED_DELINK = Entry(
    code="AUTHORIZATION_FAILED",
    status=400,
    message="User does not have sufficient privilege to delete related records data",
    evidence=("docs-v2", "chosen"),
)
AUTHORIZATION_FAILED_NOTES = Entry(
    code="AUTHORIZATION_FAILED",
    status=400,
    message="User does not have sufficient privilege to update notes data",
    evidence=("docs-v2", "chosen"),
)

# The body and the parameters as a whole.

BODY_NOT_OBJECT = Entry(
    code="INVALID_DATA",
    status=400,
    message="body",
    evidence=("sdk", "chosen"),
    details=("expected_data_type",),
    note="Absent, not JSON, not UTF-8, nested too deeply, or not an object.",
)
WRAPPER_MISSING = Entry(
    code="MANDATORY_NOT_FOUND",
    status=400,
    message="required field not found",
    evidence=("docs-v2", "chosen"),
    details=("api_name",),
    note="The wrapper key is absent, null, or an empty array.",
)
WRAPPER_NOT_ARRAY = Entry(
    code="INVALID_DATA",
    status=400,
    message="invalid data",
    evidence=("docs-v2",),
    details=("expected_data_type", "api_name"),
)
WRAPPER_TOO_LONG = Entry(
    code="INVALID_DATA",
    status=400,
    message="invalid data",
    evidence=("openapi",),
    details=("maximum_length", "api_name"),
)
BODY_VALUE_INVALID = Entry(
    code="INVALID_DATA",
    status=400,
    message="invalid data",
    evidence=CHOSEN,
    details=("api_name",),
    note="A key beside the wrapper (trigger, duplicate_check_fields) has a value that is not allowed.",
)
PARAM_MISSING = Entry(
    code="REQUIRED_PARAM_MISSING",
    status=400,
    message="One of the expected parameter is missing",
    evidence=("docs-v2",),
    details=("param",),
)
PARAM_INVALID = Entry(
    code="PATTERN_NOT_MATCHED",
    status=400,
    message="Please check whether the input values are correct",
    evidence=("docs-v2", "chosen"),
    details=("param",),
)
PARAM_VIEW_INVALID = Entry(
    code="INVALID_DATA",
    status=400,
    message="the id given seems to be invalid",
    evidence=CHOSEN,
    details=("param",),
    note="A custom view that does not exist.",
)
IDS_UNPARSABLE = Entry(
    code="UNABLE_TO_PARSE_DATA_TYPE",
    status=400,
    message="either the request body or parameters is in wrong format",
    evidence=("docs-v2",),
)
IDS_TOO_MANY = Entry(
    code="INVALID_DATA",
    status=400,
    message="invalid data",
    evidence=CHOSEN,
    details=("maximum_length", "param"),
)
BODY_TOO_LARGE = Entry(
    code="REQUEST_ENTITY_TOO_LARGE",
    status=413,
    message="Request entity too large",
    evidence=CHOSEN,
)
TOO_MANY_REQUESTS = Entry(
    code="TOO_MANY_REQUESTS",
    status=429,
    message="Many requests fired in concurrent than the allowed limit",
    evidence=("docs-v2",),
    note="The queue of the request's lane is full, or the server is stopping.",
)
REQUEST_TOO_SLOW = Entry(
    code="REQUEST_TIMEOUT",
    status=408,
    message="The request took too long to arrive",
    evidence=CHOSEN,
)
REQUEST_UNREADABLE = Entry(
    code="INVALID_REQUEST",
    status=400,
    message="The request is not valid HTTP",
    evidence=CHOSEN,
)
HEAD_TOO_LARGE = Entry(
    code="REQUEST_HEADER_TOO_LARGE",
    status=431,
    message="The address and headers of the request are too long",
    evidence=CHOSEN,
)
INTERNAL_ERROR = Entry(
    code="INTERNAL_ERROR", status=500, message="Internal Server Error", evidence=SEED
)

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
ROLE_NAME_DUPLICATE = Entry(
    code="DUPLICATE_DATA",
    status=202,
    message="duplicate data",
    evidence=("docs-v2",),
    details=("api_name", "id"),
)
ROLE_ID_INVALID = Entry(
    code="INVALID_DATA",
    status=202,
    message="invalid data",
    evidence=("docs-v2",),
    details=("id",),
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

# Search.

SEARCH_PARAM_MISSING = Entry(
    code="EXPECTED_PARAM_MISSING",
    status=400,
    message="mandatory param missing",
    evidence=("docs-v2", "openapi"),
    details=("param_names",),
)
SEARCH_LIMIT_REACHED = Entry(
    code="LIMIT_REACHED",
    status=400,
    message="Maximum response iteration limit reached",
    evidence=("docs-later",),
    details=("limit",),
)
SEARCH_WORD_TOO_SHORT = Entry(
    code="INVALID_DATA",
    status=400,
    message="invalid data",
    evidence=("docs-v2",),
    details=("param",),
)
QUERY_INVALID = Entry(
    code="INVALID_QUERY",
    status=400,
    message="Invalid query formed",
    evidence=("docs-v2", "observed"),
    details=("reason", "api_name"),
)
QUERY_OPERATOR_INVALID = Entry(
    code="INVALID_QUERY",
    status=400,
    message="Invalid query formed",
    evidence=("docs-v2", "chosen"),
    details=("reason", "api_name", "operator"),
)
QUERY_SYNTAX = Entry(
    code="INVALID_QUERY",
    status=400,
    message="Invalid query formed",
    evidence=("docs-v2", "chosen"),
    details=("reason",),
)
QUERY_VALUES_TOO_MANY = Entry(
    code="INVALID_QUERY",
    status=400,
    message='Only 100 values are allowed in "IN" criteria',
    evidence=("docs-v2",),
    details=("api_name",),
)

QUERY_CONDITIONS_TOO_MANY = Entry(
    code="CRITERIA_LIMIT_EXCEEDED",
    status=400,
    message="criteria limit exceeded",
    evidence=("docs-later", "chosen"),
    details=("limit",),
)

# Settings.

LAYOUT_FOREIGN = Entry(
    code="INVALID_DATA",
    status=400,
    message="Layout does not belongs to the given module",
    evidence=("sdk",),
)
