"""
Tell a person what went wrong, in one line, and what to do about it.

Owns which exceptions are a person's to mend, and the exit code.
Never shows a traceback for those; anything else is a fault of ours and shows one.
"""

from __future__ import annotations

MENDABLE = frozenset(
    {
        "vinculum.cli.problem.Problem",
        "vinculum.oauth.clients.RegistrationProblem",
        "vinculum.ports.store.StoreFailure",
        "vinculum.rules.people.Unfit",
        "vinculum.server.files.FileTrouble",
        "vinculum.server.listening.PortProblem",
        "vinculum.server.portable.lines.FileProblem",
        "vinculum.server.settings.SettingProblem",
        "vinculum.server.sources.ClockStepped",
        "vinculum.server.workers.WorkerProblem",
    }
)


class Problem(Exception):
    """Something that the person at the command line can mend; the text says how."""


def text_of(error: Exception) -> str | None:
    """
    The line to show for an exception; None when it is a fault of ours.

    The classes are compared by name, so that nobody imports them only to compare.
    """
    for kind in type(error).__mro__:
        if f"{kind.__module__}.{kind.__qualname__}" in MENDABLE:
            return " ".join(str(error).split())
    return None
