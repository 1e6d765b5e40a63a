"""
`vinculum deluge test`: run the scripts of a directory, each with its expected output beside it.

Owns the files, and what is shown of each script.
Never judges an output; automation/trials.py does.
Next door: deluge.py makes it a command, server/passing.py runs a script in an org of its own.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vinculum.cli.options import DEFAULTS, Database, Json
from vinculum.cli.output import tell
from vinculum.cli.problem import Problem
from vinculum.server.settings import read_settings

if TYPE_CHECKING:
    from vinculum.automation.trials import Trial

SCRIPT, OUTPUT = ".dg", ".out"
_FAILED = 1
_WORDS = {"same": "same", "differs": "DIFFERS", "unknown": "no .out"}
_UPDATED = "written"


def compare(
    directory: Annotated[str, typer.Argument(help="Where the scripts are, NAME.dg and NAME.out.")],
    *,
    demo: Annotated[
        bool, typer.Option("--demo/--no-demo", help="Run on the demo org, or on an empty one.")
    ] = True,
    update: Annotated[
        bool, typer.Option("--update", help="Write the .out files that differ or are missing.")
    ] = False,
    database: Database = DEFAULTS.database,
    as_json: Json = False,
) -> None:
    """Run scripts, each in an org of its own, and compare what they write with NAME.out."""
    del database  # Every command takes one; these scripts never see it.
    scripts = _scripts(Path(directory))
    settings = read_settings(os.environ, {})
    from vinculum.automation.trials import renewed
    from vinculum.server.passing import output_in_passing

    shown: list[dict[str, object]] = []
    for count, script in enumerate(scripts, 1):
        name = script.relative_to(directory).as_posix()
        trial = _tried(script, name, output_in_passing(_text(script), settings, demo=demo))
        writing = update and trial.verdict != "same"
        if writing:
            _write(script.with_suffix(OUTPUT), renewed(trial))
        shown.append(_described(trial, written=writing))
        if not as_json:
            _print(trial, f"[{count:>{len(str(len(scripts)))}}/{len(scripts)}]", written=writing)
    if as_json:
        print(json.dumps(shown))
    tell(_summary(shown))
    if any(each["verdict"] == "differs" for each in shown):
        raise typer.Exit(_FAILED)


def _scripts(directory: Path) -> list[Path]:
    if not directory.is_dir():
        raise Problem(f"{directory} is no directory")
    scripts = sorted(directory.rglob(f"*{SCRIPT}"))
    if not scripts:
        raise Problem(f"there is no script, NAME{SCRIPT}, in {directory}")
    return scripts


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Problem(f"{path} is not text in UTF-8: byte {error.start + 1} is no letter") from None
    except OSError as error:
        raise Problem(f"cannot read {path}: {error.strerror}") from None


def _tried(script: Path, name: str, lines: tuple[str, ...]) -> Trial:
    from vinculum.automation.trials import Trial

    beside = script.with_suffix(OUTPUT)
    expected = tuple(_text(beside).splitlines()) if beside.exists() else None
    return Trial(name=name, lines=lines, expected=expected)


def _write(path: Path, lines: tuple[str, ...]) -> None:
    try:
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise Problem(f"cannot write {path}: {error.strerror}") from None


def _described(trial: Trial, *, written: bool) -> dict[str, object]:
    return {
        "name": trial.name,
        "verdict": _UPDATED if written else trial.verdict,
        "lines": list(trial.lines),
        "differences": list(trial.differences),
    }


def _print(trial: Trial, place: str, *, written: bool) -> None:
    word = _UPDATED if written else _WORDS[trial.verdict]
    print(f"{place} {word:<7}  {trial.name}", flush=True)
    for line in trial.differences:
        print(f"    {line}", flush=True)


def _summary(shown: list[dict[str, object]]) -> str:
    counts = Counter(str(each["verdict"]) for each in shown)
    words = {**_WORDS, "differs": "differ", "unknown": "without .out", _UPDATED: _UPDATED}
    parts = [f"{counts[verdict]} {words[verdict]}" for verdict in words if counts[verdict]]
    return f"{len(shown)} script{'s' * (len(shown) != 1)}: {', '.join(parts)}"
