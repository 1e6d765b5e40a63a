"""
Say what every page owes a browser, whatever it shows.

Owns the headers that each page must have.
"""

from __future__ import annotations

from tests.accounts.site import Answer

_POLICY = (
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)
HEADERS = {
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


def page_problem(answer: Answer) -> str | None:
    """Say which header of a page is missing or weak, or None."""
    if not answer.is_page:
        return None
    for name, value in HEADERS.items():
        if answer.header(name) != value:
            return f"the page has {name}: {answer.header(name)!r}, not {value!r}"
    policy = [part.strip() for part in (answer.header("content-security-policy") or "").split(";")]
    missing = [part for part in _POLICY if part not in policy]
    if missing or not any(part.startswith("form-action 'self'") for part in policy):
        return f"the policy {policy} of the page lacks {missing or 'form-action'}"
    return None
