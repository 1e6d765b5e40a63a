"""
List the refusals of calls of functions.

Owns the words of these situations, with the evidence for them.
Never decides when to utter one.
Next door: the other chapters of the catalogue.
"""

from __future__ import annotations

from vinculum.errors.catalogue.evidence import CHOSEN
from vinculum.errors.refusal import Entry

FUNCTION_UNKNOWN = Entry(
    code="INVALID_DATA",
    status=400,
    message="the function name given seems to be invalid",
    evidence=CHOSEN,
    note="The org has no function of that name, or it is not for clients.",
)
FUNCTION_ARGUMENTS = Entry(
    code="INVALID_DATA",
    status=400,
    message="the arguments given seem to be invalid",
    evidence=CHOSEN,
    details=("expected_data_type", "api_name"),
    note="`arguments` is not a JSON object.",
)
FUNCTION_FAILED = Entry(
    code="FUNCTION_EXECUTION_FAILED",
    status=400,
    message="error occurred while executing the function",
    evidence=CHOSEN,
    details=("userMessage", "error", "line_number", "id"),
    note="The script met an error that it did not catch, or a limit; details say where.",
)
FUNCTION_ANSWER = Entry(
    code="FUNCTION_EXECUTION_FAILED",
    status=400,
    message="the function returned an invalid crmAPIResponse",
    evidence=CHOSEN,
    details=("reason", "id"),
    note="A status that is none, or a header that a function may not set.",
)
FUNCTION_TOO_DEEP = Entry(
    code="LIMIT_EXCEEDED",
    status=400,
    message="functions call one another too deeply",
    evidence=CHOSEN,
)
