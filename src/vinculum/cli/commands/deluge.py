"""
`vinculum deluge`: run, check and test scripts.

Owns what the commands ask for and show: output as it comes, findings with their place.
Never runs a script itself; automation/runner.py does.
Next door: deluge_repl.py reads statements from a person, deluge_test.py runs a directory.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vinculum.cli.commands.deluge_repl import repl
from vinculum.cli.commands.deluge_test import compare
from vinculum.cli.desk import administrator_of, open_desk, require_user
from vinculum.cli.options import DEFAULTS, Database, Json, UserEmail
from vinculum.cli.problem import Problem

if TYPE_CHECKING:
    from vinculum.automation.runner import Ended
    from vinculum.script.diagnostics import Diagnostic

app = typer.Typer(help="Run, check and test Deluge scripts.")

_FAILED = 1


@app.command()
def run(
    file: Annotated[str, typer.Argument(help="The script; - reads standard input.")],
    *,
    function: Annotated[str, typer.Option(help="The function to run, of several.")] = "",
    arg: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="An argument, as text; repeatable."),
    ] = None,
    user: UserEmail = "",
    database: Database = DEFAULTS.database,
    as_json: Json = False,
) -> None:
    """Run a script on behalf of a user; its `info` lines are printed as they come."""
    text = _read(file)
    arguments = dict(_pair(each) for each in arg or ())
    from vinculum.automation.runner import run_script
    from vinculum.server.surroundings import surround

    lines: list[str] = []
    with open_desk(database) as desk:
        schema = desk.services.store.read(desk.org_id, desk.services.schemas.current)
        people = (require_user(schema, user), administrator_of(schema))
        write_line = lines.append if as_json else _print
        around = surround(desk.services, desk.settings, schema, people, write_line)
        ended = run_script(text, around, function=function, arguments=arguments)
    if as_json:
        _print_json(lines, ended, file)
    for finding in ended.findings if not as_json else ():
        print(_shown(finding, file), file=sys.stderr)
    if ended.findings:
        raise typer.Exit(_FAILED)


@app.command()
def check(
    files: Annotated[list[str], typer.Argument(help="Scripts; - reads standard input.")],
    database: Database = DEFAULTS.database,
    as_json: Json = False,
) -> None:
    """Say everything that is wrong with scripts, without running them."""
    del database  # Every command takes one; a check needs none.
    from vinculum.script.parse import check as find_faults

    found = [(file, finding) for file in files for finding in find_faults(_read(file))]
    if as_json:
        print(json.dumps([_described(finding, file) for file, finding in found]))
    for file, finding in found if not as_json else ():
        print(_shown(finding, file))
    if found:
        raise typer.Exit(_FAILED)


app.command("test")(compare)
app.command("repl")(repl)


def _read(file: str) -> str:
    """Read a script as text; Problem when it cannot be read."""
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(f"{file} is not text in UTF-8: byte {error.start + 1} is no letter") from None
    except OSError as error:
        raise Problem(f"cannot read {file}: {error.strerror}") from None


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (equals and name.isidentifier()):
        raise Problem(f"--arg {text!r} is not NAME=VALUE")
    return name, value


def _print(line: str) -> None:
    print(line, flush=True)


def _shown(finding: Diagnostic, file: str) -> str:
    from vinculum.script.diagnostics import render_diagnostic

    return render_diagnostic(finding, file)


def _described(finding: Diagnostic, file: str) -> dict[str, object]:
    return {
        "file": file,
        "line": finding.line,
        "column": finding.column,
        "message": finding.message,
        "expected": list(finding.expected),
    }


def _print_json(lines: list[str], ended: Ended, file: str) -> None:
    """Print a run as one object; a value that JSON has no form for is printed as text."""
    result = {
        "info": lines,
        "value": ended.value,
        "steps": ended.steps,
        "errors": [_described(finding, file) for finding in ended.findings],
    }
    print(json.dumps(result, default=str))
