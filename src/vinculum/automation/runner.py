"""
Run one script for one user, and tell how it ended.

Owns the result of a run: its value, or what stopped it and where.
Never writes output itself; lines go to whoever wants them, as they come.
Next door: host.py is what the script sees, cli/commands/deluge.py runs files.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from vinculum.automation.host import CrmHost, Surroundings
from vinculum.model.value import Value
from vinculum.script.diagnostics import Diagnostic, ScriptError, SyntaxFault, diagnose_error
from vinculum.script.evaluate import evaluate
from vinculum.script.limits import Limits
from vinculum.script.parse import parse
from vinculum.script.values import Datum

# What an org keeps runs again and again, and is read once.
_parsed = lru_cache(maxsize=256)(parse)


class Ended(Value):
    """How a run ended: with a value and its text, or with findings; and how many steps it took."""

    value: Datum = None
    text: str = ""
    steps: int = 0
    findings: tuple[Diagnostic, ...] = ()


def run_script(
    text: str,
    around: Surroundings,
    *,
    function: str = "",
    arguments: Mapping[str, Datum] | None = None,
    limits: Limits = Limits(),  # noqa: B008 - a frozen value
) -> Ended:
    """Run a script, or one of its functions; nothing that it does wrong raises."""
    try:
        program = _parsed(text)
        ran = evaluate(program, CrmHost(around), limits, function=function, arguments=arguments)
    except SyntaxFault as fault:
        return Ended(findings=fault.diagnostics)
    except ScriptError as error:
        return Ended(findings=(diagnose_error(text, error),))
    return Ended(value=ran.value, text=ran.text, steps=ran.steps)
