"""
Hold what one run of a script has at hand.

Owns nothing but the bundle, and the variables' first value.
Never outlives the run.
Next door: evaluate.py makes it, every built-in gets it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, cast

from vinculum.script.ast import Function
from vinculum.script.diagnostics import ScriptError
from vinculum.script.host import Host
from vinculum.script.limits import Account
from vinculum.script.values import Datum

Slots = list[Datum]
Evaluates = Callable[[Slots], Datum]


class _Unset:
    """Marks a variable that got no value yet."""


# Never seen by a script: reading it is a fault.
UNSET: Final = cast("Datum", _Unset())


class Run:
    """The account, the host, the functions that the script itself has, and how one is called."""

    __slots__ = ("account", "call_function", "functions", "host", "prepared")

    call_function: Callable[[str, str, list[Datum]], Datum]

    def __init__(self, account: Account, host: Host, functions: tuple[Function, ...]) -> None:
        self.account = account
        self.host = host
        self.functions = {
            (function.namespace.lower(), function.name.lower()): function for function in functions
        }
        # Functions made ready to be called, each once.
        self.prepared: dict[tuple[str, str], Callable[[Sequence[Datum]], Datum]] = {}

    def now(self) -> datetime:
        """Tell the time in the org's zone, without the zone and parts of a second."""
        return self.host.now().astimezone(self.account.zone).replace(tzinfo=None, microsecond=0)


def placed(error: ScriptError, line: int, column: int) -> ScriptError:
    """Give an error its place, unless it has one."""
    if not error.column:
        error.line, error.column = error.line or line, column
    return error
