"""
No row of the specification loses its case, and every case says where it is from.

Owns the list of what the accounts server is specified to do: the rows of the sections of
docs/wire/oauth.md by their numbers, and under "" the attacks that must fail.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from tests.accounts.case import case_files, read_case

MARKS = {"seed", "docs-v2", "docs-later", "sdk", "openapi", "observed", "chosen"}
ROWS: dict[str, list[str]] = {
    "": [
        "PKCE S256",
        "PKCE downgrade",
        "PKCE plain",
        "code of another client",
        "code replay",
        "cookies",
        "cookies are secure on https",
        "disabled users lose their session",
        "forged cookies",
        "form token of another browser",
        "form without its token",
        "mobile client without a challenge",
        "one self client per person",
        "oversized parameters",
        "own clients",
        "password of a disabled user",
        "removal kills tokens",
        "repeated parameters",
        "revoking in connected apps",
        "rotation",
        "scope escalation",
        "secret shown once",
        "security headers",
        "self client code durations",
        "self client of a person",
        "session fixation",
        "sign-out",
        "sign-out ends session grants",
        "user without a password",
        "wrong passwords",
    ],
    "1": [
        "data centres",
        "portal",
    ],
    "2": [
        "client",
        "device",
        "mobile",
        "self client",
        "server",
        "validation messages",
    ],
    "3": [
        "access_type offline",
        "client_id",
        "code_challenge",
        "code_challenge_method",
        "consent once",
        "consent page",
        "location",
        "order",
        "prompt",
        "redirect_uri",
        "response_type",
        "scope",
        "session box",
        "sign-in before consent",
        "state",
        "unknown client before redirect",
    ],
    "3.1": [
        "code",
        "denied",
        "lifetime",
        "redirect URI with a query",
        "refresh token the first time",
        "single use",
    ],
    "3.2": [
        "access_token",
        "api_domain",
        "expires_in",
        "expires_in_sec",
        "full_grant",
        "granted_for_session",
        "location",
        "raw redirect URI",
        "state",
        "token_type",
    ],
    "3.3": [
        "client_not_granted",
        "prompt_required",
        "success",
    ],
    "3.4": [
        "access_denied",
        "invalid_client",
        "invalid_code_challenge",
        "invalid_redirect_uri",
        "invalid_response_type",
        "invalid_scope",
    ],
    "4": [
        "Access Denied",
        "GET",
        "authorization_code mobile",
        "authorization_code offline",
        "authorization_code online",
        "authorization_code self",
        "client_credentials",
        "expires_in_sec",
        "headers",
        "invalid_client",
        "invalid_client_secret",
        "invalid_code",
        "invalid_redirect_uri",
        "invalid_request",
        "invalid_scope",
        "missing_org_info",
        "places of parameters",
        "refresh_token",
        "scope in every answer",
        "unsupported_grant_type",
        "wrong data centre",
        "wrong verifier",
    ],
    "5": [
        "CORS",
        "access_denied",
        "authorization_pending",
        "device code",
        "device code reuse",
        "device errors",
        "device page",
        "device prompt",
        "device success offline",
        "device success online",
        "expired",
        "other_dc",
        "revoke access token",
        "revoke bad token",
        "revoke by GET",
        "revoke refresh token",
        "serverinfo",
        "slow_down",
        "user info",
        "user info invalid_token",
    ],
    "6": [
        "access token",
        "access tokens created per refresh token",
        "active access tokens of a page",
        "active access tokens per refresh token",
        "authorization code",
        "authorization codes",
        "device code",
        "device guesses",
        "refresh token",
        "refresh tokens generated",
        "refresh tokens per user per client",
        "session",
        "settings",
        "wrong passwords per e-mail address",
        "wrong passwords per network address",
    ],
    "8": [
        "AUTHENTICATION_FAILURE",
        "Bearer",
        "INACTIVE_USER",
        "INVALID_TOKEN",
        "OAUTH_SCOPE_MISMATCH",
        "valid token",
    ],
}


@cache
def cases() -> dict[str, dict[str, Any]]:
    """Every case by its place."""
    return {f"{path.parent.name}/{path.stem}": read_case(path) for path in case_files()}


def listed() -> set[str]:
    """The rows as cases name them: the section, a blank, the row."""
    return {f"{section} {row}".strip() for section, rows in ROWS.items() for row in rows}


def test_the_rows_of_all_cases_are_those_of_the_list():
    covered = {row for case in cases().values() for row in case["rows"]}

    assert listed() == covered


def test_every_case_names_its_evidence_in_the_known_marks():
    strange = {place: case["evidence"] for place, case in cases().items() if not _sound(case)}

    assert {} == strange


def _sound(case: dict[str, Any]) -> bool:
    return bool(case["evidence"]) and set(case["evidence"]) <= MARKS


def test_no_two_cases_have_the_same_title():
    titles = [case["title"] for case in cases().values()]

    assert sorted(set(titles)) == sorted(titles)


def test_a_case_has_only_parts_that_are_read():
    known = {"title", "evidence", "rows", "clients", "signed_in", "limits", "step"}
    known |= {"public_url", "data_centres", "texts"}
    strange = {place: set(case) - known for place, case in cases().items() if set(case) - known}

    assert {} == strange
