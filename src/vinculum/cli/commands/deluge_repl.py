"""
`vinculum deluge repl`: run statements as they are typed, or as they come through a pipe.

Owns the prompts, the reading of lines and the words that end it.
Never keeps a variable; automation/session.py does.
Next door: deluge.py makes it a command.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import typer

from vinculum.cli.desk import administrator_of, open_desk, require_user
from vinculum.cli.options import DEFAULTS, Database, UserEmail
from vinculum.cli.output import tell
from vinculum.cli.problem import Problem

if TYPE_CHECKING:
    from vinculum.script.diagnostics import Diagnostic

_FAILED = 1
_PROMPT, _MORE = "deluge> ", "   ...> "
_WELCOME = "An expression shows its value. `exit` or Ctrl+D ends; what is written to the org stays."
_DROP = "\x03"
_GOES_ON = re.compile(r"\s*else\b", re.IGNORECASE)
_LEAVING = frozenset({"exit", "exit;", "quit", "quit;"})


def repl(user: UserEmail = "", database: Database = DEFAULTS.database) -> None:
    """Run statements one by one; variables are kept, values of expressions are printed."""
    from vinculum.automation.session import Session
    from vinculum.server.surroundings import surround

    asking = sys.stdin.isatty()
    failed = False
    with open_desk(database) as desk:
        schema = desk.services.store.read(desk.org_id, desk.services.schemas.current)
        people = (require_user(schema, user), administrator_of(schema))
        session = Session(surround(desk.services, desk.settings, schema, people, _print))
        if asking:
            tell(_WELCOME)
        for text in _statements(_read_asking if asking else _read, ahead=not asking):
            findings = session.run(text)
            failed = failed or bool(findings)
            for finding in findings:
                tell(_shown(finding))
    if failed and not asking:
        raise typer.Exit(_FAILED)


def _statements(read: Callable[[str], str | None], *, ahead: bool) -> Iterator[str]:
    """
    Put lines together until they are whole; a `;` that is all they lack is put behind them.

    With `ahead`, such lines wait for an empty line or the end, and what ends with a brace waits
    for the next line, which may begin with `else`. A text begins with an empty line for each line
    before it, so that findings count them all.
    """
    before, text, held = 0, "", False
    while (line := read(_MORE if text else _PROMPT)) is not None:
        if (held and line.strip() and not _GOES_ON.match(line)) or line == _DROP:
            if held:
                yield "\n" * before + text
            before, text, held = before + text.count("\n"), "", False
        if line == _DROP:
            continue
        if not text and line.strip().lower() in _LEAVING:
            return
        text += f"{line}\n"
        if held and not line.strip():
            continue
        ready = _ready(text, goes_on=ahead and bool(line.strip()))
        held = ready is not None and ahead and text.rstrip().endswith("}")
        if ready is not None and not held:
            yield "\n" * before + ready
            before, text = before + text.count("\n"), ""
    if text.strip():
        yield "\n" * before + (_ready(text) or text)


def _ready(text: str, *, goes_on: bool = False) -> str | None:
    """Give lines that can run, with the `;` that they lack, unless the next line may go on."""
    from vinculum.automation.session import completed, is_whole

    if is_whole(text):
        return text
    if goes_on:
        return None
    return completed(text) or (text if text.endswith("\n\n") and is_whole(f"{text};") else None)


def _read(_prompt: str) -> str | None:
    try:
        line = sys.stdin.readline()
    except UnicodeDecodeError:
        raise Problem("what comes through the pipe is not text in UTF-8") from None
    return line.rstrip("\r\n") if line else None


def _read_asking(prompt: str) -> str | None:
    """Read a line of a person; None at Ctrl+D, and Ctrl+C drops what was typed."""
    import readline  # noqa: F401 - lets people edit lines and find earlier ones

    try:
        return input(prompt)
    except EOFError:
        print(file=sys.stderr)
        return None
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return _DROP


def _print(line: str) -> None:
    print(line, flush=True)


def _shown(finding: Diagnostic) -> str:
    from vinculum.script.diagnostics import render_diagnostic

    return render_diagnostic(finding)
