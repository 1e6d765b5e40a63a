"""
Tell the paths of pages from those of programs.

Owns the form of every path that a person sees in a browser, and where a sign-in may lead.
Never loads a page: every request of a program passes here.
Next door: routes.py has the page of each path.
"""

from __future__ import annotations

import re

HOME = "/console"
_PAGE = re.compile(
    r"/oauth/v2/auth(/refresh)?|/clientoauth/v2/[^/]+/auth(/refresh)?|/oauth/v3/device"
    r"|/(accounts|console)(/.*)?"
)

# Where a sign-in may lead: pages of this server, named one by one; behind the question mark
# may stand what an address can hold, but # and the backslash.
_GOES_ON_TO = re.compile(
    r"(/oauth/v2/auth(/refresh)?|/clientoauth/v2/[A-Za-z0-9._-]+/auth(/refresh)?|/oauth/v3/device"
    r"|/accounts/apps|/console(/[A-Za-z0-9._/-]*)?)(\?[!\"$-\[\]-~]*)?",
    re.ASCII,
)


def is_page(path: str) -> bool:
    """Tell whether a path is for people in a browser."""
    return _PAGE.fullmatch(path) is not None


def safe_address(text: str) -> str:
    """Keep an address that is a page of this server; anything else becomes the first page."""
    return text if _GOES_ON_TO.fullmatch(text) and "//" not in text.partition("?")[0] else HOME
