"""
Hold what a script wrote against what stands beside it.

Owns the form of an expected output: its lines, with `{…}` for anything on its line.
Never runs a script nor opens a file.
Next door: server/passing.py runs scripts for this, cli/commands/deluge.py shows the outcome.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Literal, TypeAlias

from vinculum.automation.runner import Ended
from vinculum.model.value import Value
from vinculum.script.diagnostics import render_diagnostic

Verdict: TypeAlias = Literal["same", "differs", "unknown"]

ANYTHING = "{…}"
_USER = re.compile(r"// as (\S+)")


class Trial(Value):
    """One script: what it wrote, and what it should have; None when nothing says so."""

    name: str
    lines: tuple[str, ...]
    expected: tuple[str, ...] | None

    @property
    def verdict(self) -> Verdict:
        """Tell whether the script wrote what it should have."""
        if self.expected is None:
            return "unknown"
        return "same" if _all_fit(self.expected, self.lines) else "differs"

    @property
    def differences(self) -> tuple[str, ...]:
        """The lines that differ, with what is around them: `-` was expected, `+` was written."""
        if self.verdict != "differs" or self.expected is None:
            return ()
        wanted = [_resolved(self.expected, at, self.lines) for at in range(len(self.expected))]
        compared = difflib.unified_diff(wanted, self.lines, lineterm="", n=2)
        return tuple(compared)[2:]  # Behind the two lines that name files.


def user_of(text: str) -> str:
    """The e-mail address of the user that a script's first line names, as `// as EMAIL`; or ""."""
    named = _USER.match(text)
    return named[1] if named else ""


def output_of(lines: Sequence[str], ended: Ended) -> tuple[str, ...]:
    """What a run wrote, and where it was stopped, each finding in one line."""
    findings = (render_diagnostic(finding).partition("\n")[0] for finding in ended.findings)
    # As a file has them: a value of several lines is as many lines.
    return tuple("".join(f"{line}\n" for line in (*lines, *findings)).splitlines())


def fits(expected: str, line: str) -> bool:
    """Tell whether a line is the expected one, with something in each place of `{…}`."""
    pattern = "(.+?)".join(re.escape(part) for part in expected.split(ANYTHING))
    return re.fullmatch(pattern, line) is not None


def renewed(trial: Trial) -> tuple[str, ...]:
    """
    The expected output as it should be from now on: what was written.

    A line that had `{…}` keeps it where a written line still fits.
    """
    marked = [
        each for each in trial.expected or () if ANYTHING in each and each.strip() != ANYTHING
    ]
    return tuple(next((each for each in marked if fits(each, line)), line) for line in trial.lines)


def _all_fit(expected: Sequence[str], lines: Sequence[str]) -> bool:
    return len(expected) == len(lines) and all(map(fits, expected, lines))


def _resolved(expected: Sequence[str], at: int, lines: Sequence[str]) -> str:
    """Put in place of an expected line with `{…}` the written line that it stands for, if any."""
    line = expected[at]
    # One with nothing but the mark would stand for any line; it is held to its own place.
    found = lines[at : at + 1] if line.strip() == ANYTHING else (*lines[at : at + 1], *lines)
    return next((each for each in found if fits(line, each)), line)
