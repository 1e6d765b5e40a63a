"""
Say what a script may ask of its surroundings.

Owns the protocol, and the values that cross it.
Never does anything itself.
Next door: automation/ implements it over operations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from vinculum.script.ast import Function
from vinculum.script.values import Datum, File


class UrlRequest(msgspec.Struct, frozen=True, kw_only=True):
    """
    A call of an address, as the script gave it.

    For GET `parameters` belong to the query, a map also for DELETE; else a map is a form, and a
    text is the body.
    """

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = {}
    content_type: str = ""
    parameters: Mapping[str, str] | str | None = None
    body: str | None = None
    files: tuple[File, ...] = ()
    connection: str = ""


class UrlResponse(msgspec.Struct, frozen=True, kw_only=True):
    """What an address answered."""

    status: int
    headers: Mapping[str, str] = {}
    content: bytes = b""
    content_type: str = "text/plain"
    charset: str = "utf-8"


class Host(Protocol):
    """
    What surrounds a script.

    A host refuses by raising a Fault, which the script may catch; it need not give a line. A
    LimitReached ends the run. Anything else is an error of the host and passes through.
    """

    def now(self) -> datetime:
        """Tell the time, aware, in the org's zone; every date of the script is in that zone."""
        ...

    def clock(self) -> float:
        """Tell seconds from any start, for the limit on time; it never goes back."""
        ...

    def chance(self, below: int) -> int:
        """Draw a number from 0 to `below`, exclusive."""
        ...

    def info(self, line: str) -> None:
        """Take a line of output, as soon as it is written."""
        ...

    def system_variable(self, name: str) -> Datum:
        """
        Tell the value of a variable such as `zoho.loginuserid`; the name is in small letters.

        The current date and time are never asked for here. Unknown names raise a Fault.
        """
        ...

    def call_task(self, name: str, arguments: Sequence[Datum]) -> Datum:
        """
        Run an integration task such as `zoho.crm.getRecordById`; the name is as written.

        The value must be made of the kinds of values.py: a fraction is a Decimal, never a float.
        Lists and maps belong to the script from then on, which may change them.
        """
        ...

    def invoke_url(self, request: UrlRequest) -> UrlResponse:
        """Call an address."""
        ...

    def send_mail(self, settings: Mapping[str, Datum]) -> None:
        """Send what a `sendmail` statement describes; keys are in small letters."""
        ...

    def find_function(self, namespace: str, name: str) -> Function | None:
        """
        Find a function that is stored outside the running script.

        The namespace comes in small letters, and empty for a bare name; the name is as written.
        It is asked for once in a run, unless there is none.
        """
        ...
