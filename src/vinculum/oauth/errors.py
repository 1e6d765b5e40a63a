"""
List what the accounts server says when it says no.

Owns the second catalogue: `{"error": ...}`, mostly with status 200.
Never mixes with the CRM's refusals in errors/catalogue.
Next door: endpoint.py, revoking.py, device.py and profile.py utter the refusals of tokens,
wire/accounts.py encodes them; authorize.py utters those that a page shows.
"""

from __future__ import annotations

import msgspec

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
    note=(
        "Unknown client id, a client whose type may not use the grant,"
        " or the data centre is not that of the client's org."
    ),
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
AUTHORIZATION_PENDING = TokenRefusal(
    body={"error": "authorization_pending"},
    evidence=("docs-later",),
    note="The person has not decided about the device yet.",
)
SLOW_DOWN = TokenRefusal(
    body={"error": "slow_down"},
    evidence=("docs-later",),
    note="The device asked again before its interval was over.",
)
ACCESS_DENIED = TokenRefusal(
    body={"error": "access_denied"},
    evidence=("docs-later",),
    note="The person rejected the device.",
)
EXPIRED = TokenRefusal(
    body={"error": "expired"},
    evidence=("docs-later",),
    note="Nobody decided about the device in time.",
)
OTHER_DATA_CENTRE = TokenRefusal(
    body={"error": "other_dc"},
    evidence=("docs-later",),
    note="The person's data centre is another one; `user_dc` names it.",
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
    body={"error": "general_error"}, note="An unhandled exception of ours; it is in the log."
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
    note=(
        "More access tokens per refresh token, or refresh tokens per user, than the window allows."
    ),
)


def other_data_centre(location: str) -> TokenRefusal:
    """Refuse with OTHER_DATA_CENTRE, naming the one to ask."""
    body = {**OTHER_DATA_CENTRE.body, "user_dc": location}
    return msgspec.structs.replace(OTHER_DATA_CENTRE, body=body)


class AuthorizationRefusal(Value):
    """Why `/oauth/v2/auth` shows a page and does not redirect; `text` is for people."""

    code: str
    text: str
    status: int = 400
    evidence: tuple[str, ...] = ("docs-v2",)


UNKNOWN_CLIENT = AuthorizationRefusal(
    code="invalid_client",
    text=(
        "No application has this client ID here. Check the ID, and whether the application is"
        " registered in this data centre or may be used in others."
    ),
)
UNREGISTERED_REDIRECT_URI = AuthorizationRefusal(
    code="invalid_redirect_uri",
    text=(
        "The redirect URI is not one that the application has registered. It must be the same,"
        " character by character."
    ),
)
UNFIT_RESPONSE_TYPE = AuthorizationRefusal(
    code="invalid_response_type",
    text=(
        "An application of this type asks for another response type: client-based applications"
        " for token, others for code."
    ),
)
UNKNOWN_SCOPE = AuthorizationRefusal(
    code="invalid_scope",
    text="A scope is missing, or does not exist. Scopes look like ZohoCRM.modules.leads.READ.",
)
UNFIT_CHALLENGE = AuthorizationRefusal(
    code="invalid_code_challenge",
    text=(
        "Mobile and desktop applications send a code challenge of 43 to 128 characters, made by"
        " the method S256 or plain."
    ),
    evidence=("docs-later", "chosen"),
)
AMBIGUOUS_REQUEST = AuthorizationRefusal(
    code="invalid_request",
    text="A parameter was given twice, or is too long.",
    evidence=("chosen",),
)
TOO_MANY_CODES = AuthorizationRefusal(
    code="too_many_requests",
    text="The application has asked for too many codes. Please try again after some time.",
    evidence=("docs-later", "chosen"),
)
# What a page hears that asks for a token without showing itself to anybody (oauth 3.3).
CLIENT_NOT_GRANTED = "client_not_granted"
PROMPT_REQUIRED = "prompt_required"
REJECTED = "access_denied"
