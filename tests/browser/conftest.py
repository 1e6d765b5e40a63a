"""
A real browser, a demo server, and a site of static pages at the documented origin.

Owns which browser is driven: the machine's own Chromium. Where there is none, the tests are
skipped with a word about it, unless VINCULUM_REQUIRE_BROWSER asks that they fail.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.clients.machine import Machine

SITE = Path(__file__).parent / "site"
# The documented page lives here, so the demo org has registered it.
PORT = 5500
ORIGIN = f"http://127.0.0.1:{PORT}"
REDIRECT_URI = f"{ORIGIN}/redirect.html"
EMAIL = "patricia.boyle@zylker.example"
PASSWORD = "correct horse battery"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# No sandbox, because tests run as root in containers; no network but the one that is tested.
_OPTIONS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run"),
)


class _Quiet(SimpleHTTPRequestHandler):
    """A static site that does not talk."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def executable() -> str:
    """The machine's Chromium; without one the test is skipped, or fails where it must not be."""
    found = os.environ.get("VINCULUM_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), "")
    if not found:
        words = "there is no Chromium here; on Debian: apt-get install chromium"
        if os.environ.get("VINCULUM_REQUIRE_BROWSER"):
            pytest.fail(words)
        pytest.skip(words)
    return found


@pytest.fixture
def browser() -> Iterator[Browser]:
    """
    The browser, started for one test.

    Its driver keeps an event loop in this thread, which must be gone before the next test.
    """
    path = executable()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_OPTIONS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """The demo org, whose administrator's password is known."""
    executable()
    folder = tmp_path_factory.mktemp("browser")
    machine = Machine(folder, "--demo", VINCULUM_DEMO_PASSWORD=PASSWORD)
    yield machine
    assert 0 == machine.stop()
    assert "" == machine.trouble()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Path]:
    """
    The folder that is served at the documented origin; a test may add files.

    One test at a time has the port, whatever process it runs in.
    """
    folder = Path(shutil.copytree(SITE, tmp_path / "site"))
    lock = Path(tempfile.gettempdir()) / f"vinculum-site-{PORT}.lock"
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        handler = partial(_Quiet, directory=str(folder))
        with ThreadingHTTPServer(("127.0.0.1", PORT), handler) as served:
            thread = threading.Thread(target=served.serve_forever)
            thread.start()
            yield folder
            served.shutdown()
            thread.join()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser window of its own: no cookies, nothing stored."""
    with browser.new_context() as context:
        context.set_default_timeout(10_000)
        yield context


@pytest.fixture
def client_id(server: Machine) -> str:
    """The client that the demo org has registered for the documented page."""
    (client,) = (
        client for client in server.told("client", "list") if ORIGIN in client["javascript_domains"]
    )
    return str(client["client_id"])


def sign_in(page: Page) -> None:
    """Fill in the form that a page shows, as the demo's administrator."""
    page.fill("#email", EMAIL)
    page.fill("#password", PASSWORD)
    page.click("text=Sign in >> nth=-1")
