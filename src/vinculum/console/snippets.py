"""
Write the ready-made programs that point a client library at this server.

Owns the list of them, and that their text is plain: the page that shows one escapes it whole.
Never fills a secret in: it is kept as a hash, and a page is no place for it.
Next door: templates/snippets/ has the texts, docs/guide/sdks a page for each.
"""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from vinculum.model.value import Value
from vinculum.oauth.clients import Client

_WITH_SECRET = frozenset({"self", "server", "mobile"})
# Name of the template, title, and the client types that it is for.
_TABLE = (
    ("curl", "curl", _WITH_SECRET),
    ("python", "Python", _WITH_SECRET),
    ("node", "Node.js", _WITH_SECRET),
    ("typescript", "TypeScript", _WITH_SECRET),
    ("php", "PHP", _WITH_SECRET),
    ("java", "Java", _WITH_SECRET),
    ("browser", "JavaScript in a browser", frozenset({"client"})),
    ("device", "curl, as a device", frozenset({"device"})),
)


class Snippet(Value):
    """A program for one client, as plain text."""

    name: str
    title: str
    text: str


@cache
def _texts() -> Environment:
    return Environment(
        loader=PackageLoader("vinculum.console", "templates/snippets"),
        autoescape=False,  # noqa: S701 - no HTML is made here.
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def snippets_for(client: Client, *, here: str, email: str) -> list[Snippet]:
    """The programs for a client of this type, with its addresses and the person's e-mail."""
    return [
        Snippet(
            name=name,
            title=title,
            text=_texts().get_template(f"{name}.txt").render(client=client, here=here, email=email),
        )
        for name, title, types in _TABLE
        if client.type in types
    ]
