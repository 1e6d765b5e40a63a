"""
Write the address to which an application is answered.

Owns the two forms: parameters behind the redirect URI, or in its fragment (oauth 3.1, 3.2).
Never checks the redirect URI; authorize.py has compared it with those registered.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias
from urllib.parse import quote

# What is not sent is None.
Answer: TypeAlias = Iterable[tuple[str, str | None]]


def in_query(redirect_uri: str, answer: Answer) -> str:
    """Put an answer behind a redirect URI, which may have a query already."""
    joint = "&" if "?" in redirect_uri else "?"
    return f"{redirect_uri}{joint}{_written(answer)}"


def in_fragment(redirect_uri: str, answer: Answer) -> str:
    """
    Put an answer into the fragment, which only the page at the redirect URI sees.

    Pages split it at & and = and decode nothing, so every other character is escaped.
    """
    return f"{redirect_uri}#{_written(answer)}"


def _written(answer: Answer) -> str:
    return "&".join(
        f"{name}={quote(value, safe='')}" for name, value in answer if value is not None
    )
