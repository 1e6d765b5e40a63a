"""
List the refusals of who asks and of who may.

Owns the words of these situations, with the evidence for them.
Never decides when to utter one.
Next door: the other chapters of the catalogue.
"""

from __future__ import annotations

from vinculum.errors.catalogue.evidence import CHOSEN, SEED
from vinculum.errors.refusal import Entry

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
# Quirk Q-022: 401, although the caller is known.
SCOPE_MISMATCH = Entry(
    code="OAUTH_SCOPE_MISMATCH", status=401, message="Unauthorized", evidence=SEED
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
NO_PERMISSION_VARIABLES = Entry(
    code="NO_PERMISSION",
    status=403,
    message="permission denied",
    evidence=CHOSEN,
    note="Only administrators change the variables of an org.",
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
