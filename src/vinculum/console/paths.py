"""
Tell the paths of pages from those of programs.

Owns the form of every path that a person sees in a browser.
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


def is_page(path: str) -> bool:
    """Tell whether a path is for people in a browser."""
    return _PAGE.fullmatch(path) is not None
