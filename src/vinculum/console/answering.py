"""
Write the answers of pages: HTML from templates, redirects, cookies.

Owns the headers that keep a page from being framed, scripted or kept, and the cookies' rules.
Never decides what is shown.
Next door: templates/ has the text, visit.py reads what is set here.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from vinculum import __version__
from vinculum.console.paths import safe_address
from vinculum.console.scope_words import in_words
from vinculum.console.visit import SESSION_COOKIE, VISITOR_COOKIE, Visit
from vinculum.oauth.sessions import Session, form_token

SIGN_IN = "/accounts/signin"
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';"
    " base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
# Browsers apply the rule for forms to every redirect that follows. Behind sign-in and consent
# comes an application's own address, and behind that whatever the application chooses.
_POLICY_LEADING_OUT = f"{_POLICY} http: https:"
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("vinculum.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"in_words": in_words, "day": _day}
    return environment


def _day(milliseconds: int) -> str:
    """Write a moment as people write a day."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%d %B %Y").lstrip("0")


def page(
    visit: Visit,
    template: str,
    *,
    session: Session | None = None,
    status: int = 200,
    leads_out: bool = False,
    **shown: object,
) -> Response:
    """
    Answer with a page.

    `leads_out` tells that the page's form may end at an application. Before sign-in the
    browser gets the visitor's cookie that its forms are bound to.
    """
    visitor = visit.visitor or visit.new_visitor()
    text = (
        _templates()
        .get_template(template)
        .render(
            session=session,
            form_token=form_token(visitor) if session is None else session.form_token,
            version=__version__,
            here=visit.services.address(visit.address),
            **shown,
        )
    )
    policy = _POLICY_LEADING_OUT if leads_out else _POLICY
    response = HTMLResponse(text, status, headers={**HEADERS, "Content-Security-Policy": policy})
    if session is None and not visit.visitor:
        _set(visit, response, VISITOR_COOKIE, visitor)
    return response


def redirect(address: str, status: int = 303) -> Response:
    """Send the browser elsewhere."""
    response = RedirectResponse(address, status, headers=HEADERS)
    # What is in an answer's address was escaped when it was written, and counts letter by letter.
    response.headers["location"] = address
    return response


def to_sign_in(continue_at: str) -> Response:
    """Send the browser to sign in, and then on to an address of this server."""
    return redirect(f"{SIGN_IN}?{urlencode({'continue': safe_address(continue_at)})}", 302)


def signed_in(visit: Visit, address: str, cookie: str) -> Response:
    """Give the browser its session, and forget what bound its forms before."""
    response = redirect(address)
    _set(visit, response, SESSION_COOKIE, cookie)
    response.delete_cookie(VISITOR_COOKIE)
    return response


def signed_out(address: str) -> Response:
    """Take the session from the browser."""
    response = redirect(address)
    response.delete_cookie(SESSION_COOKIE)
    return response


def _set(visit: Visit, response: Response, name: str, value: str) -> None:
    """
    Set a cookie that scripts cannot read.

    Lax, because an application opens the page of consent from its own site; other sites'
    forms still come without it.
    """
    secure = visit.services.address(visit.address).startswith("https://")
    response.set_cookie(name, value, httponly=True, samesite="lax", secure=secure, path="/")
