"""
Say how scripts ask the API, without a socket and without a token.

Owns the two messages and the protocol.
Never knows a path's meaning.
Next door: crm_tasks.py makes the calls, server/inner_api.py carries them out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from vinculum.model.value import Value


class ApiCall(Value):
    """
    One call: `path` and `query` as they stand in an address, still escaped. `administrator` asks
    for the rights of the org's administrator instead of the user's.
    """

    method: str
    path: str
    query: str = ""
    body: bytes = b""
    content_type: str = ""
    administrator: bool = False


class ApiAnswer(Value):
    """What the API answered; b"" is no body at all."""

    status: int
    headers: Mapping[str, str] = {}
    body: bytes = b""


class Api(Protocol):
    """The API in the hands of one user; a call that writes is on disk when it returns."""

    def call(self, call: ApiCall) -> ApiAnswer:
        """Carry a call out; a refusal is an answer like any other."""
        ...
