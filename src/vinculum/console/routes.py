"""
Know which page is at which path, and serve it.

Owns the table of pages, and what a visitor sees when something goes wrong.
Never limits the size of a request; the door has done that.
Next door: pages/ has the functions, paths.py their paths; server/pages.py hands requests over.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any, TypeAlias

from starlette.applications import Starlette
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from vinculum.console.answering import page, to_sign_in
from vinculum.console.pages import authorization, clients, connected_apps, devices, signing_in
from vinculum.console.visit import (
    Busy,
    FormForged,
    Lanes,
    SignInNeeded,
    Unavailable,
    Visit,
)
from vinculum.oauth.request import form_pairs
from vinculum.ports.services import Services

Page: TypeAlias = Callable[[Visit], Awaitable[Response]]
Row: TypeAlias = tuple[str, str, Page]

_log = logging.getLogger(__name__)
MAX_FORM_BYTES = 65_536
STATIC = "/accounts/static"
_STATIC = Path(__file__).parent / "static"

# The second name of the accounts server's pages, as of its other paths.
_AUTHORIZATION = ("/oauth/v2/auth", "/clientoauth/v2/{portal}/auth")

PAGES: tuple[Row, ...] = (
    *(
        row
        for path in _AUTHORIZATION
        for row in (
            ("GET", path, authorization.ask),
            ("POST", path, authorization.decide),
            ("GET", f"{path}/refresh", authorization.refresh),
        )
    ),
    ("GET", "/oauth/v3/device", devices.show),
    ("POST", "/oauth/v3/device", devices.decide),
    ("GET", "/accounts/signin", signing_in.show),
    ("POST", "/accounts/signin", signing_in.sign_in),
    ("POST", "/accounts/signout", signing_in.sign_out),
    ("GET", connected_apps.PATH, connected_apps.show),
    ("POST", connected_apps.PATH, connected_apps.revoke),
    ("GET", "/console", clients.show_all),
    ("GET", "/console/clients/new", clients.show_form),
    ("GET", "/console/clients", clients.go_back),
    ("POST", "/console/clients", clients.add),
    ("GET", "/console/clients/{client_id}", clients.show_one),
    ("POST", "/console/clients/{client_id}", clients.change),
    *(
        row
        for action, carried_out in (
            ("secret", clients.rotate),
            ("code", clients.generate),
            ("remove", clients.remove),
        )
        for path in (f"/console/clients/{{client_id}}/{action}",)
        for row in (("GET", path, clients.go_back), ("POST", path, carried_out))
    ),
)
_WORDS = {
    403: ("Not allowed", "This form is too old, or was not made for you. Go back, and try again."),
    404: clients.NOT_FOUND,
    405: ("Not possible", "This page cannot be asked for in this way."),
    413: ("Too much", "The form is too large."),
    500: ("Something went wrong", "It is our fault, and nothing was changed. Try again."),
    503: ("Busy", "The server has too much to do. Try again in a moment."),
}
_UNAVAILABLE = (
    "Not possible now",
    "The server cannot reach its data. Nothing was changed. Try again in a moment.",
)
_BUSY_SECONDS, _UNAVAILABLE_SECONDS = "1", "5"


class _Static(StaticFiles):
    """Files that pages are dressed with; a browser takes them for what they say to be."""

    async def _find(self, path: str, scope: MutableMapping[str, Any]) -> Response:
        """Find and serve a file; all files count as one page."""
        scope["state"]["endpoint"] = f"{scope['method']} {STATIC}"
        return await super().get_response(path, scope)

    # The library's name for it.
    get_response = _find

    def file_response(self, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401 - passed on.
        """Serve a file."""
        response = super().file_response(*args, **kwargs)
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def console(services: Services, lanes: Lanes) -> Starlette:
    """Make the application that serves all pages, and what they are dressed with."""
    by_path: dict[str, dict[str, Page]] = {}
    for method, path, shown in PAGES:
        by_path.setdefault(path, {})[method] = shown
    routes: list[BaseRoute] = [
        Route(path, _endpoint(path, pages, services, lanes), methods=list(pages))
        for path, pages in by_path.items()
    ]
    routes.append(Mount(STATIC, _Static(directory=_STATIC)))

    def problem(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        response = problem_page(_visit(request, services, lanes, FormData()), status)
        response.headers.update(getattr(error, "headers", None) or {})
        return response

    application = Starlette(routes=routes, exception_handlers={HTTPException: problem})
    application.router.redirect_slashes = False
    return application


def problem_page(visit: Visit, status: int, words: tuple[str, str] | None = None) -> Response:
    """Tell a person that something is wrong, and what to do."""
    title, text = words or _WORDS.get(status, _WORDS[404])
    return page(visit, "problem.html", status=status, title=title, words=text)


def _later(visit: Visit, words: tuple[str, str] | None, seconds: str) -> Response:
    """Ask a person to come again."""
    response = problem_page(visit, 503, words)
    response.headers["Retry-After"] = seconds
    return response


def _endpoint(
    path: str, pages: dict[str, Page], services: Services, lanes: Lanes
) -> Callable[[Request], Awaitable[Response]]:
    """Serve the pages of one path. HEAD is none of their verbs: a GET may grant access."""

    async def serve(request: Request) -> Response:
        request.state.endpoint = f"{request.method} {path}"
        form = await _read_form(request) if request.method == "POST" else FormData()
        visit = _visit(request, services, lanes, form)
        try:
            return await pages.get(request.method, _refuse)(visit)
        except SignInNeeded:
            return to_sign_in(visit.target)
        except FormForged:
            return problem_page(visit, 403)
        except Busy:
            return _later(visit, None, _BUSY_SECONDS)
        except Unavailable as problem:
            # Without a traceback: when a disk is full, each page would fill the log with one.
            _log.error("page failed: %s %s: %s", request.method, request.scope["path"], problem)
            return _later(visit, _UNAVAILABLE, _UNAVAILABLE_SECONDS)
        except HTTPException:
            raise
        except Exception:  # noqa: BLE001 - logged with its traceback, shown as our fault.
            # The query is left out: it may carry what nobody should read later.
            _log.exception("page failed: %s %s", request.method, request.scope["path"])
            return problem_page(visit, 500)

    return serve


async def _refuse(_visit: Visit) -> Response:
    raise HTTPException(405)


async def _read_form(request: Request) -> FormData:
    """Read a form as the token endpoint reads one; what is none counts as an empty one."""
    body = await request.body()
    if request.state.too_large or len(body) > MAX_FORM_BYTES:
        raise HTTPException(413)
    pairs: list[tuple[str, str | UploadFile]] = []
    pairs += form_pairs(request.headers.get("content-type", ""), body) or []
    return FormData(pairs)


def _visit(request: Request, services: Services, lanes: Lanes, form: FormData) -> Visit:
    return Visit(
        request=request,
        services=services,
        lanes=lanes,
        form=form,
        address=request.state.address,
        peer=request.client.host if request.client is not None else "",
    )
