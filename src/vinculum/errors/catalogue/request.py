"""
List the refusals of a body, a parameter or a query as a whole.

Owns the words of these situations, with the evidence for them.
Never decides when to utter one.
Next door: the other chapters of the catalogue.
"""

from __future__ import annotations

from vinculum.errors.catalogue.evidence import CHOSEN, SEED
from vinculum.errors.refusal import Entry

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
    note="A key beside the wrapper, as duplicate_check_fields, has a value that is not allowed.",
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
    code="REQUEST_ENTITY_TOO_LARGE", status=413, message="Request entity too large", evidence=CHOSEN
)
TOO_MANY_REQUESTS = Entry(
    code="TOO_MANY_REQUESTS",
    status=429,
    message="Many requests fired in concurrent than the allowed limit",
    evidence=("docs-v2",),
    note="The queue of the request's lane is full, or the server is stopping.",
)
STORE_UNAVAILABLE = Entry(
    code="SERVICE_UNAVAILABLE",
    status=503,
    message="The server cannot reach its data at the moment, please try again later",
    evidence=CHOSEN,
    note="Disk full or read-only, database locked, clock stepped back; comes with Retry-After.",
)
REQUEST_TOO_SLOW = Entry(
    code="REQUEST_TIMEOUT",
    status=408,
    message="The request took too long to arrive",
    evidence=CHOSEN,
)
REQUEST_UNREADABLE = Entry(
    code="INVALID_REQUEST", status=400, message="The request is not valid HTTP", evidence=CHOSEN
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

# Quirk Q-019: the slip is theirs.
LAYOUT_FOREIGN = Entry(
    code="INVALID_DATA",
    status=400,
    message="Layout does not belongs to the given module",
    evidence=("sdk",),
)
