"""
List what the accounts server says when it says no.

Owns the second catalogue: `{"error": ...}`, mostly with status 200.
Never mixes with the CRM's refusals in errors/catalogue.
Next door: endpoint.py, revoking.py and profile.py utter these, wire/accounts.py encodes them.
"""

from __future__ import annotations

from vinculum.model.value import Value

# Quirk Q-004: the real service answers nearly all token errors with 200 (oauth 4).
SAID_POLITELY = 200


class TokenRefusal(Value):
    """One thing the accounts server may say; `body` is the JSON object in wire order."""

    body: dict[str, str]
    status: int = SAID_POLITELY
    evidence: tuple[str, ...] = ("observed",)
    note: str = ""


INVALID_REQUEST = TokenRefusal(
    body={"error": "invalid_request"},
    status=400,
    evidence=("chosen",),
    note="A verb that is not served; a parameter given twice or too long; a body too large.",
)
UNSUPPORTED_GRANT_TYPE = TokenRefusal(
    body={"error": "unsupported_grant_type"},
    evidence=("chosen",),
    note="grant_type is missing, or none that this server knows.",
)
INVALID_CLIENT = TokenRefusal(
    body={"error": "invalid_client"},
    note="Unknown client id, or a client whose type may not use the grant.",
)
INVALID_CLIENT_SECRET = TokenRefusal(
    body={"error": "invalid_client_secret"}, note="The secret is missing or another one."
)
INVALID_CODE = TokenRefusal(
    body={"error": "invalid_code"},
    note=(
        "Code or refresh token unknown, expired, used, revoked, or of another client;"
        " code_verifier missing or another one."
    ),
)
INVALID_REDIRECT_URI = TokenRefusal(
    body={"error": "invalid_redirect_uri"},
    note="Differs from the one that the code was asked with.",
)
INVALID_SCOPE = TokenRefusal(
    body={"error": "invalid_scope"},
    evidence=("docs-later", "chosen"),
    note="client_credentials with a scope that is missing or that nobody can grant.",
)
MISSING_ORG_INFO = TokenRefusal(
    body={"error": "missing_org_info"},
    evidence=("docs-later", "chosen"),
    note="client_credentials without soid, or with one that does not name the client's org.",
)
NOTHING_TO_REVOKE = TokenRefusal(
    body={"error": "invalid_code"},
    status=400,
    evidence=("chosen",),
    note="Revoking what is no live refresh or access token.",
)
INVALID_TOKEN = TokenRefusal(
    body={"error": "invalid_token"},
    status=401,
    evidence=("chosen",),
    note=(
        "/oauth/user/info without a live access token of an active user, or with one that lacks"
        " the scope AaaServer.profile.READ."
    ),
)
GENERAL_ERROR = TokenRefusal(
    body={"error": "general_error"}, status=500, note="An unhandled exception of ours."
)
TOO_MANY_TOKENS = TokenRefusal(
    body={
        "error_description": (
            "You have made too many requests continuously. Please try again after some time."
        ),
        "error": "Access Denied",
        "status": "failure",
    },
    status=400,
    note="More access tokens per refresh token than the window allows.",
)
