"""
List the ready-made programs that point a client library at this server.

Owns the list; templates/snippets/ has their text.
Never fills a secret in: it is kept as a hash, and a page is no place for it.
Next door: docs/guide has a page for each, with more words.
"""

from __future__ import annotations

from vinculum.model.value import Value


class Snippet(Value):
    """A program: its name, its template, and the client types that it is for."""

    name: str
    title: str
    types: frozenset[str]

    @property
    def template(self) -> str:
        """Where its text is."""
        return f"snippets/{self.name}.txt"


_WITH_SECRET = frozenset({"self", "server", "mobile"})
SNIPPETS = (
    Snippet(name="curl", title="curl", types=_WITH_SECRET),
    Snippet(name="python", title="Python", types=_WITH_SECRET),
    Snippet(name="node", title="Node.js", types=_WITH_SECRET),
    Snippet(name="typescript", title="TypeScript", types=_WITH_SECRET),
    Snippet(name="php", title="PHP", types=_WITH_SECRET),
    Snippet(name="java", title="Java", types=_WITH_SECRET),
    Snippet(name="browser", title="JavaScript in a browser", types=frozenset({"client"})),
    Snippet(name="device", title="curl, as a device", types=frozenset({"device"})),
)
