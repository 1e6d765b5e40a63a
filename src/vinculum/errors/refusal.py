"""
Describe a refusal: the catalogue entry, the value, and the exception that stops a request.

Owns the three shapes every "no" takes.
Never holds a message; those live in catalogue/.
Next door: catalogue/ for the entries, wire/envelope.py for their JSON.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec

DetailValue: TypeAlias = "str | int | bool | tuple[str, ...]"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """
    One thing the API may say, in one situation.

    `status` is the HTTP status when the refusal answers a whole request; inside a
    batch the batch decides. `details` names the keys that the refusal must carry, in
    wire order. `evidence` uses the marks seed, docs-v2, docs-later, sdk, openapi,
    observed, chosen.
    """

    code: str
    status: int
    message: str
    evidence: tuple[str, ...]
    details: tuple[str, ...] = ()
    note: str = ""

    def refusal(self, **details: DetailValue) -> Refusal:
        """Utter this entry; exactly the declared detail keys must be given."""
        if set(details) != set(self.details):
            raise AssertionError(
                f"{self.code}: details {sorted(details)} given, {sorted(self.details)} declared"
            )
        return Refusal(entry=self, details={key: details[key] for key in self.details})


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """A "no" in the API's words: returned as an outcome of an item, or carried by `Refused`."""

    entry: Entry
    details: dict[str, DetailValue] = {}


class Refused(Exception):
    """Stops a whole request with one refusal; nothing of it has been applied."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.entry.code)
        self.refusal = refusal
