"""
Run the functions that orgs keep.

Owns the way from a function and its arguments to how it ended, and how much of its output is kept.
Never decides who may call it.
Next door: automation/runner.py runs the script, waker.py runs what events wake.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from msgspec.structs import replace

from vinculum.model.actor import User
from vinculum.model.function import RunEnd
from vinculum.model.moments import zone_of
from vinculum.model.record import JsonValue
from vinculum.ports.services import Clock, Executed, Execution, Services
from vinculum.rules.functions import signature_of
from vinculum.schema.snapshot import Schema
from vinculum.script.diagnostics import Fault
from vinculum.script.limits import Limits
from vinculum.script.values import Datum
from vinculum.server.settings import Settings

if TYPE_CHECKING:
    from vinculum.automation.runner import Ended

KEPT_LINES = 200
KEPT_CHARACTERS = 20_000
STOPPED = "the server stopped while the function ran; it was not run again"
_NOT_ACTIVE = "the user that the function runs as is not active"


class OrgFunctions:
    """Functions of any org of this server."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._limits = Limits(seconds=settings.function_seconds)
        self._stopping = False

    def stop(self) -> None:
        """Let what runs end at its next step: for scripts, time is over."""
        self._stopping = True

    def execute(self, services: Services, org_id: int, execution: Execution) -> Executed:
        """Run a function to its end; nothing that it does wrong raises."""
        # The language is loaded with the first run: most servers start and never need it.
        from vinculum.automation.runner import run_script  # noqa: PLC0415 - see above.
        from vinculum.server.surroundings import surround  # noqa: PLC0415 - see above.

        schema = services.store.read(org_id, services.schemas.current)
        people = _people(schema, execution.user)
        if people is None:
            return Executed(end=RunEnd(message=_NOT_ACTIVE))
        output = _Output()
        around = surround(
            services, self._settings, schema, people, output.write, depth=execution.depth
        )
        around = replace(around, clock=_Watch(services.clock, self))
        function = execution.function
        ended = run_script(
            function.source,
            around,
            function=function.name,
            arguments=_values(execution.arguments),
            limits=self._limits,
        )
        type_name = signature_of(function.source).type_name
        executed = _executed(ended, output, schema, type_name)
        if self._stopping and executed.end.message:
            return Executed(end=replace(executed.end, message=STOPPED))
        return executed

    @property
    def stopping(self) -> bool:
        """Tell whether time is over for everything that runs."""
        return self._stopping


class _Watch:
    """The clock of a run: a server that stops has no time left for scripts."""

    def __init__(self, clock: Clock, functions: OrgFunctions) -> None:
        self._clock = clock
        self._functions = functions

    def now(self) -> int:
        """Milliseconds since the Unix epoch."""
        return self._clock.now()

    def monotonic(self) -> float:
        """Seconds on a clock that never steps, until the server stops."""
        return math.inf if self._functions.stopping else self._clock.monotonic()


class _Output:
    """The lines of a run, as many as are kept."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._room = KEPT_CHARACTERS

    def write(self, line: str) -> None:
        """Keep a line, cut to what there is room for."""
        if self._room > 0 and len(self.lines) < KEPT_LINES:
            self.lines.append(line[: self._room])
            self._room -= len(line)


def _people(schema: Schema, user_id: int) -> tuple[User, User] | None:
    user, administrator = schema.users.get(user_id), schema.find_administrator()
    if user is None or user.status != "active" or administrator is None:
        return None
    return user, administrator


def _values(arguments: Mapping[str, JsonValue]) -> dict[str, Datum]:
    """Arguments as a script has them: fractions keep their digits, lists and maps are its own."""
    return cast("dict[str, Datum]", json.loads(json.dumps(arguments), parse_float=Decimal))


def _executed(ended: Ended, output: _Output, schema: Schema, type_name: str) -> Executed:
    from vinculum.automation.json_values import to_json  # noqa: PLC0415 - see above.

    lines = tuple(output.lines)
    if ended.findings:
        finding = ended.findings[0]
        end = RunEnd(lines=lines, message=finding.message, line=finding.line, steps=ended.steps)
        return Executed(end=end)
    end = RunEnd(lines=lines, steps=ended.steps)
    try:
        written = to_json(ended.value, zone_of(schema.org.time_zone))
    except Fault as fault:
        return Executed(end=RunEnd(lines=lines, message=fault.message, steps=ended.steps))
    return Executed(end=end, value=json.loads(written), text=ended.text, type_name=type_name)
